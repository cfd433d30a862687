//! What every job may need.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc;

use super::session_locks::SessionLocks;
use crate::aws::account::pair::pair;
use crate::aws::account::{Account, Accounts, Origin};
use crate::problem::{Problem, ProblemKind};
use crate::session::store::Store;
use crate::wizard::action::Action;
use crate::wizard::operation::{AccountRuns, RunId};

/// What every job may need.
#[derive(Debug, Clone)]
pub(super) struct RunnerContext {
    pub(super) origin: Origin,
    pub(super) store: Store,
    pub(super) actions: mpsc::Sender<Action>,
    /// The opened accounts, by the run that opened them.
    pub(super) opened: Arc<Mutex<HashMap<RunId, Account>>>,
    pub(super) locks: SessionLocks,
}

impl RunnerContext {
    pub(super) fn remember(&self, run: RunId, account: Account) {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).insert(run, account);
    }

    /// The account that this run opened. Errors: it is not open any more.
    pub(super) fn account(&self, run: RunId) -> Result<Account, Problem> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).get(&run).cloned().ok_or_else(not_open)
    }

    /// Both accounts. Errors: one is not open any more, or they do not go together.
    pub(super) fn accounts(&self, runs: AccountRuns) -> Result<Accounts, Problem> {
        pair(self.account(runs.source)?, self.account(runs.destination)?)
    }
}

fn not_open() -> Problem {
    Problem::new(ProblemKind::NoCredentials, "The account is not open any more.", "It was closed when another was chosen.")
        .remedy("Go back to the accounts and choose it again.")
}
