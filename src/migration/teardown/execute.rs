//! Teardown, carried out: one resource after the other, each looked at again right before, on record before and after, and seen to be
//! gone. Resumable like apply.

use serde_json::Value;

use super::plan::{Teardown, removal};
use crate::aws::account::Accounts;
use crate::command::Command;
use crate::event::{Event, Events};
use crate::function::probe::Unproven;
use crate::migration::again::{ATTEMPTS, may_have_arrived, pause, standing, stopped};
use crate::migration::observe::{Seen, merged};
use crate::migration::record::{Record, Told, milliseconds, now, tell};
use crate::migration::teardown::removal::{ChangedMember, Decisions, Removal, RemovalAction};
use crate::model::blueprint::Blueprint;
use crate::model::change::{FieldChange, ResourceOperation};
use crate::model::resource_id::ResourceId;
use crate::problem::{Problem, ProblemKind};
use crate::resources::registry;
use crate::resources::resource::Step;
use crate::run::progress::Stop;
use crate::run::wait::{Look, Patience, until};
use crate::session::document::Session;
use crate::session::journal::{Entry, Ownership};
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

/// Carries the teardown out. What is gone already is closed in the record, so tearing down again continues where it stopped.
pub async fn execute(
    session: &mut Session,
    teardown: &Teardown,
    decisions: &Decisions,
    tools: TeardownContext<'_>,
) -> Result<TeardownSummary, Problem> {
    let mut run = Run { record: Record { session, store: tools.store }, teardown, decisions, tools };
    match run.all().await {
        Ok(result) => Ok(result),
        Err((resource, problem)) => {
            tell(tools.events, Event::Failed { resource, problem: problem.clone() }).await;
            Err(problem)
        }
    }
}

struct Run<'a> {
    record: Record<'a>,
    teardown: &'a Teardown,
    decisions: &'a Decisions,
    tools: TeardownContext<'a>,
}

