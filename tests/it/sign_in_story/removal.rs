//! The user whom a test sign-in made can be removed again; nobody else can.

use aws_sdk_cognitoidentityprovider::types::MessageActionType;
use cognito_ferry::aws::account::Account;
use cognito_ferry::problem::Problem;
use cognito_ferry::sign_in::removal::{self, UserRemoval};
use cognito_ferry::sign_in::report::SignInReport;

use crate::env::demo::{DESTINATION_POOL, PASSWORD, SOURCE_POOL, USER};
use crate::env::test_env::TestEnv;

impl TestEnv {
    /// As the command and the wizard do it.
    async fn recorded(&mut self, password: &str) -> SignInReport {
        let story = self.sign_in(USER, password).await;
        removal::record(&mut self.session, &story, jiff::Timestamp::UNIX_EPOCH);
        story
    }

    async fn remove(&mut self, user_name: &str) -> Result<UserRemoval, Problem> {
        let removal = removal::remove(&self.session, self.spec(), &self.accounts.destination, user_name).await?;
        removal::forget(&mut self.session, &removal);
        Ok(removal)
    }
}

async fn has(account: &Account, pool: &str, user_name: &str) -> bool {
    account.read.cognito.admin_get_user().user_pool_id(pool).username(user_name).send().await.is_ok()
}

async fn create(world: &TestEnv) {
    let call = world.accounts.destination.write.cognito.admin_create_user().user_pool_id(DESTINATION_POOL).username(USER);
    call.message_action(MessageActionType::Suppress).send().await.unwrap();
}

#[tokio::test]
async fn whom_the_test_made_is_removed_and_the_test_can_be_repeated() {
    let mut world = TestEnv::demo().applied().await;
    for _ in 0..2 {
        let story = world.recorded(PASSWORD).await;
        let created = story.created.as_ref().unwrap();
        assert_eq!((created.pool_id.as_str(), created.account.as_str()), (DESTINATION_POOL, "222222222222"));
        assert!(story.cause.is_none(), "{story:#?}");
        let removal = world.remove(USER).await.unwrap();
        assert!(removal.removed && removal.user == *created, "{removal:?}");
        assert!(
            !has(&world.accounts.destination, DESTINATION_POOL, USER).await
                && has(&world.accounts.source, SOURCE_POOL, USER).await
        );
        assert!(world.session.test_users.is_empty());
    }
    assert!(!world.remove(USER).await.unwrap().removed, "who is not there is not removed");
}

#[tokio::test]
async fn the_record_outlives_another_sign_in_and_names_nobody() {
    let mut world = TestEnv::demo().applied().await;
    world.recorded(PASSWORD).await;
    let again = world.recorded(PASSWORD).await;
    assert!(again.created.is_none());
    assert!(again.remedy.iter().any(|action| action.contains("--remove-user")), "{:?}", again.remedy);
    let kept = serde_json::to_string(&world.session).unwrap();
    assert!(!kept.contains(USER) && world.session.test_users.len() == 1, "{kept}");
    assert!(world.remove(USER).await.unwrap().removed);
}

#[tokio::test]
async fn a_user_who_was_there_before_is_never_removed() {
    let mut world = TestEnv::demo().applied().await;
    create(&world).await;
    let story = world.recorded(PASSWORD).await;
    assert!(story.created.is_none() && world.session.test_users.is_empty());
    let refused = world.remove(USER).await.unwrap_err();
    assert!(refused.why.contains("it may be a real user"), "{refused:?}");
    assert!(has(&world.accounts.destination, DESTINATION_POOL, USER).await);
}

#[tokio::test]
async fn a_sign_in_that_made_nobody_records_nobody() {
    let mut world = TestEnv::demo().applied().await;
    assert!(world.recorded("Wrong-password-1").await.created.is_none());
    assert!(world.session.test_users.is_empty());
}

#[tokio::test]
async fn somebody_else_under_the_same_name_is_not_the_user_whom_the_test_made() {
    let mut world = TestEnv::demo().applied().await;
    let made = world.recorded(PASSWORD).await.created.unwrap();
    let delete = world.accounts.destination.write.cognito.admin_delete_user().user_pool_id(DESTINATION_POOL);
    delete.username(&made.user_name).send().await.unwrap();
    create(&world).await;
    world.remove(USER).await.unwrap_err();
    assert!(has(&world.accounts.destination, DESTINATION_POOL, USER).await);
}

#[tokio::test]
async fn nobody_is_removed_from_another_account_or_pool_than_the_destination() {
    let mut world = TestEnv::demo().applied().await;
    world.recorded(PASSWORD).await;
    let elsewhere = removal::remove(&world.session, world.spec(), &world.accounts.source, USER).await.unwrap_err();
    assert!(elsewhere.why.contains("destination pool only"), "{elsewhere:?}");
    // A session that was changed by hand so that its destination is the source's pool.
    let mut twisted = world.spec().clone();
    twisted.destination.pool_id = SOURCE_POOL.to_owned();
    removal::remove(&world.session, &twisted, &world.accounts.destination, USER).await.unwrap_err();
    assert!(
        has(&world.accounts.source, SOURCE_POOL, USER).await && has(&world.accounts.destination, DESTINATION_POOL, USER).await
    );
}
