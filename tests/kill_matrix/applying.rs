//! Apply, ended at each of its calls that write.

use serde_json::Value;

use crate::two_accounts::interference::{End, Interference};
use crate::two_accounts::snapshot::assert_same;
use crate::two_accounts::{Destination, TwoAccounts};

/// What an undisturbed apply leaves, and the calls by which it does.
async fn undisturbed(destination: Destination) -> (Value, Vec<String>) {
    let accounts = TwoAccounts::new(destination);
    let counted = Interference::none();
    accounts.apply_through(counted.client(accounts.sandbox.http_client())).await.unwrap();
    (accounts.snapshot(), counted.writes())
}

async fn every_call(destination: Destination, end: End) {
    let before = TwoAccounts::new(destination).snapshot();
    let (expected, writes) = undisturbed(destination).await;
    assert!(writes.len() >= 12, "{writes:?}");
    for (number, operation) in (1..).zip(&writes) {
        let accounts = TwoAccounts::new(destination);
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
