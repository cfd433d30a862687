//! The rest: who has not come by signing in is brought by user import jobs (facts §14.4).

pub mod after;
pub mod checks;
pub mod chunk;
pub mod job;
pub mod job_log;
pub mod pilot;
pub mod rest;
pub mod results;
pub mod run;
pub mod sort;
pub mod text;
