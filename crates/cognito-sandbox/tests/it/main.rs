//! The sandbox by behaviour: each service by the real SDK clients, Cognito also through the seam that the wire and the function use, and
//! the whole chain of a migration made by hand.
#![allow(clippy::unwrap_used)]

mod chain;
mod cognito;
mod imports;
mod services;
mod support;
