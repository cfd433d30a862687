//! The scenario's two accounts, with a migration applied by the engine.

use std::collections::BTreeMap;

use aws_sdk_cognitoidentityprovider::error::ProvideErrorMetadata;
use aws_sdk_cognitoidentityprovider::types::{AuthFlowType, LambdaConfigType};
use cognito_ferry::check::finding::CheckStatus;
use cognito_ferry::function::probe::own_line;
use cognito_ferry::migration::plan_text;
use cognito_ferry::model::spec::Spec;
use cognito_ferry::model::user_options::UserOptions;
use cognito_sandbox::Scenario;

use super::rows::Row;

use crate::env::engine;
use crate::env::test_env::TestEnv;

const SOURCE_POOL: &str = "eu-west-1_States001";
const DESTINATION_POOL: &str = "eu-central-1_States002";
const CLIENT: &str = "7shopwebstates0new0client1";
const SESSION: &str = "states";

pub struct World {
    env: TestEnv,
    pub plan_text: Vec<String>,
    /// Lines of the function that were read already.
    read: usize,
}

/// What came of one try.
#[derive(Debug)]
pub struct Seen {
    pub answer: String,
    pub reason: String,
    pub calls: u64,
    pub status: String,
}

impl World {
    pub async fn applied(users: UserOptions) -> Self {
        let scenario = Scenario::from_toml(include_str!("scenario.toml")).unwrap();
        let setup = TestEnv::of(scenario, SESSION, engine::choices(SOURCE_POOL, DESTINATION_POOL, CLIENT));
        let mut env = setup.options(|options| options.users = users).opened().await;
        let plan = env.plan().await;
        let plan_text = plan_text::text(&plan).lines().map(str::to_owned).collect();
        env.apply(&plan).await.unwrap();
        let mut world = Self { env, plan_text, read: 0 };
        world.read = world.lines().await.len();
        world
    }

    /// One sign-in, or one forgotten password.
    pub async fn try_it(&mut self, row: &Row) -> Seen {
        let answer = if row.password.is_empty() { self.forget(row.user).await } else { self.sign_in(row).await };
        let lines = self.lines().await;
        // A user who is in the destination already does not reach the function.
        let line = lines.get(self.read).cloned().unwrap_or_default();
        assert!(lines.len() <= self.read + 1, "{}: more than one line", row.title);
        self.read = lines.len();
        let status = self.status(row.user).await;
        Seen {
            answer,
            reason: line["reason"].as_str().unwrap_or("no line").to_owned(),
            calls: line["calls"].as_u64().unwrap_or_default(),
            status,
        }
    }

    async fn sign_in(&self, row: &Row) -> String {
        let call = self.env.accounts.destination.write.cognito.initiate_auth().auth_flow(AuthFlowType::UserPasswordAuth);
        let call = call.client_id(CLIENT).auth_parameters("USERNAME", row.user).auth_parameters("PASSWORD", row.password);
        match call.send().await {
            Ok(answer) if answer.authentication_result().is_some() => "signed in".to_owned(),
            Ok(answer) => format!("{:?}", answer.challenge_name()),
            Err(error) => error.code().unwrap_or_default().to_owned(),
        }
    }

    async fn forget(&self, user: &str) -> String {
        match self.env.accounts.destination.write.cognito.forgot_password().client_id(CLIENT).username(user).send().await {
            Ok(_) => "code sent".to_owned(),
            Err(error) => error.code().unwrap_or_default().to_owned(),
        }
    }

    async fn status(&self, user: &str) -> String {
        let call = self.env.accounts.destination.read.cognito.admin_get_user().user_pool_id(DESTINATION_POOL).username(user);
        let found = call.send().await;
        found.ok().and_then(|user| user.user_status).map(|status| status.as_str().to_owned()).unwrap_or_default()
    }

    /// Attributes of all users of the destination by address, without what the pool gave them itself.
    pub async fn users_made(&self) -> BTreeMap<String, BTreeMap<String, String>> {
        let listed = self.env.accounts.destination.read.cognito.list_users().user_pool_id(DESTINATION_POOL).send().await.unwrap();
        let users = listed.users().iter().map(|user| {
            let attributes = user.attributes().iter();
            let attributes: BTreeMap<String, String> = attributes
                .filter(|attribute| attribute.name() != "sub")
                .map(|attribute| (attribute.name().to_owned(), attribute.value().unwrap_or_default().to_owned()))
                .collect();
            (attributes["email"].clone(), attributes)
        });
        users.collect()
    }

    pub async fn old_sub(&self, user: &str) -> String {
        let call = self.env.accounts.source.read.cognito.admin_get_user().user_pool_id(SOURCE_POOL).username(user);
        let user = call.send().await.unwrap();
        let sub = user.user_attributes().iter().find(|attribute| attribute.name() == "sub").unwrap();
        sub.value().unwrap().to_owned()
    }

    /// The function's own lines, oldest first.
    async fn lines(&self) -> Vec<serde_json::Value> {
        self.log().await.lines().filter_map(own_line).collect()
    }

    /// Everything in the function's log group.
    pub async fn log(&self) -> String {
        let group = format!("/aws/lambda/cognito-ferry-{SESSION}");
        let call = self.env.accounts.destination.read.logs.filter_log_events().log_group_name(group);
        let mut pages = call.into_paginator().send();
        let mut log = String::new();
        while let Some(page) = pages.next().await {
            for event in page.unwrap().events() {
                log += event.message().unwrap_or_default();
                log.push('\n');
            }
        }
        log
    }

    /// Gives the source pool a trigger that may change what tokens say.
    pub async fn add_token_trigger(&self) {
        let trigger = LambdaConfigType::builder().pre_token_generation("arn:aws:lambda:eu-west-1:111111111111:function:claims");
        let call = self.env.accounts.source.write.cognito.update_user_pool().user_pool_id(SOURCE_POOL);
        call.lambda_config(trigger.build()).send().await.unwrap();
    }

    pub async fn resolved(&self) -> Spec {
        self.env.resolved().await.unwrap()
    }

    /// Ids of the checks that fail when everything is looked at again.
    pub async fn failed_checks(&self) -> Vec<String> {
        self.env.verify().await.into_iter().filter(|check| check.status == CheckStatus::Fail).map(|check| check.id).collect()
    }
}
