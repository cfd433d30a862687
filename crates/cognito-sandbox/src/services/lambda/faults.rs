//! Lambda's refusals.

use crate::core::fault::Fault;
use crate::core::service::Service;

pub fn missing(arn: &str) -> Fault {
    Fault::new(404, "ResourceNotFoundException", format!("Function not found: {arn}"))
}

pub fn invalid(message: impl Into<String>) -> Fault {
    Fault::invalid(Service::Lambda, message)
}

pub fn conflict(message: String) -> Fault {
    Fault::new(409, "ResourceConflictException", message)
}
