//! What the teardown screen knows: what would be taken back, what was decided about it, and the run.

use crate::migration::teardown::{Decisions, Removal, RemovalAction, Teardown, TeardownSummary};
use crate::problem::Problem;
use crate::wizard::screens::live::run::LiveRun;
use crate::wizard::widgets::confirm::Confirm;
use crate::wizard::widgets::outline::Outline;

/// What the teardown screen knows.
#[derive(Debug, Default)]
pub struct TearDownState {
    /// Esc leads back to the last screen, where it came from; else home.
    pub from_done: bool,
    /// What is shown: none while it is looked at for the first time, or could not be.
    pub teardown: Option<Box<Teardown>>,
    pub problem: Option<Problem>,
    pub outline: Outline,
    pub decisions: Decisions,
    pub question: Option<(TeardownQuestion, Confirm)>,
    /// The run that is shown; none before the first.
    pub live: Option<LiveRun>,
    pub result: Option<TeardownSummary>,
}

impl TearDownState {
    /// Whether something has been taken back, or may have been.
    pub fn begun(&self) -> bool {
        self.live.is_some()
    }
}

/// What this session has to do with, in the order of taking back; then what is not its own.
pub fn ordered(teardown: &Teardown) -> Vec<&Removal> {
    let mut removals: Vec<&Removal> = teardown.removals.iter().collect();
    removals.sort_by_key(|removal| removal.action == RemovalAction::Unmanaged);
    removals
}

/// Whether the operator has a say in it.
pub fn decidable(removal: &Removal) -> bool {
    !matches!(removal.action, RemovalAction::Unmanaged | RemovalAction::MarkRemoved | RemovalAction::CannotRemove)
}

/// What is asked last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeardownQuestion {
    /// Whether the log group goes with the function.
    Logs,
    /// Whether to begin; with what was said of the logs, where that was asked.
    Begin { keep_logs: bool, logs_asked: bool },
}
