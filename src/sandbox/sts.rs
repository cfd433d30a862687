//! STS: who am I, and becoming a role.

use serde_json::{Value, json};

use super::{Caller, Fault, Sandbox, Service};

pub fn handle(
    _sandbox: &Sandbox,
    caller: &Caller,
    _region: &str,
    operation: &str,
    _input: Value,
) -> Result<Value, Fault> {
    match operation {
        "GetCallerIdentity" => Ok(json!({ "Account": caller.account, "Arn": caller.arn })),
        _ => Err(Fault::unknown_operation(Service::Sts, operation)),
    }
}
