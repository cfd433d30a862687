//! Apply, ended at each of its calls that write.

use std::time::Duration;

use cognito_ferry::aws::document;
use cognito_ferry::aws::document::HAS_SECRET;
use cognito_ferry::aws::document::app_clients;
use cognito_ferry::event::Event;
use cognito_ferry::model::resource_id::ResourceId;
use serde_json::{Value, json};

use crate::env::demo::SOURCE_POOL;
use crate::env::interference::{End, Interference};
use crate::env::snapshot::assert_same;
use crate::env::{Destination, TwoAccounts};

/// What an undisturbed apply leaves, and the calls by which it does.
async fn undisturbed(destination: Destination) -> (Value, Vec<String>) {
    let accounts = TwoAccounts::bringing_groups(destination);
    let counted = Interference::none();
    accounts.apply_through(counted.client(accounts.sandbox.http_client())).await.unwrap();
    (accounts.snapshot(), counted.writes())
}

async fn every_call(destination: Destination, end: End) {
    let before = TwoAccounts::left_for_good(destination).await;
    let (expected, writes) = undisturbed(destination).await;
    assert!(writes.len() >= 15, "{writes:?}");
    for (number, operation) in (1..).zip(&writes) {
        let accounts = TwoAccounts::bringing_groups(destination);
        let interference = Interference::at(number, end);
        let first = interference.outlive(accounts.apply_through(interference.client(accounts.sandbox.http_client()))).await;
        let place = format!("{end:?} at call {number}, {operation}");
        match end {
            End::AnswerLost => drop(first.unwrap().unwrap_or_else(|problem| panic!("{place}: {problem:?}"))),
            End::DiesBefore | End::DiesAfter => assert!(first.is_none(), "{place}: it outlived its end: {first:?}"),
        }
        accounts.apply().await.unwrap_or_else(|problem| panic!("{place}, then again: {problem:?}"));
        assert_same(&accounts.snapshot(), &expected, &place);
        assert!(!accounts.plan().await.has_changes(), "{place}: something is left to do");
        // The record knows all of it: what teardown then leaves is what there was.
        accounts.tear_down().await.unwrap_or_else(|problem| panic!("{place}, then torn down: {problem:?}"));
        assert_same(&accounts.snapshot(), &before, &format!("{place}, then torn down"));
    }
}

#[tokio::test(start_paused = true)]
async fn apply_that_dies_before_any_call_ends_in_the_same_state_when_run_again() {
    every_call(Destination::Existing, End::DiesBefore).await;
}

#[tokio::test(start_paused = true)]
async fn apply_that_dies_after_any_call_ends_in_the_same_state_when_run_again() {
    every_call(Destination::Existing, End::DiesAfter).await;
}

#[tokio::test(start_paused = true)]
async fn apply_that_loses_any_answer_makes_nothing_twice() {
    every_call(Destination::Existing, End::AnswerLost).await;
}

#[tokio::test(start_paused = true)]
async fn apply_with_a_new_pool_that_dies_before_any_call_ends_in_the_same_state_when_run_again() {
    every_call(Destination::New, End::DiesBefore).await;
}

#[tokio::test(start_paused = true)]
async fn apply_with_a_new_pool_that_dies_after_any_call_ends_in_the_same_state_when_run_again() {
    every_call(Destination::New, End::DiesAfter).await;
}

#[tokio::test(start_paused = true)]
async fn apply_with_a_new_pool_that_loses_any_answer_makes_nothing_twice() {
    every_call(Destination::New, End::AnswerLost).await;
}

/// Nothing keeps two app clients from having one name, so the run that goes on must not make a second one while the first is on its way.
#[tokio::test(start_paused = true)]
async fn a_creation_that_arrives_after_the_resumed_run_has_looked_is_not_made_twice() {
    let accounts = TwoAccounts::new(Destination::Existing);
    let (source, _) = accounts.somebody().await;
    let changes = accounts.plan().await.changes;
    let mut body = changes.into_iter().find(|change| change.resource == ResourceId::SourceClient).unwrap().after;
    assert_eq!(body["ClientName"], "cognito-ferry-acme");
    body.as_object_mut().unwrap().remove(HAS_SECRET);
    body["UserPoolId"] = json!(SOURCE_POOL);
    let dies = Interference::at(1, End::DiesBefore);
    assert!(dies.outlive(accounts.apply_through(dies.client(accounts.sandbox.http_client()))).await.is_none());
    assert_eq!(dies.writes(), ["CreateUserPoolClient"]);
    let late = tokio::spawn(async move {
        // Not a wait for something: the moment of the paused clock at which it arrives, while the other run is looking again.
        tokio::time::sleep(Duration::from_secs(5)).await;
        document::create_user_pool_client(&source, &body).await.unwrap()
    });
    let events = accounts.apply().await.unwrap();
    let told = |event: &Event| matches!(event, Event::Waiting { waiting_for, .. } if waiting_for.contains("an interrupted run"));
    assert!(events.iter().any(told), "{events:?}");
    let (source, _) = accounts.somebody().await;
    let named = app_clients::list(&source, SOURCE_POOL).await.unwrap();
    let ours: Vec<&str> =
        named.iter().filter(|client| client.name == "cognito-ferry-acme").map(|client| client.id.as_str()).collect();
    assert_eq!(ours, [late.await.unwrap()]);
    assert_eq!(accounts.saved().made.source_client_id.as_deref(), Some(ours[0]));
}
