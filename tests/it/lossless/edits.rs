//! The protocol of an edit: read twice, change one field, read again.

use cognito_ferry::aws::document::lossless::{rotates_refresh_tokens, with_user_password_auth};
use cognito_ferry::problem::{Problem, ProblemKind};
use cognito_sandbox::{Fault, Service, Trouble};
use serde_json::{Value, json};

use super::world::{FUNCTION, World};

const THEIRS: &str = "arn:aws:lambda:eu-central-1:222222222222:function:theirs";

async fn set_trigger(world: &World) -> Result<(), Problem> {
    world.trigger().set(|_| json!(FUNCTION)).await
}

#[tokio::test]
pub async fn a_member_that_no_sdk_knows_survives() {
    let world = World::pool(json!({ "FutureConfiguration": { "Level": 3 }, "AutoVerifiedAttributes": ["email"] })).await;
    let before = world.describe_pool().await;
    set_trigger(&world).await.unwrap();
    let mut expected = before;
    expected["LambdaConfig"]["UserMigration"] = json!(FUNCTION);
    assert_eq!(world.describe_pool().await, expected);
    assert_eq!(world.sent("UpdateUserPool")[0]["FutureConfiguration"], json!({ "Level": 3 }));
}

#[tokio::test]
async fn dynamic_client_registration_is_never_sent_and_reads_back_as_it_was() {
    let world = World::pool(json!({ "DcrConfiguration": { "EnableStatus": "Disabled", "OpenDcrEnabled": false } })).await;
    let before = world.describe_pool().await;
    set_trigger(&world).await.unwrap();
    assert_eq!(world.sent("UpdateUserPool")[0].get("DcrConfiguration"), None);
    assert_eq!(world.describe_pool().await["DcrConfiguration"], before["DcrConfiguration"]);
    let lost = World::pool(json!({ "DcrConfiguration": { "EnableStatus": "Disabled" } })).await;
    lost.somebody_else("UpdateUserPool", false, "DcrConfiguration", None);
    let problem = set_trigger(&lost).await.unwrap_err();
    assert!(problem.why.contains("DcrConfiguration.EnableStatus went from \"Disabled\" to nothing"), "{problem:?}");
}

#[tokio::test]
async fn where_a_secret_is_kept_elsewhere_its_address_is_neither_shown_nor_sent() {
    let arn = "arn:aws:secretsmanager:eu-central-1:222222222222:secret/cognito/web";
    let world = World::client(json!({ "ClientSecretArn": arn })).await;
    let described = world.describe_client().await;
    assert!(described["HasClientSecret"] == true && !described.to_string().contains("secretsmanager"), "{described}");
    world.flows().set(|flows| with_user_password_auth(flows, false)).await.unwrap();
    assert!(!world.sent("UpdateUserPoolClient")[0].to_string().contains("secretsmanager"));
}

#[tokio::test]
async fn a_client_that_rotates_refresh_tokens_gains_the_password_and_no_refresh() {
    let world = World::client(json!({ "RefreshTokenRotation": { "Feature": "ENABLED" } })).await;
    let rotates = rotates_refresh_tokens(&world.describe_client().await);
    world.flows().set(|flows| with_user_password_auth(flows, rotates)).await.unwrap();
    let flows = json!(["ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_USER_PASSWORD_AUTH"]);
    assert_eq!(world.describe_client().await["ExplicitAuthFlows"], flows);
}

#[tokio::test]
async fn what_is_as_it_must_be_already_is_not_sent_again() {
    let world = World::pool(json!({ "LambdaConfig": { "UserMigration": FUNCTION } })).await;
    set_trigger(&world).await.unwrap();
    assert!(world.sent("UpdateUserPool").is_empty());
}

#[tokio::test]
async fn somebody_who_edits_between_two_readings_is_noticed_before_anything_is_sent() {
    let world = World::pool(json!({ "MfaConfiguration": "OFF" })).await;
    world.somebody_else("DescribeUserPool", false, "DeletionProtection", Some(json!("ACTIVE")));
    let problem = set_trigger(&world).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Conflict);
    assert!(problem.what.contains("Another edit of the user pool"), "{problem:?}");
    assert!(problem.why.contains("DeletionProtection went from \"INACTIVE\" to \"ACTIVE\""), "{problem:?}");
    assert!(world.sent("UpdateUserPool").is_empty());
}

#[tokio::test]
async fn the_clocks_moving_is_not_somebody_editing() {
    let world = World::pool(json!({})).await;
    world.somebody_else("DescribeUserPool", false, "LastModifiedDate", Some(json!(1_900_000_000)));
    set_trigger(&world).await.unwrap();
}

#[tokio::test]
async fn what_changed_beside_the_field_is_named_and_can_be_restored_at_once() {
    let world = World::pool(json!({ "AutoVerifiedAttributes": ["email"], "FutureConfiguration": { "Level": 3 } })).await;
    let before = world.describe_pool().await;
    world.somebody_else("UpdateUserPool", false, "AutoVerifiedAttributes", None);
    let problem = set_trigger(&world).await.unwrap_err();
    assert!(problem.why.contains("AutoVerifiedAttributes went from [\"email\"] to nothing."), "{problem:?}");
    let ProblemKind::Unintended(differences) = problem.kind else { panic!("{problem:?}") };
    assert_eq!(differences.len(), 1);
    world.trigger().restore(&before).await.unwrap();
    assert_eq!(world.describe_pool().await, before);
}

