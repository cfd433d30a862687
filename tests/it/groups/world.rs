//! Two pools in two accounts, made as a test wants them, and the engine run on them as the commands run it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Deref, DerefMut};

use aws_sdk_cognitoidentityprovider::error::ProvideErrorMetadata as _;
use aws_sdk_cognitoidentityprovider::types::AuthFlowType;
use cognito_ferry::aws::Side;
use cognito_ferry::aws::account::Accounts;
use cognito_ferry::aws::document;
use cognito_ferry::aws::document::groups;
use cognito_ferry::aws::document::groups::Group;
use cognito_ferry::check::finding::CheckStatus;
use cognito_ferry::migration::resolve;
use cognito_ferry::migration::teardown::{self, Decisions, TeardownSummary};
use cognito_ferry::model::blueprint::Blueprint;
use cognito_ferry::model::change::Change;
use cognito_ferry::model::resource_id::ResourceId;
use cognito_ferry::model::user_options::UserOptions;
use cognito_ferry::problem::Problem;
use cognito_ferry::run::progress::Stop;
use cognito_ferry::users::groups::context::SyncContext;
use cognito_ferry::users::groups::sync;
use cognito_ferry::users::groups::sync::{Added, Comparison, PER_SECOND};
use cognito_sandbox::Scenario;
use cognito_sandbox::state::cognito::{Pool, User};
use serde_json::{Value, json};

use crate::env::engine;
use crate::env::test_env::TestEnv;

pub const SOURCE_POOL: &str = "eu-west-1_Groups001";
pub const DESTINATION_POOL: &str = "eu-central-1_Groups002";
pub const CLIENT: &str = "7shopwebgroups0new0client1";
const SESSION: &str = "groups";
pub const PASSWORD: &str = "Right-password-1";

/// What stands in the two accounts.
#[derive(Default)]
pub struct Setup {
    pub source: PoolSetup,
    pub destination: PoolSetup,
    pub users: UserOptions,
}

#[derive(Default)]
pub struct PoolSetup {
    pub settings: Option<Value>,
    pub groups: Vec<Value>,
    pub users: Vec<Value>,
}

pub struct World(TestEnv);

impl Deref for World {
    type Target = TestEnv;

    fn deref(&self) -> &TestEnv {
        &self.0
    }
}

impl DerefMut for World {
    fn deref_mut(&mut self) -> &mut TestEnv {
        &mut self.0
    }
}

/// A user of a scenario, with a verified address.
pub fn user(name: &str, email: &str, groups: &[String]) -> Value {
    let attributes = json!({ "email": email, "email_verified": "true" });
    json!({ "name": name, "password": PASSWORD, "groups": groups, "attributes": attributes })
}

pub fn by_email() -> Option<Value> {
    Some(json!({ "UsernameAttributes": ["email"], "UsernameConfiguration": { "CaseSensitive": false } }))
}

