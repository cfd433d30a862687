//! Tags of roles.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};

use super::call::Call;
use crate::core::fault::Fault;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct Tag {
    key: String,
    value: String,
}

/// Tags as the service lists them.
pub fn as_list(tags: &BTreeMap<String, String>) -> Value {
    tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect()
}

/// The tags after adding some (facts §4.3).
///
/// # Errors
/// `InvalidInput` or `LimitExceeded`.
pub fn added(present: &BTreeMap<String, String>, tags: Vec<Tag>) -> Result<BTreeMap<String, String>, Fault> {
    let invalid = |message: String| Err(Fault::client("InvalidInput", message));
    let mut result = present.clone();
    let mut seen = BTreeSet::new();
    for tag in tags {
        if tag.key.to_lowercase().starts_with("aws:") {
            return invalid("aws: prefixed tag key names are not allowed for external use.".to_owned());
        }
        if tag.key.is_empty() || tag.key.chars().count() > 128 || tag.value.chars().count() > 256 {
            return invalid(format!("The tag {} has an invalid length.", tag.key));
        }
        if !seen.insert(tag.key.to_lowercase()) {
            return invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.".to_owned());
        }
        result.retain(|key, _| !key.eq_ignore_ascii_case(&tag.key));
        result.insert(tag.key, tag.value);
    }
    if result.len() > 50 {
        return Err(Fault::new(409, "LimitExceeded", "Cannot exceed quota for TagsPerRole: 50"));
    }
    Ok(result)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct TagRole {
    role_name: String,
    tags: Vec<Tag>,
}

pub fn tag(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: TagRole = call.read(input)?;
    call.authorize_on_role(&input.role_name)?;
    call.with_role(&input.role_name, |role| {
        role.tags = added(&role.tags, input.tags)?;
        Ok(json!({}))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct UntagRole {
    role_name: String,
    tag_keys: Vec<String>,
}

pub fn untag(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: UntagRole = call.read(input)?;
    call.authorize_on_role(&input.role_name)?;
    call.with_role(&input.role_name, |role| {
        role.tags.retain(|key, _| !input.tag_keys.contains(key));
        Ok(json!({}))
    })
}
