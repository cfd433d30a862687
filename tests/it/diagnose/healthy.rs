//! Set-ups that work: found whole, with nothing passed but two profiles and the pool.

use cognito_ferry::diagnose::link::LinkState;
use cognito_ferry::diagnose::text;
use cognito_ferry::diagnose::variables::Meaning;
use test_support::headless::{self, with_places};

use super::by_hand::{SetUp, as_a_guide_says, as_cdk_makes_it};
use super::world::{World, failed, in_state, question};
use crate::env::demo::{DESTINATION_CLIENT, DESTINATION_POOL, PASSWORD, SOURCE_POOL, USER};

async fn is_found_whole(world: &World, set_up: &SetUp) {
    let report = world.diagnose().await;
    println!("{}", text::text(&report));
    assert_eq!(failed(&report), Vec::<&str>::new());
    assert_eq!(in_state(&report, LinkState::Whole).len(), report.links.len(), "{:#?}", report.links);
    assert!(!report.failed());
    let value = |what: &str| report.values.iter().find(|value| value.what == what).unwrap().value.clone();
    assert_eq!(value("source pool").as_deref(), Some(SOURCE_POOL));
    assert_eq!(value("source app client").as_deref(), Some(set_up.source_client.as_str()));
    assert_eq!(value("role to assume"), Some(set_up.source_role_arn()));
}

#[tokio::test]
async fn a_set_up_as_a_guide_has_it_made_is_found_whole_and_lets_a_user_in() {
    let world = World::demo().await;
    let set_up = as_a_guide_says(&world).await;
    is_found_whole(&world, &set_up).await;
    let story = world.sign_in(USER, PASSWORD).await;
    assert!(story.succeeded && story.cause.is_none(), "{story:#?}");
}

#[tokio::test]
async fn a_set_up_as_cdk_makes_it_is_found_whole_and_lets_a_user_in() {
    let world = World::demo().await;
    let set_up = as_cdk_makes_it(&world).await;
    is_found_whole(&world, &set_up).await;
    let story = world.sign_in(USER, PASSWORD).await;
    assert!(story.succeeded && story.cause.is_none(), "{story:#?}");
}

#[tokio::test]
async fn each_variable_is_told_by_what_it_was_taken_for_and_secrets_are_not_told() {
    let world = World::demo().await;
    as_a_guide_says(&world).await;
    let report = world.diagnose().await;
    let meaning = |name: &str| report.variables.iter().find(|variable| variable.name == name).unwrap().meaning;
    assert_eq!(meaning("SOURCE_APP_CLIENT"), Meaning::SourceClient);
    assert_eq!(meaning("STS_EXTERNAL_ID"), Meaning::ExternalId);
    assert_eq!(meaning("CROSS_ACCOUNT_ROLE"), Meaning::SourceRole);
    assert_eq!(meaning("LEGACY_USER_POOL"), Meaning::SourcePool);
    assert_eq!(meaning("LEGACY_REGION"), Meaning::SourceRegion);
    assert_eq!(meaning("CRM_API_PASSWORD"), Meaning::Masked);
    let told = text::text(&report) + &serde_json::to_string(&report).unwrap();
    assert!(told.contains("CRM_API_PASSWORD") && !told.contains("hunter2") && !told.contains("production"), "{told}");
}

#[tokio::test]
async fn our_own_set_up_is_found_whole_without_its_session() {
    let directory = tempfile::tempdir().unwrap();
    let applied = headless::ferry(directory.path(), &with_places(&["apply", "--yes", "--session", "ours"]), "");
    assert_eq!(applied.code, 0, "{}", applied.text());
    std::fs::remove_dir_all(directory.path().join("sessions")).unwrap();
    let profiles = ["diagnose", "--source-profile", "old-account", "--destination-profile", "new-account"];
    let places = ["--destination-pool", DESTINATION_POOL, "--destination-client", DESTINATION_CLIENT];
    let found = headless::ferry(directory.path(), &[&profiles[..], &places].concat(), "");
    let (code, text) = (found.code, found.text());
    assert!(code == 0 && text.contains("✓ The chain is whole. (10 whole, 0 broken, 0 not seen)"), "{text}");
}

#[tokio::test]
async fn without_a_source_profile_what_is_seen_is_judged_and_the_rest_is_unknown() {
    let world = World::demo().await;
    let set_up = as_a_guide_says(&world).await;
    let mut question = question();
    question.source.profile = None;
    let report = world.ask(&question).await;
    let unknown: Vec<&str> = in_state(&report, LinkState::Unknown).into_iter().map(|link| link.title).collect();
    assert_eq!(unknown, ["source role's trust", "source role's policy", "source app client", "source pool"]);
    assert!(!report.failed() && report.broken().is_none());
    let text = text::text(&report);
    assert!(
        text.contains("--source-profile NAME (account 111111111111)") && text.contains("? No link is seen to be broken"),
        "{text}"
    );
    assert!(text.contains(&set_up.source_role_arn()), "{text}");
}