impl World {
    pub async fn new(setup: Setup) -> Self {
        let profile = |name: &str, region: &str, key: &str| json!({ "name": name, "region": region, "user": "practice", "access_key_id": key, "secret_access_key": "pretend" });
        let pool = |id: &str, clients: Value, pool: PoolSetup| {
            let settings = pool.settings.unwrap_or_else(|| json!({}));
            json!({ "id": id, "name": "people", "settings": settings, "clients": clients, "groups": pool.groups, "users": pool.users })
        };
        let client = json!([{ "id": CLIENT, "name": "web", "settings": { "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"] } }]);
        let scenario = json!({ "seed": 11, "accounts": [
            { "id": "111111111111", "profiles": [profile("old-account", "eu-west-1", "SANDBOX111111111111")],
              "pools": [pool(SOURCE_POOL, json!([]), setup.source)] },
            { "id": "222222222222", "profiles": [profile("new-account", "eu-central-1", "SANDBOX222222222222")],
              "pools": [pool(DESTINATION_POOL, client, setup.destination)] },
        ] });
        let scenario: Scenario = serde_json::from_value(scenario).unwrap();
        let choices = engine::choices(SOURCE_POOL, DESTINATION_POOL, CLIENT);
        Self(TestEnv::of(scenario, SESSION, choices).options(|options| options.users = setup.users).opened().await)
    }

    pub async fn applied(setup: Setup) -> Self {
        let mut world = Self::new(setup).await;
        world.apply().await.unwrap();
        world
    }

    /// Whether the session may go on with what is chosen now.
    pub async fn still_the_same(&self) -> Result<(), Problem> {
        resolve::still_the_same(&self.session, &self.resolved().await?)
    }

    /// The plan's line on groups.
    pub async fn change(&self) -> Option<Change> {
        self.plan().await.changes.into_iter().find(|change| change.resource == ResourceId::Groups)
    }

    pub async fn apply(&mut self) -> Result<(), Problem> {
        let plan = self.plan().await;
        self.0.apply(&plan).await
    }

    /// Id and status of every check of verify.
    pub async fn checks(&self) -> Vec<(String, CheckStatus)> {
        self.verify().await.into_iter().map(|check| (check.id, check.status)).collect()
    }

    pub async fn tear_down(&mut self) -> Result<TeardownSummary, Problem> {
        self.tear_down_with(&Decisions::default()).await
    }

    pub async fn tear_down_with(&mut self, decisions: &Decisions) -> Result<TeardownSummary, Problem> {
        let shown = teardown::make(&self.session, decisions, &self.accounts).await.unwrap();
        let (store, stop, events) = (self.store(), Stop::new(), engine::unheard());
        let tools = teardown::TeardownContext {
            accounts: &self.0.accounts,
            store: &store,
            events: &events,
            stop: &stop,
            keep_logs: false,
        };
        teardown::execute(&mut self.0.session, &shown, decisions, tools).await
    }

    /// Signs in through the destination, which migrates whoever is not there yet.
    pub async fn sign_in(&self, name: &str) -> Result<(), String> {
        let call = self.accounts.destination.write.cognito.initiate_auth().auth_flow(AuthFlowType::UserPasswordAuth);
        let call = call.client_id(CLIENT).auth_parameters("USERNAME", name).auth_parameters("PASSWORD", PASSWORD);
        call.send().await.map(drop).map_err(|error| format!("{:?}", error.message()))
    }

    pub async fn compare(&self) -> Result<Comparison, Problem> {
        self.with_tools(&self.accounts, PER_SECOND, &Stop::new(), async |blueprint, tools| sync::compare(blueprint, tools).await)
            .await
    }

    /// One sweep, undisturbed.
    pub async fn sweep(&self) -> Result<Added, Problem> {
        self.sweep_with(&self.accounts, PER_SECOND, &Stop::new()).await
    }

    pub async fn sweep_with(&self, accounts: &Accounts, per_second: u32, stop: &Stop) -> Result<Added, Problem> {
        self.with_tools(accounts, per_second, stop, async |blueprint, tools| {
            let comparison = sync::compare(blueprint, tools).await?;
            sync::add(&comparison.reconciliation.additions, tools).await
        })
        .await
    }

    async fn with_tools<T>(
        &self,
        accounts: &Accounts,
        per_second: u32,
        stop: &Stop,
        work: impl AsyncFnOnce(&Blueprint, &SyncContext<'_>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let spec = self.spec().clone();
        let blueprint = Blueprint::new(&spec, &self.session.made);
        let events = engine::unheard();
        let destination_pool = blueprint.destination_pool_id().to_owned();
        let tools = SyncContext { spec: &spec, destination_pool, accounts, per_second, events: &events, stop };
        work(&blueprint, &tools).await
    }

    /// The groups of a side.
    pub async fn groups(&self, side: Side) -> Vec<Group> {
        groups::list(self.accounts.side(side), pool(side)).await.unwrap()
    }

    /// Who is in each group of a side, by e-mail address.
    pub fn members(&self, side: Side) -> BTreeMap<String, BTreeSet<String>> {
        self.with_pool(side, |pool| {
            let email = |name: &String| pool.users[name].attributes["email"].clone();
            pool.groups.iter().map(|(name, group)| (name.clone(), group.members.iter().map(email).collect())).collect()
        })
    }

    /// The destination's user with this address: all attributes, as the pool keeps them.
    pub fn attributes(&self, email: &str) -> BTreeMap<String, String> {
        self.with_pool(Side::Destination, |pool| with_address(pool, email).attributes.clone())
    }

    /// The user's name in the source.
    pub fn source_name(&self, email: &str) -> String {
        self.with_pool(Side::Source, |pool| with_address(pool, email).user_name.clone())
    }

    /// What stands for every code that the destination would send.
    pub fn practice_code(&self) -> String {
        self.with_pool(Side::Destination, |pool| pool.practice_code.clone())
    }

    /// Chooses a pool that is still to be made.
    pub fn choose_a_new_pool(&mut self) {
        let choices = &mut self.session.choices;
        choices.destination.pool = None;
        choices.destination_client = None;
        choices.new_pool = Some(resolve::proposed_pool("people", SESSION));
    }

    /// A pool of the destination as DescribeUserPool tells it, without its clocks.
    pub async fn described(&self, id: &str) -> Value {
        document::without_clocks(document::describe_user_pool(&self.accounts.destination, id).await.unwrap())
    }

    /// As a user could who may write the attribute.
    pub fn set_attribute(&self, email: &str, name: &str, value: &str) {
        self.with_pool(Side::Destination, |pool| with_address(pool, email).attributes.insert(name.to_owned(), value.to_owned()));
    }

    /// The function of one of the destination pool's triggers.
    pub fn trigger(&self, name: &str) -> Option<String> {
        self.with_pool(Side::Destination, |pool| pool.trigger(name).map(str::to_owned))
    }

    /// Somebody takes it off, behind the program's back.
    pub fn take_trigger_off(&self, name: &str) {
        let triggers = |pool: &mut Pool| pool.document["LambdaConfig"].as_object_mut().unwrap().shift_remove(name);
        self.with_pool(Side::Destination, triggers).unwrap();
    }

    /// Everything that the function has logged, oldest first.
    pub async fn log_lines(&self) -> Vec<String> {
        let group = format!("/aws/lambda/cognito-ferry-{SESSION}");
        let call = self.accounts.destination.read.logs.filter_log_events().log_group_name(group);
        let pages = call.into_paginator().send().collect::<Result<Vec<_>, _>>().await.unwrap();
        pages.into_iter().flat_map(|page| page.events.unwrap_or_default()).filter_map(|event| event.message).collect()
    }

    /// Past the program.
    fn with_pool<T>(&self, side: Side, work: impl FnOnce(&mut Pool) -> T) -> T {
        let (account, region) =
            if side == Side::Source { ("111111111111", "eu-west-1") } else { ("222222222222", "eu-central-1") };
        let mut world = self.sandbox.world();
        work(world.region(account, region).cognito.pools.get_mut(pool(side)).unwrap())
    }
}

fn with_address<'p>(pool: &'p mut Pool, email: &str) -> &'p mut User {
    pool.users.values_mut().find(|user| user.attribute("email") == Some(email)).unwrap()
}

fn pool(side: Side) -> &'static str {
    if side == Side::Source { SOURCE_POOL } else { DESTINATION_POOL }
}
