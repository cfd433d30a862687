//! What the account has in a Region: functions in pages, and how much of its limits they use.

use serde::Deserialize;
use serde_json::{Value, json};

use super::call::Call;
use super::function::summary;
use crate::core::fault::Fault;
use crate::core::input;
use crate::core::state::lambda::Function;
use crate::services::iam::authorization::{Context, authorize};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct ListFunctions {
    marker: Option<String>,
    #[serde(default, deserialize_with = "input::integer")]
    max_items: Option<i64>,
}

/// A page holds 50 functions at most, whatever MaxItems says.
const PAGE: usize = 50;

pub fn list(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: ListFunctions = call.read(input)?;
    authorize(call.sandbox, call.caller, "lambda:ListFunctions", "*", &Context::default())?;
    let count = input.max_items.and_then(|count| usize::try_from(count).ok()).map_or(PAGE, |count| count.clamp(1, PAGE));
    let mut world = call.sandbox.world();
    let functions = &world.region(&call.caller.account, call.region).lambda.functions;
    // The marker is the last name of the page before.
    let mut rest = functions.values().filter(|function| input.marker.as_ref().is_none_or(|marker| function.name > *marker));
    let page: Vec<&Function> = rest.by_ref().take(count).collect();
    let mut shown = json!({ "Functions": page.iter().map(|function| summary(function)).collect::<Vec<_>>() });
    if rest.next().is_some()
        && let Some(last) = page.last()
    {
        shown["NextMarker"] = json!(last.name);
    }
    Ok(shown)
}

pub fn account_settings(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Nothing {}
    let Nothing {} = call.read(input)?;
    authorize(call.sandbox, call.caller, "lambda:GetAccountSettings", "*", &Context::default())?;
    let mut world = call.sandbox.world();
    let functions = &world.region(&call.caller.account, call.region).lambda.functions;
    let size: usize = functions.values().map(|function| function.deployed.code.size).sum();
    Ok(json!({
        "AccountLimit": {
            "TotalCodeSize": 80_530_636_800_u64,
            "CodeSizeUnzipped": 262_144_000,
            "CodeSizeZipped": 52_428_800,
            "ConcurrentExecutions": 1000,
            "UnreservedConcurrentExecutions": 1000,
        },
        "AccountUsage": { "TotalCodeSize": size, "FunctionCount": functions.len() },
    }))
}
