//! Preflight on the sandbox and on facts at hand: what is decided, what is sent, what is told.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod denied;
mod described;
#[path = "../two_accounts/engine.rs"]
mod engine;
mod every_operation;
#[path = "../headless/mod.rs"]
mod headless;
mod json_schema;
#[path = "../two_accounts/opened.rs"]
mod opened;
mod output;
mod recorder;
mod table;
mod wire;
mod world;
