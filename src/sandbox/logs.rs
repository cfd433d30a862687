//! CloudWatch Logs.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Caller, Fault, Sandbox, Service};

/// One Region's log groups.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Logs {}

pub fn handle(
    _sandbox: &Sandbox,
    _caller: &Caller,
    _region: &str,
    operation: &str,
    _input: Value,
) -> Result<Value, Fault> {
    Err(Fault::unknown_operation(Service::Logs, operation))
}
