//! Carries out what was shown, one resource after the other: looked at again right before, on record before the call and after it, tried
//! again where that helps, and read back. Apply, teardown and restore say what is to be done; how it is done is here, once.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;

use super::journal_writer::{JournalWriter, now};
use super::observe::{ObservedResource, merged};
use super::retry::{is_outcome_unknown, may_still_arrive, stopped, with_progress};
use crate::aws::account::Accounts;
use crate::command::Command;
use crate::event::{Event, Events, ResourceReporter, milliseconds};
use crate::function::probe::Unproven;
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::change::{FieldChange, ResourceOperation};
use crate::model::resource_id::ResourceId;
use crate::model::spec::Spec;
use crate::problem::{Problem, ProblemKind};
use crate::resources::registry;
use crate::resources::resource::{Observed, Resource, ResourceContext};
use crate::run::progress::{ProgressSink as _, Report, Stop};
use crate::run::retry::Retry;
use crate::run::wait::{Poll, RetryPolicy, until};
use crate::session::document::Session;
use crate::session::journal::Entry;

/// What is to be done with each resource, and how it is seen to be done.
#[async_trait]
pub trait Task: Sync {
    /// What became of one resource.
    type Outcome: Send + Sync;

    /// What is to be done with the resource as it is now. Pure.
    ///
    /// # Errors
    /// It must not be done: the resource is not as it was when the operator agreed.
    fn next(&self, session: &Session, blueprint: &Blueprint, seen: &ObservedResource) -> Result<(Self::Outcome, Next), Problem>;

    /// Whether the ids that looking at a resource finds are kept in the session.
    fn keeps_ids(&self) -> bool {
        false
    }

    /// Right before the intent is recorded: what is said, and what of the session holds no longer.
    fn begin(&self, _: &mut Session, _: &Self::Outcome) -> Option<Event> {
        None
    }

    /// The call. What became known by it goes into `made`.
    async fn call(
        &self,
        resource: &dyn Resource,
        intent: &Intent,
        step: &ResourceContext<'_>,
        session: &Session,
        made: &mut CreatedIds,
    ) -> Result<(), Problem>;

    /// What is waited for once the call is made: `to be gone`.
    fn goal(&self) -> &'static str {
        "to read back as written"
    }

    /// Whether it reads back as it was to become. `before`: as it was before the call. Pure.
    fn read_back(&self, session: &Session, before: &Observed, blueprint: &Blueprint, now: &ObservedResource) -> Poll<()>;

    /// What is said once the resource is done.
    fn finished(&self, _: &Self::Outcome, _elapsed_milliseconds: u64) -> Option<Event> {
        None
    }

    /// Adds what is known of a failure of this resource.
    fn explain(&self, _: ResourceId, problem: Problem) -> Problem {
        problem
    }
}

/// What follows from looking at a resource.
#[derive(Debug)]
pub enum Next {
    /// Nothing is to be done.
    Nothing,
    /// Nothing is called; only the record of it ends.
    Record {
        operation: ResourceOperation,
        name: String,
    },
    Call(Intent),
}

/// A call that is about to be made.
#[derive(Debug)]
pub struct Intent {
    pub operation: ResourceOperation,
    pub name: String,
    /// The members that it writes.
    pub fields: Vec<FieldChange>,
    /// The document as it must be.
    pub desired: Value,
}

/// A failure, and the resource at which it happened.
pub type Failure = (Option<ResourceId>, Problem);

/// What a run works with.
#[derive(Debug)]
pub struct Executor<'a> {
    pub journal: JournalWriter<'a>,
    pub spec: &'a Spec,
    pub accounts: &'a Accounts,
    pub events: &'a Events,
    pub stop: &'a Stop,
}

