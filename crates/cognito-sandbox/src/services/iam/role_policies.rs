//! A role's policies: inline ones, and attached managed ones.

use serde::Deserialize;
use serde_json::{Value, json};

use super::authorization;
use super::call::Call;
use super::document::{Kind, check_name, length_without_white_space, parse, unsupported, url_encoded};
use super::paging::page;
use crate::core::fault::Fault;
use crate::core::input;
use crate::core::state::propagation::Propagating;

/// All inline policies of a role together, in characters that are not white space (facts §4.3).
const INLINE_LENGTH: usize = 10_240;
const ATTACHED_COUNT: usize = 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct PutPolicy {
    role_name: String,
    policy_name: String,
    policy_document: String,
}

pub fn put(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: PutPolicy = call.read(input)?;
    check_name("policyName", &input.policy_name, 128)?;
    call.authorize_on_role(&input.role_name)?;
    parse(&input.policy_document, Kind::Identity)?;
    call.with_role(&input.role_name, |role| {
        let others: usize = role
            .inline_policies
            .iter()
            .filter(|(name, _)| **name != input.policy_name)
            .map(|(_, policy)| length_without_white_space(&policy.current))
            .sum();
        if others + length_without_white_space(&input.policy_document) > INLINE_LENGTH {
            return Err(Fault::new(
                409,
                "LimitExceeded",
                format!("Maximum policy size of {INLINE_LENGTH} bytes exceeded for role {}", role.name),
            ));
        }
        let now = call.moment.now;
        match role.inline_policies.get_mut(&input.policy_name) {
            Some(policy) => policy.change(input.policy_document, now, call.moment.delays.role_propagation),
            None => {
                role.inline_policies.insert(input.policy_name, Propagating::new(input.policy_document, now));
            }
        }
        Ok(json!({}))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct NamedPolicy {
    role_name: String,
    policy_name: String,
}

pub fn get(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: NamedPolicy = call.read(input)?;
    call.authorize_on_role(&input.role_name)?;
    call.with_role(&input.role_name, |role| match role.inline_policies.get(&input.policy_name) {
        Some(policy) => Ok(json!({
            "RoleName": role.name,
            "PolicyName": input.policy_name,
            "PolicyDocument": url_encoded(&policy.current),
        })),
        None => Err(no_such_policy(&input.policy_name)),
    })
}

pub fn delete(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: NamedPolicy = call.read(input)?;
    call.authorize_on_role(&input.role_name)?;
    call.with_role(&input.role_name, |role| match role.inline_policies.remove(&input.policy_name) {
        Some(_) => Ok(json!({})),
        None => Err(no_such_policy(&input.policy_name)),
    })
}

fn no_such_policy(name: &str) -> Fault {
    Fault::new(404, "NoSuchEntity", format!("The role policy with name {name} cannot be found."))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct ListPolicies {
    role_name: String,
    path_prefix: Option<String>,
    marker: Option<String>,
    #[serde(default, deserialize_with = "input::integer")]
    max_items: Option<i64>,
}

pub fn list(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: ListPolicies = call.read(input)?;
    call.authorize_on_role(&input.role_name)?;
    let names = call.with_role(&input.role_name, |role| Ok(role.inline_policies.keys().cloned().collect::<Vec<_>>()))?;
    Ok(page(names, input.marker.as_deref(), input.max_items)?.output("PolicyNames"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Attachment {
    role_name: String,
    policy_arn: String,
}

pub fn attach(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: Attachment = call.read(input)?;
    call.authorize_on_role(&input.role_name)?;
    let known = authorization::managed_document(call.sandbox.world().account(&call.caller.account), &input.policy_arn);
    if known.is_none() {
        // AWS has a thousand managed policies of its own; the sandbox must not say that they do not exist.
        if input.policy_arn.starts_with("arn:aws:iam::aws:") {
            return Err(unsupported(&input.policy_arn));
        }
        return Err(Fault::new(404, "NoSuchEntity", format!("Policy {} does not exist or is not attachable.", input.policy_arn)));
    }
    call.with_role(&input.role_name, |role| {
        let already = role.attached_policies.contains(&input.policy_arn);
        if !already && role.attached_policies.len() >= ATTACHED_COUNT {
            return Err(Fault::new(409, "LimitExceeded", format!("Cannot exceed quota for PoliciesPerRole: {ATTACHED_COUNT}")));
        }
        role.attached_policies.insert(input.policy_arn);
        Ok(json!({}))
    })
}

pub fn detach(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: Attachment = call.read(input)?;
    call.authorize_on_role(&input.role_name)?;
    call.with_role(&input.role_name, |role| {
        if role.attached_policies.remove(&input.policy_arn) {
            return Ok(json!({}));
        }
        Err(Fault::new(404, "NoSuchEntity", format!("Policy {} was not found.", input.policy_arn)))
    })
}

pub fn list_attached(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: ListPolicies = call.read(input)?;
    call.authorize_on_role(&input.role_name)?;
    let prefix = input.path_prefix.unwrap_or_else(|| "/".to_owned());
    let attached = call.with_role(&input.role_name, |role| {
        Ok(role
            .attached_policies
            .iter()
            .filter(|arn| path_of(arn).starts_with(&prefix))
            .map(|arn| {
                let name = arn.rsplit('/').next().unwrap_or_default();
                json!({ "PolicyName": name, "PolicyArn": arn })
            })
            .collect::<Vec<_>>())
    })?;
    Ok(page(attached, input.marker.as_deref(), input.max_items)?.output("AttachedPolicies"))
}

/// `arn:aws:iam::1:policy/team/x` has the path `/team/`.
fn path_of(policy_arn: &str) -> &str {
    let start = policy_arn.find('/').unwrap_or(0);
    let end = policy_arn.rfind('/').map_or(0, |slash| slash + 1);
    policy_arn.get(start..end).unwrap_or("/")
}
