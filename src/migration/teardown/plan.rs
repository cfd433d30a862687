//! Teardown, planned: what this session made goes, what it edited is set back, what somebody else changed since is asked about. Pure
//! but for looking.

use super::removal::{ChangedMember, Decisions, Removal, RemovalAction};
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::order;
use crate::aws::account::Accounts;
use crate::diff::{self, Strictness, says_nothing};
use crate::migration::observe::{ObservedResource, observe};
use crate::model::blueprint::Blueprint;
use crate::model::change::{FieldChange, ResourceOperation, below, member_at};
use crate::model::resource_id::ResourceId;
use crate::model::spec::Spec;
use crate::problem::{Problem, ProblemKind};
use crate::session::document::Session;
use crate::session::journal::{EntryResult, Journal, Ownership};

/// The version of the teardown document.
pub const TEARDOWN_FORMAT: u32 = 1;

/// What teardown would do, in the order in which it does it: the trigger first, the migration app client last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Teardown {
    pub format_version: u32,
    pub spec: Spec,
    pub removals: Vec<Removal>,
}

/// Looks at both accounts, writes nothing, and says what teardown would do.
pub async fn make(session: &Session, decisions: &Decisions, accounts: &Accounts) -> Result<Teardown, Problem> {
    let spec = session.spec.as_ref().ok_or_else(|| nothing_made(&session.name))?;
    let (blueprint, mut seen) = observe(spec, &session.made, accounts).await?;
    seen.reverse();
    let mut removals: Vec<Removal> = seen.iter().map(|seen| removal(seen, &blueprint, &session.journal, decisions)).collect();
    order::warn(&mut removals, &seen, &blueprint);
    Ok(Teardown { format_version: TEARDOWN_FORMAT, spec: blueprint.spec, removals })
}

fn nothing_made(session: &str) -> Problem {
    Problem::new(ProblemKind::Invalid, format!("The session {session} has made nothing."), "There is nothing to remove.")
}

/// What happens to one resource. Pure.
pub fn removal(seen: &ObservedResource, blueprint: &Blueprint, journal: &Journal, decisions: &Decisions) -> Removal {
    let id = seen.resource.id();
    let current = seen.observed.document.as_ref();
    let (action, disagreements, fields) = match journal.ownership(id) {
        Ownership::None => (RemovalAction::Unmanaged, Vec::new(), Vec::new()),
        _ if !decisions.only.is_empty() && !decisions.only.contains(&id) => (RemovalAction::Skip, Vec::new(), Vec::new()),
        Ownership::Created { .. } if current.is_some() && seen.resource.stays_forever() => {
            (RemovalAction::CannotRemove, Vec::new(), Vec::new())
        }
        Ownership::Created { fields } => made(current, &fields),
        Ownership::Modified { fields, .. } => edited(current, fields),
    };
    let asked = |decision: &BTreeSet<ResourceId>| decision.contains(&id);
    let action = match action {
        RemovalAction::Unmanaged | RemovalAction::MarkRemoved | RemovalAction::CannotRemove => action,
        _ if asked(&decisions.keep) => RemovalAction::Keep,
        _ if asked(&decisions.skip) => RemovalAction::Skip,
        // Checked before the call whose answer is missing: what is missing now is its own half-done work.
        RemovalAction::Changed if asked(&decisions.force) || under_way(journal, id) && disagreements.iter().all(is_missing) => {
            match journal.ownership(id) {
                Ownership::Modified { .. } => RemovalAction::Revert,
                _ => RemovalAction::Delete,
            }
        }
        action => action,
    };
    let leaves = if action == RemovalAction::Unmanaged { None } else { seen.resource.leaves(blueprint) };
    let notes = leaves.into_iter().collect();
    Removal { resource: id, name: seen.resource.name(blueprint), action, disagreements, fields, notes }
}

type Finding = (RemovalAction, Vec<ChangedMember>, Vec<FieldChange>);

/// It is ours to delete as long as it is as we made it: nothing changed, and nothing put onto it.
fn made(current: Option<&Value>, fields: &[FieldChange]) -> Finding {
    let Some(current) = current else { return (RemovalAction::MarkRemoved, Vec::new(), Vec::new()) };
    let mut disagreements: Vec<ChangedMember> = fields.iter().filter_map(|field| disagreement(current, field)).collect();
    disagreements.extend(external_changes(current, fields));
    let action = if disagreements.is_empty() { RemovalAction::Delete } else { RemovalAction::Changed };
    (action, disagreements, Vec::new())
}

