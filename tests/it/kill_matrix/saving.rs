//! A disk that is full, or a directory that nobody may write: nothing is written to AWS that is not on record first.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cognito_ferry::aws::problem::ProblemKind;
use cognito_ferry::migration::store::Store;

use crate::env::interference::Interference;
use crate::env::snapshot::assert_same;
use crate::env::{Destination, SESSION, TwoAccounts};

/// From now on no session can be saved. A file in the directory's place refuses root too, which permissions would not.
fn break_disk(sessions: &Path) {
    if sessions.exists() {
        std::fs::rename(sessions, aside(sessions)).unwrap();
    }
    std::fs::write(sessions, "not a directory").unwrap();
}

fn mend_disk(sessions: &Path) {
    std::fs::remove_file(sessions).unwrap();
    if aside(sessions).exists() {
        std::fs::rename(aside(sessions), sessions).unwrap();
    }
}

fn aside(sessions: &Path) -> PathBuf {
    sessions.with_extension("aside")
}

#[tokio::test(start_paused = true)]
async fn a_disk_that_fails_at_any_moment_stops_apply_before_the_next_change() {
    let undisturbed = TwoAccounts::new(Destination::Existing);
    let counted = Interference::none();
    undisturbed.apply_through(counted.client(undisturbed.sandbox.http_client())).await.unwrap();
    let expected = undisturbed.snapshot();
    let mut failed = 0;
    for number in 1..=counted.calls() {
        let accounts = TwoAccounts::new(Destination::Existing);
        let sessions = accounts.sessions();
        let written = Arc::new(AtomicUsize::new(0));
        let interference = Interference::none();
        let interference = {
            let (sessions, written, counter) = (sessions.clone(), Arc::clone(&written), interference.clone());
            interference.with_happening(number, move || {
                break_disk(&sessions);
                written.store(counter.writes().len(), Ordering::SeqCst);
            })
        };
        let result = accounts.apply_through(interference.client(accounts.sandbox.http_client())).await;
        let under_way = Store::at(aside(&sessions)).load(SESSION).ok();
        let under_way = under_way.and_then(|session| session.journal.entries().last().cloned());
        mend_disk(&sessions);
        // After the last save there are only calls that read.
        let Err(problem) = result else { continue };
        failed += 1;
        assert_eq!(problem.kind, ProblemKind::Local, "call {number}: {problem:?}");
        if under_way.is_none_or(|entry| entry.finished.is_some()) {
            let since = interference.writes()[written.load(Ordering::SeqCst)..].to_vec();
            assert!(since.is_empty(), "call {number}: {since:?} without a record of the intent");
        }
        accounts.apply().await.unwrap();
        assert_same(&accounts.snapshot(), &expected, &format!("call {number}"));
    }
    assert!(failed > 30, "only {failed} runs met the broken disk");
}

#[tokio::test(start_paused = true)]
async fn a_disk_that_fails_at_any_moment_stops_teardown_before_the_next_change() {
    let before = TwoAccounts::new(Destination::Existing).snapshot();
    let undisturbed = TwoAccounts::new(Destination::Existing);
    undisturbed.apply().await.unwrap();
    let counted = Interference::none();
    let none = Default::default();
    undisturbed.tear_down_through(counted.client(undisturbed.sandbox.http_client()), &none).await.unwrap();
    for number in 1..=counted.calls() {
        let accounts = TwoAccounts::new(Destination::Existing);
        accounts.apply().await.unwrap();
        let sessions = accounts.sessions();
        let interference = Interference::none().with_happening(number, {
            let sessions = sessions.clone();
            move || break_disk(&sessions)
        });
        let result = accounts.tear_down_through(interference.client(accounts.sandbox.http_client()), &none).await;
        mend_disk(&sessions);
        assert_eq!(result.unwrap_err().kind, ProblemKind::Local, "call {number}");
        accounts.tear_down().await.unwrap();
        assert_same(&accounts.snapshot(), &before, &format!("call {number}"));
        assert_eq!(accounts.archived(), 1, "call {number}");
    }
}
