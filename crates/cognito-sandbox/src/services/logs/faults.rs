//! CloudWatch Logs' refusals.

use crate::core::fault::Fault;
use crate::core::service::Service;

pub fn no_such_group() -> Fault {
    Fault::client("ResourceNotFoundException", "The specified log group does not exist.")
}

pub fn no_such_stream() -> Fault {
    Fault::client("ResourceNotFoundException", "The specified log stream does not exist.")
}

pub fn invalid(message: impl Into<String>) -> Fault {
    Fault::invalid(Service::Logs, message)
}
