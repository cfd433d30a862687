//! Everything that the pretend accounts hold: one value, saved and loaded whole.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::cognito::Cognito;
use super::iam::Iam;
use super::import_behavior::ImportBehavior;
use super::lambda::Lambda;
use super::logs::Logs;
use super::user_pages::UserPages;
use crate::core::clock::Delays;

/// The state of the sandbox.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct World {
    /// By account number.
    pub accounts: BTreeMap<String, Account>,
    /// Sessions from AssumeRole, by access key id.
    pub temporary_credentials: BTreeMap<String, TemporaryCredentials>,
    pub delays: Delays,
    pub import_behavior: ImportBehavior,
    pub user_pages: UserPages,
    /// How far `Sandbox::advance` has moved the clock.
    pub clock_shift_milliseconds: i64,
    /// State of the seeded generator; `None` draws from the system.
    pub random_state: Option<u64>,
    /// Whom a newcomer can sign in as.
    pub practice_user: Option<PracticeUser>,
    /// From where to where a newcomer can move them.
    pub practice_migration: Option<PracticeMigration>,
}

/// One pretend AWS account.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Account {
    pub id: String,
    pub root_access_key_id: String,
    /// IAM users by name: the profiles of the scenario.
    pub users: BTreeMap<String, User>,
    pub iam: Iam,
    /// By Region name; a Region exists as soon as somebody looks at it.
    pub regions: BTreeMap<String, Region>,
}

/// The regional services of one account in one Region.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Region {
    pub cognito: Cognito,
    pub lambda: Lambda,
    pub logs: Logs,
}

/// An IAM user with an access key, behind one pretend profile.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct User {
    pub name: String,
    pub user_id: String,
    pub profile: String,
    pub region: String,
    pub access_key_id: String,
    pub secret_access_key: String,
    /// `None` makes the user an administrator.
    pub policy: Option<Value>,
    /// When its credentials run out, as those of a profile with temporary ones do; `None`: never.
    pub credentials_end: Option<Timestamp>,
}

/// What AssumeRole hands out.
#[derive(Clone, Serialize, Deserialize)]
pub struct TemporaryCredentials {
    pub secret_access_key: String,
    pub session_token: String,
    pub expiration: Timestamp,
    pub account: String,
    pub role_name: String,
    pub role_id: String,
    pub session: String,
}

impl std::fmt::Debug for TemporaryCredentials {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("TemporaryCredentials")
            .field("account", &self.account)
            .field("role_name", &self.role_name)
            .field("expiration", &self.expiration)
            .finish_non_exhaustive()
    }
}

/// A user of the scenario's source pool that the wizard suggests.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PracticeUser {
    pub user_name: String,
    /// A pretend password: it opens nothing outside the sandbox.
    pub password: String,
}

/// Which of the scenario's profiles and pools is the source and which the destination: the wizard chooses neither by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PracticeMigration {
    pub source_profile: String,
    pub source_pool: String,
    pub destination_profile: String,
    pub destination_pool: String,
    pub destination_client: String,
}

impl std::fmt::Debug for User {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("User").field("name", &self.name).field("profile", &self.profile).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for PracticeUser {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("PracticeUser").field("user_name", &self.user_name).finish_non_exhaustive()
    }
}

impl World {
    /// One account's services in one Region, made when first looked at.
    pub fn region(&mut self, account: &str, region: &str) -> &mut Region {
        self.account(account).regions.entry(region.to_owned()).or_default()
    }

    /// One account. Callers come from the world itself, so that it normally exists.
    pub fn account(&mut self, account: &str) -> &mut Account {
        self.accounts.entry(account.to_owned()).or_insert_with(|| Account { id: account.to_owned(), ..Account::default() })
    }
}
