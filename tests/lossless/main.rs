//! Edits of user pools and app clients that others own: nothing is lost (facts §3).
#![allow(clippy::unwrap_used)]

mod bodies;
mod documents;
mod edits;
#[path = "../two_accounts/engine.rs"]
mod engine;
mod likeness;
mod offered;
#[path = "../two_accounts/opened.rs"]
mod opened;
mod refusals;
mod round_trips;
mod settled;
mod settled_by_cognito;
mod world;
