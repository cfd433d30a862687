//! What IAM accepts: names, paths and policy documents, with its words when it does not.

use serde_json::{Map, Value};

use super::condition;
use super::elements::{statements, strings};
use crate::core::fault::Fault;
use crate::core::percent;
use crate::core::service::Service;

/// Which rules a document follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Names actions and resources.
    Identity,
    /// Names principals; its resource is the role itself.
    Trust,
}

/// Quotas of facts §4.3, in characters that are not white space.
const TRUST_LENGTH: usize = 2048;

pub fn malformed(message: impl Into<String>) -> Fault {
    Fault::client("MalformedPolicyDocument", message)
}

/// The way GetRole and GetRolePolicy return documents (RFC 3986).
pub fn url_encoded(document: &str) -> String {
    percent::encode(document)
}

pub fn length_without_white_space(text: &str) -> usize {
    text.chars().filter(|letter| !letter.is_whitespace()).count()
}

/// Parses and checks a policy document.
///
/// # Errors
/// `MalformedPolicyDocument`, `LimitExceeded`, or 501 for conditions that the sandbox could not evaluate.
pub fn parse(text: &str, kind: Kind) -> Result<Value, Fault> {
    let document: Value = serde_json::from_str(text).map_err(|_| malformed("This policy contains invalid Json"))?;
    if kind == Kind::Trust && length_without_white_space(text) > TRUST_LENGTH {
        return Err(Fault::new(409, "LimitExceeded", format!("Cannot exceed quota for ACLSizePerRole: {TRUST_LENGTH}")));
    }
    let members = document.as_object().ok_or_else(|| malformed("Syntax errors in policy."))?;
    for (name, value) in members {
        match (name.as_str(), value) {
            ("Version", Value::String(version)) if version == "2012-10-17" || version == "2008-10-17" => {}
            ("Id", Value::String(_)) | ("Statement", Value::Object(_) | Value::Array(_)) => {}
            _ => return Err(malformed("Syntax errors in policy.")),
        }
    }
    let statements = statements(&document);
    if statements.is_empty() {
        return Err(malformed("Syntax errors in policy."));
    }
    for statement in statements {
        check_statement(statement.as_object().ok_or_else(|| malformed("Syntax errors in policy."))?, kind)?;
    }
    Ok(document)
}

fn check_statement(statement: &Map<String, Value>, kind: Kind) -> Result<(), Fault> {
    const MEMBERS: [&str; 9] =
        ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition"];
    if statement.keys().any(|name| !MEMBERS.contains(&name.as_str()))
        || !matches!(statement.get("Effect").and_then(Value::as_str), Some("Allow" | "Deny"))
    {
        return Err(malformed("Syntax errors in policy."));
    }
    let element = |name: &str| statement.get(name).map(strings).unwrap_or_default();
    let actions: Vec<&str> = [element("Action"), element("NotAction")].concat();
    if actions.is_empty() {
        return Err(malformed("Policy statement must contain actions."));
    }
    if actions.iter().any(|action| *action != "*" && !action.contains(':')) {
        return Err(malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."));
    }
    let has = |name: &str| statement.contains_key(name);
    match kind {
        Kind::Identity => {
            if has("Principal") || has("NotPrincipal") {
                return Err(malformed("Policy document should not specify a principal."));
            }
            let resources: Vec<&str> = [element("Resource"), element("NotResource")].concat();
            if resources.is_empty() {
                return Err(malformed("Policy statement must contain resources."));
            }
            if let Some(resource) = resources.iter().find(|resource| **resource != "*" && !resource.starts_with("arn:")) {
                return Err(malformed(format!("Resource {resource} must be in ARN format or \"*\".")));
            }
        }
        Kind::Trust => {
            if has("Resource") || has("NotResource") {
                return Err(malformed("Has prohibited field Resource"));
            }
            if has("NotPrincipal") {
                return Err(unsupported("NotPrincipal in a trust policy"));
            }
            if !has("Principal") {
                return Err(malformed("Missing required field Principal"));
            }
            if actions.iter().any(|action| !action.to_lowercase().starts_with("sts:")) {
                return Err(malformed("AssumeRole policy may only specify STS AssumeRole actions."));
            }
        }
    }
    match statement.get("Condition") {
        None => Ok(()),
        Some(condition) => condition::check(condition).map_err(|what| unsupported(&what)),
    }
}

pub fn unsupported(what: &str) -> Fault {
    Fault::not_implemented(Service::Iam, "policy evaluation", what)
}

pub fn check_role_name(name: &str) -> Result<(), Fault> {
    check_name("roleName", name, 64)
}

/// IAM's rule for names of roles and policies.
pub fn check_name(member: &str, name: &str, longest: usize) -> Result<(), Fault> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || "+=,.@-".contains(letter);
    let constraint = if name.is_empty() {
        "Member must have length greater than or equal to 1".to_owned()
    } else if name.chars().count() > longest {
        format!("Member must have length less than or equal to {longest}")
    } else if !name.chars().all(allowed) {
        r"Member must satisfy regular expression pattern: [\w+=,.@-]+".to_owned()
    } else {
        return Ok(());
    };
    Err(Fault::invalid(
        Service::Iam,
        format!("1 validation error detected: Value '{name}' at '{member}' failed to satisfy constraint: {constraint}"),
    ))
}

/// Paths begin and end with a slash.
pub fn check_path(path: &str) -> Result<(), Fault> {
    let printable = path.chars().all(|letter| ('\u{21}'..='\u{7e}').contains(&letter));
    if path.starts_with('/') && path.ends_with('/') && path.len() <= 512 && printable {
        return Ok(());
    }
    Err(Fault::invalid(
        Service::Iam,
        format!(
            "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters: {path}"
        ),
    ))
}
