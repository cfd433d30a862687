//! Every refusal that AWS documents for an operation that we call, played through the real SDK and held against a judgement of its own:
//! what kind it must be told as, whether in our words, and that no remedy is for another failure.
#![allow(clippy::unwrap_used)]

mod calls;
mod classes;
#[path = "../two_accounts/engine.rs"]
mod engine;
#[path = "../accounts/fake_aws.rs"]
#[allow(dead_code)]
mod fake_aws;
mod future;
mod judged;
mod known;
#[path = "../two_accounts/opened.rs"]
mod opened;
mod operations;
mod operator;
mod stage;
mod table;
