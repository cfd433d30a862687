//! IAM: roles, their policies, and who may do what.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Caller, Fault, Sandbox, Service};

/// One account's IAM.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Iam {}

/// What a condition can look at, beside what follows from the caller.
#[derive(Debug, Default)]
pub struct Context {
    pub values: BTreeMap<String, String>,
}

pub fn handle(
    _sandbox: &Sandbox,
    _caller: &Caller,
    _region: &str,
    operation: &str,
    _input: Value,
) -> Result<Value, Fault> {
    Err(Fault::unknown_operation(Service::Iam, operation))
}

pub fn authorize(
    _sandbox: &Sandbox,
    caller: &Caller,
    action: &str,
    _resource: &str,
    _context: &Context,
) -> Result<(), Fault> {
    match caller.kind {
        super::CallerKind::Anonymous => Err(Fault::unsigned(
            Service::from_name(action.split(':').next().unwrap_or_default())
                .unwrap_or(Service::Iam),
        )),
        _ => Ok(()),
    }
}