impl Run<'_> {
    async fn all(&mut self) -> Result<TeardownSummary, (Option<ResourceId>, Problem)> {
        let removals = self
            .teardown
            .removals
            .iter()
            .filter(|removal| matches!(removal.action, RemovalAction::Delete | RemovalAction::Revert))
            .count();
        tell(self.tools.events, Event::TeardownStarted { removals }).await;
        let (mut deleted, mut reverted, mut left) = (0, 0, 0);
        for (done, shown) in self.teardown.removals.iter().enumerate() {
            if self.tools.stop.requested() {
                let left = self.teardown.removals.len() - done;
                tell(self.tools.events, Event::Interrupted { done, left }).await;
                return Err((Some(shown.resource), self.standing(stopped(), done)));
            }
            match self.one(shown).await.map_err(|problem| (Some(shown.resource), self.standing(problem, done)))? {
                RemovalAction::Delete => deleted += 1,
                RemovalAction::Revert => reverted += 1,
                RemovalAction::Keep | RemovalAction::Skip | RemovalAction::CannotRemove => left += 1,
                RemovalAction::MarkRemoved | RemovalAction::Unmanaged | RemovalAction::Changed => {}
            }
        }
        let archived = self.record.session.written() == 0;
        if archived {
            self.record.store.archive(self.record.session).map_err(|problem| (None, problem))?;
        }
        tell(self.tools.events, Event::TeardownFinished { deleted, reverted, left, archived }).await;
        Ok(TeardownSummary { deleted, reverted, left, archived, stays: self.teardown.stays() })
    }

    fn standing(&self, problem: Problem, done: usize) -> Problem {
        let left: Vec<ResourceId> = self.teardown.removals[done..].iter().map(|removal| removal.resource).collect();
        standing(problem, done, &left, &Command::ferry("teardown").session(&self.record.session.name))
    }

    async fn one(&mut self, shown: &Removal) -> Result<RemovalAction, Problem> {
        let started = tokio::time::Instant::now();
        let resource = registry::resource(shown.resource);
        let account = self.tools.accounts.side(resource.id().side());
        let observed = resource.observe(&Blueprint::new(&self.teardown.spec, &self.record.session.made), account).await?;
        let made = merged(self.record.session.made.clone(), resource.id(), &observed);
        let blueprint = Blueprint::new(&self.teardown.spec, &made);
        let seen = Seen { resource, observed };
        let now_seen = removal(&seen, &blueprint, &self.record.session.journal, self.decisions);
        if matches!(now_seen.action, RemovalAction::Delete | RemovalAction::Revert) && now_seen.action != shown.action {
            return Err(not_shown(shown));
        }
        match now_seen.action {
            RemovalAction::Unmanaged | RemovalAction::Skip => return Ok(now_seen.action),
            RemovalAction::Changed => return Err(changed(&now_seen, &self.record.session.name)),
            RemovalAction::Keep | RemovalAction::MarkRemoved | RemovalAction::CannotRemove => {
                let operation = if now_seen.action == RemovalAction::MarkRemoved {
                    ResourceOperation::Delete
                } else {
                    ResourceOperation::Leave
                };
                self.record.intend(Entry::intent(shown.resource, operation, &shown.name, None, Vec::new(), now()))?;
                self.record.finish(&Ok(()))?;
                return Ok(now_seen.action);
            }
            RemovalAction::Delete | RemovalAction::Revert => {}
        }
        let operation =
            if now_seen.action == RemovalAction::Delete { ResourceOperation::Delete } else { ResourceOperation::Revert };
        let (id, name) = (shown.resource, shown.name.clone());
        tell(self.tools.events, Event::Removing { resource: id, operation, name: name.clone() }).await;
        let (before, written) = match self.record.session.journal.ownership(id) {
            Ownership::Modified { before, fields } => (Some(before), fields),
            Ownership::Created { fields } => (None, fields),
            Ownership::None => (None, Vec::new()),
        };
        let current = seen.observed.document.clone();
        self.record.session.forget_what_was_proven();
        self.record.intend(Entry::intent(id, operation, &name, current, now_seen.fields.clone(), now()))?;
        let result = self.take_back(seen, &blueprint, before.as_ref(), &written).await;
        self.record.finish(&result)?;
        result?;
        let elapsed_milliseconds = milliseconds(started.elapsed());
        tell(self.tools.events, Event::Removed { resource: id, operation, name, elapsed_milliseconds }).await;
        Ok(now_seen.action)
    }

    /// Takes it back and waits until that is seen. Where an answer is lost or the service is busy, looks what became of the call
    /// before it is made again.
    async fn take_back(
        &self,
        mut seen: Seen,
        blueprint: &Blueprint,
        before: Option<&Value>,
        written: &[FieldChange],
    ) -> Result<(), Problem> {
        let resource = seen.resource;
        let account = self.tools.accounts.side(resource.id().side());
        let (stop, told) = (self.tools.stop, Told { events: self.tools.events, resource: resource.id() });
        let look = async || Ok::<_, Problem>(Seen { resource, observed: resource.observe(blueprint, account).await? });
        let action = |seen: &Seen| removal(seen, blueprint, &self.record.session.journal, self.decisions).action;
        for attempt in 1..=ATTEMPTS {
            let desired = seen.observed.document.clone().unwrap_or_else(|| resource.desired(blueprint, &seen.observed));
            let (observed, keep_logs) = (&seen.observed, self.tools.keep_logs);
            let step = Step {
                blueprint,
                account,
                observed,
                desired: &desired,
                listener: &told,
                stop,
                unproven: Unproven::Stop,
                keep_logs,
                written,
            };
            let reverted = match self.decisions.force.contains(&resource.id()) {
                true => resource.revert_by_force(&step, before).await,
                false => resource.revert(&step, before).await,
            };
            let Err(problem) = reverted else { break };
            if attempt == ATTEMPTS || stop.requested() || !may_have_arrived(&problem) {
                return Err(problem);
            }
            pause(&told, stop, &problem, attempt).await;
            seen = look().await?;
            match action(&seen) {
                RemovalAction::Delete | RemovalAction::Revert => {}
                RemovalAction::MarkRemoved => break,
                _ => return Err(problem),
            }
        }
        if resource.leaves_what_is_used() {
            return Ok(());
        }
        let title = resource.id().title();
        until(&format!("the {title} to be gone"), Patience::PROPAGATION, &told, stop, || async {
            match action(&look().await?) {
                RemovalAction::MarkRemoved => Ok(Look::Ready(())),
                _ => Ok(Look::NotYet(still_there(title, account.identity.account.as_str()))),
            }
        })
        .await
    }
}

fn still_there(title: &str, account: &str) -> Problem {
    Problem::new(
        ProblemKind::Conflict,
        format!("The {title} in account {account} was taken back, and still stands."),
        "AWS shows it as before.",
    )
    .remedy("Tear down again in some minutes: it continues here.")
}

fn not_shown(shown: &Removal) -> Problem {
    let what = format!("The {} changed since the teardown was shown.", shown.resource.title());
    Problem::new(ProblemKind::Conflict, what, "Nothing is changed that was not shown.").remedy("Look again, and tear down again.")
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
    let what = format!("The {} ({}) was changed by somebody since. It stops here.", removal.resource.title(), removal.name);
    Problem::new(ProblemKind::Conflict, what, why.join("; "))
        .remedy(format!("Leave it as it is, and forget it:  {}", teardown.clone().with("--keep", key)))
        .remedy(format!("Take it back all the same:         {}", teardown.clone().with("--force", key)))
        .remedy(format!("Go on without it, for now:         {}", teardown.with("--skip", key)))
}
