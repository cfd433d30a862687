//! The sandbox's Cognito user pools, by behaviour, through the seam that the wire and the function use.
#![allow(clippy::unwrap_used)]

mod clients;
mod forgot_password;
mod names;
mod pools;
mod practice;
mod sdk;
mod sign_in;
mod trigger;
mod users;
