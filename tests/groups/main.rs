//! Groups: made by plan, filled by the sweep, left by teardown where somebody is in them. On the sandbox, with the real SDK clients.
#![allow(clippy::unwrap_used)]

#[path = "../two_accounts/engine.rs"]
mod engine;
#[path = "../two_accounts/opened.rs"]
mod opened;
#[path = "../two_accounts/interference.rs"]
#[allow(dead_code)]
mod two_accounts_interference;

mod command;
mod crowd;
mod first_sign_in;
#[path = "../headless/mod.rs"]
mod headless;
mod matching;
mod plan;
mod sweep;
mod teardown;
mod watch;
mod world;
