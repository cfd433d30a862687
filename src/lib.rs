//! cognito-ferry moves the users of one Amazon Cognito user pool into another, in another AWS account, with their passwords.
//!
//! Arrows point one way: `cli`, `wizard` → `diagnose` → `migration`, `preflight`, `sign_in`, `users` → `event`, `session` → `check`,
//! `resources` → `function` → `model` → `aws` → `run` → `problem`. `diff`, `panic`, `secret` and `text` know nobody above them; `command` is
//! what an operator is told to paste.
//! The sandbox is another crate, `cognito-sandbox`: an HTTP client under the AWS SDK. Only `cli` knows it, behind the feature `demo`; the
//! place where an account is opened is handed the client.
//! `tests/it/architecture` holds the `use crate::` lines to this.

pub mod aws;
pub mod check;
pub mod cli;
pub mod command;
pub mod diagnose;
pub mod diff;
pub mod event;
pub mod function;
pub mod migration;
pub mod model;
pub mod panic;
pub mod preflight;
pub mod problem;
pub mod resources;
pub mod run;
pub mod secret;
pub mod session;
pub mod sign_in;
pub mod text;
pub mod users;
pub mod wizard;
