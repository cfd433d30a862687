//! Teardown, carried out. What is gone already is closed in the record, so tearing down again continues where it stopped.

use async_trait::async_trait;
use serde_json::Value;

use super::plan::{Teardown, removal};
use crate::aws::Side;
use crate::aws::account::Accounts;
use crate::command::Command;
use crate::event::{Event, Events};
use crate::migration::executor::{Executor, Failure, Intent, Next, Task, changed_since_shown};
use crate::migration::journal_writer::JournalWriter;
use crate::migration::observe::ObservedResource;
use crate::migration::teardown::removal::{ChangedMember, Decisions, Removal, RemovalAction};
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::change::ResourceOperation;
use crate::model::resource_id::ResourceId;
use crate::problem::{Problem, ProblemKind};
use crate::resources::resource::{Observed, Resource, ResourceContext};
use crate::run::progress::Stop;
use crate::run::wait::Poll;
use crate::session::document::Session;
use crate::session::journal::Ownership;
use crate::session::store::Store;

/// How teardown came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeardownSummary {
    pub deleted: usize,
    pub reverted: usize,
    /// Left for later or kept by decision.
    pub left: usize,
    /// Nothing of the session that could be taken back is left in either account: it is in the archive now.
    pub archived: bool,
    /// The names of what nobody can take back.
    pub stays: Vec<String>,
}

/// What teardown works with.
#[derive(Debug, Clone, Copy)]
pub struct TeardownContext<'a> {
    pub accounts: &'a Accounts,
    pub store: &'a Store,
    pub events: &'a Events,
    pub stop: &'a Stop,
    /// The function's log group stays.
    pub keep_logs: bool,
}

/// Carries the teardown out.
pub async fn execute(
    session: &mut Session,
    teardown: &Teardown,
    decisions: &Decisions,
    context: TeardownContext<'_>,
) -> Result<TeardownSummary, Problem> {
    let TeardownContext { accounts, store, events, stop, keep_logs } = context;
    let mut executor = Executor { journal: JournalWriter { session, store }, spec: &teardown.spec, accounts, events, stop };
    let result = Execution { teardown, decisions, keep_logs }.all(&mut executor).await;
    executor.ended(result).await
}

struct Execution<'a> {
    teardown: &'a Teardown,
    decisions: &'a Decisions,
    keep_logs: bool,
}

impl Execution<'_> {
    async fn all(&self, executor: &mut Executor<'_>) -> Result<TeardownSummary, Failure> {
        let removals = self.teardown.removals.iter().filter(|removal| removal.action.writes()).count();
        executor.events.emit(Event::TeardownStarted { removals }).await;
        let resources: Vec<ResourceId> = self.teardown.removals.iter().map(|removal| removal.resource).collect();
        let removals = executor.run(self, &resources, "teardown").await?;
        let count = |actions: &[RemovalAction]| removals.iter().filter(|removal| actions.contains(&removal.action)).count();
        let (deleted, reverted) = (count(&[RemovalAction::Delete]), count(&[RemovalAction::Revert]));
        let left = count(&[RemovalAction::Keep, RemovalAction::Skip, RemovalAction::CannotRemove]);
        let JournalWriter { session, store } = &executor.journal;
        let archived = session.written() == 0;
        if archived {
            store.archive(session).map_err(|problem| (None, problem))?;
        }
        executor.events.emit(Event::TeardownFinished { deleted, reverted, left, archived }).await;
        Ok(TeardownSummary { deleted, reverted, left, archived, stays: self.teardown.stays() })
    }
}

