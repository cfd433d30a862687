//! Two accounts with a migration between them, opened as the commands open them: what a test of the engine stands on. A module that needs
//! more of it adds methods of its own.

use cognito_ferry::aws::account::Accounts;
use cognito_ferry::check::finding::Check;
use cognito_ferry::migration::plan::{self, Plan};
use cognito_ferry::migration::{resolve, verify};
use cognito_ferry::model::choices::Choices;
use cognito_ferry::model::options::Options;
use cognito_ferry::model::spec::Spec;
use cognito_ferry::problem::Problem;
use cognito_ferry::session::document::Session;
use cognito_ferry::session::store::Store;
use cognito_sandbox::{Sandbox, Scenario};
use test_support::opened;

use super::demo::{DESTINATION_CLIENT, DESTINATION_POOL, SOURCE_POOL};
use super::engine;

pub struct TestEnv {
    pub sandbox: Sandbox,
    pub accounts: Accounts,
    pub session: Session,
    directory: tempfile::TempDir,
}

/// What an environment is made of, before its accounts are opened.
pub struct Setup {
    scenario: Scenario,
    session: &'static str,
    choices: Choices,
}

impl TestEnv {
    /// The demo's accounts, from the one pool into the other.
    pub fn demo() -> Setup {
        Self::of(Scenario::demo(), "acme", engine::choices(SOURCE_POOL, DESTINATION_POOL, DESTINATION_CLIENT))
    }

    pub fn of(scenario: Scenario, session: &'static str, choices: Choices) -> Setup {
        let options = Options::new(session, "an-external-id-of-thirty-two-letters".into());
        Setup { scenario, session, choices: Choices { options: Some(options), ..choices } }
    }

    pub fn store(&self) -> Store {
        Store::at(self.directory.path())
    }

    pub fn options(&mut self) -> &mut Options {
        self.session.choices.options.as_mut().unwrap()
    }

    /// What is migrated, looked up by the answers of now.
    pub async fn resolved(&self) -> Result<Spec, Problem> {
        resolve::resolve(&self.session.name, &self.session.choices, &self.accounts).await
    }

    pub async fn plan(&self) -> Plan {
        let spec = self.resolved().await.unwrap();
        resolve::still_the_same(&self.session, &spec).unwrap();
        plan::make(&self.session, &spec, &self.accounts).await.unwrap()
    }

    pub async fn apply(&mut self, plan: &Plan) -> Result<(), Problem> {
        let store = self.store();
        engine::apply(&mut self.session, plan, &self.accounts, &store).await
    }

    /// What apply has applied.
    pub fn spec(&self) -> &Spec {
        self.session.spec.as_ref().unwrap()
    }

    pub async fn verify(&self) -> Vec<Check> {
        let spec = self.resolved().await.unwrap();
        verify::verify(&self.session, &spec, &self.accounts, &engine::unheard()).await.unwrap()
    }
}

impl Setup {
    pub fn options(mut self, change: impl FnOnce(&mut Options)) -> Self {
        change(self.choices.options.as_mut().unwrap());
        self
    }

    /// Nothing is made yet.
    pub async fn opened(self) -> TestEnv {
        let sandbox = Sandbox::new(self.scenario.without_delays()).unwrap();
        let accounts = opened::both(&sandbox).await;
        let session = engine::session(self.session, self.choices);
        TestEnv { sandbox, accounts, session, directory: tempfile::tempdir().unwrap() }
    }

    /// All resources are there.
    pub async fn applied(self) -> TestEnv {
        let mut env = self.opened().await;
        let plan = env.plan().await;
        env.apply(&plan).await.unwrap();
        env
    }
}
