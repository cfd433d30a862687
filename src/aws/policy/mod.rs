//! IAM policy documents: the ones we write, and reading those that IAM answers with.

pub mod conditions;
pub mod pattern;
pub mod reading;

use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

/// A policy with one Allow statement.
pub fn allow(sid: &str, actions: &[&str], resource: &str) -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{ "Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resource }]
    })
}

/// Trusts a service, such as `lambda.amazonaws.com`.
pub fn trust_service(service: &str) -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "Service": service }, "Action": "sts:AssumeRole" }]
    })
}

/// Trusts exactly one role, and only when it says the external id, where there is one.
pub fn trust_role(role_arn: &str, external_id: Option<&str>) -> Value {
    let mut statement = json!({ "Effect": "Allow", "Principal": { "AWS": role_arn }, "Action": "sts:AssumeRole" });
    if let Some(external_id) = external_id {
        statement["Condition"] = json!({ "StringEquals": { "sts:ExternalId": external_id } });
    }
    json!({ "Version": "2012-10-17", "Statement": [statement] })
}

/// A document as IAM returns it (URL-encoded, RFC 3986) or as plain JSON; text that is neither stays text.
pub fn parse(document: &str) -> Value {
    let decoded = percent_decode_str(document).decode_utf8_lossy();
    serde_json::from_str(&decoded)
        .or_else(|_| serde_json::from_str(document))
        .unwrap_or_else(|_| Value::String(document.to_owned()))
}

#[cfg(test)]
mod tests {
    use crate::aws::policy::*;

    #[test]
    fn the_encoding_of_get_role_policy_is_undone() {
        assert_eq!(parse("%7B%22Version%22%3A%20%222012-10-17%22%7D"), json!({ "Version": "2012-10-17" }));
        assert_eq!(parse("{\"a\":1}"), json!({ "a": 1 }));
    }
}
