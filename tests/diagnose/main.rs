//! `diagnose` on set-ups that no session of ours made: one as a published guide has it made by hand, one in the shape that CDK gives it.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod by_hand;
mod conditions;
mod faults;
#[path = "../headless/mod.rs"]
mod headless;
mod healthy;
mod hidden;
#[path = "../preflight/json_schema.rs"]
mod json_schema;
mod neighbours;
#[path = "../two_accounts/opened.rs"]
mod opened;
mod output;
#[path = "../pasted/mod.rs"]
mod pasted;
#[path = "../preflight/recorder.rs"]
mod recorder;
mod remedies;
mod wire;
mod world;