impl Executor<'_> {
    /// Each of the resources in turn. `command`: the one that goes on from where this one stops.
    pub async fn run<T: Task>(
        &mut self,
        task: &T,
        resources: &[ResourceId],
        command: &'static str,
    ) -> Result<Vec<T::Outcome>, Failure> {
        let mut outcomes = Vec::new();
        for (done, resource) in resources.iter().enumerate() {
            let left = &resources[done..];
            let result = if self.stop.requested() {
                self.events.emit(Event::Interrupted { done, left: left.len() }).await;
                Err(stopped())
            } else {
                self.one(task, *resource).await.map_err(|problem| task.explain(*resource, problem))
            };
            let command = Command::ferry(command).session(&self.journal.session.name);
            outcomes.push(result.map_err(|problem| (Some(*resource), with_progress(problem, done, left, &command)))?);
        }
        Ok(outcomes)
    }

    /// Says that a run failed, where it did.
    pub async fn ended<T>(&self, result: Result<T, Failure>) -> Result<T, Problem> {
        match result {
            Ok(ended) => Ok(ended),
            Err((resource, problem)) => {
                self.events.emit(Event::Failed { resource, problem: problem.clone() }).await;
                Err(problem)
            }
        }
    }

    /// One resource.
    pub async fn one<T: Task>(&mut self, task: &T, id: ResourceId) -> Result<T::Outcome, Problem> {
        let started = tokio::time::Instant::now();
        let (current, next) = self.look(task, registry::resource(id), true).await?;
        let (outcome, next) = next?;
        match next {
            Next::Nothing => {}
            Next::Record { operation, name } => {
                self.journal.intend(Entry::intent(id, operation, &name, None, Vec::new(), now()))?;
                self.journal.finish(&Ok(()))?;
            }
            Next::Call(intent) => {
                if let Some(event) = task.begin(self.journal.session, &outcome) {
                    self.events.emit(event).await;
                }
                let (before, fields) = (current.seen.observed.document.clone(), intent.fields.clone());
                self.journal.intend(Entry::intent(id, intent.operation, &intent.name, before, fields, now()))?;
                let result = self.call(task, current, intent).await;
                self.journal.finish(&result)?;
                result?;
            }
        }
        if let Some(event) = task.finished(&outcome, milliseconds(started.elapsed())) {
            self.events.emit(event).await;
        }
        Ok(outcome)
    }

    /// Looks at the resource and says what is to be done. The call of a run that was ended may still be on its way: where AWS would take a
    /// second resource of the same name, that is waited for, and looked at again.
    async fn look<T: Task>(&mut self, task: &T, resource: &'static dyn Resource, may_be_on_its_way: bool) -> Look<T> {
        let (current, next) = self.look_once(task, resource).await?;
        let creates = matches!(&next, Ok((_, Next::Call(intent))) if intent.operation == ResourceOperation::Create);
        let begun = self.journal.session.journal.creation_under_way(resource.id());
        let pause = begun.and_then(|begun| may_still_arrive(begun, now()));
        let Some(pause) = pause.filter(|_| may_be_on_its_way && creates && !resource.has_unique_name()) else {
            return Ok((current, next));
        };
        let waiting_for = format!("the {} that an interrupted run may have asked for", resource.id().title());
        let report = Report::Waiting { waiting_for, attempt: 1, elapsed: Duration::ZERO, pause };
        ResourceReporter { events: self.events, resource: resource.id() }.report(report).await;
        self.stop.pause(pause).await;
        match self.stop.requested() {
            true => Err(stopped()),
            false => self.look_once(task, resource).await,
        }
    }

    async fn look_once<T: Task>(&mut self, task: &T, resource: &'static dyn Resource) -> Look<T> {
        let session = &mut *self.journal.session;
        let account = self.accounts.side(resource.id().side());
        let observed = resource.observe(&Blueprint::new(self.spec, &session.made), account).await?;
        let blueprint = Blueprint::new(self.spec, &merged(session.made.clone(), resource.id(), &observed));
        if task.keeps_ids() {
            session.made.clone_from(&blueprint.made);
        }
        let seen = ObservedResource { resource, observed };
        let next = task.next(session, &blueprint, &seen);
        Ok((Current { blueprint, seen }, next))
    }

    /// Calls until it is done, and reads it back. Where the answer is lost or the service is busy, looks what became of the call before it
    /// is made again: what was made by a lost call is taken as made, not made twice.
    async fn call<T: Task>(&mut self, task: &T, mut current: Current, mut intent: Intent) -> Result<(), Problem> {
        let (resource, before) = (current.seen.resource, current.seen.observed.clone());
        let (account, stop) = (self.accounts.side(resource.id().side()), self.stop);
        let reporter = ResourceReporter { events: self.events, resource: resource.id() };
        let mut retry = Retry::new(RetryPolicy::PROPAGATION, &reporter, stop);
        loop {
            let mut made = self.journal.session.made.clone();
            let step = ResourceContext {
                blueprint: &current.blueprint,
                account,
                observed: &current.seen.observed,
                desired: &intent.desired,
                progress: &reporter,
                stop,
                unproven: Unproven::Stop,
                keep_logs: true,
                written: &[],
            };
            let result = task.call(resource, &intent, &step, self.journal.session, &mut made).await;
            self.journal.session.made = made;
            let Err(problem) = result else { break };
            if !is_outcome_unknown(&problem) {
                return Err(problem);
            }
            retry.pause(&problem, format!("the service to answer ({})", problem.why)).await?;
            let (now, next) = self.look(task, resource, problem.kind == ProblemKind::Network).await?;
            match next {
                Ok((_, Next::Call(again))) => (current, intent) = (now, again),
                Ok(_) => break,
                Err(_) => return Err(problem),
            }
        }
        let session = &*self.journal.session;
        let blueprint = Blueprint::new(self.spec, &session.made);
        let waiting_for = format!("the {} {}", resource.id().title(), task.goal());
        until(&waiting_for, RetryPolicy::PROPAGATION, &reporter, stop, || async {
            let now = ObservedResource { resource, observed: resource.observe(&blueprint, account).await? };
            Ok(task.read_back(session, &before, &blueprint, &now))
        })
        .await
    }
}

/// A resource as it is, and the blueprint with the ids that it tells.
struct Current {
    blueprint: Blueprint,
    seen: ObservedResource,
}

type Look<T> = Result<(Current, Result<(<T as Task>::Outcome, Next), Problem>), Problem>;

/// A resource is not as it was when the operator said yes to what was `shown`.
pub fn changed_since_shown(resource: ResourceId, shown: &str, remedy: &str) -> Problem {
    let what = format!("The {} changed since the {shown} was shown.", resource.title());
    Problem::new(ProblemKind::Conflict, what, "Nothing is changed that was not shown.").remedy(remedy)
}
