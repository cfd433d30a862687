//! awsJson1.1: Cognito and CloudWatch Logs.

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use serde_json::{Value, json};

use super::message::{self, Call, Reply};
use crate::core::fault::Fault;
use crate::core::service::Service;

const CONTENT_TYPE: &str = "application/x-amz-json-1.1";

pub fn read(service: Service, request: &HttpRequest) -> Result<Call, Fault> {
    let operation = request
        .headers()
        .get("x-amz-target")
        .and_then(|target| target.split('.').nth(1))
        .ok_or_else(|| Fault::client("UnknownOperationException", "no x-amz-target"))?;
    let body = message::body(request);
    let input = if body.is_empty() {
        json!({})
    } else {
        serde_json::from_slice(body).map_err(|error| Fault::client("SerializationException", error.to_string()))?
    };
    tracing::trace!(%service, operation, "sandbox call");
    Ok(Call { operation: operation.to_owned(), input })
}

pub fn success(output: &Value, request_id: &str) -> Reply {
    Reply { status: 200, headers: headers(request_id), body: output.to_string().into_bytes() }
}

pub fn fault(fault: &Fault, request_id: &str) -> Reply {
    Reply {
        status: fault.status,
        headers: headers(request_id),
        body: json!({ "__type": fault.code, "message": fault.message }).to_string().into_bytes(),
    }
}

fn headers(request_id: &str) -> Vec<(&'static str, String)> {
    vec![("content-type", CONTENT_TYPE.to_owned()), ("x-amzn-requestid", request_id.to_owned())]
}
