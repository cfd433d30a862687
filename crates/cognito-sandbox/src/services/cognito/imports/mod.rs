//! Users from a CSV file: the six operations, the upload, and the run of a job. A job moves on whenever somebody calls Cognito, as far as
//! the clock and the number of descriptions let it. What is not known from outside is a switch of `ImportBehavior`.

mod grammar;
pub mod header;
pub mod jobs;
mod log;
pub mod progress;
mod row;
pub mod upload;
mod url;