#[async_trait]
impl Task for Execution<'_> {
    type Outcome = Removal;

    fn next(&self, session: &Session, blueprint: &Blueprint, seen: &ObservedResource) -> Result<(Removal, Next), Problem> {
        let id = seen.resource.id();
        let removal = removal(seen, blueprint, &session.journal, self.decisions);
        let was_shown = |shown: &Removal| shown.resource == id && shown.action == removal.action;
        let record = |operation| Next::Record { operation, name: removal.name.clone() };
        let next = match removal.action {
            RemovalAction::Unmanaged | RemovalAction::Skip => Next::Nothing,
            RemovalAction::Changed => return Err(changed(&removal, &session.name)),
            RemovalAction::MarkRemoved => record(ResourceOperation::Delete),
            RemovalAction::Keep | RemovalAction::CannotRemove => record(ResourceOperation::Leave),
            RemovalAction::Delete | RemovalAction::Revert if !self.teardown.removals.iter().any(was_shown) => {
                return Err(changed_since_shown(id, "teardown", "Look again, and tear down again."));
            }
            RemovalAction::Delete | RemovalAction::Revert => Next::Call(Intent {
                operation: operation(&removal),
                name: removal.name.clone(),
                fields: removal.fields.clone(),
                desired: seen.observed.document.clone().unwrap_or_else(|| seen.resource.desired(blueprint, &seen.observed)),
            }),
        };
        Ok((removal, next))
    }

    fn begin(&self, session: &mut Session, removal: &Removal) -> Option<Event> {
        session.forget_what_was_proven();
        Some(Event::Removing { resource: removal.resource, operation: operation(removal), name: removal.name.clone() })
    }

    async fn call(
        &self,
        resource: &dyn Resource,
        _: &Intent,
        step: &ResourceContext<'_>,
        session: &Session,
        _: &mut CreatedIds,
    ) -> Result<(), Problem> {
        let (before, written) = match session.journal.ownership(resource.id()) {
            Ownership::Modified { before, fields } => (Some(before), fields),
            Ownership::Created { fields } => (None, fields),
            Ownership::None => (None, Vec::new()),
        };
        let step = ResourceContext { keep_logs: self.keep_logs, written: &written, ..*step };
        match self.decisions.force.contains(&resource.id()) {
            true => resource.revert_by_force(&step, before.as_ref()).await,
            false => resource.revert(&step, before.as_ref()).await,
        }
    }

    fn goal(&self) -> &'static str {
        "to be gone"
    }

    fn read_back(&self, session: &Session, _: &Observed, blueprint: &Blueprint, now: &ObservedResource) -> Poll<()> {
        let id = now.resource.id();
        let gone = removal(now, blueprint, &session.journal, self.decisions).action == RemovalAction::MarkRemoved;
        if gone || now.resource.leaves_what_is_used() {
            return Poll::Ready(());
        }
        let place = match id.side() {
            Side::Source => &self.teardown.spec.source,
            Side::Destination => &self.teardown.spec.destination,
        };
        Poll::NotYet(still_there(id.title(), &place.account))
    }

    fn finished(&self, removal: &Removal, elapsed_milliseconds: u64) -> Option<Event> {
        let (resource, operation, name) = (removal.resource, operation(removal), removal.name.clone());
        removal.action.writes().then_some(Event::Removed { resource, operation, name, elapsed_milliseconds })
    }
}

fn operation(removal: &Removal) -> ResourceOperation {
    match removal.action {
        RemovalAction::Delete => ResourceOperation::Delete,
        _ => ResourceOperation::Revert,
    }
}

fn still_there(title: &str, account: &str) -> Problem {
    Problem::new(
        ProblemKind::Conflict,
        format!("The {title} in account {account} was removed, but still exists."),
        "AWS shows it as before.",
    )
    .remedy("Tear down again in some minutes: it continues here.")
}

/// Recorded, current and wanted, side by side, and the three ways on.
fn changed(removal: &Removal, session: &str) -> Problem {
    let shown = |value: &Option<Value>| value.as_ref().map_or_else(|| "nothing".to_owned(), Value::to_string);
    let line = |disagreement: &ChangedMember| {
        let ChangedMember { path, recorded, written, current } = disagreement;
        format!("{path}: before this session {}, written by it {}, now {}", shown(recorded), shown(written), shown(current))
    };
    let why: Vec<String> = removal.disagreements.iter().map(line).collect();
    let key = removal.resource.key();
    let teardown = Command::ferry("teardown").session(session);
    let what = format!("The {} ({}) was changed after the plan was made. Stopped here.", removal.resource.title(), removal.name);
    Problem::new(ProblemKind::Conflict, what, why.join("; "))
        .remedy(format!("Leave it as it is, and forget it:  {}", teardown.clone().with("--keep", key)))
        .remedy(format!("Take it back all the same:         {}", teardown.clone().with("--force", key)))
        .remedy(format!("Go on without it, for now:         {}", teardown.with("--skip", key)))
}
