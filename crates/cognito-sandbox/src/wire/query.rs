//! awsQuery: IAM and STS. A form in, XML out.

use std::fmt::Write as _;

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use serde_json::{Map, Value};

use super::message::{self, Call, Reply};
use crate::core::fault::Fault;
use crate::core::percent;
use crate::core::service::Service;

pub fn read(service: Service, request: &HttpRequest) -> Result<Call, Fault> {
    let form = String::from_utf8_lossy(message::body(request)).into_owned();
    let mut input = Value::Object(Map::new());
    let mut operation = None;
    for (name, value) in percent::pairs(&form) {
        match name.as_str() {
            "Action" => operation = Some(value),
            "Version" => {}
            _ => place(&mut input, &name.split('.').collect::<Vec<_>>(), value),
        }
    }
    let operation = operation.ok_or_else(|| Fault::invalid(service, "the request has no Action"))?;
    tracing::trace!(%service, operation, "sandbox call");
    Ok(Call { operation, input: gather_lists(input) })
}

/// Puts a value at a dotted path: `Tags.member.1.Key` is the member `Key` of the first of `Tags`.
fn place(node: &mut Value, path: &[&str], value: String) {
    let Value::Object(members) = node else { return };
    match path {
        [] => {}
        [last] => {
            members.insert((*last).to_owned(), Value::String(value));
        }
        [first, rest @ ..] => place(members.entry((*first).to_owned()).or_insert_with(|| Value::Object(Map::new())), rest, value),
    }
}

/// Turns `{"member": {"1": a, "2": b}}` into `[a, b]`. The SDK numbers members in order.
fn gather_lists(node: Value) -> Value {
    match node {
        Value::Object(mut members) => match members.remove("member") {
            Some(Value::Object(numbered)) => Value::Array(numbered.into_iter().map(|(_, item)| gather_lists(item)).collect()),
            Some(other) => other,
            None => Value::Object(members.into_iter().map(|(name, value)| (name, gather_lists(value))).collect()),
        },
        other => other,
    }
}

pub fn success(operation: &str, output: &Value, request_id: &str) -> Reply {
    let mut body = format!("<{operation}Response><{operation}Result>");
    if let Value::Object(members) = output {
        for (name, value) in members {
            element(&mut body, name, value);
        }
    }
    let _ = write!(
        body,
        "</{operation}Result><ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata></{operation}Response>"
    );
    reply(200, body, request_id)
}

pub fn fault(fault: &Fault, request_id: &str) -> Reply {
    let side = if fault.status < 500 { "Sender" } else { "Receiver" };
    let body = format!(
        "<ErrorResponse><Error><Type>{side}</Type><Code>{}</Code><Message>{}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>",
        fault.code,
        escape(&fault.message)
    );
    reply(fault.status, body, request_id)
}

fn reply(status: u16, body: String, request_id: &str) -> Reply {
    Reply {
        status,
        headers: vec![("content-type", "text/xml".to_owned()), ("x-amzn-requestid", request_id.to_owned())],
        body: body.into_bytes(),
    }
}

/// The members that are times: epoch seconds at the seam, ISO 8601 on this wire.
const TIMES: [&str; 3] = ["CreateDate", "Expiration", "LastUsedDate"];

fn element(body: &mut String, name: &str, value: &Value) {
    let content = match value {
        Value::Null => return,
        Value::Object(members) => {
            let mut inner = String::new();
            for (name, value) in members {
                element(&mut inner, name, value);
            }
            inner
        }
        Value::Array(items) => {
            let mut inner = String::new();
            for item in items {
                element(&mut inner, "member", item);
            }
            inner
        }
        Value::Number(seconds) if TIMES.contains(&name) => iso_8601(seconds.as_f64()),
        Value::String(text) => escape(text),
        other => other.to_string(),
    };
    let _ = write!(body, "<{name}>{content}</{name}>");
}

fn iso_8601(seconds: Option<f64>) -> String {
    let seconds = seconds.unwrap_or_default() as i64;
    jiff::Timestamp::from_second(seconds).unwrap_or_default().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbered_members_become_a_list_of_objects() {
        let mut input = json!({});
        for (name, value) in
            percent::pairs("RoleName=r&Tags.member.1.Key=a&Tags.member.1.Value=1&Tags.member.2.Key=b&Tags.member.2.Value=x%20y")
        {
            place(&mut input, &name.split('.').collect::<Vec<_>>(), value);
        }
        assert_eq!(
            gather_lists(input),
            json!({"RoleName": "r", "Tags": [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "x y"}]})
        );
    }

    #[test]
    fn times_are_written_as_the_query_protocol_has_them() {
        let mut body = String::new();
        element(&mut body, "Role", &json!({"CreateDate": 0.0, "RoleName": "a<b"}));
        assert_eq!(body, "<Role><CreateDate>1970-01-01T00:00:00Z</CreateDate><RoleName>a&lt;b</RoleName></Role>");
    }
}
