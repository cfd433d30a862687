//! Each fault of the list on accounts of its own: the story names that link, that cause and that remedy, and no other. The table is printed,
//! and kept as a snapshot.

use cognito_ferry::model::resource_id::ResourceId;
use cognito_ferry::model::user_options::MfaUsers;
use cognito_ferry::sign_in::report::SignInReport;
use cognito_sandbox::{Fault as Refusal, Service, Trouble};
use test_support::faults::injection::{Hands, Person, Site};
use test_support::faults::{Fault, ROWS, Stage, all_are_right, play, table};

use crate::env::demo::{DESTINATION_CLIENT, DESTINATION_POOL, PASSWORD, SOURCE_POOL, USER};
use crate::env::test_env::TestEnv;

#[tokio::test]
async fn each_fault_is_named_with_its_link_and_its_remedy_and_none_is_taken_for_another() {
    let mut told = Vec::new();
    for row in &ROWS {
        told.push(play(&mut TestEnv::demo().applied().await, row).await);
    }
    let table = table(&told);
    println!("{table}");
    all_are_right(&told);
    insta::assert_snapshot!("faults", table);
}

impl Stage for TestEnv {
    async fn site(&self) -> Site {
        let hands = |account: &cognito_ferry::aws::account::Account| Hands {
            cognito: account.write.cognito.clone(),
            iam: account.write.iam.clone(),
            lambda: account.write.lambda.clone(),
        };
        let (options, place) = (&self.spec().options, &self.spec().destination);
        Site {
            source: hands(&self.accounts.source),
            destination: hands(&self.accounts.destination),
            source_pool: SOURCE_POOL.into(),
            source_client: self.session.made.source_client_id.clone().unwrap(),
            source_role: options.source_role_name.clone(),
            destination_account: place.account.clone(),
            destination_region: place.region.clone(),
            destination_pool: DESTINATION_POOL.into(),
            destination_client: DESTINATION_CLIENT.into(),
            function: options.function_name.clone(),
            function_role: options.function_role_name.clone(),
            permission: "cognito-ferry-acme".into(),
        }
    }

    /// The demo has somebody in each state.
    fn person(&self, fault: Fault) -> Person {
        let (name, password) = match fault {
            Fault::Disabled => ("ines.duarte@example.com", "Closed4Good"),
            Fault::ResetRequired => ("samuel.ortiz@example.com", "BeforeReset1"),
            Fault::Unconfirmed => ("hana.novak@example.com", "NotYet1Confirmed"),
            Fault::Mfa => ("david.cohen@example.com", "Authent1cator"),
            Fault::TemporaryPassword => ("oliver.grant@example.com", "Welcome2Acme"),
            Fault::TemporaryPasswordExpired => ("nadia.petrova@example.com", "Expired5Week"),
            _ => (USER, PASSWORD),
        };
        Person { name: name.into(), password: password.into() }
    }

    async fn prepare(&self, fault: Fault) {
        if fault == Fault::Throttled {
            let refusal = Refusal::client("TooManyRequestsException", "Too many requests");
            self.sandbox.expect_trouble(Service::CognitoIdp, "AdminInitiateAuth", Trouble::Refusal(refusal));
        }
    }

    async fn sign_in(&self, person: &Person) -> SignInReport {
        TestEnv::sign_in(self, &person.name, &person.password).await
    }

    async fn apply(&mut self, flags: &[&str]) {
        match flags {
            [] => {}
            ["--replace", "trigger"] => assert!(self.options().replace.insert(ResourceId::Trigger)),
            ["--mfa-users", "migrate"] => self.options().users.mfa = MfaUsers::Migrate,
            other => panic!("what does {other:?} do?"),
        }
        let plan = self.plan().await;
        TestEnv::apply(self, &plan).await.unwrap();
    }

    /// Each row has accounts of its own.
    async fn forget(&mut self, _: &Person) {}
}
