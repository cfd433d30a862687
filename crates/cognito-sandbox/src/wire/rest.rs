//! restJson1: Lambda. The operation is in method and path, parts of the input in path, query string and headers.

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::message::{self, Call, Reply};
use crate::core::fault::Fault;
use crate::core::percent;
use crate::core::service::Service;

/// Method, path with `{labels}`, operation. What is not here is refused.
const ROUTES: [(&str, &str, &str); 13] = [
    ("POST", "/2015-03-31/functions", "CreateFunction"),
    ("GET", "/2015-03-31/functions/{FunctionName}", "GetFunction"),
    ("DELETE", "/2015-03-31/functions/{FunctionName}", "DeleteFunction"),
    ("GET", "/2015-03-31/functions/{FunctionName}/configuration", "GetFunctionConfiguration"),
    ("PUT", "/2015-03-31/functions/{FunctionName}/configuration", "UpdateFunctionConfiguration"),
    ("PUT", "/2015-03-31/functions/{FunctionName}/code", "UpdateFunctionCode"),
    ("POST", "/2015-03-31/functions/{FunctionName}/policy", "AddPermission"),
    ("GET", "/2015-03-31/functions/{FunctionName}/policy", "GetPolicy"),
    ("DELETE", "/2015-03-31/functions/{FunctionName}/policy/{StatementId}", "RemovePermission"),
    ("POST", "/2015-03-31/functions/{FunctionName}/invocations", "Invoke"),
    ("POST", "/2017-03-31/tags/{Resource}", "TagResource"),
    ("GET", "/2017-03-31/tags/{Resource}", "ListTags"),
    ("GET", "/2016-08-19/account-settings", "GetAccountSettings"),
];

/// Invoke's members that travel as headers.
const INVOKE_HEADERS: [(&str, &str); 5] = [
    ("x-amz-invocation-type", "InvocationType"),
    ("x-amz-log-type", "LogType"),
    ("x-amz-client-context", "ClientContext"),
    ("x-amz-durable-execution-name", "DurableExecutionName"),
    ("x-amz-tenant-id", "TenantId"),
];

pub fn read(request: &HttpRequest) -> Result<Call, Fault> {
    let after_scheme = request.uri().split("://").nth(1).unwrap_or(request.uri());
    let target = after_scheme.find('/').map_or("/", |start| &after_scheme[start..]);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let path = path.trim_end_matches('/');
    let (operation, labels) = ROUTES
        .iter()
        .find_map(|(method, template, operation)| {
            let labels = match_path(template, path)?;
            (*method == request.method()).then_some((*operation, labels))
        })
        .ok_or_else(|| Fault::unknown_operation(Service::Lambda, &format!("{} {path}", request.method())))?;
    let body = message::body(request);
    let mut members = Map::new();
    if operation == "Invoke" {
        members.insert("Payload".to_owned(), json!(STANDARD.encode(body)));
        for (header, member) in INVOKE_HEADERS {
            if let Some(value) = request.headers().get(header) {
                members.insert(member.to_owned(), json!(value));
            }
        }
    } else if !body.is_empty() {
        members =
            serde_json::from_slice(body).map_err(|error| Fault::client("InvalidRequestContentException", error.to_string()))?;
    }
    for (name, value) in labels {
        members.insert(name, Value::String(value));
    }
    for (name, value) in percent::pairs(query) {
        members.insert(name, Value::String(value));
    }
    tracing::trace!(service = "lambda", operation, "sandbox call");
    Ok(Call { operation: operation.to_owned(), input: Value::Object(members) })
}

/// The labels of a path that fits a template.
fn match_path(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let (wanted, given): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    if wanted.len() != given.len() {
        return None;
    }
    let mut labels = Vec::new();
    for (wanted, given) in wanted.iter().zip(given) {
        match wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => labels.push((name.to_owned(), percent::decode(given, false))),
            None if *wanted == given => {}
            None => return None,
        }
    }
    Some(labels)
}

pub fn success(operation: &str, output: Value, request_id: &str) -> Reply {
    let mut headers = headers(request_id);
    if operation == "Invoke" {
        return invoked(output, headers);
    }
    let status = match operation {
        "CreateFunction" | "AddPermission" => 201,
        "DeleteFunction" | "RemovePermission" | "TagResource" => 204,
        _ => 200,
    };
    let body = if status == 204 { Vec::new() } else { output.to_string().into_bytes() };
    headers.push(("content-length", body.len().to_string()));
    Reply { status, headers, body }
}

fn invoked(output: Value, mut headers: Vec<(&'static str, String)>) -> Reply {
    for (member, header) in [
        ("FunctionError", "x-amz-function-error"),
        ("LogResult", "x-amz-log-result"),
        ("ExecutedVersion", "x-amz-executed-version"),
    ] {
        if let Some(value) = output[member].as_str() {
            headers.push((header, value.to_owned()));
        }
    }
    let body = output["Payload"].as_str().and_then(|payload| STANDARD.decode(payload).ok()).unwrap_or_default();
    Reply { status: output["StatusCode"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or(200), headers, body }
}

pub fn fault(fault: &Fault, request_id: &str) -> Reply {
    let side = if fault.status < 500 { "User" } else { "Server" };
    let mut headers = headers(request_id);
    headers.push(("x-amzn-errortype", fault.code.clone()));
    Reply {
        status: fault.status,
        headers,
        body: json!({ "Type": side, "Message": fault.message, "message": fault.message }).to_string().into_bytes(),
    }
}

fn headers(request_id: &str) -> Vec<(&'static str, String)> {
    vec![("content-type", "application/json".to_owned()), ("x-amzn-requestid", request_id.to_owned())]
}
