//! How much of its limits the account uses in a Region.

use serde::Deserialize;
use serde_json::{Value, json};

use super::call::Call;
use crate::core::fault::Fault;
use crate::services::iam::authorization::{Context, authorize};

pub fn settings(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
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
