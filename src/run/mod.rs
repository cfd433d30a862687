//! How long work runs: what it says meanwhile, how it is asked to stop, how it waits and how fast it calls. Knows no AWS.

pub mod pace;
pub mod progress;
pub mod retry;
pub mod wait;
