//! One side's account, opened: its profile, its identity, its clients, and its errors in full.

pub mod call_log;
pub mod classify;
pub mod clients;
pub mod credentials;
pub mod http;
pub mod open;
pub mod pair;
pub mod server_clock;
mod upload;

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use serde::{Deserialize, Serialize};

use crate::aws::Side;
use crate::aws::profile::lifetime::Lifetime;
use crate::aws::profile::renewal::Renewal;

/// Where accounts are opened: AWS by the user's own profiles, or pretend accounts behind an HTTP client.
#[derive(Debug, Clone)]
pub enum Origin {
    Aws,
    Sandbox(SandboxAccounts),
}

/// Pretend accounts: the sandbox hands itself in as this.
#[derive(Debug, Clone)]
pub struct SandboxAccounts {
    pub http_client: SharedHttpClient,
    pub profiles: Vec<SandboxProfile>,
}

#[derive(Debug, Clone)]
pub struct SandboxProfile {
    pub name: String,
    pub region: String,
    pub access_key_id: String,
    pub secret_access_key: String,
}

/// Who the credentials are, as GetCallerIdentity answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    pub account: String,
    pub arn: String,
    pub user_id: String,
    /// `aws`, `aws-us-gov`, …: the second part of the ARN.
    pub partition: String,
}

/// The five clients of one account in one Region.
#[derive(Debug, Clone)]
pub struct Clients {
    pub cognito: aws_sdk_cognitoidentityprovider::Client,
    pub iam: aws_sdk_iam::Client,
    pub lambda: aws_sdk_lambda::Client,
    pub sts: aws_sdk_sts::Client,
    pub logs: aws_sdk_cloudwatchlogs::Client,
}

/// One side, opened.
#[derive(Debug, Clone)]
pub struct Account {
    pub side: Side,
    pub profile: String,
    pub region: String,
    pub identity: Identity,
    /// Refuses, before anything leaves the process, every operation that is not on the list of reads.
    pub read: Clients,
    pub write: Clients,
    /// Endpoints in force that are not AWS's own, as "service: URL (where it was set)".
    pub endpoint_overrides: Vec<String>,
    /// AWS's own endpoints of another kind, as "FIPS endpoints (where they were asked for)", and dual-stack likewise.
    pub endpoint_variants: Vec<String>,
    /// What a remedy needs to know when these credentials run out.
    pub renewal: Renewal,
    /// How long they last.
    pub lifetime: Lifetime,
}

/// Both sides.
#[derive(Debug, Clone)]
pub struct Accounts {
    pub source: Account,
    pub destination: Account,
}

impl Accounts {
    /// Whether source and destination are one account: allowed, and said aloud.
    pub fn same_account(&self) -> bool {
        self.source.identity.account == self.destination.identity.account
    }

    pub fn side(&self, side: Side) -> &Account {
        match side {
            Side::Source => &self.source,
            Side::Destination => &self.destination,
        }
    }
}
