//! Scenarios: what fresh accounts hold, as TOML.

use serde::Deserialize;
use serde_json::Value;

use crate::core::clock::Delays;
use crate::core::fault::Fault;
use crate::core::sandbox::Sandbox;
use crate::core::state::import_behavior::ImportBehavior;
use crate::core::state::user_pages::UserPages;
use crate::core::state::world::{Account, PracticeMigration, PracticeUser, User};
use crate::services::cognito::seed::{PoolSeed, Refused};

/// The demo's scenario, as TOML.
pub const DEMO: &str = include_str!("../scenarios/demo.toml");

const LETTERS_AND_DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The description of fresh accounts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scenario {
    /// Makes ids and codes the same at every start, so that pictures of screens are stable.
    pub seed: Option<u64>,
    pub delays: Delays,
    pub import_behavior: ImportBehavior,
    pub user_pages: UserPages,
    /// Whom a newcomer can sign in as.
    pub practice_user: Option<PracticeUser>,
    /// From where to where a newcomer can move them.
    pub practice_migration: Option<PracticeMigration>,
    pub accounts: Vec<AccountSeed>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountSeed {
    /// Twelve digits.
    pub id: String,
    pub profiles: Vec<ProfileSeed>,
    #[serde(default)]
    pub managed_policies: Vec<ManagedPolicySeed>,
    #[serde(default)]
    pub pools: Vec<PoolSeed>,
}

/// A profile and the IAM user behind it.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileSeed {
    pub name: String,
    pub region: String,
    pub user: String,
    pub access_key_id: String,
    /// Opens nothing outside the sandbox.
    pub secret_access_key: String,
    /// An identity-based policy as JSON text; without one the user is an administrator.
    pub policy: Option<String>,
}

impl std::fmt::Debug for ProfileSeed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("ProfileSeed")
            .field("name", &self.name)
            .field("region", &self.region)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

/// A customer managed policy: what a permissions boundary can be.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManagedPolicySeed {
    /// With its path, e.g. `team/boundary`.
    pub name: String,
    /// JSON text.
    pub document: String,
}

impl From<Refused> for ScenarioError {
    fn from(Refused { what, fault }: Refused) -> Self {
        Self::Refused { what, fault }
    }
}

/// Why a scenario cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    #[error("the scenario cannot be read: {0}")]
    Malformed(#[from] toml::de::Error),
    #[error("the scenario's {what} is refused: {fault}")]
    Refused { what: String, fault: Fault },
    #[error("the scenario's {what} is not JSON: {source}")]
    NotJson { what: String, source: serde_json::Error },
}

impl Scenario {
    /// Two accounts of a company that moves its customers.
    pub fn demo() -> Self {
        Self::from_toml(DEMO).expect("the demo scenario is tested with the program")
    }

    /// # Errors
    /// Text that is not a scenario.
    pub fn from_toml(text: &str) -> Result<Self, ScenarioError> {
        Ok(toml::from_str(text)?)
    }

    /// The same scenario without any waiting: for tests.
    #[must_use]
    pub fn without_delays(mut self) -> Self {
        self.delays = Delays::default();
        self
    }

    pub(crate) fn build(self, sandbox: &Sandbox) -> Result<(), ScenarioError> {
        {
            let mut world = sandbox.world();
            world.random_state = self.seed;
            world.delays = self.delays;
            world.import_behavior = self.import_behavior;
            world.user_pages = self.user_pages;
            world.practice_user = self.practice_user;
            world.practice_migration = self.practice_migration;
        }
        for account in self.accounts {
            let id = account.id.clone();
            let pools = account.build(sandbox)?;
            for pool in pools {
                // A pool's id begins with its Region.
                let region = pool.id.split('_').next().unwrap_or_default().to_owned();
                pool.build(sandbox, &id, &region)?;
            }
        }
        Ok(())
    }
}

impl AccountSeed {
    /// Makes the account with its users and policies, and hands back its pools.
    fn build(self, sandbox: &Sandbox) -> Result<Vec<PoolSeed>, ScenarioError> {
        let mut built =
            Account { root_access_key_id: format!("SANDBOXROOT{}", self.id), id: self.id.clone(), ..Account::default() };
        for profile in self.profiles {
            let what = format!("policy of profile {}", profile.name);
            let policy = profile.policy.map(|text| parse(&what, &text)).transpose()?;
            let user = User {
                user_id: format!("AIDA{}", sandbox.random_id(LETTERS_AND_DIGITS, 17)),
                name: profile.user,
                profile: profile.name,
                region: profile.region,
                access_key_id: profile.access_key_id,
                secret_access_key: profile.secret_access_key,
                policy,
                credentials_end: None,
            };
            built.users.insert(user.name.clone(), user);
        }
        for policy in self.managed_policies {
            let arn = format!("arn:aws:iam::{}:policy/{}", self.id, policy.name);
            let document = parse(&format!("managed policy {}", policy.name), &policy.document)?;
            built.iam.managed_policies.insert(arn, document);
        }
        sandbox.world().accounts.insert(self.id, built);
        Ok(self.pools)
    }
}

fn parse(what: &str, text: &str) -> Result<Value, ScenarioError> {
    serde_json::from_str(text).map_err(|source| ScenarioError::NotJson { what: what.to_owned(), source })
}
