//! What runs a function's code, as Lambda sees it. The `javascript` room implements it; `Sandbox` keeps one, so that execution
//! environments stay warm between invocations.

use std::collections::BTreeMap;
use std::panic::RefUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::fault::Fault;
use super::request::{Broken, Request};

/// Keeps execution environments and gives them invocations.
pub trait Runtime: Send + Sync + RefUnwindSafe {
    /// Gives the invocation to an idle environment, or to a new one, and returns at once.
    fn run(&self, specification: Specification, now: Timestamp, birth: Box<dyn FnOnce() -> Birth + '_>, invocation: Invocation);

    /// Drops the environments of a deleted function.
    fn forget(&self, function_arn: &str);
}

/// Where the SDK calls of a function arrive.
pub trait Endpoint: Send + Sync {
    fn now(&self) -> Timestamp;

    /// What every call takes.
    fn latency(&self) -> Duration;

    /// # Errors
    /// Outside: the connection broke. Inside: the service refuses.
    fn answer(&self, request: Request) -> Result<Result<Value, Fault>, Broken>;
}

/// What an environment is made for; another code, configuration or role needs another one.
#[derive(Clone, PartialEq, Eq)]
pub struct Specification {
    pub function_arn: String,
    pub files: BTreeMap<String, String>,
    pub handler: String,
    /// The function's own environment variables.
    pub variables: BTreeMap<String, String>,
    pub memory_megabytes: usize,
    pub role_id: String,
}

/// What a new environment gets on its way: the role's credentials, and where it logs.
pub struct Birth {
    /// Lambda's own environment variables.
    pub variables: BTreeMap<String, String>,
    pub log_stream: String,
    /// The credentials' end is the environment's end.
    pub expires: Timestamp,
}

/// One invocation for an environment.
pub struct Invocation {
    pub endpoint: Arc<dyn Endpoint>,
    pub event: Value,
    pub context: Value,
    /// The function's own limit.
    pub limit: Duration,
    /// Called with the outcome on the environment's thread, also when nobody waits any more.
    pub done: Box<dyn FnOnce(Finished) + Send>,
}

/// How an invocation went.
pub struct Finished {
    pub ended: Ended,
    pub lines: Vec<LogLine>,
    pub duration: Duration,
    /// How long loading took, for the first invocation of an environment.
    pub cold_start: Option<Duration>,
    pub memory_used: i64,
    pub log_stream: String,
}

/// How an invocation, or the loading before it, ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Ended {
    Returned(Value),
    Threw(Thrown),
    /// The handler returned what JSON cannot hold.
    NotJson(String),
    TimedOut,
}

/// An error as Lambda puts it into the payload.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Thrown {
    pub error_type: String,
    pub error_message: String,
    #[serde(default)]
    pub trace: Vec<String>,
}

/// One line that the function wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    pub time: Timestamp,
    /// `INFO`, `ERROR` ...; empty for what went to standard output by itself.
    pub level: String,
    pub text: String,
}
