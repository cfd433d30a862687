//! Rule 2, a crash costs nothing: the process is ended at every call that writes, before it, after it, and with its answer lost; run
//! again, both accounts are as if nothing had happened.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

#[path = "../two_accounts/mod.rs"]
mod two_accounts;

mod applying;
#[cfg(unix)]
#[path = "../headless/mod.rs"]
mod headless;
#[cfg(unix)]
mod process;
mod saving;
mod tearing_down;
mod trouble;
