//! What the protocols read out of a request, and an answer before it takes the SDK's shape.

use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use serde_json::Value;

/// What a protocol module reads out of a request.
pub struct Call {
    pub operation: String,
    pub input: Value,
}

/// An HTTP answer before it takes the SDK's shape.
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn into_response(self) -> Result<HttpResponse, ConnectorError> {
        let status = StatusCode::try_from(self.status).map_err(|error| ConnectorError::other(error.into(), None))?;
        let mut response = HttpResponse::new(status, SdkBody::from(self.body));
        for (name, value) in self.headers {
            response.headers_mut().insert(name, value);
        }
        Ok(response)
    }
}

pub fn body(request: &HttpRequest) -> &[u8] {
    // The SDK operations that the sandbox knows have bodies in memory; a streamed one has none here.
    request.body().bytes().unwrap_or_default()
}
