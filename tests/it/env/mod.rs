//! The demo's two accounts without waiting, a directory of sessions, and the engine run as the commands run it: nothing is kept in
//! memory between two runs but the accounts themselves.

pub mod demo;
pub mod engine;
pub mod fake_aws;
pub mod interference;
pub mod json_schema;
pub mod recorder;
pub mod snapshot;
#[cfg(unix)]
pub mod terminal;
pub mod test_env;

use std::path::PathBuf;

use aws_sdk_cognitoidentityprovider::types::{AttributeDataType, SchemaAttributeType};
use aws_sdk_lambda::types::Environment;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use cognito_ferry::aws::account::{Account, Accounts};
use cognito_ferry::check::finding::Check;
use cognito_ferry::event::{self, Event};
use cognito_ferry::function::probe::Unproven;
use cognito_ferry::migration::plan::{self, Plan};
use cognito_ferry::migration::resolve::{resolve, still_the_same, still_the_same_accounts};
use cognito_ferry::migration::teardown::{self, Decisions, Teardown, TeardownContext, TeardownSummary};
use cognito_ferry::migration::{apply, verify};
use cognito_ferry::model::choices::{Choices, SideChoices};
use cognito_ferry::model::options::Options;
use cognito_ferry::model::spec::NewPool;
use cognito_ferry::model::user_options::Memberships;
use cognito_ferry::problem::Problem;
use cognito_ferry::run::progress::Stop;
use cognito_ferry::session::document::Session;
use cognito_ferry::session::store::Store;
use cognito_sandbox::state::cognito::Pool;
use cognito_sandbox::{Sandbox, Scenario};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use demo::{DESTINATION_CLIENT, DESTINATION_POOL, SOURCE_POOL};

pub const SESSION: &str = "acme";
/// The session's function.
pub const FUNCTION: &str = "cognito-ferry-acme";

/// What is migrated into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    /// The pool and the app client that the demo has.
    Existing,
    /// A pool, an app client and a domain made by the session.
    New,
}

/// Two accounts and what this machine keeps.
pub struct TwoAccounts {
    pub sandbox: Sandbox,
    directory: tempfile::TempDir,
    /// What the operator answered when the session was begun.
    pub choices: Choices,
}

impl TwoAccounts {
    pub fn new(destination: Destination) -> Self {
        let sandbox = Sandbox::new(Scenario::demo().without_delays()).unwrap();
        Self { sandbox, directory: tempfile::tempdir().unwrap(), choices: choices(destination) }
    }

    /// With all that groups at the first sign-in take: most of what a migration can have.
    pub fn bringing_groups(destination: Destination) -> Self {
        let mut accounts = Self::new(destination);
        accounts.choices.options.as_mut().unwrap().users.groups = Memberships::FirstSignIn;
        accounts.enforce_threat_protection();
        accounts
    }

    /// The source pool acts upon compromised passwords.
    pub fn enforce_threat_protection(&self) {
        self.source_pool(|pool| {
            pool.document.insert("UserPoolTier".into(), json!("PLUS"));
            pool.document.insert("UserPoolAddOns".into(), json!({ "AdvancedSecurityMode": "ENFORCED" }));
        });
    }

    /// Looks at the source pool itself, or changes it, past all operations.
    pub fn source_pool(&self, work: impl FnOnce(&mut Pool)) {
        let mut world = self.sandbox.world();
        let mut regions = world.accounts.values_mut().flat_map(|account| account.regions.values_mut());
        work(regions.find_map(|region| region.cognito.pools.get_mut(SOURCE_POOL)).unwrap());
    }

    /// What a teardown of such a migration leaves: what there was, and in a pool that stays the attribute that nobody can remove.
    pub async fn left_for_good(destination: Destination) -> Value {
        let accounts = Self::new(destination);
        accounts.enforce_threat_protection();
        if destination == Destination::Existing {
            let mark = SchemaAttributeType::builder().name("ferry_groups").attribute_data_type(AttributeDataType::String);
            let (_, somebody) = accounts.somebody().await;
            let add = somebody.write.cognito.add_custom_attributes().user_pool_id(DESTINATION_POOL);
            add.custom_attributes(mark.mutable(true).build()).send().await.unwrap();
        }
        accounts.snapshot()
    }

    pub fn store(&self) -> Store {
        Store::at(self.sessions())
    }

    pub fn sessions(&self) -> PathBuf {
        self.directory.path().join("sessions")
    }

    pub fn saved(&self) -> Session {
        self.store().load(SESSION).unwrap()
    }

    /// How many sessions are in the archive.
    pub fn archived(&self) -> usize {
        std::fs::read_dir(self.sessions().join("archive")).map_or(0, Iterator::count)
    }

    /// Both accounts completely, apart from clocks, with generated ids by what they belong to.
    pub fn snapshot(&self) -> Value {
        snapshot::of(&serde_json::to_value(&*self.sandbox.world()).unwrap())
    }

    /// Both accounts, opened through this HTTP client.
    pub async fn open(&self, http_client: SharedHttpClient) -> Result<Accounts, Problem> {
        test_support::opened::both_through(http_client, &self.sandbox).await
    }

