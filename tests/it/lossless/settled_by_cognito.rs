//! Members that appear with their default at our own updates, from apply to teardown: told once, nobody's edit, and nothing is waited for.

use cognito_ferry::aws::document::{describe_user_pool, without_clocks};
use cognito_ferry::check::finding::CheckStatus;
use cognito_ferry::function::probe::Unproven;
use cognito_ferry::migration::teardown::{self, Decisions, RemovalAction, TeardownContext};
use cognito_ferry::migration::{apply, plan, resolve, restore, verify};
use cognito_ferry::model::resource_id::ResourceId;
use cognito_ferry::run::progress::Stop;
use cognito_ferry::session::store::Store;
use cognito_sandbox::{ForeignEdit, Sandbox, Scenario, Service, Trouble};
use serde_json::{Value, json};
use test_support::opened;

use super::world::{FUNCTION, World};

use crate::env::demo::{DESTINATION_CLIENT, DESTINATION_POOL, SOURCE_POOL};
use crate::env::engine;

/// From the next update on, Describe shows this member.
fn appears(sandbox: &Sandbox, member: &str, value: Value) {
    let appears = ForeignEdit { pool: DESTINATION_POOL.into(), client: None, member: member.into(), value: Some(value) };
    sandbox.expect_trouble(Service::CognitoIdp, "UpdateUserPool", Trouble::SomebodyElse(appears));
}

#[tokio::test]
async fn a_pool_that_gains_a_sign_in_policy_is_set_up_and_taken_back_without_a_word_of_failure() {
    let sandbox = Sandbox::new(Scenario::demo().without_delays()).unwrap();
    let accounts = opened::both(&sandbox).await;
    let choices = engine::choices(SOURCE_POOL, DESTINATION_POOL, DESTINATION_CLIENT);
    let spec = resolve::resolve("acme", &choices, &accounts).await.unwrap();
    let mut session = engine::session("acme", choices);
    let before = without_clocks(describe_user_pool(&accounts.destination, DESTINATION_POOL).await.unwrap());
    let mut policies = before["Policies"].clone();
    policies["SignInPolicy"] = json!({ "AllowedFirstAuthFactors": ["PASSWORD"] });
    appears(&sandbox, "Policies", policies.clone());

    let shown = plan::make(&session, &spec, &accounts).await.unwrap();
    let directory = tempfile::tempdir().unwrap();
    let (store, stop, events) = (Store::at(directory.path()), Stop::new(), engine::unheard());
    apply::apply(&mut session, &shown, &accounts, &store, &events, &stop, Unproven::Stop).await.unwrap();
    let checks = verify::verify(&session, &spec, &accounts, &events).await.unwrap();
    assert!(checks.iter().all(|check| check.status == CheckStatus::Pass), "{checks:?}");
    assert!(!plan::make(&session, &spec, &accounts).await.unwrap().has_changes());
    let offered = restore::make(&session, ResourceId::Trigger, &accounts).await.unwrap();
    let paths: Vec<&str> = offered.fields.iter().map(|field| field.path.as_str()).collect();
    assert_eq!(paths, ["LambdaConfig.UserMigration"], "what Cognito settled is nobody's to put back");

    appears(&sandbox, "UserPoolAddOns", json!({ "AdvancedSecurityMode": "OFF" }));
    let decisions = Decisions::default();
    let torn_down = teardown::make(&session, &decisions, &accounts).await.unwrap();
    assert!(
        torn_down.removals.iter().all(|removal| removal.action != RemovalAction::Changed && removal.disagreements.is_empty()),
        "{torn_down:?}"
    );
    let tools = TeardownContext { accounts: &accounts, store: &store, events: &events, stop: &stop, keep_logs: false };
    let done = teardown::execute(&mut session, &torn_down, &decisions, tools).await.unwrap();
    assert!(done.archived && done.left == 0, "{done:?}");

    let mut expected = before;
    expected["Policies"] = policies;
    expected["UserPoolAddOns"] = json!({ "AdvancedSecurityMode": "OFF" });
    assert_eq!(without_clocks(describe_user_pool(&accounts.destination, DESTINATION_POOL).await.unwrap()), expected);
}

#[tokio::test]
async fn a_default_that_appears_is_told_with_its_source_and_putting_all_back_sends_nothing_for_it() {
    let world = World::pool(json!({})).await;
    let before = world.describe_pool().await;
    world.somebody_else("UpdateUserPool", false, "UserPoolAddOns", Some(json!({ "AdvancedSecurityMode": "OFF" })));
    world.trigger().set(|_| json!(FUNCTION)).await.unwrap();
    let told = world.heard();
    assert!(
        told.iter().any(|line| line.contains("UserPoolAddOns.AdvancedSecurityMode is \"OFF\": it shows its default now")),
        "{told:?}"
    );

    world.trigger().revert(None, Some(&json!(FUNCTION))).await.unwrap();
    let sent = world.sent("UpdateUserPool").len();
    world.trigger().restore(&before).await.unwrap();
    assert_eq!(world.sent("UpdateUserPool").len(), sent);
}

#[tokio::test]
async fn a_setting_that_appears_with_another_value_is_named() {
    let world = World::pool(json!({})).await;
    world.somebody_else("UpdateUserPool", false, "UserPoolAddOns", Some(json!({ "AdvancedSecurityMode": "AUDIT" })));
    let problem = world.trigger().set(|_| json!(FUNCTION)).await.unwrap_err();
    assert!(problem.why.contains("UserPoolAddOns.AdvancedSecurityMode went from nothing to \"AUDIT\""), "{problem:?}");
}
