//! S3, as far as Cognito's import needs it: a PUT to a presigned URL. The signature is in the URL, the answer to a refusal is XML.

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::message::{self, Call, Reply};
use super::query::escape;
use crate::core::fault::Fault;

/// The Region of a request to the bucket that imports are put into.
pub fn region(request: &HttpRequest) -> Option<String> {
    let host = request.uri().split("://").nth(1)?.split(['/', ':', '?']).next()?;
    let (bucket, rest) = host.split_once(".s3.")?;
    bucket.strip_prefix("aws-cognito-idp-user-import-")?;
    Some(rest.split('.').next()?.to_owned())
}

/// Everything that the signature could speak of.
pub fn read(request: &HttpRequest) -> Call {
    let headers: Map<String, Value> =
        request.headers().iter().map(|(name, value)| (name.to_lowercase(), Value::from(value))).collect();
    let operation = if request.method() == "PUT" { "PutObject" } else { "GetObject" };
    tracing::trace!(operation, "sandbox upload");
    let input = json!({
        "Method": request.method(),
        "Url": request.uri(),
        "Headers": headers,
        "Body": STANDARD.encode(message::body(request)),
    });
    Call { operation: operation.to_owned(), input }
}

pub fn success(request_id: &str) -> Reply {
    let mut headers = headers(request_id);
    headers.push(("x-amz-server-side-encryption", "aws:kms".to_owned()));
    headers.push(("content-length", "0".to_owned()));
    Reply { status: 200, headers, body: Vec::new() }
}

pub fn fault(fault: &Fault, request_id: &str) -> Reply {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{}</Code><Message>{}</Message><RequestId>{request_id}</RequestId></Error>",
        fault.code,
        escape(&fault.message)
    );
    let mut headers = headers(request_id);
    headers.push(("content-type", "application/xml".to_owned()));
    Reply { status: fault.status, headers, body: body.into_bytes() }
}

fn headers(request_id: &str) -> Vec<(&'static str, String)> {
    vec![("x-amz-request-id", request_id.to_owned())]
}
