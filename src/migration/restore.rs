//! Restoring a whole document as it was recorded before our edit: what is offered when an edit changed more than its one field.

use async_trait::async_trait;
use serde::Serialize;
use serde_json::Value;

use super::executor::{Executor, Intent, Next, Task, changed_since_shown};
use super::journal_writer::JournalWriter;
use super::observe::ObservedResource;
use crate::aws::account::Accounts;
use crate::command::Command;
use crate::event::Events;
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::change::{FieldChange, ResourceOperation};
use crate::model::resource_id::ResourceId;
use crate::problem::{Problem, ProblemKind};
use crate::resources::registry;
use crate::resources::resource::{Observed, Resource, ResourceContext};
use crate::run::progress::Stop;
use crate::run::wait::Poll;
use crate::session::document::Session;
use crate::session::journal::Ownership;
use crate::session::store::Store;

/// What would be written back.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Restoration {
    pub resource: ResourceId,
    /// What it is called in its account.
    pub name: String,
    /// From what stands there to what was recorded.
    pub fields: Vec<FieldChange>,
    #[serde(skip)]
    recorded: Value,
}

#[cfg(test)]
impl Restoration {
    /// As looking would give it, for tests of what shows it.
    pub fn pretend(resource: ResourceId, name: &str, fields: Vec<FieldChange>) -> Self {
        Self { resource, name: name.into(), fields, recorded: Value::Null }
    }
}

/// Looks at the document and compares it with the record. Writes nothing.
pub async fn make(session: &Session, resource: ResourceId, accounts: &Accounts) -> Result<Restoration, Problem> {
    let (Some(spec), Ownership::Modified { before, .. }) = (&session.spec, session.journal.ownership(resource)) else {
        return Err(nothing_recorded(session, resource));
    };
    let blueprint = Blueprint::new(spec, &session.made);
    let edited = registry::resource(resource);
    let observed = edited.observe(&blueprint, accounts.side(resource.side())).await?;
    let fields = fields_to_restore(edited, &before, &observed);
    Ok(Restoration { resource, name: edited.name(&blueprint), fields, recorded: before })
}

/// From what stands there to what was recorded. What Cognito settled beside the recorded document stays as it is.
fn fields_to_restore(resource: &dyn Resource, recorded: &Value, observed: &Observed) -> Vec<FieldChange> {
    let changes = resource.document().compare(Some(recorded), observed.document.as_ref()).changes;
    changes.into_iter().map(|FieldChange { path, before, after }| FieldChange { path, before: after, after: before }).collect()
}

/// Carries it out, on record like every other change. The document is this session's business no longer afterwards.
pub async fn execute(
    session: &mut Session,
    shown: &Restoration,
    accounts: &Accounts,
    store: &Store,
    events: &Events,
    stop: &Stop,
) -> Result<(), Problem> {
    let Some(spec) = session.spec.clone() else { return Err(nothing_recorded(session, shown.resource)) };
    let mut executor = Executor { journal: JournalWriter { session, store }, spec: &spec, accounts, events, stop };
    executor.one(shown, shown.resource).await
}

#[async_trait]
impl Task for Restoration {
    type Outcome = ();

    fn next(&self, _: &Session, _: &Blueprint, seen: &ObservedResource) -> Result<((), Next), Problem> {
        let (operation, name) = (ResourceOperation::Revert, self.name.clone());
        let fields = fields_to_restore(seen.resource, &self.recorded, &seen.observed);
        if fields.is_empty() {
            return Ok(((), Next::Record { operation, name }));
        }
        if fields != self.fields {
            return Err(changed_since_shown(self.resource, "difference", "Look again, and restore it."));
        }
        Ok(((), Next::Call(Intent { operation, name, fields, desired: self.recorded.clone() })))
    }

    async fn call(
        &self,
        resource: &dyn Resource,
        _: &Intent,
        step: &ResourceContext<'_>,
        _: &Session,
        _: &mut CreatedIds,
    ) -> Result<(), Problem> {
        resource.restore(step, &self.recorded).await
    }

    fn read_back(&self, _: &Session, _: &Observed, _: &Blueprint, now: &ObservedResource) -> Poll<()> {
        match fields_to_restore(now.resource, &self.recorded, &now.observed).first() {
            None => Poll::Ready(()),
            Some(FieldChange { path, .. }) => {
                let what = format!("The {} was restored but reads back differently.", self.resource.title());
                Poll::NotYet(Problem::new(ProblemKind::Conflict, what, format!("{path} is not as it was recorded.")))
            }
        }
    }
}

fn nothing_recorded(session: &Session, resource: ResourceId) -> Problem {
    let what = format!("There is no recorded document of the {} to restore.", resource.title());
    Problem::new(
        ProblemKind::Invalid,
        what,
        format!("The session {} has not edited it, or it is restored already.", session.name),
    )
    .remedy(format!("What this session made is taken away with: {}", Command::ferry("teardown").session(&session.name)))
}
