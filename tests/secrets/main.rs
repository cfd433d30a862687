//! What the program writes, all of it: no password, no token, nothing that a terminal would obey.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod escaping;
#[path = "../headless/mod.rs"]
mod headless;
mod leaks;
#[path = "../two_accounts/opened.rs"]
mod opened;
mod panicking;
mod program;
#[allow(dead_code)] // its other users need more of it
#[path = "../wizard_pty/program.rs"]
mod terminal;
