//! The sandbox's IAM, STS, Lambda and CloudWatch Logs, each behaviour by the real SDK clients.

mod assuming_roles;
mod demo;
mod functions;
mod invocations;
mod log_events;
mod node_crypto;
mod permissions;
mod refusals;
mod roles;
mod trouble;
