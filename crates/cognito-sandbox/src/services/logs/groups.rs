//! Log groups: made, kept for so long, deleted.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::call::Call;
use super::faults::{invalid, no_such_group};
use crate::core::fault::Fault;
use crate::core::state::logs::Group;

/// The retentions that PutRetentionPolicy takes, in days.
const RETENTIONS: [i64; 23] =
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, 36_500];

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct CreateGroup {
    log_group_name: String,
    #[serde(default)]
    tags: BTreeMap<String, String>,
}

pub fn create_group(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: CreateGroup = call.read(input)?;
    let name = input.log_group_name;
    call.authorize(&name, "")?;
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "._/#-".contains(letter);
    if name.is_empty() || name.len() > 512 || !name.chars().all(allowed) || name.starts_with("aws/") {
        return Err(invalid(format!(
            "1 validation error detected: Value '{name}' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+"
        )));
    }
    let arn = call.group_arn(&name);
    call.with_groups(|groups| {
        if groups.contains_key(&name) {
            return Err(Fault::client("ResourceAlreadyExistsException", "The specified log group already exists"));
        }
        let group = Group { arn, created: call.moment.now, retention_days: None, tags: input.tags, streams: BTreeMap::new() };
        groups.insert(name, group);
        Ok(json!({}))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct NamedGroup {
    log_group_name: String,
}

pub fn delete_group(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: NamedGroup = call.read(input)?;
    call.authorize(&input.log_group_name, "")?;
    call.with_groups(|groups| match groups.remove(&input.log_group_name) {
        Some(_) => Ok(json!({})),
        None => Err(no_such_group()),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PutRetention {
    log_group_name: String,
    retention_in_days: i64,
}

pub fn put_retention(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: PutRetention = call.read(input)?;
    call.authorize(&input.log_group_name, "")?;
    if !RETENTIONS.contains(&input.retention_in_days) {
        return Err(invalid(format!(
            "1 validation error detected: Value '{}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: {RETENTIONS:?}",
            input.retention_in_days
        )));
    }
    call.with_group(&input.log_group_name, |group| {
        group.retention_days = Some(input.retention_in_days);
        Ok(json!({}))
    })
}
