//! Teardown, ended at each of its calls that write.

use cognito_ferry::migration::teardown::Decisions;

use crate::env::interference::{End, Interference};
use crate::env::snapshot::assert_same;
use crate::env::{Destination, SESSION, TwoAccounts};

async fn every_call(destination: Destination, end: End) {
    let before = TwoAccounts::left_for_good(destination).await;
    let writes = undisturbed(destination).await;
    assert!(writes.len() >= 12, "{writes:?}");
    for (number, operation) in (1..).zip(&writes) {
        let accounts = TwoAccounts::bringing_groups(destination);
        accounts.apply().await.unwrap();
        let interference = Interference::at(number, end);
        let client = interference.client(accounts.sandbox.http_client());
        let first = interference.outlive(accounts.tear_down_through(client, &Decisions::default())).await;
        let place = format!("{end:?} at call {number}, {operation}");
        match end {
            End::AnswerLost => drop(first.unwrap().unwrap_or_else(|problem| panic!("{place}: {problem:?}"))),
            End::DiesBefore | End::DiesAfter => {
                assert!(first.is_none(), "{place}: it outlived its end: {first:?}");
                accounts.tear_down().await.unwrap_or_else(|problem| panic!("{place}, then again: {problem:?}"));
            }
        }
        assert_same(&accounts.snapshot(), &before, &place);
        assert!(!accounts.store().contains(SESSION), "{place}: the session is still there");
        assert_eq!(accounts.archived(), 1, "{place}: its record is in the archive");
    }
}

/// The calls of a teardown that nobody disturbs.
async fn undisturbed(destination: Destination) -> Vec<String> {
    let accounts = TwoAccounts::bringing_groups(destination);
    let before = TwoAccounts::left_for_good(destination).await;
    accounts.apply().await.unwrap();
    let counted = Interference::none();
    let client = counted.client(accounts.sandbox.http_client());
    accounts.tear_down_through(client, &Decisions::default()).await.unwrap();
    assert_same(&accounts.snapshot(), &before, "undisturbed");
    counted.writes()
}

#[tokio::test(start_paused = true)]
async fn teardown_that_dies_before_any_call_leaves_nothing_when_run_again() {
    every_call(Destination::Existing, End::DiesBefore).await;
}

#[tokio::test(start_paused = true)]
async fn teardown_that_dies_after_any_call_leaves_nothing_when_run_again() {
    every_call(Destination::Existing, End::DiesAfter).await;
}

#[tokio::test(start_paused = true)]
async fn teardown_that_loses_any_answer_leaves_nothing() {
    every_call(Destination::Existing, End::AnswerLost).await;
}

#[tokio::test(start_paused = true)]
async fn teardown_of_a_new_pool_that_dies_before_any_call_leaves_nothing_when_run_again() {
    every_call(Destination::New, End::DiesBefore).await;
}

#[tokio::test(start_paused = true)]
async fn teardown_of_a_new_pool_that_dies_after_any_call_leaves_nothing_when_run_again() {
    every_call(Destination::New, End::DiesAfter).await;
}

#[tokio::test(start_paused = true)]
async fn teardown_of_a_new_pool_that_loses_any_answer_leaves_nothing() {
    every_call(Destination::New, End::AnswerLost).await;
}
