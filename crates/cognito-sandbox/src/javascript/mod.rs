//! Runs a function's own JavaScript in an engine that has what Lambda's Node.js runtime lends a function. Knows no service: its SDK calls
//! go to the `Endpoint` of each invocation.

mod environment;
mod host;
pub mod worker;
