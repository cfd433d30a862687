//! Apply: carries the shown plan out, one resource after the other. Intent is saved before each call, the result after it. Each
//! resource is looked at again right before, and read back right after.

use std::time::Duration;

use serde_json::Value;

use super::again::{ATTEMPTS, may_have_arrived, may_still_arrive, pause, standing, stopped};
use super::given;
use super::observe::merged;
use super::plan::{Plan, was_shown};
use super::record::{Record, Told, milliseconds, now, tell};
use crate::aws::account::{Account, Accounts};
use crate::command::Command;
use crate::diff::shown;
use crate::event::{Event, Events};
use crate::function::probe;
use crate::function::probe::Unproven;
use crate::model::blueprint::Blueprint;
use crate::model::change::{Action, Change, FieldChange, ResourceOperation};
use crate::model::resource_id::ResourceId;
use crate::problem::{Problem, ProblemKind};
use crate::resources::decide::decide;
use crate::resources::registry;
use crate::resources::resource::{Observed, Resource, Step};
use crate::run::progress::{Listener as _, Report, Stop};
use crate::run::wait::{Look, Patience, until};
use crate::session::document::Session;
use crate::session::journal::Entry;
use crate::session::store::Store;

/// Carries the plan out. What is already as it must be is left alone, so applying again continues where it stopped.
pub async fn apply(
    session: &mut Session,
    plan: &Plan,
    accounts: &Accounts,
    store: &Store,
    events: &Events,
    stop: &Stop,
    unproven: Unproven,
) -> Result<(), Problem> {
    let result = Run { record: Record { session, store }, plan, accounts, events, stop, unproven }.all().await;
    if let Err((resource, problem)) = result {
        tell(events, Event::Failed { resource, problem: problem.clone() }).await;
        return Err(problem);
    }
    Ok(())
}

struct Run<'a> {
    record: Record<'a>,
    plan: &'a Plan,
    accounts: &'a Accounts,
    events: &'a Events,
    stop: &'a Stop,
    unproven: Unproven,
}

impl Run<'_> {
    async fn all(&mut self) -> Result<(), (Option<ResourceId>, Problem)> {
        if let Some(change) = self.plan.conflicts().next() {
            return Err((Some(change.resource), unresolved(change)));
        }
        self.record.session.spec = Some(self.plan.spec.clone());
        self.record.save().map_err(|problem| (None, problem))?;
        let changes = self.plan.changes.iter().filter(|change| change.action.writes()).count();
        tell(self.events, Event::ApplyStarted { changes }).await;
        let (mut created, mut updated, mut unchanged, mut proven) = (0, 0, 0, false);
        for (done, shown) in self.plan.changes.iter().enumerate() {
            if self.stop.requested() {
                let left = self.plan.changes.len() - done;
                tell(self.events, Event::Interrupted { done, left }).await;
                return Err((Some(shown.resource), self.standing(stopped(), done)));
            }
            let action = self.one(shown).await.map_err(|problem| {
                let problem = given::told(problem, &given::of_resource(shown.resource, &self.plan.spec));
                (Some(shown.resource), self.standing(problem, done))
            })?;
            match action {
                Action::Create => created += 1,
                Action::Update => updated += 1,
                Action::Adopt | Action::Keep | Action::Conflict => unchanged += 1,
            }
            proven = shown.resource == ResourceId::Trigger && action.writes();
        }
        if created + updated > 0 && !proven {
            self.prove_chain().await.map_err(|problem| (Some(ResourceId::Function), problem))?;
        }
        tell(self.events, Event::ApplyFinished { created, updated, unchanged }).await;
        Ok(())
    }

    fn standing(&self, problem: Problem, done: usize) -> Problem {
        let left: Vec<ResourceId> = self.plan.changes[done..].iter().map(|change| change.resource).collect();
        standing(problem, done, &left, &Command::ferry("apply").session(&self.record.session.name))
    }

    /// Switching the trigger on proves the chain first; any other change proves it here, for a mended role takes its time too.
    async fn prove_chain(&self) -> Result<(), Problem> {
        let blueprint = Blueprint::new(&self.plan.spec, &self.record.session.made);
        let told = Told { events: self.events, resource: ResourceId::Function };
        probe::wait_until_it_reaches_the_source(&blueprint, &self.accounts.destination, &told, self.stop, self.unproven).await
    }

    async fn one(&mut self, shown: &Change) -> Result<Action, Problem> {
        let started = tokio::time::Instant::now();
        let resource = registry::resource(shown.resource);
        let account = self.accounts.side(resource.id().side());
        let observed = resource.observe(&Blueprint::new(&self.plan.spec, &self.record.session.made), account).await?;
        let observed = self.look_again(resource, observed, account).await?;
        self.record.session.made = merged(self.record.session.made.clone(), resource.id(), &observed);
        let blueprint = Blueprint::new(&self.plan.spec, &self.record.session.made);
        let change = decide(resource, &blueprint, &observed, self.record.session.wrote(resource.id()));
        if !was_shown(shown, &change) {
            return Err(not_shown(&change));
        }
        if change.action.writes() {
            tell(self.events, started_event(&change)).await;
            let step = Step {
                blueprint: &blueprint,
                account,
                observed: &observed,
                desired: &change.after,
                listener: &Told { events: self.events, resource: resource.id() },
                stop: self.stop,
                unproven: self.unproven,
                keep_logs: true,
                written: &[],
            };
            self.write(resource, &change, &step).await?;
        }
        let elapsed_milliseconds = milliseconds(started.elapsed());
        let Change { resource, action, name, .. } = change;
        tell(self.events, Event::Changed { resource, action, name, elapsed_milliseconds }).await;
        Ok(action)
    }

    /// The call of a run that was ended may still be on its way when this one looks. Where AWS would take a second one of the same
    /// name, that is waited for, and looked at again.
    async fn look_again(&self, resource: &dyn Resource, observed: Observed, account: &Account) -> Result<Observed, Problem> {
        let begun = self.record.session.journal.creation_under_way(resource.id());
        let pause = begun.and_then(|begun| may_still_arrive(begun, now()));
        let Some(pause) = pause.filter(|_| observed.document.is_none() && !resource.has_unique_name()) else {
            return Ok(observed);
        };
        let told = Told { events: self.events, resource: resource.id() };
        let waiting_for = format!("the {} that an interrupted run may have asked for", resource.id().title());
        told.hear(Report::Waiting { waiting_for, attempt: 1, elapsed: Duration::ZERO, pause }).await;
        self.stop.pause(pause).await;
        match self.stop.requested() {
            true => Err(stopped()),
            false => resource.observe(&Blueprint::new(&self.plan.spec, &self.record.session.made), account).await,
        }
    }

    async fn write(&mut self, resource: &dyn Resource, change: &Change, step: &Step<'_>) -> Result<(), Problem> {
        let operation = if change.action == Action::Create { ResourceOperation::Create } else { ResourceOperation::Update };
        let (before, fields) = (change.before.clone(), change.fields.clone());
        self.record.intend(Entry::intent(change.resource, operation, &change.name, before, fields, now()))?;
        let result = self.execute(resource, change.action, step).await;
        self.record.finish(&result)?;
        result
    }

    /// Calls; where the answer is lost or the service is busy, looks at what became of it before calling again: what was made by a
    /// lost call is taken as made, not made twice.
    async fn execute(&mut self, resource: &dyn Resource, mut action: Action, step: &Step<'_>) -> Result<(), Problem> {
        let (mut observed, account) = (step.observed.clone(), step.account);
        for attempt in 1..=ATTEMPTS {
            let step = Step { observed: &observed, ..*step };
            let mut made = self.record.session.made.clone();
            let result = match action {
                Action::Create => resource.create(&step, &mut made).await,
                _ => resource.update(&step).await,
            };
            self.record.session.made = made;
            let Err(problem) = result else { break };
            if attempt == ATTEMPTS || self.stop.requested() || !may_have_arrived(&problem) {
                return Err(problem);
            }
            pause(&Told { events: self.events, resource: resource.id() }, self.stop, &problem, attempt).await;
            let blueprint = Blueprint::new(&self.plan.spec, &self.record.session.made);
            observed = resource.observe(&blueprint, account).await?;
            if problem.kind == ProblemKind::Network {
                observed = self.look_again(resource, observed, account).await?;
            }
            self.record.session.made = merged(self.record.session.made.clone(), resource.id(), &observed);
            match decide(resource, &blueprint, &observed, true).action {
                Action::Keep | Action::Adopt => break,
                Action::Conflict => return Err(problem),
                Action::Create => action = Action::Create,
                Action::Update => action = Action::Update,
            }
        }
        read_back(resource, &Blueprint::new(&self.plan.spec, &self.record.session.made), step).await
    }
}

