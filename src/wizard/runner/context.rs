//! What every job may need.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc;

use super::holding::Holding;
use crate::aws::account::{Account, Origin};
use crate::session::store::Store;
use crate::wizard::action::Action;
use crate::wizard::effect::RunId;

/// What every job may need.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) origin: Origin,
    pub(super) store: Store,
    pub(super) actions: mpsc::Sender<Action>,
    /// The opened accounts, by the run that opened them.
    pub(super) accounts: Arc<Mutex<HashMap<RunId, Account>>>,
    pub(super) holding: Holding,
}

impl World {
    pub(super) fn remember(&self, run: RunId, account: Account) {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner).insert(run, account);
    }

    pub(super) fn account(&self, run: RunId) -> Option<Account> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner).get(&run).cloned()
    }
}
