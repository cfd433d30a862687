//! The journey that the lab runs too, on the sandbox.

use std::path::PathBuf;
use std::time::Duration;

use aws_sdk_iam::types::Tag;
use cognito_ferry::aws::account::Account;
use cognito_ferry::aws::policy;
use cognito_sandbox::Sandbox;
use serde_json::json;
use test_support::headless::{self, Outcome, PLACES};
use test_support::journey::{Person, Stage, a_migration_from_plan_to_a_proven_sign_in};
use test_support::opened;

#[test]
fn a_migration_in_the_sandbox_goes_from_plan_to_a_proven_sign_in() {
    a_migration_from_plan_to_a_proven_sign_in(&Practice::new());
}

/// The cross-account role of the journey's session.
const ROLE: &str = "cognito-ferry-journey-source";

struct Practice {
    directory: tempfile::TempDir,
}

impl Practice {
    fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    fn accounts(&self) -> PathBuf {
        self.directory.path().join("accounts.json")
    }

    /// Does something in the source account, as somebody else would.
    fn meddle(&self, work: impl AsyncFnOnce(&Sandbox, Account)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let sandbox = Sandbox::open(&self.accounts()).unwrap();
            work(&sandbox, opened::both(&sandbox).await.source).await;
        });
    }
}

impl Stage for Practice {
    fn ferry(&self, arguments: &[&str], input: &str) -> Outcome {
        headless::ferry(self.directory.path(), arguments, input)
    }

    fn places(&self) -> Vec<String> {
        PLACES.map(str::to_owned).to_vec()
    }

    fn people(&self) -> [Person; 2] {
        let person = |name: &str, password: &str| Person { name: name.into(), password: password.into() };
        [person("maria.lindqvist@example.com", "Sunrise-over-Umea-7"), person("tom.okafor@example.com", "Harbour4Lights")]
    }

    fn break_external_id(&self) {
        self.meddle(async |_, account| {
            let answer = account.read.iam.get_role().role_name(ROLE).send().await.unwrap();
            let mut trust = policy::parse(answer.role().unwrap().assume_role_policy_document().unwrap());
            trust["Statement"][0]["Condition"]["StringEquals"]["sts:ExternalId"] = json!("another-external-id-altogether-0000");
            let update = account.write.iam.update_assume_role_policy().role_name(ROLE);
            update.policy_document(trust.to_string()).send().await.unwrap();
        });
    }

    /// A function of the sandbox is as warm as its process is old, so each command begins cold; what takes time is the policy, until
    /// it is seen everywhere. The clock is kept with the accounts at the next write.
    fn cool_down(&self) {
        self.meddle(async |sandbox, account| {
            sandbox.advance(Duration::from_secs(60));
            let tag = Tag::builder().key("seen").value("everywhere").build().unwrap();
            account.write.iam.tag_role().role_name(ROLE).tags(tag).send().await.unwrap();
        });
    }
}
