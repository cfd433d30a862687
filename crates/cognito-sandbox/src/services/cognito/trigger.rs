//! What all triggers share: the frame of the event, the invocation as Cognito makes it, and what the person who signs in gets when
//! no answer comes (facts §1.1, §1.4, §1.6).

use serde_json::{Value, json};

use super::faults::{fault, unrecognizable_output};
use super::request::{PoolAddress, Request};
use crate::core::fault::Fault;
use crate::services::lambda::invocation::{InvocationFault, InvokedBy, invoke_by_service};

/// One event for one trigger's function. No `Debug`: a `request` may hold a password.
pub struct Firing<'a> {
    pub function_arn: &'a str,
    /// e.g. `UserMigration_ForgotPassword`
    pub source: &'a str,
    pub client_id: &'a str,
    pub user_name: &'a str,
    /// The event's own member `request`.
    pub request: Value,
    /// The event's own member `response`, as the function finds it.
    pub response: Value,
}

/// Invokes the function and waits for what it returns. The world must not be locked: the function may call the sandbox.
pub fn fire(request: &Request, address: &PoolAddress, firing: Firing) -> Result<Value, InvocationFault> {
    // A function in another Region is not there for this pool (facts §1.6).
    if firing.function_arn.split(':').nth(3) != Some(request.region) {
        return Err(InvocationFault::FunctionMissing);
    }
    let event = json!({
        "version": "1",
        "triggerSource": firing.source,
        "region": request.region,
        "userPoolId": address.pool_id,
        "userName": firing.user_name,
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": firing.client_id},
        "request": firing.request,
        "response": firing.response,
    });
    let invoked_by = InvokedBy {
        principal: "cognito-idp.amazonaws.com".to_owned(),
        source_arn: request.pool_arn(&address.account, &address.pool_id),
        source_account: address.account.clone(),
    };
    invoke_by_service(request.sandbox, firing.function_arn, event, &invoked_by)
}

/// What the person who signs in gets when there is no answer of `trigger`, e.g. `PostAuthentication`. That a function which Cognito
/// may not invoke ends as UnexpectedLambdaException with AccessDeniedException in its text is published by others for PreSignUp,
/// PostConfirmation and CustomMessage; for a missing function and a time-out it is not established (facts §1.4): the program must
/// treat all of these alike.
pub fn refused(trigger: &str, failure: InvocationFault) -> Fault {
    let unexpected =
        |reason: &str| fault("UnexpectedLambdaException", format!("{trigger} invocation failed due to error {reason}."));
    match failure {
        InvocationFault::NotPermitted => unexpected("AccessDeniedException"),
        InvocationFault::FunctionMissing => unexpected("ResourceNotFoundException"),
        InvocationFault::NotActive => unexpected("ResourceNotReady"),
        InvocationFault::TimedOut => unexpected("Socket timeout while invoking Lambda function"),
        InvocationFault::Threw { message, .. } => {
            fault("UserLambdaValidationException", format!("{trigger} failed with error {message}."))
        }
        InvocationFault::BadResponse(_) => unrecognizable_output(),
    }
}
