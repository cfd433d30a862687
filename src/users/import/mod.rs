//! The rest: who has not come by signing in is brought by user import jobs (facts §14.4).

pub mod rest;
pub mod sort;
pub mod text;
