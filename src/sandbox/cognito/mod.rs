//! Cognito user pools.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Caller, Fault, Sandbox, Service};

/// One Region's user pools.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Cognito {}

pub fn handle(
    _sandbox: &Sandbox,
    _caller: &Caller,
    _region: &str,
    operation: &str,
    _input: Value,
) -> Result<Value, Fault> {
    Err(Fault::unknown_operation(Service::CognitoIdp, operation))
}
