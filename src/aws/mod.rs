//! The only place that knows how AWS is reached: profiles, accounts, errors with remedies, waiting, raw documents, policies.

pub mod account;
pub mod document;
pub mod error;
pub mod guard;
pub mod policy;
pub mod profile;

use serde::{Deserialize, Serialize};

/// Which of the two accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    Source,
    Destination,
}

impl std::fmt::Display for Side {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Side::Source => "source",
            Side::Destination => "destination",
        })
    }
}
