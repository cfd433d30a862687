//! Edits of user pools and app clients that others own: nothing is lost (facts §3).

mod bodies;
mod documents;
pub mod edits;
mod likeness;
mod offered;
mod refusals;
pub mod round_trips;
mod settled;
mod settled_by_cognito;
mod world;
