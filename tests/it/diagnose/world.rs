//! The demo's two accounts, and a diagnosis of what stands in them.

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use cognito_ferry::aws::account::{Accounts, Origin};
use cognito_ferry::check::finding::{Check, CheckStatus};
use cognito_ferry::diagnose::discover::{OpenDiscovery, discover};
use cognito_ferry::diagnose::link::{Link, LinkState};
use cognito_ferry::diagnose::report::DiagnosisReport;
use cognito_ferry::diagnose::request::{DiagnoseRequest, SideRequest};
use cognito_ferry::diagnose::sign_in;
use cognito_ferry::problem::Problem;
use cognito_ferry::secret::Secret;
use cognito_ferry::sign_in::report::SignInReport;
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

    pub async fn discover(&self, question: &DiagnoseRequest) -> Result<OpenDiscovery, Problem> {
        discover(&self.origin, question).await
    }

    /// With both profiles.
    pub async fn diagnose(&self) -> DiagnosisReport {
        self.ask(&question()).await
    }

    pub async fn ask(&self, question: &DiagnoseRequest) -> DiagnosisReport {
        DiagnosisReport::of(&self.discover(question).await.unwrap().discovery)
    }

    /// The diagnosis with a sign-in.
    pub async fn sign_in(&self, user: &str, password: &str) -> SignInReport {
        let seen = self.discover(&question()).await.unwrap();
        let report = DiagnosisReport::of(&seen.discovery);
        sign_in::sign_in(&seen, &report.links, user, &Secret::new(password)).await.unwrap()
    }

    /// A diagnosis over a recorder of every call.
    pub async fn recorded(&self, question: &DiagnoseRequest) -> (DiagnosisReport, Recorder) {
        let recorder = Recorder::around(self.sandbox.http_client());
        let origin = opened::origin(SharedHttpClient::new(recorder.clone()), &self.sandbox);
        let seen = discover(&origin, question).await.unwrap();
        (DiagnosisReport::of(&seen.discovery), recorder)
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
pub fn question() -> DiagnoseRequest {
    let asked = |profile: &str, pool: Option<&str>| SideRequest {
        profile: Some(profile.to_owned()),
        pool: pool.map(str::to_owned),
        ..SideRequest::default()
    };
    DiagnoseRequest {
        destination: asked("new-account", Some(DESTINATION_POOL)),
        destination_client: Some(DESTINATION_CLIENT.to_owned()),
        source: asked("old-account", None),
        ..DiagnoseRequest::default()
    }
}

/// The ids of the checks of the chain that failed, in the chain's order.
pub fn failed(report: &DiagnosisReport) -> Vec<&str> {
    let checks = report.links.iter().flat_map(|link| &link.checks);
    checks.filter(|check| check.status == CheckStatus::Fail).map(|check| check.id.as_str()).collect()
}

#[track_caller]
pub fn check<'r>(report: &'r DiagnosisReport, id: &str) -> &'r Check {
    report.checks().find(|check| check.id == id).unwrap_or_else(|| panic!("no check {id} in {report:#?}"))
}

pub fn in_state(report: &DiagnosisReport, state: LinkState) -> Vec<&Link> {
    report.links.iter().filter(|link| link.state == state).collect()
}
