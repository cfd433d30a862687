//! operation_errors.json: what each operation may answer, by botocore's models (generate.py); and what every service may answer.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub struct Table {
    pub services: BTreeMap<String, Service>,
}

#[derive(Debug, Deserialize)]
pub struct Service {
    pub protocol: Protocol,
    /// By the name of the shape: the code on the wire, and the HTTP status.
    pub codes: BTreeMap<String, (String, u16)>,
    /// The names of the shapes that each operation lists.
    pub operations: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    Json,
    RestJson,
    Query,
}

pub fn table() -> Table {
    serde_json::from_str(include_str!("operation_errors.json")).unwrap()
}

/// The errors that AWS documents as common to all operations of a service ("Common Error Types" of each API reference), and those that
/// its gateways and signature checks answer. The JSON protocols write most of them with `Exception`, the query protocol without.
pub const COMMON: &[(&str, u16)] = &[
    ("AccessDenied", 403),
    ("ExpiredToken", 403),
    ("IncompleteSignature", 403),
    ("InternalFailure", 500),
    ("InternalServerError", 500),
    ("InvalidAction", 400),
    ("InvalidClientTokenId", 403),
    ("InvalidParameterCombination", 400),
    ("InvalidParameterValue", 400),
    ("InvalidQueryParameter", 400),
    ("InvalidSignature", 403),
    ("InvalidToken", 403),
    ("LimitExceeded", 400),
    ("MalformedHttpRequest", 400),
    ("MalformedQueryString", 404),
    ("MissingAction", 400),
    ("MissingAuthenticationToken", 403),
    ("MissingParameter", 400),
    ("NotAuthorized", 400),
    ("OptInRequired", 403),
    ("RequestAborted", 400),
    ("RequestEntityTooLarge", 413),
    ("RequestExpired", 400),
    ("RequestLimitExceeded", 503),
    ("RequestTimeTooSkewed", 403),
    ("RequestTimeout", 408),
    ("ResourceLimitExceeded", 400),
    ("Serialization", 400),
    ("ServiceQuotaExceeded", 400),
    ("ServiceUnavailable", 503),
    ("SignatureDoesNotMatch", 403),
    ("SlowDown", 503),
    ("SubscriptionRequired", 403),
    ("ThrottledException", 400),
    ("Throttling", 400),
    ("TooManyRequests", 429),
    ("TooManyTags", 400),
    ("UnknownOperation", 404),
    ("UnrecognizedClient", 403),
    ("ValidationError", 400),
    ("Validation", 400),
];

/// The code as the protocol writes it.
pub fn common_code(protocol: Protocol, name: &str) -> String {
    let bare = [
        "InternalFailure",
        "ServiceUnavailable",
        "ValidationError",
        "ThrottledException",
        "InternalServerError",
        "OptInRequired",
        "SlowDown",
    ];
    match protocol == Protocol::Query || bare.contains(&name) {
        true => name.to_owned(),
        false => format!("{name}Exception"),
    }
}
