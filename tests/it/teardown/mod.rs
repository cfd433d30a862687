//! Teardown takes back what the session made and edited, and nothing else: what somebody changed since is shown and asked about, what
//! was there before stays or comes back.

mod decided;
pub mod foreign;
mod meddling;
mod there_before;
mod threat_protection;
