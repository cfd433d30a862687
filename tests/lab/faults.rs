//! The faults that a test sign-in must tell from each other, as far as the emulators know them: the same list as the sandbox's
//! (tests/it/sign_in_story), with the function on Node.js and the real SDK. What they do not know is skipped by the reason in the list.

use cognito_ferry::sign_in::report::SignInReport;
use test_support::faults::injection::{Hands, Person, Site};
use test_support::faults::{Fault, ROWS, Stage, Told, all_are_right, play, table};

use crate::lab::{Account, Lab};
use crate::people::{OLD_SHOP, PASSWORD, add_user, ask_for_a_token, sign_up};
use crate::program::{SESSION, migrate, resume, sign_in};

#[tokio::test]
async fn each_fault_that_the_emulators_know_is_named_with_its_link_and_its_remedy() {
    let (mut told, mut shared) = (Vec::new(), None);
    for row in &ROWS {
        if let Err(why) = row.lab {
            told.push(Told::skipped(row, why));
            continue;
        }
        let mut lab = shared.take().unwrap_or_else(applied);
        told.push(play(&mut lab, row).await);
        // What apply has mended can be broken anew.
        let traces = [Fault::AlreadyInDestination, Fault::AttributeNotInSchema, Fault::Mfa];
        shared = Some(lab).filter(|_| !traces.contains(&row.fault));
    }
    println!("{}", table(&told));
    all_are_right(&told);
    assert!(told.iter().filter(|told| told.story.is_ok()).count() >= 22);
}

fn applied() -> Lab {
    let lab = Lab::start();
    migrate(&lab, "apply", lab.by_username(), &["--yes"]).exits(0);
    lab
}

impl Stage for Lab {
    async fn site(&self) -> Site {
        let (source, destination) = (self.source(), self.destination());
        let (old, new) = self.by_username();
        let clients = source.cognito.list_user_pool_clients().user_pool_id(&old.id).send().await.unwrap();
        let client = clients.user_pool_clients().iter().find(|client| client.client_name() != Some(OLD_SHOP)).unwrap();
        let named = |rest: &str| format!("cognito-ferry-{SESSION}{rest}");
        Site {
            source_client: client.client_id().unwrap().to_owned(),
            source_pool: old.id.clone(),
            source_role: named("-source"),
            destination_account: destination.id.clone(),
            destination_region: destination.region.clone(),
            destination_pool: new.id.clone(),
            destination_client: new.client.clone(),
            function: named(""),
            function_role: named("-function"),
            permission: named(""),
            source: hands(source),
            destination: hands(destination),
        }
    }

    fn person(&self, fault: Fault) -> Person {
        let name = match fault {
            Fault::Disabled => "disabled",
            Fault::ResetRequired => "reset",
            Fault::Unconfirmed => "unconfirmed",
            Fault::Mfa => "mfa",
            Fault::TemporaryPassword => "temporary",
            _ => {
                let anna = &self.by_username().0.users[0];
                return Person { name: anna.name.clone(), password: anna.password.clone() };
            }
        };
        Person { name: name.into(), password: PASSWORD.into() }
    }

    async fn prepare(&self, fault: Fault) {
        let (source, pool) = (self.source(), &self.by_username().0.id);
        match fault {
            Fault::Disabled => {
                add_user(&source, pool, "disabled", true).await;
                source.cognito.admin_disable_user().user_pool_id(pool).username("disabled").send().await.unwrap();
            }
            Fault::ResetRequired => {
                add_user(&source, pool, "reset", true).await;
                source.cognito.admin_reset_user_password().user_pool_id(pool).username("reset").send().await.unwrap();
            }
            Fault::Unconfirmed => sign_up(&source, pool, "unconfirmed").await,
            Fault::Mfa => {
                add_user(&source, pool, "mfa", true).await;
                ask_for_a_token(&source, pool, "mfa").await;
            }
            Fault::TemporaryPassword => add_user(&source, pool, "temporary", false).await,
            _ => {}
        }
    }

    async fn sign_in(&self, person: &Person) -> SignInReport {
        let outcome = sign_in(self, &person.name, &person.password, &["--json"]);
        serde_json::from_str(&outcome.stdout).unwrap_or_else(|error| panic!("{error}: {outcome:?}"))
    }

    async fn apply(&mut self, flags: &[&str]) {
        resume(self, "apply", &[&["--yes"], flags].concat()).exits(0);
    }

    async fn forget(&mut self, person: &Person) {
        resume(self, "sign-in", &["--username", &person.name, "--remove-user", "--yes"]).exits(0).says("test can be repeated");
    }
}

fn hands(account: Account) -> Hands {
    Hands { cognito: account.cognito, iam: account.iam, lambda: account.lambda }
}
