//! The sandbox's Cognito user pools, by behaviour, through the seam that the wire and the function use.

mod clients;
mod forgot_password;
mod function;
mod names;
mod pools;
mod post_authentication;
pub mod practice;
mod sdk;
mod sign_in;
mod trigger;
mod user_lists;
mod users;
