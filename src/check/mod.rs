//! Findings: what was looked at, what was seen, and what to do. Preflight, verify and diagnose speak it.

pub mod builder;
pub mod finding;
