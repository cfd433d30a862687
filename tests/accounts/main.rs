//! Profiles, accounts, the read-only guard, and every failure of AWS told with its remedy.
#![allow(clippy::unwrap_used)]

mod credentials;
mod endpoints;
mod environment;
mod failures;
mod fake_aws;
mod guard;
mod loopback;
mod opening;
mod problems;
mod profiles;
mod settings;
