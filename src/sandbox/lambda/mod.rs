//! Lambda: functions, their states, resource policies and invocations.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Caller, Fault, Sandbox, Service};

/// One Region's functions.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Lambda {}

/// JavaScript runtimes that are kept between invocations.
#[derive(Debug, Default)]
pub struct WarmFunctions {}

/// The service that invokes a function, and for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvokedBy {
    /// e.g. `cognito-idp.amazonaws.com`
    pub principal: String,
    /// e.g. the user pool's ARN
    pub source_arn: String,
    pub source_account: String,
}

/// Why an invocation by a service has no response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvocationFault {
    /// The resource policy does not allow the service.
    NotPermitted,
    FunctionMissing,
    /// Pending, failed, or being updated for the first time.
    NotActive,
    /// Past the service's limit or the function's own.
    TimedOut,
    Threw {
        error_type: String,
        message: String,
    },
    /// Not a JSON value.
    BadResponse(String),
}

pub fn handle(
    _sandbox: &Sandbox,
    _caller: &Caller,
    _region: &str,
    operation: &str,
    _input: Value,
) -> Result<Value, Fault> {
    Err(Fault::unknown_operation(Service::Lambda, operation))
}

pub fn invoke_by_service(
    _sandbox: &Sandbox,
    _function_arn: &str,
    _event: Value,
    _invoked_by: &InvokedBy,
) -> Result<Value, InvocationFault> {
    Err(InvocationFault::FunctionMissing)
}