/// Reads what was written until it is as it must be: IAM answers with yesterday's truth for a while (rule 8). A member that stays
/// different is a failure that names it (rule 1).
async fn read_back(resource: &dyn Resource, blueprint: &Blueprint, step: &Step<'_>) -> Result<(), Problem> {
    let title = resource.id().title();
    until(&format!("the {title} to read back as written"), Patience::PROPAGATION, step.listener, step.stop, || async {
        let observed = resource.observe(blueprint, step.account).await?;
        let desired = intended(resource, blueprint, step, &observed);
        match resource.document().compare(Some(&desired), observed.document.as_ref()).changes.first() {
            None => Ok(Look::Ready(())),
            Some(FieldChange { path, before, after }) => {
                let why = format!("{path} is {} and should be {}.", shown(after.as_ref()), shown(before.as_ref()));
                let what = format!("The {title} was written but reads back differently.");
                Ok(Look::NotYet(Problem::new(ProblemKind::Conflict, what, why)))
            }
        }
    })
    .await
}

/// An edit must leave the rest of the document as it was before; something made follows from the blueprint alone.
fn intended(resource: &dyn Resource, blueprint: &Blueprint, step: &Step<'_>, observed: &Observed) -> Value {
    match step.observed.document {
        Some(_) => resource.desired(blueprint, step.observed),
        None => resource.desired(blueprint, observed),
    }
}

fn started_event(change: &Change) -> Event {
    Event::Started { resource: change.resource, action: change.action, name: change.name.clone() }
}

fn unresolved(change: &Change) -> Problem {
    let conflict = change.conflict.as_ref();
    let found = conflict.map_or_else(String::new, |conflict| conflict.found.clone());
    let problem = Problem::new(
        ProblemKind::AlreadyExists,
        format!("The {} cannot be set up: something else stands there.", change.resource.title()),
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

fn not_shown(change: &Change) -> Problem {
    Problem::new(
        ProblemKind::Conflict,
        format!("The {} changed since the plan was shown.", change.resource.title()),
        "Nothing is changed that was not shown.",
    )
    .remedy("Plan again, look, and apply.")
}