    /// Both accounts, past the program: what somebody else does.
    pub async fn somebody(&self) -> (Account, Account) {
        let accounts = self.open(self.sandbox.http_client()).await.unwrap();
        (accounts.source, accounts.destination)
    }

    pub async fn apply(&self) -> Result<Vec<Event>, Problem> {
        self.apply_through(self.sandbox.http_client()).await
    }

    /// `cognito-ferry apply --session acme --yes`: everything that is known comes from the disk and the accounts.
    pub async fn apply_through(&self, http_client: SharedHttpClient) -> Result<Vec<Event>, Problem> {
        let (events, heard) = event::channel();
        let heard = listen(heard);
        let (mut session, plan, accounts) = self.plan_through(http_client).await?;
        let store = self.store();
        store.save(&session)?;
        apply::apply(&mut session, &plan, &accounts, &store, &events, &Stop::new(), Unproven::GoOn).await?;
        drop(events);
        Ok(heard.await.unwrap())
    }

    pub async fn plan(&self) -> Plan {
        self.plan_through(self.sandbox.http_client()).await.unwrap().1
    }

    async fn plan_through(&self, http_client: SharedHttpClient) -> Result<(Session, Plan, Accounts), Problem> {
        let store = self.store();
        let session = match store.contains(SESSION) {
            true => store.load(SESSION)?,
            false => Session { choices: self.choices.clone(), ..Session::new(SESSION, Timestamp::now()) },
        };
        let accounts = self.open(http_client).await?;
        let spec = resolve(&session.name, &session.choices, &accounts).await?;
        still_the_same(&session, &spec)?;
        let plan = plan::make(&session, &spec, &accounts).await?;
        Ok((session, plan, accounts))
    }

    /// `cognito-ferry verify --session acme`.
    pub async fn verify(&self) -> Vec<Check> {
        let session = self.saved();
        let accounts = self.open(self.sandbox.http_client()).await.unwrap();
        let spec = resolve(&session.name, &session.choices, &accounts).await.unwrap();
        verify::verify(&session, &spec, &accounts, &engine::unheard()).await.unwrap()
    }

    pub async fn tear_down(&self) -> Result<TeardownSummary, Problem> {
        self.tear_down_through(self.sandbox.http_client(), &Decisions::default()).await
    }

    pub async fn tear_down_as(&self, decisions: &Decisions) -> Result<TeardownSummary, Problem> {
        self.tear_down_through(self.sandbox.http_client(), decisions).await
    }

    /// `cognito-ferry teardown --session acme --yes`, as [`Self::apply_through`].
    pub async fn tear_down_through(
        &self,
        http_client: SharedHttpClient,
        decisions: &Decisions,
    ) -> Result<TeardownSummary, Problem> {
        let store = self.store();
        let mut session = store.load(SESSION)?;
        let accounts = self.open(http_client).await?;
        still_the_same_accounts(&session, &accounts)?;
        let shown = teardown::make(&session, decisions, &accounts).await?;
        let (events, stop) = (engine::unheard(), Stop::new());
        let tools = TeardownContext { accounts: &accounts, store: &store, events: &events, stop: &stop, keep_logs: false };
        teardown::execute(&mut session, &shown, decisions, tools).await
    }

    /// What teardown would do.
    pub async fn teardown_shown(&self, decisions: &Decisions) -> Teardown {
        let accounts = self.open(self.sandbox.http_client()).await.unwrap();
        teardown::make(&self.saved(), decisions, &accounts).await.unwrap()
    }
}

/// Somebody edits one variable of the function.
pub async fn set_variable(destination: &Account, name: &str, value: &str) {
    let lambda = &destination.write.lambda;
    let answer = lambda.get_function_configuration().function_name(FUNCTION).send().await.unwrap();
    let mut variables = answer.environment.and_then(|environment| environment.variables).unwrap_or_default();
    variables.insert(name.into(), value.into());
    let environment = Environment::builder().set_variables(Some(variables)).build();
    lambda.update_function_configuration().function_name(FUNCTION).environment(environment).send().await.unwrap();
}

fn listen(mut heard: mpsc::Receiver<Event>) -> tokio::task::JoinHandle<Vec<Event>> {
    tokio::spawn(async move {
        let mut events = Vec::new();
        while let Some(event) = heard.recv().await {
            events.push(event);
        }
        events
    })
}

fn choices(destination: Destination) -> Choices {
    let side = |profile: &str, region: &str, pool: Option<&str>| SideChoices {
        profile: Some(profile.into()),
        region: Some(region.into()),
        pool: pool.map(str::to_owned),
    };
    let existing = destination == Destination::Existing;
    let new_pool = NewPool {
        name: "acme-moved".into(),
        client_name: "acme-web".into(),
        domain_prefix: Some("acme-moved-login".into()),
        callback_url: Some("https://app.example.com/callback".into()),
    };
    Choices {
        source: side("old-account", "eu-west-1", Some(SOURCE_POOL)),
        destination: side("new-account", "eu-central-1", existing.then_some(DESTINATION_POOL)),
        destination_client: existing.then(|| DESTINATION_CLIENT.into()),
        new_pool: (!existing).then_some(new_pool),
        options: Some(Options::new(SESSION, "an-external-id-that-stays-the-same-0001".into())),
    }
}
