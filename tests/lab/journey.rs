//! The journey that the sandbox runs too, on the lab.

use serde_json::json;
use test_support::headless::Outcome;
use test_support::journey::{Person, Stage, a_migration_from_plan_to_a_proven_sign_in};

use crate::lab::Lab;
use crate::policies;
use crate::program::{ferry, places};

#[test]
fn a_migration_in_the_lab_goes_from_plan_to_a_proven_sign_in() {
    a_migration_from_plan_to_a_proven_sign_in(&Lab::start());
}

impl Stage for Lab {
    fn ferry(&self, arguments: &[&str], input: &str) -> Outcome {
        ferry(self, arguments, input)
    }

    fn places(&self) -> Vec<String> {
        places(self, self.by_username())
    }

    fn people(&self) -> [Person; 2] {
        let users = &self.by_username().0.users;
        [0, 2].map(|index| Person { name: users[index].name.clone(), password: users[index].password.clone() })
    }

    fn break_external_id(&self) {
        wait(async {
            let source = self.source();
            let roles = source.iam.list_roles().send().await.unwrap();
            let [role] = roles.roles() else { panic!("one role in the source account, not {roles:?}") };
            let mut trust = policies::decoded(role.assume_role_policy_document().unwrap());
            trust["Statement"][0]["Condition"]["StringEquals"]["sts:ExternalId"] = json!("another-external-id-altogether-0000");
            let update = source.iam.update_assume_role_policy().role_name(role.role_name());
            update.policy_document(trust.to_string()).send().await.unwrap();
        });
    }

    fn cool_down(&self) {
        wait(policies::forget_credentials(&self.destination()));
    }
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}
