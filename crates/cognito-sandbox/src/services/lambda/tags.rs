//! Tags of functions.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::call::Call;
use super::faults::invalid;
use super::function::check_settled;
use crate::core::fault::Fault;

/// Lambda's rules for a function's whole set of tags.
///
/// # Errors
/// `InvalidParameterValueException`.
pub fn check(tags: &BTreeMap<String, String>) -> Result<(), Fault> {
    for (key, value) in tags {
        if key.is_empty() || key.chars().count() > 128 || value.chars().count() > 256 {
            return Err(invalid(format!("The tag {key} has an invalid length.")));
        }
        if key.to_lowercase().starts_with("aws:") {
            return Err(invalid("System tags cannot be added/updated by requester."));
        }
    }
    if tags.len() > 50 {
        return Err(invalid("A function can have 50 tags at most."));
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct TagResource {
    resource: String,
    tags: BTreeMap<String, String>,
}

pub fn tag(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: TagResource = call.read(input)?;
    let name = call.function_name(&input.resource, None)?;
    call.authorize(&name)?;
    call.with_function(&name, |function| {
        check_settled(function, call.moment)?;
        let mut tags = function.tags.clone();
        tags.extend(input.tags);
        check(&tags)?;
        function.tags = tags;
        Ok(json!({}))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct ListTags {
    resource: String,
}

pub fn list(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: ListTags = call.read(input)?;
    let name = call.function_name(&input.resource, None)?;
    call.authorize(&name)?;
    call.with_function(&name, |function| Ok(json!({ "Tags": function.tags })))
}
