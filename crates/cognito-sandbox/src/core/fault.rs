//! How a sandbox service says no: the HTTP status, the error code and the message that AWS would send.

use super::service::Service;

/// One refusal. The wire modules render it in their protocol; the JavaScript stand-ins throw it as an `Error`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// HTTP status, e.g. 400.
    pub status: u16,
    /// The service's own error code, e.g. `ResourceNotFoundException`.
    pub code: String,
    pub message: String,
}

/// The code of everything that the sandbox does not know.
pub const NOT_IMPLEMENTED: &str = "NotImplementedBySandbox";

impl Fault {
    pub fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self { status, code: code.to_owned(), message: message.into() }
    }

    /// A client error with status 400: what JSON services use for nearly everything.
    pub fn client(code: &str, message: impl Into<String>) -> Self {
        Self::new(400, code, message)
    }

    /// An operation that the sandbox does not have. Never answered with an invented success.
    pub fn unknown_operation(service: Service, operation: &str) -> Self {
        Self::new(501, NOT_IMPLEMENTED, format!("the sandbox does not implement {service} {operation}"))
    }

    /// A part of a known operation (a field, a value, a policy operator) that the sandbox does not know.
    pub fn not_implemented(service: Service, operation: &str, what: &str) -> Self {
        Self::new(501, NOT_IMPLEMENTED, format!("the sandbox does not implement {what} in {service} {operation}"))
    }

    /// The service's own wording of "this input is not valid": each service has another code for it.
    pub fn invalid(service: Service, message: impl Into<String>) -> Self {
        match service {
            Service::Iam | Service::Sts => Self::client("ValidationError", message),
            Service::Lambda => Self::client("InvalidParameterValueException", message),
            Service::CognitoIdp | Service::Logs => Self::client("InvalidParameterException", message),
            Service::S3 => Self::client("InvalidArgument", message),
        }
    }

    /// AccessDenied as the service spells it (query services without the `Exception` suffix).
    pub fn access_denied(service: Service, message: impl Into<String>) -> Self {
        match service {
            Service::Iam | Service::S3 | Service::Sts => Self::new(403, "AccessDenied", message),
            Service::Lambda => Self::new(403, "AccessDeniedException", message),
            Service::CognitoIdp | Service::Logs => Self::new(400, "AccessDeniedException", message),
        }
    }

    /// The request carried no credentials although the operation needs them.
    pub fn unsigned(service: Service) -> Self {
        match service {
            Service::Iam | Service::Sts => {
                Self::new(403, "MissingAuthenticationToken", "Request is missing Authentication Token")
            }
            Service::S3 => Self::new(403, "AccessDenied", "Access Denied"),
            _ => Self::new(403, "MissingAuthenticationTokenException", "Missing Authentication Token"),
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for Fault {}
