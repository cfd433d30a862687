//! Restoring a whole document as it was recorded before our edit: what is offered when an edit changed more than its one field.

use serde::Serialize;
use serde_json::Value;

use super::record::{Record, Told, now};
use crate::aws::account::Accounts;
use crate::command::Command;
use crate::event::Events;
use crate::function::probe::Unproven;
use crate::model::blueprint::Blueprint;
use crate::model::change::{FieldChange, ResourceOperation};
use crate::model::resource_id::ResourceId;
use crate::problem::{Problem, ProblemKind};
use crate::resources::registry;
use crate::resources::resource::{Observed, Step};
use crate::run::progress::Stop;
use crate::session::document::Session;
use crate::session::journal::{Entry, Ownership};
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
    #[serde(skip)]
    observed: Observed,
}

#[cfg(test)]
impl Restoration {
    /// As looking would give it, for tests of what shows it.
    pub fn pretend(resource: ResourceId, name: &str, fields: Vec<FieldChange>) -> Self {
        Self { resource, name: name.into(), fields, recorded: Value::Null, observed: Observed::default() }
    }
}

/// Looks at the document and compares it with the record. Writes nothing.
pub async fn make(session: &Session, resource: ResourceId, accounts: &Accounts) -> Result<Restoration, Problem> {
    let (Some(spec), Ownership::Modified { before, .. }) = (&session.spec, session.journal.ownership(resource)) else {
        return Err(nothing_recorded(session, resource));
    };
    let blueprint = Blueprint::new(spec, &session.made);
    let definition = registry::resource(resource);
    let observed = definition.observe(&blueprint, accounts.side(resource.side())).await?;
    // What Cognito settled beside the recorded document stays as it is.
    let settled = definition.document().compare(Some(&before), observed.document.as_ref()).changes.into_iter();
    let fields = settled.map(|FieldChange { path, before, after }| FieldChange { path, before: after, after: before }).collect();
    Ok(Restoration { resource, name: definition.name(&blueprint), fields, recorded: before, observed })
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
    let blueprint = Blueprint::new(&spec, &session.made);
    let current = shown.observed.document.clone();
    let mut record = Record { session, store };
    record.intend(Entry::intent(shown.resource, ResourceOperation::Revert, &shown.name, current, shown.fields.clone(), now()))?;
    let told = Told { events, resource: shown.resource };
    let step = Step {
        unproven: Unproven::Stop,
        blueprint: &blueprint,
        account: accounts.side(shown.resource.side()),
        observed: &shown.observed,
        desired: &shown.recorded,
        listener: &told,
        stop,
        keep_logs: true,
        written: &[],
    };
    let result = registry::resource(shown.resource).restore(&step, &shown.recorded).await;
    record.finish(&result)?;
    result
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
