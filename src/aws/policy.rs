//! IAM policy documents: the ones we write, and telling whether two say the same.

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

/// The same document in one canonical writing: a list of one is its element, lists of texts are sorted, members are sorted.
/// IAM treats all these writings alike, and services rewrite freely.
pub fn normalized(document: &Value) -> Value {
    match document {
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(normalized).collect();
            if items.iter().all(Value::is_string) {
                items.sort_by(|left, right| left.as_str().cmp(&right.as_str()));
            }
            match items.len() {
                1 => items.remove(0),
                _ => Value::Array(items),
            }
        }
        Value::Object(members) => {
            let mut members: Vec<(String, Value)> =
                members.iter().map(|(name, value)| (name.clone(), normalized(value))).collect();
            members.sort_by(|left, right| left.0.cmp(&right.0));
            Value::Object(members.into_iter().collect())
        }
        other => other.clone(),
    }
}

/// Whether two policies say the same.
pub fn same(left: &Value, right: &Value) -> bool {
    normalized(left) == normalized(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_that_iam_rewrote_is_still_the_same() {
        let ours = allow("CheckPasswords", &["cognito-idp:AdminInitiateAuth", "cognito-idp:AdminGetUser"], "arn:pool");
        let rewritten = json!({
            "Statement": { "Effect": "Allow", "Sid": "CheckPasswords", "Resource": ["arn:pool"],
                           "Action": ["cognito-idp:AdminGetUser", "cognito-idp:AdminInitiateAuth"] },
            "Version": "2012-10-17"
        });
        assert!(same(&ours, &rewritten));
    }

    #[test]
    fn one_more_action_is_a_difference() {
        assert!(!same(&allow("S", &["a:B"], "arn"), &allow("S", &["a:B", "a:C"], "arn")));
    }

    #[test]
    fn the_encoding_of_get_role_policy_is_undone() {
        assert_eq!(parse("%7B%22Version%22%3A%20%222012-10-17%22%7D"), json!({ "Version": "2012-10-17" }));
        assert_eq!(parse("{\"a\":1}"), json!({ "a": 1 }));
    }
}
