//! Users of every kind, each named by its state in the source.

use crate::world::{USER, World};

async fn cause_of(user_name: &str, password: &str) -> String {
    let story = World::applied().await.sign_in(user_name, password).await;
    assert!(!story.succeeded, "{story:#?}");
    story.cause.unwrap()
}

#[tokio::test]
async fn a_user_with_a_second_factor_is_told_as_a_challenge() {
    assert_eq!(cause_of("david.cohen@example.com", "Authent1cator").await, "challenge");
}

#[tokio::test]
async fn a_disabled_user_is_told() {
    assert_eq!(cause_of("ines.duarte@example.com", "Closed4Good").await, "user-disabled");
}

#[tokio::test]
async fn a_user_who_must_reset_the_password_is_told() {
    assert_eq!(cause_of("samuel.ortiz@example.com", "BeforeReset1").await, "reset-required");
}

#[tokio::test]
async fn a_user_who_never_confirmed_is_told() {
    assert_eq!(cause_of("hana.novak@example.com", "NotYet1Confirmed").await, "not-confirmed");
}

#[tokio::test]
async fn a_temporary_password_is_told_as_a_challenge_and_an_expired_one_as_expired() {
    assert_eq!(cause_of("oliver.grant@example.com", "Welcome2Acme").await, "challenge");
    assert_eq!(cause_of("nadia.petrova@example.com", "Expired5Week").await, "temporary-password");
}

#[tokio::test]
async fn the_sixth_wrong_password_is_a_lock_out() {
    let world = World::applied().await;
    for _ in 0..5 {
        assert_eq!(world.sign_in(USER, "Wrong-password-1").await.cause.as_deref(), Some("wrong-password"));
    }
    assert_eq!(world.sign_in(USER, "Wrong-password-1").await.cause.as_deref(), Some("locked-out"));
}
