//! What a sync works with, and how one that stopped is continued.

use crate::aws::account::Accounts;
use crate::command::Command;
use crate::event::Events;
use crate::model::groups::is_of_a_provider;
use crate::model::spec::Spec;
use crate::problem::{Problem, ProblemKind};
use crate::run::progress::Stop;

/// What a sync works with.
#[derive(Debug)]
pub struct SyncContext<'a> {
    pub spec: &'a Spec,
    /// Also where the session has made the pool itself.
    pub destination_pool: String,
    pub accounts: &'a Accounts,
    /// Additions a second, at most [`PER_SECOND`].
    pub per_second: u32,
    pub events: &'a Events,
    pub stop: &'a Stop,
}

impl SyncContext<'_> {
    /// Whether the plan leaves a group of this name out.
    pub(super) fn leaves_out(&self, name: &str) -> bool {
        let group = crate::aws::document::groups::Group { name: name.to_owned(), ..Default::default() };
        is_of_a_provider(&group, &self.spec.source.pool_id)
    }
}

/// Stopped between two calls.
pub fn stopped(session: &str) -> Problem {
    let why = "The calls under way were finished. Both pools say what is done: nothing else is kept.";
    Problem::new(ProblemKind::Interrupted, "Stopped as you asked.", why).remedy(again(session))
}

/// The command that goes on.
pub(super) fn again(session: &str) -> String {
    format!("Continue with: {}", Command::ferry("groups").session(session))
}
