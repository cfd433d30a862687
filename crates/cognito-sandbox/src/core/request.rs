//! One request as it arrives, over the wire or from a function, and how it can end without an answer.

use serde_json::Value;

use super::service::Service;

/// A request before anybody knows who makes it. No `Debug`: an input may hold a password.
pub struct Request {
    pub service: Service,
    pub region: String,
    pub operation: String,
    /// Absent: the request is not signed.
    pub access_key_id: Option<String>,
    pub session_token: Option<String>,
    pub input: Value,
}

/// The connection broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// Before the request arrived.
    NotConnected,
    /// After the call was carried out.
    AnswerLost,
}
