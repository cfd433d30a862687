//! The only place that knows how AWS is reached: profiles, accounts, errors with remedies, waiting, raw documents, policies.

pub mod account;
mod answer;
mod answers;
pub mod app_clients;
mod call_log;
mod called;
pub mod caller;
mod causes;
mod classify;
mod clients;
mod clock;
pub mod conditions;
mod constraint;
mod credential_failures;
mod credential_process;
mod credentials;
mod denied;
pub mod difference;
pub mod document;
pub mod edit;
mod endpoints;
pub mod groups;
pub mod guard;
mod http;
mod ini;
mod lambda_refusals;
pub mod lifetime;
pub mod lossless;
mod massage;
mod network;
pub mod open;
pub mod pair;
pub mod policy;
pub mod policy_pattern;
pub mod policy_reading;
mod pool_refusals;
pub mod pools;
mod profile_chain;
mod profile_files;
pub mod profile_kind;
pub mod profiles;
pub mod propagation;
mod quotas;
mod refusal;
pub mod regions;
pub mod remedies;
pub mod renewal;
pub mod request_model;
mod request_patterns;
pub mod risk_configuration;
mod role_refusals;
pub mod server_clock;
pub mod settling;
mod shell_words;
mod sso_token;
mod trust;

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
