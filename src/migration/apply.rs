//! Apply: carries the shown plan out. What is already as it must be is left alone, so applying again continues where it stopped.

use async_trait::async_trait;
use serde_json::Value;

use super::executor::{Executor, Failure, Intent, Next, Task, changed_since_shown};
use super::given;
use super::journal_writer::JournalWriter;
use super::observe::ObservedResource;
use super::plan::{Plan, was_shown};
use crate::aws::account::Accounts;
use crate::diff::shown;
use crate::event::{Event, Events, ResourceReporter};
use crate::function::probe;
use crate::function::probe::Unproven;
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::change::{Change, ChangeAction, FieldChange, ResourceOperation};
use crate::model::resource_id::ResourceId;
use crate::problem::{Problem, ProblemKind};
use crate::resources::decide::decide;
use crate::resources::resource::{Observed, Resource, ResourceContext};
use crate::run::progress::Stop;
use crate::run::wait::Poll;
use crate::session::document::Session;
use crate::session::store::Store;

/// Carries the plan out.
pub async fn apply(
    session: &mut Session,
    plan: &Plan,
    accounts: &Accounts,
    store: &Store,
    events: &Events,
    stop: &Stop,
    unproven: Unproven,
) -> Result<(), Problem> {
    let mut executor = Executor { journal: JournalWriter { session, store }, spec: &plan.spec, accounts, events, stop };
    let result = Apply { plan, unproven }.all(&mut executor).await;
    executor.ended(result).await
}

struct Apply<'a> {
    plan: &'a Plan,
    unproven: Unproven,
}

impl Apply<'_> {
    async fn all(&self, executor: &mut Executor<'_>) -> Result<(), Failure> {
        if let Some(change) = self.plan.conflicts().next() {
            return Err((Some(change.resource), unresolved(change)));
        }
        executor.journal.session.spec = Some(self.plan.spec.clone());
        executor.journal.save().map_err(|problem| (None, problem))?;
        let writing = self.plan.changes.iter().filter(|change| change.action.writes()).count();
        executor.events.emit(Event::ApplyStarted { changes: writing }).await;
        let resources: Vec<ResourceId> = self.plan.changes.iter().map(|change| change.resource).collect();
        let changes = executor.run(self, &resources, "apply").await?;
        let count = |action| changes.iter().filter(|change| change.action == action).count();
        let (created, updated) = (count(ChangeAction::Create), count(ChangeAction::Update));
        // Switching the trigger on proves the chain first; any other change proves it here, for a mended role takes its time too.
        let proven = changes.last().is_some_and(|last| last.resource == ResourceId::Trigger && last.action.writes());
        if created + updated > 0 && !proven {
            self.prove_chain(executor).await.map_err(|problem| (Some(ResourceId::Function), problem))?;
        }
        let unchanged = changes.len() - created - updated;
        executor.events.emit(Event::ApplyFinished { created, updated, unchanged }).await;
        Ok(())
    }

    async fn prove_chain(&self, executor: &Executor<'_>) -> Result<(), Problem> {
        let Executor { journal, accounts, events, stop, .. } = executor;
        let blueprint = Blueprint::new(&self.plan.spec, &journal.session.made);
        let reporter = ResourceReporter { events, resource: ResourceId::Function };
        probe::wait_until_reachable(&blueprint, &accounts.destination, &reporter, stop, self.unproven).await
    }
}

#[async_trait]
impl Task for Apply<'_> {
    type Outcome = Change;

    fn next(&self, session: &Session, blueprint: &Blueprint, seen: &ObservedResource) -> Result<(Change, Next), Problem> {
        let id = seen.resource.id();
        let change = decide(seen.resource, blueprint, &seen.observed, session.wrote(id));
        if change.action == ChangeAction::Conflict {
            return Err(unresolved(&change));
        }
        if !self.plan.changes.iter().any(|shown| shown.resource == id && was_shown(shown, &change)) {
            return Err(changed_since_shown(id, "plan", "Plan again, look, and apply."));
        }
        let operation = match change.action {
            ChangeAction::Create => ResourceOperation::Create,
            ChangeAction::Update => ResourceOperation::Update,
            _ => return Ok((change, Next::Nothing)),
        };
        let Change { name, fields, after: desired, .. } = change.clone();
        Ok((change, Next::Call(Intent { operation, name, fields, desired })))
    }

    fn keeps_ids(&self) -> bool {
        true
    }

    fn begin(&self, _: &mut Session, change: &Change) -> Option<Event> {
        Some(Event::Started { resource: change.resource, action: change.action, name: change.name.clone() })
    }

    async fn call(
        &self,
        resource: &dyn Resource,
        intent: &Intent,
        step: &ResourceContext<'_>,
        _: &Session,
        made: &mut CreatedIds,
    ) -> Result<(), Problem> {
        let step = ResourceContext { unproven: self.unproven, ..*step };
        match intent.operation {
            ResourceOperation::Create => resource.create(&step, made).await,
            _ => resource.update(&step).await,
        }
    }

    /// A member that stays different is a failure that names it (rule 1). An edit must leave the rest of the document as it was before;
    /// something made follows from the blueprint alone.
    fn read_back(&self, _: &Session, before: &Observed, blueprint: &Blueprint, now: &ObservedResource) -> Poll<()> {
        let ObservedResource { resource, observed } = now;
        let desired: Value = resource.desired(blueprint, if before.document.is_some() { before } else { observed });
        match resource.document().compare(Some(&desired), observed.document.as_ref()).changes.first() {
            None => Poll::Ready(()),
            Some(FieldChange { path, before, after }) => {
                let why = format!("{path} is {} and should be {}.", shown(after.as_ref()), shown(before.as_ref()));
                let what = format!("The {} was written but reads back differently.", resource.id().title());
                Poll::NotYet(Problem::new(ProblemKind::Conflict, what, why))
            }
        }
    }

    fn finished(&self, change: &Change, elapsed_milliseconds: u64) -> Option<Event> {
        let (resource, action) = (change.resource, change.action);
        Some(Event::Changed { resource, action, name: change.name.clone(), elapsed_milliseconds })
    }

    fn explain(&self, resource: ResourceId, problem: Problem) -> Problem {
        given::told(problem, &given::of_resource(resource, &self.plan.spec))
    }
}

fn unresolved(change: &Change) -> Problem {
    let conflict = change.conflict.as_ref();
    let found = conflict.map_or_else(String::new, |conflict| conflict.found.clone());
    let problem = Problem::new(
        ProblemKind::AlreadyExists,
        format!("The {} cannot be set up: something else exists in its place.", change.resource.title()),
        found,
    );
    let problem = match conflict {
        Some(conflict) => problem.remedy(conflict.alternative.clone()),
        None => problem,
    };
    match conflict.is_some_and(|conflict| conflict.replaceable) {
        true => problem.remedy(format!("Or replace it, knowing what it is: --replace {}.", change.resource.key())),
        false => problem,
    }
}
