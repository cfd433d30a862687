//! Profiles, accounts, the read-only guard, and every failure of AWS told with its remedy.

mod credentials;
mod endpoints;
mod environment;
mod failures;
mod guard;
mod loopback;
mod opening;
mod problems;
mod profiles;
mod settings;
