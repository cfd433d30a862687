//! The demo's two accounts, opened over a recorder, and preflight run on them.

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use cognito_ferry::aws::Side;
use cognito_ferry::aws::account::Accounts;
use cognito_ferry::check::finding::{Check, CheckStatus};
use cognito_ferry::event::{self, Event};
use cognito_ferry::model::choices::Choices;
use cognito_ferry::model::spec::NewPool;
use cognito_ferry::preflight;
use cognito_ferry::problem::Problem;
use cognito_ferry::session::document::Session;
use cognito_sandbox::{Sandbox, Scenario};
use test_support::opened;

use crate::env::demo::{DESTINATION_CLIENT, DESTINATION_POOL, SOURCE_POOL};
use crate::env::recorder::Recorder;

use crate::env::engine;

pub struct World {
    pub sandbox: Sandbox,
    pub recorder: Recorder,
}

impl World {
    pub fn demo() -> Self {
        let sandbox = Sandbox::new(Scenario::demo().without_delays()).unwrap();
        let recorder = Recorder::around(sandbox.http_client());
        Self { sandbox, recorder }
    }

    /// Gives the user behind a profile this policy instead of everything.
    pub fn allow_only(&self, account: &str, policy: serde_json::Value) {
        let mut world = self.sandbox.world();
        for user in world.account(account).users.values_mut() {
            user.policy = Some(policy.clone());
        }
    }

    /// The mode of the source pool's threat protection.
    pub fn threat_protection(&self, mode: &str) {
        let mut world = self.sandbox.world();
        let pool = world.region("111111111111", "eu-west-1").cognito.pools.get_mut(SOURCE_POOL).unwrap();
        pool.document.insert("UserPoolAddOns".to_owned(), serde_json::json!({ "AdvancedSecurityMode": mode }));
    }

    pub async fn accounts(&self) -> Accounts {
        let http_client = SharedHttpClient::new(self.recorder.clone());
        let open = async |side, profile| opened::through(http_client.clone(), &self.sandbox, side, profile).await.unwrap();
        // Side by side, as the commands do: the recorder counts the round trips.
        let (source, destination) = tokio::join!(open(Side::Source, "old-account"), open(Side::Destination, "new-account"));
        Accounts { source, destination }
    }

    /// The checks, and those that were told on the way.
    pub async fn preflight(&self, choices: &Choices) -> (Vec<Check>, Vec<Check>) {
        self.try_preflight(choices).await.unwrap()
    }

    pub async fn try_preflight(&self, choices: &Choices) -> Result<(Vec<Check>, Vec<Check>), Problem> {
        let accounts = self.accounts().await;
        let session = Session::new("acme", jiff::Timestamp::UNIX_EPOCH);
        let (events, mut heard) = event::channel();
        let listener = tokio::spawn(async move {
            let mut told = Vec::new();
            while let Some(event) = heard.recv().await {
                if let Event::Checked { check } = event {
                    told.push(check);
                }
            }
            told
        });
        let checks = preflight::run(&session, choices, &accounts, &events).await?;
        drop(events);
        Ok((checks, listener.await.unwrap()))
    }
}

pub fn choices(source: &str, destination: &str) -> Choices {
    engine::choices(source, destination, DESTINATION_CLIENT)
}

/// A pool, an app client and a domain that are still to be made.
pub fn new_pool_choices() -> Choices {
    let mut choices = choices(SOURCE_POOL, "");
    choices.destination.pool = None;
    choices.destination_client = None;
    choices.new_pool = Some(NewPool {
        name: "acme-moved".into(),
        client_name: "acme-web".into(),
        domain_prefix: Some("acme-moved-login".into()),
        callback_url: None,
    });
    choices
}

pub fn demo_choices() -> Choices {
    choices(SOURCE_POOL, DESTINATION_POOL)
}

#[track_caller]
pub fn found<'c>(checks: &'c [Check], id: &str) -> &'c Check {
    checks.iter().find(|check| check.id == id).unwrap_or_else(|| panic!("no check {id} among {checks:#?}"))
}

#[track_caller]
pub fn status(checks: &[Check], id: &str) -> CheckStatus {
    found(checks, id).status
}
