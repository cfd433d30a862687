//! The faults that Cognito user pools answers with, in the service's own words. Texts without a public source are
//! marked where they are used; the codes are those of the service model.

use crate::core::fault::Fault;

/// A client error (HTTP 400, as every modelled Cognito exception is) with the service's code and message.
pub fn fault(code: &str, message: impl Into<String>) -> Fault {
    Fault { status: 400, code: code.to_owned(), message: message.into() }
}

/// What the caller sent is not allowed, or not here.
pub fn invalid_parameter(message: impl Into<String>) -> Fault {
    fault("InvalidParameterException", message)
}

/// The service's answer to wrong passwords, secrets, tokens and to states that forbid an action; not about IAM.
pub fn not_authorized(message: impl Into<String>) -> Fault {
    fault("NotAuthorizedException", message)
}

/// A pool, client or group that does not exist.
pub fn resource_not_found(message: impl Into<String>) -> Fault {
    fault("ResourceNotFoundException", message)
}

pub fn pool_not_found(pool_id: &str) -> Fault {
    resource_not_found(format!("User pool {pool_id} does not exist."))
}

pub fn client_not_found(client_id: &str) -> Fault {
    resource_not_found(format!("User pool client {client_id} does not exist."))
}

pub fn user_not_found() -> Fault {
    fault("UserNotFoundException", "User does not exist.")
}

pub fn wrong_password() -> Fault {
    not_authorized("Incorrect username or password.")
}

/// A trigger's function answered something that has not the shape of the event.
pub fn unrecognizable_output() -> Fault {
    fault("InvalidLambdaResponseException", "Unrecognizable lambda output")
}

/// The wire could not read the document at all: a member of the wrong type.
pub fn serialization(message: impl Into<String>) -> Fault {
    fault("SerializationException", message)
}

/// One failed constraint, in the words that AWS services validate with.
pub fn constraint(value: &str, member: &str, rule: &str) -> Fault {
    invalid_parameter(format!("1 validation error detected: Value {value} at '{member}' failed to satisfy constraint: {rule}"))
}

/// What the sandbox does not know, refused loudly instead of answered with an invention.
pub fn not_implemented(what: impl std::fmt::Display) -> Fault {
    Fault {
        status: 501,
        code: "NotImplementedBySandbox".to_owned(),
        message: format!("The sandbox does not imitate this part of Amazon Cognito user pools: {what}."),
    }
}
