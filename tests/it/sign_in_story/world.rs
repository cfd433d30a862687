//! The demo's two accounts with a migration applied by the engine itself, ready to be broken.

use cognito_ferry::aws::account::{Account, Accounts};
use cognito_ferry::migration::session::Session;
use cognito_ferry::migration::store::Store;
use cognito_ferry::migration::{plan, resolve};
use cognito_ferry::resources::spec::Spec;
use cognito_ferry::secret::Secret;
use cognito_ferry::sign_in;
use cognito_ferry::sign_in::story::Story;
use cognito_sandbox::{Sandbox, Scenario};
use test_support::opened;

use crate::env::engine;

pub const SOURCE_POOL: &str = "eu-west-1_AcmeCust1";
pub const DESTINATION_POOL: &str = "eu-central-1_AcmeNew01";
pub const CLIENT: &str = "7shopwebacme0new0client001";
pub const USER: &str = "maria.lindqvist@example.com";
pub const PASSWORD: &str = "Sunrise-over-Umea-7";

pub struct World {
    pub sandbox: Sandbox,
    pub accounts: Accounts,
    pub session: Session,
    pub spec: Spec,
}

impl World {
    /// All pieces in place.
    pub async fn applied() -> Self {
        let sandbox = Sandbox::new(Scenario::demo().without_delays()).unwrap();
        let accounts = opened::both(&sandbox).await;
        let choices = engine::choices(SOURCE_POOL, DESTINATION_POOL, CLIENT);
        let spec = resolve::resolve("acme", &choices, &accounts).await.unwrap();
        let session = engine::session("acme", choices);
        let mut world = Self { sandbox, accounts, session, spec };
        world.apply().await;
        world
    }

    /// What `apply` does, also to what somebody has broken since.
    pub async fn apply(&mut self) {
        let plan = plan::make(&self.session, &self.spec, &self.accounts).await.unwrap();
        let directory = tempfile::tempdir().unwrap();
        engine::apply(&mut self.session, &plan, &self.accounts, &Store::at(directory.path())).await.unwrap();
    }

    pub async fn sign_in(&self, user_name: &str, password: &str) -> Story {
        let password = Secret::new(password);
        sign_in::run(&self.session, &self.spec, &self.accounts, user_name, &password).await.unwrap()
    }

    pub fn source(&self) -> &Account {
        &self.accounts.source
    }

    pub fn destination(&self) -> &Account {
        &self.accounts.destination
    }
}
