//! An edit that changed more than its field, met by the engine: told with the command that restores it, which works.

use aws_sdk_cognitoidentityprovider::types::DeletionProtectionType;
use cognito_ferry::aws::document::edit::USER_MIGRATION;
use cognito_ferry::aws::document::{describe_user_pool, without_clocks};
use cognito_ferry::check::finding::CheckStatus;
use cognito_ferry::function::probe::Unproven;
use cognito_ferry::migration::teardown::{self, Decisions, RemovalAction};
use cognito_ferry::migration::{apply, plan, resolve, restore, verify};
use cognito_ferry::model::change::ChangeAction;
use cognito_ferry::model::resource_id::ResourceId;
use cognito_ferry::problem::ProblemKind;
use cognito_ferry::run::progress::Stop;
use cognito_ferry::session::journal::EntryResult;
use cognito_ferry::session::store::Store;
use cognito_sandbox::{ForeignEdit, Sandbox, Scenario, Service, Trouble};
use serde_json::json;
use test_support::opened;

use crate::env::demo::{DESTINATION_CLIENT, DESTINATION_POOL, SOURCE_POOL};
use crate::env::engine;

#[tokio::test]
async fn a_setting_lost_by_the_edit_is_named_by_apply_and_restored_by_its_command() {
    let sandbox = Sandbox::new(Scenario::demo().without_delays()).unwrap();
    let accounts = opened::both(&sandbox).await;
    let choices = engine::choices(SOURCE_POOL, DESTINATION_POOL, DESTINATION_CLIENT);
    let spec = resolve::resolve("acme", &choices, &accounts).await.unwrap();
    let mut session = engine::session("acme", choices);
    let before = without_clocks(describe_user_pool(&accounts.destination, DESTINATION_POOL).await.unwrap());
    let lost = ForeignEdit {
        pool: DESTINATION_POOL.into(),
        client: None,
        member: "AccountRecoverySetting".into(),
        value: Some(json!({})),
    };
    sandbox.expect_trouble(Service::CognitoIdp, "UpdateUserPool", Trouble::SomebodyElse(lost));

    let shown = plan::make(&session, &spec, &accounts).await.unwrap();
    let directory = tempfile::tempdir().unwrap();
    let (store, stop, events) = (Store::at(directory.path()), Stop::new(), engine::unheard());
    let problem = apply::apply(&mut session, &shown, &accounts, &store, &events, &stop, Unproven::GoOn).await.unwrap_err();
    assert!(matches!(problem.kind, ProblemKind::Unintended(_)), "{problem:?}");
    assert!(problem.why.contains("AccountRecoverySetting"), "{problem:?}");
    assert!(problem.remedy.contains(&"cognito-ferry restore trigger --session acme".to_owned()), "{problem:?}");

    let entry = store.load("acme").unwrap().journal.entries().last().cloned().unwrap();
    assert!(matches!(entry.result, Some(EntryResult::Unintended { .. })), "the trigger is on, and the record says so: {entry:?}");
    let set = async || USER_MIGRATION.of(&describe_user_pool(&accounts.destination, DESTINATION_POOL).await.unwrap()).cloned();
    assert!(set().await.is_some());
    let checks = verify::verify(&store.load("acme").unwrap(), &spec, &accounts, &events).await.unwrap();
    assert!(checks.iter().all(|check| check.status == CheckStatus::Pass), "{checks:?}");
    let again = plan::make(&store.load("acme").unwrap(), &spec, &accounts).await.unwrap();
    let trigger = again.changes.iter().find(|change| change.resource == ResourceId::Trigger).unwrap();
    assert!(!again.has_changes() && trigger.action == ChangeAction::Keep, "{again:?}");
    let torn_down = teardown::make(&store.load("acme").unwrap(), &Decisions::default(), &accounts).await.unwrap();
    let removal = torn_down.removals.iter().find(|removal| removal.resource == ResourceId::Trigger).unwrap();
    assert_eq!(removal.action, RemovalAction::Revert, "{removal:?}");

    let shown = restore::make(&session, ResourceId::Trigger, &accounts).await.unwrap();
    // Between the difference and the yes, somebody edits the pool.
    let edit = accounts.destination.write.cognito.update_user_pool().user_pool_id(DESTINATION_POOL);
    edit.deletion_protection(DeletionProtectionType::Active).send().await.unwrap();
    let problem = restore::execute(&mut session, &shown, &accounts, &store, &events, &stop).await.unwrap_err();
    assert!(problem.kind == ProblemKind::Conflict && problem.why.contains("not shown"), "{problem:?}");

    let shown = restore::make(&session, ResourceId::Trigger, &accounts).await.unwrap();
    restore::execute(&mut session, &shown, &accounts, &store, &events, &stop).await.unwrap();
    assert_eq!(without_clocks(describe_user_pool(&accounts.destination, DESTINATION_POOL).await.unwrap()), before);
    assert!(!store.load("acme").unwrap().journal.wrote(ResourceId::Trigger), "the pool is this session's business no longer");
}