/// Each member goes back to its recorded value as long as it has the value that we wrote. What has its recorded value already is done.
fn edited(current: Option<&Value>, fields: Vec<FieldChange>) -> Finding {
    // Somebody deleted the whole document: there is nothing to put a value back into.
    let Some(current) = current else { return (RemovalAction::MarkRemoved, Vec::new(), Vec::new()) };
    let back =
        |field: &&FieldChange| diff::says_the_same(member_at(current, &field.path), field.before.as_ref(), Strictness::Policy);
    let open: Vec<FieldChange> = fields.iter().filter(|field| !back(field)).cloned().collect();
    if open.is_empty() {
        return (RemovalAction::MarkRemoved, Vec::new(), Vec::new());
    }
    let disagreements: Vec<ChangedMember> = open.iter().filter_map(|field| disagreement(current, field)).collect();
    let action = if disagreements.is_empty() { RemovalAction::Revert } else { RemovalAction::Changed };
    let fields =
        open.into_iter().map(|field| FieldChange { path: field.path, before: field.after, after: field.before }).collect();
    (action, disagreements, fields)
}

/// Members that nobody of us wrote. An empty one says nothing.
fn external_changes(current: &Value, fields: &[FieldChange]) -> impl Iterator<Item = ChangedMember> {
    let related = |path: &str, field: &FieldChange| {
        path == field.path || below(path, &field.path).is_some() || below(&field.path, path).is_some()
    };
    diff::differences(None, Some(current), Strictness::Policy)
        .into_iter()
        .filter(move |member| !fields.iter().any(|field| related(&member.path, field)))
        .filter(|member| !member.after.as_ref().is_none_or(says_nothing))
        .map(|member| ChangedMember { path: member.path, recorded: None, written: None, current: member.after })
}

fn is_missing(disagreement: &ChangedMember) -> bool {
    disagreement.current.as_ref().is_none_or(Value::is_null)
}

fn disagreement(current: &Value, field: &FieldChange) -> Option<ChangedMember> {
    let now = member_at(current, &field.path);
    (!diff::says_the_same(now, field.after.as_ref(), Strictness::Policy)).then(|| ChangedMember {
        path: field.path.clone(),
        recorded: field.before.clone(),
        written: field.after.clone(),
        current: now.cloned(),
    })
}

/// Whether teardown of it was begun and its end is not on record.
fn under_way(journal: &Journal, id: ResourceId) -> bool {
    let last = journal.entries().iter().rfind(|entry| entry.resource == id);
    last.is_some_and(|entry| {
        matches!(entry.operation, ResourceOperation::Delete | ResourceOperation::Revert)
            && entry.result != Some(EntryResult::Done)
    })
}

impl Teardown {
    /// Whether teardown would write anything.
    pub fn has_removals(&self) -> bool {
        self.removals.iter().any(|removal| removal.action.writes())
    }

    /// The names of what nobody can take back.
    pub fn stays(&self) -> Vec<String> {
        let stays = self.removals.iter().filter(|removal| removal.action == RemovalAction::CannotRemove);
        stays.map(|removal| removal.name.clone()).collect()
    }

    /// The resources that wait for a decision.
    pub fn undecided(&self) -> impl Iterator<Item = &Removal> {
        self.removals.iter().filter(|removal| removal.action == RemovalAction::Changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn field(before: Option<Value>, after: Option<Value>) -> FieldChange {
        FieldChange { path: "LambdaConfig.UserMigration".into(), before, after }
    }

    fn pool(trigger: &str) -> Value {
        json!({ "LambdaConfig": { "UserMigration": trigger, "PreSignUp": "arn:other" } })
    }

    #[test]
    fn a_trigger_that_we_set_is_set_back_to_nothing() {
        let (action, _, fields) = edited(Some(&pool("arn:ours")), vec![field(None, Some(json!("arn:ours")))]);
        assert_eq!(action, RemovalAction::Revert);
        assert_eq!(fields, [field(Some(json!("arn:ours")), None)]);
    }

    #[test]
    fn a_trigger_that_somebody_changed_since_is_asked_about() {
        let (action, disagreements, _) = edited(Some(&pool("arn:theirs")), vec![field(None, Some(json!("arn:ours")))]);
        assert_eq!(action, RemovalAction::Changed);
        assert_eq!(disagreements[0].current, Some(json!("arn:theirs")));
    }

    #[test]
    fn a_trigger_that_is_off_already_needs_nothing() {
        let off = json!({ "LambdaConfig": { "PreSignUp": "arn:other" } });
        assert_eq!(edited(Some(&off), vec![field(None, Some(json!("arn:ours")))]).0, RemovalAction::MarkRemoved);
    }

    #[test]
    fn a_role_as_we_made_it_is_deleted_and_a_changed_one_is_asked_about() {
        let fields = [FieldChange { path: "Path".into(), before: None, after: Some(json!("/")) }];
        assert_eq!(made(Some(&json!({ "Path": "/" })), &fields).0, RemovalAction::Delete);
        assert_eq!(made(Some(&json!({ "Path": "/other/" })), &fields).0, RemovalAction::Changed);
        assert_eq!(made(None, &fields).0, RemovalAction::MarkRemoved);
    }
}
