//! Work that writes to the accounts, seen while it goes on: apply and teardown show it alike. Its rows, its log, stopping it, and
//! how it ended.

pub mod content;
pub mod draw;
pub mod progress;
pub mod run;
