//! Log groups: made, kept for so long, tagged, deleted.

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

pub fn delete_retention(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: NamedGroup = call.read(input)?;
    call.authorize(&input.log_group_name, "")?;
    call.with_group(&input.log_group_name, |group| {
        group.retention_days = None;
        Ok(json!({}))
    })
}

/// The group of `arn:aws:logs:REGION:ACCOUNT:log-group:NAME`, with or without `:*`.
fn group_of_arn(call: &Call<'_>, arn: &str) -> Result<String, Fault> {
    arn.strip_prefix(&call.group_arn(""))
        .map(|name| name.strip_suffix(":*").unwrap_or(name).to_owned())
        .ok_or_else(|| invalid(format!("The resource ARN is not valid: {arn}")))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Tag {
    resource_arn: String,
    tags: BTreeMap<String, String>,
}

pub fn tag(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: Tag = call.read(input)?;
    let group = group_of_arn(call, &input.resource_arn)?;
    call.authorize(&group, "")?;
    call.with_group(&group, |group| {
        group.tags.extend(input.tags);
        Ok(json!({}))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Untag {
    resource_arn: String,
    tag_keys: Vec<String>,
}

pub fn untag(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: Untag = call.read(input)?;
    let group = group_of_arn(call, &input.resource_arn)?;
    call.authorize(&group, "")?;
    call.with_group(&group, |group| {
        group.tags.retain(|key, _| !input.tag_keys.contains(key));
        Ok(json!({}))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Arn {
    resource_arn: String,
}

pub fn list_tags(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: Arn = call.read(input)?;
    let group = group_of_arn(call, &input.resource_arn)?;
    call.authorize(&group, "")?;
    call.with_group(&group, |group| Ok(json!({ "tags": group.tags })))
}
