//! The demo's two accounts, and a diagnosis of what stands in them.

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use cognito_ferry::aws::account::{Accounts, Origin};
use cognito_ferry::check::finding::{Check, CheckStatus};
use cognito_ferry::diagnose::find::{Seen, find};
use cognito_ferry::diagnose::link::{Link, LinkState};
use cognito_ferry::diagnose::question::{Asked, Question};
use cognito_ferry::diagnose::report::Report;
use cognito_ferry::diagnose::story;
use cognito_ferry::problem::Problem;
use cognito_ferry::secret::Secret;
use cognito_ferry::sign_in::story::Story;
use cognito_sandbox::{Sandbox, Scenario};
use test_support::opened;

use crate::env::demo::{DESTINATION_CLIENT, DESTINATION_POOL};
use crate::env::recorder::Recorder;

pub struct World {
    pub sandbox: Sandbox,
    pub accounts: Accounts,
    origin: Origin,
}

impl World {
    pub async fn demo() -> Self {
        Self::of(Sandbox::new(Scenario::demo().without_delays()).unwrap()).await
    }

    /// The same, kept in a file for the program itself.
    pub async fn in_file(path: &std::path::Path) -> Self {
        Self::of(Sandbox::open_with(path, || Scenario::demo().without_delays()).unwrap()).await
    }

    async fn of(sandbox: Sandbox) -> Self {
        let origin = opened::origin(sandbox.http_client(), &sandbox);
        let accounts = opened::both(&sandbox).await;
        Self { sandbox, accounts, origin }
    }

    pub async fn find(&self, question: &Question) -> Result<Seen, Problem> {
        find(&self.origin, question).await
    }

    /// With both profiles.
    pub async fn diagnose(&self) -> Report {
        self.ask(&question()).await
    }

    pub async fn ask(&self, question: &Question) -> Report {
        Report::of(&self.find(question).await.unwrap().found)
    }

    /// The diagnosis with a sign-in.
    pub async fn sign_in(&self, user: &str, password: &str) -> Story {
        let seen = self.find(&question()).await.unwrap();
        let report = Report::of(&seen.found);
        story::sign_in(&seen, &report.links, user, &Secret::new(password)).await.unwrap()
    }

    /// A diagnosis over a recorder of every call.
    pub async fn recorded(&self, question: &Question) -> (Report, Recorder) {
        let recorder = Recorder::around(self.sandbox.http_client());
        let origin = opened::origin(SharedHttpClient::new(recorder.clone()), &self.sandbox);
        let seen = find(&origin, question).await.unwrap();
        (Report::of(&seen.found), recorder)
    }

    /// Gives the user behind the profiles of this account this policy instead of everything.
    pub fn allow_only(&self, account: &str, policy: &serde_json::Value) {
        let mut world = self.sandbox.world();
        for user in world.account(account).users.values_mut() {
            user.policy = Some(policy.clone());
        }
    }
}

/// Nothing but the profiles, the destination pool and its app client.
pub fn question() -> Question {
    let asked = |profile: &str, pool: Option<&str>| Asked {
        profile: Some(profile.to_owned()),
        pool: pool.map(str::to_owned),
        ..Asked::default()
    };
    Question {
        destination: asked("new-account", Some(DESTINATION_POOL)),
        destination_client: Some(DESTINATION_CLIENT.to_owned()),
        source: asked("old-account", None),
        ..Question::default()
    }
}

/// The ids of the checks of the chain that failed, in the chain's order.
pub fn failed(report: &Report) -> Vec<&str> {
    let checks = report.links.iter().flat_map(|link| &link.checks);
    checks.filter(|check| check.status == CheckStatus::Fail).map(|check| check.id.as_str()).collect()
}

#[track_caller]
pub fn check<'r>(report: &'r Report, id: &str) -> &'r Check {
    report.checks().find(|check| check.id == id).unwrap_or_else(|| panic!("no check {id} in {report:#?}"))
}

pub fn in_state(report: &Report, state: LinkState) -> Vec<&Link> {
    report.links.iter().filter(|link| link.state == state).collect()
}
