//! The HTTP client under the AWS SDK clients, and the protocols of the services.

pub mod connector;
mod json;
mod message;
mod query;
mod rest;
mod s3;