#[tokio::test]
async fn a_lost_setting_of_a_client_is_named_too() {
    let world = World::client(json!({ "CallbackURLs": ["https://example.com"], "FutureSetting": 1 })).await;
    world.somebody_else("UpdateUserPoolClient", true, "CallbackURLs", None);
    let problem = world.flows().set(|flows| with_user_password_auth(flows, false)).await.unwrap_err();
    assert!(problem.why.contains("CallbackURLs went from"), "{problem:?}");
}

#[tokio::test(start_paused = true)]
async fn an_edit_that_never_shows_is_a_failure_that_says_so() {
    let world = World::pool(json!({})).await;
    for _ in 0..100 {
        world.somebody_else("DescribeUserPool", false, "LambdaConfig", Some(json!({})));
    }
    world.somebody_else("UpdateUserPool", false, "LambdaConfig", Some(json!({})));
    let problem = set_trigger(&world).await.unwrap_err();
    assert!(problem.why.contains("LambdaConfig.UserMigration is nothing and should be"), "{problem:?}");
}

#[tokio::test]
async fn an_update_that_meets_another_writer_is_built_anew_and_sent_again() {
    let world = World::pool(json!({})).await;
    let conflict = Fault::client("ConcurrentModificationException", "Another request is modifying this user pool.");
    // The other writer changes something before ours is looked at again: it must be in what is sent then.
    world.sandbox.expect_trouble(Service::CognitoIdp, "UpdateUserPool", Trouble::Refusal(conflict));
    let writer = world.trigger();
    let other = async {
        while world.sent("UpdateUserPool").is_empty() {
            tokio::task::yield_now().await;
        }
        let mut sandbox = world.sandbox.world();
        let pools = &mut sandbox.region("222222222222", "eu-central-1").cognito.pools;
        pools.values_mut().for_each(|pool| drop(pool.document.insert("DeletionProtection".into(), json!("ACTIVE"))));
    };
    let (edited, ()) = tokio::join!(writer.set(|_| json!(FUNCTION)), other);
    edited.unwrap();
    let sent = world.sent("UpdateUserPool");
    assert_eq!(sent.iter().map(|body| body["DeletionProtection"].clone()).collect::<Vec<_>>(), ["INACTIVE", "ACTIVE"]);
    assert_eq!(world.describe_pool().await["DeletionProtection"], "ACTIVE");
    assert!(world.heard().iter().any(|line| line.contains("another writer")), "{:?}", world.heard());
}

#[tokio::test(start_paused = true)]
async fn writers_without_end_are_told_after_five_tries() {
    let world = World::pool(json!({})).await;
    for _ in 0..9 {
        let conflict = Fault::client("ConcurrentModificationException", "Another request is modifying this user pool.");
        world.sandbox.expect_trouble(Service::CognitoIdp, "UpdateUserPool", Trouble::Refusal(conflict));
    }
    let problem = set_trigger(&world).await.unwrap_err();
    assert_eq!((problem.kind, world.sent("UpdateUserPool").len()), (ProblemKind::Conflict, 5));
}

#[tokio::test]
async fn a_trigger_that_somebody_changed_since_is_left_alone_and_all_three_values_are_told() {
    let world = World::pool(json!({ "LambdaConfig": { "UserMigration": THEIRS } })).await;
    let problem = world.trigger().revert(None, Some(&json!(FUNCTION))).await.unwrap_err();
    let ProblemKind::ChangedSince(change) = problem.kind else { panic!("{problem:?}") };
    assert_eq!((change.recorded, change.written, change.current), (None, Some(json!(FUNCTION)), Some(json!(THEIRS))));
    assert!(world.sent("UpdateUserPool").is_empty());
    world.trigger().revert_by_force(None).await.unwrap();
    assert_eq!(world.describe_pool().await["LambdaConfig"], json!({}));
}

#[tokio::test]
async fn flows_that_somebody_changed_since_are_left_alone() {
    let written = with_user_password_auth(None, false);
    let mut more: Vec<Value> = written.as_array().unwrap().clone();
    more.push(json!("ALLOW_USER_AUTH"));
    let world = World::client(json!({ "ExplicitAuthFlows": more })).await;
    let problem = world.flows().revert(None, Some(&written)).await.unwrap_err();
    assert!(matches!(problem.kind, ProblemKind::ChangedSince(_)), "{problem:?}");
    assert!(world.sent("UpdateUserPoolClient").is_empty());
}

#[tokio::test]
async fn what_is_back_already_is_not_sent_again() {
    let world = World::pool(json!({})).await;
    world.trigger().revert(None, Some(&json!(FUNCTION))).await.unwrap();
    assert!(world.sent("UpdateUserPool").is_empty());
}

#[tokio::test]
async fn changes_of_others_in_other_fields_survive_putting_ours_back() {
    let world = World::pool(json!({ "LambdaConfig": { "PreSignUp": THEIRS } })).await;
    set_trigger(&world).await.unwrap();
    {
        let mut sandbox = world.sandbox.world();
        let pools = &mut sandbox.region("222222222222", "eu-central-1").cognito.pools;
        pools.values_mut().for_each(|pool| drop(pool.document.insert("DeletionProtection".into(), json!("ACTIVE"))));
    }
    world.trigger().revert(None, Some(&json!(FUNCTION))).await.unwrap();
    let pool = world.describe_pool().await;
    assert_eq!((&pool["DeletionProtection"], &pool["LambdaConfig"]), (&json!("ACTIVE"), &json!({ "PreSignUp": THEIRS })));
}
