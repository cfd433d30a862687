//! Principals in trust policies: checked to exist, stored as unique ids, shown as ARNs while their owner lives (facts §4.2).

use serde_json::{Value, json};

use super::document::{malformed, unsupported};
use super::elements::strings;
use crate::core::clock::Moment;
use crate::core::clock::has_passed;
use crate::core::fault::Fault;
use crate::core::state::world::World;

/// A checked trust policy with its principals as IAM stores them.
///
/// # Errors
/// `MalformedPolicyDocument: Invalid principal in policy`, also for a role that is too new.
pub fn store(world: &World, moment: Moment, mut document: Value) -> Result<Value, Fault> {
    for_each_aws_principal(&mut document, |principal| stored(world, moment, principal))?;
    Ok(document)
}

/// A stored trust policy as GetRole shows it.
pub fn show(world: &World, document: &Value) -> Value {
    let mut shown = document.clone();
    let result = for_each_aws_principal(&mut shown, |principal| {
        Ok(arn_of_unique_id(world, principal).unwrap_or_else(|| principal.to_owned()))
    });
    match result {
        Ok(()) => shown,
        // Cannot happen for a document that `store` took; then show it as it is.
        Err(_) => document.clone(),
    }
}

fn for_each_aws_principal(document: &mut Value, change: impl Fn(&str) -> Result<String, Fault>) -> Result<(), Fault> {
    let statements: Vec<&mut Value> = match &mut document["Statement"] {
        Value::Array(statements) => statements.iter_mut().collect(),
        one => vec![one],
    };
    for statement in statements {
        match &mut statement["Principal"] {
            Value::String(anyone) if anyone == "*" => {}
            Value::Object(kinds) => {
                for (kind, principals) in kinds {
                    match kind.as_str() {
                        "AWS" => change_strings(principals, &change)?,
                        "Service" => change_strings(principals, &service)?,
                        other => return Err(unsupported(&format!("{other} principals"))),
                    }
                }
            }
            _ => return Err(malformed("Syntax errors in policy.")),
        }
    }
    Ok(())
}

fn change_strings(element: &mut Value, change: &impl Fn(&str) -> Result<String, Fault>) -> Result<(), Fault> {
    match element {
        Value::String(one) => *one = change(one)?,
        Value::Array(several) => {
            for one in several {
                change_strings(one, change)?;
            }
        }
        _ => return Err(malformed("Syntax errors in policy.")),
    }
    Ok(())
}

fn service(principal: &str) -> Result<String, Fault> {
    let name = principal.strip_suffix(".amazonaws.com").unwrap_or_default();
    let known = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-.".contains(letter);
    if name.is_empty() || !name.chars().all(known) {
        return Err(malformed(format!("Invalid principal in policy: \"SERVICE\":\"{principal}\"")));
    }
    Ok(principal.to_owned())
}

fn stored(world: &World, moment: Moment, principal: &str) -> Result<String, Fault> {
    let invalid = || malformed(format!("Invalid principal in policy: \"AWS\":\"{principal}\""));
    if principal == "*" {
        return Ok(principal.to_owned());
    }
    if principal.len() == 12 && principal.bytes().all(|byte| byte.is_ascii_digit()) {
        return match world.accounts.contains_key(principal) {
            true => Ok(format!("arn:aws:iam::{principal}:root")),
            false => Err(invalid()),
        };
    }
    if arn_of_unique_id(world, principal).is_some() {
        return Ok(principal.to_owned());
    }
    let parts: Vec<&str> = principal.splitn(6, ':').collect();
    let ["arn", "aws", service, "", account, resource] = parts[..] else {
        return Err(invalid());
    };
    let account = world.accounts.get(account).ok_or_else(invalid)?;
    match (service, resource.split('/').next()) {
        ("iam", Some("root")) if resource == "root" => Ok(principal.to_owned()),
        ("iam", Some("role")) => {
            let role = account.iam.role_by_arn(principal).ok_or_else(invalid)?;
            // Known in its own Region at once, to policies elsewhere only after a while (facts §4.1).
            if has_passed(role.created, moment.delays.role_propagation, moment.now) {
                Ok(role.role_id.clone())
            } else {
                Err(invalid())
            }
        }
        ("iam", Some("user")) => account
            .users
            .values()
            .find(|user| resource.strip_prefix("user/") == Some(user.name.as_str()))
            .map(|user| user.user_id.clone())
            .ok_or_else(invalid),
        ("sts", Some("assumed-role")) => {
            let role_name = resource.split('/').nth(1).unwrap_or_default();
            match account.iam.role(role_name) {
                Some(_) => Ok(principal.to_owned()),
                None => Err(invalid()),
            }
        }
        _ => Err(invalid()),
    }
}

/// The ARN of a living role or user.
fn arn_of_unique_id(world: &World, id: &str) -> Option<String> {
    world.accounts.values().find_map(|account| {
        let role = account.iam.roles.values().find(|role| role.role_id == id).map(|role| role.arn.clone());
        role.or_else(|| {
            account
                .users
                .values()
                .find(|user| user.user_id == id)
                .map(|user| format!("arn:aws:iam::{}:user/{}", account.id, user.name))
        })
    })
}

/// How a principal of a trust policy meets a caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// Named itself.
    Directly,
    /// Its account is named, which leaves the decision to the account's own policies.
    ByAccount,
}

/// Who asks, in the words that trust policies use.
#[derive(Debug)]
pub struct Asker<'a> {
    pub account: &'a str,
    /// Of the role or user.
    pub unique_id: Option<&'a str>,
    /// As GetCallerIdentity shows it.
    pub arn: &'a str,
    /// A service instead of somebody of an account.
    pub service: Option<&'a str>,
}

/// Whether a stored Principal element names the asker.
pub fn names(principal: &Value, asker: &Asker<'_>) -> Option<Match> {
    if principal == "*" {
        return asker.service.is_none().then_some(Match::ByAccount);
    }
    if let Some(service) = asker.service {
        return strings(&principal["Service"]).contains(&service).then_some(Match::Directly);
    }
    let root = json!(format!("arn:aws:iam::{}:root", asker.account));
    let mut found = None;
    for stored in strings(&principal["AWS"]) {
        if Some(stored) == asker.unique_id || stored == asker.arn {
            return Some(Match::Directly);
        }
        if root == stored || stored == "*" {
            found = Some(Match::ByAccount);
        }
    }
    found
}
