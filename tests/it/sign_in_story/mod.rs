//! The test sign-in on a migration that the engine applied: what it tells when all is well, and each fault by its name.

mod faults;
pub mod pools;
mod remedies;
mod removal;

use cognito_ferry::secret::Secret;
use cognito_ferry::sign_in;
use cognito_ferry::sign_in::report::SignInReport;
use cognito_ferry::sign_in::report::{AttributeVerdict, StepOutcome};
use cognito_ferry::sign_in::report_text;

use crate::env::demo::{PASSWORD, USER};
use crate::env::test_env::TestEnv;

impl TestEnv {
    async fn sign_in(&self, user_name: &str, password: &str) -> SignInReport {
        sign_in::run(&self.session, self.spec(), &self.accounts, user_name, &Secret::new(password)).await.unwrap()
    }
}

#[tokio::test]
async fn a_first_sign_in_works_link_by_link_and_tells_nothing_secret() {
    let world = TestEnv::demo().applied().await;
    let story = world.sign_in(USER, PASSWORD).await;
    assert!(story.succeeded && story.cause.is_none(), "{story:#?}");
    assert!(story.steps.iter().all(|link| link.outcome == StepOutcome::Worked), "{:#?}", story.steps);
    assert!(story.steps[2].evidence.iter().any(|seen| seen == "migrated: migrated"), "{:#?}", story.steps[2]);
    let verdict = |name: &str| story.attributes.iter().find(|pair| pair.name == name).unwrap().verdict;
    assert_eq!(verdict("sub"), AttributeVerdict::Expected);
    assert_eq!(verdict("custom:plan"), AttributeVerdict::Same);
    assert_eq!(verdict("email_verified"), AttributeVerdict::Same);
    let told = [report_text::text(&story), serde_json::to_string(&story).unwrap()].concat();
    assert!(
        !told.contains(PASSWORD) && !told.contains("eyJ") && !told.contains(world.spec().options.external_id.as_deref().unwrap())
    );
}

#[tokio::test]
async fn a_second_sign_in_says_that_it_proves_nothing() {
    let world = TestEnv::demo().applied().await;
    world.sign_in(USER, PASSWORD).await;
    let story = world.sign_in(USER, PASSWORD).await;
    assert_eq!((story.succeeded, story.cause.as_deref()), (true, Some("already-in-destination")));
    let story = world.sign_in(USER, "Another-password-1").await;
    assert_eq!((story.succeeded, story.cause.as_deref()), (false, Some("already-in-destination")));
}

#[tokio::test]
async fn after_a_wrong_password_the_next_story_takes_its_own_log_line() {
    let world = TestEnv::demo().applied().await;
    assert_eq!(world.sign_in(USER, "Wrong-password-1").await.cause.as_deref(), Some("wrong-password"));
    assert_eq!(world.sign_in("nobody@example.com", PASSWORD).await.cause.as_deref(), Some("user-not-found"));
    let story = world.sign_in(USER, PASSWORD).await;
    assert!(story.succeeded && !story.steps[2].evidence.iter().any(|seen| seen.contains("in the same seconds")), "{story:#?}");
}
