//! The services, one folder each. One may use another (Cognito invokes Lambda, all ask IAM), never in a circle.

pub mod cognito;
pub mod iam;
pub mod lambda;
pub mod logs;
pub mod sts;

use serde_json::Value;

use crate::core::caller::Caller;
use crate::core::fault::Fault;
use crate::core::sandbox::Sandbox;
use crate::core::service::Service;

/// Brings a call to its service.
///
/// # Errors
/// What the service answers.
pub fn route(
    sandbox: &Sandbox,
    caller: &Caller,
    region: &str,
    service: Service,
    operation: &str,
    input: Value,
) -> Result<Value, Fault> {
    let handle = match service {
        Service::CognitoIdp => cognito::handle,
        Service::Iam => iam::handle,
        Service::Lambda => lambda::handle,
        Service::Logs => logs::handle,
        Service::S3 => return cognito::imports::upload::handle(sandbox, &input),
        Service::Sts => sts::handle,
    };
    handle(sandbox, caller, region, operation, input)
}
