//! The plan: desired minus observed, as changes in the order of applying. Pure but for looking: the same inputs give the same plan.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::observe::{ObservedResource, observe};
use crate::aws::account::Accounts;
use crate::model::blueprint::Blueprint;
use crate::model::change::{Change, ChangeAction, FieldChange, member_at};
use crate::model::place::AFTER_APPLY;
use crate::model::spec::Spec;
use crate::problem::Problem;
use crate::resources::decide::decide;
use crate::session::document::Session;

/// The version of the plan document.
pub const PLAN_FORMAT: u32 = 1;

/// What apply would do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub format_version: u32,
    pub spec: Spec,
    pub changes: Vec<Change>,
}

/// Looks at both accounts, writes nothing, and says what apply would do.
pub async fn make(session: &Session, spec: &Spec, accounts: &Accounts) -> Result<Plan, Problem> {
    let (blueprint, seen) = observe(spec, &session.made, accounts).await?;
    Ok(of(session, &blueprint, &seen))
}

/// The plan that follows from what was seen. Pure.
pub fn of(session: &Session, blueprint: &Blueprint, seen: &[ObservedResource]) -> Plan {
    let changes = seen
        .iter()
        .map(|ObservedResource { resource, observed }| decide(*resource, blueprint, observed, session.wrote(resource.id())));
    Plan { format_version: PLAN_FORMAT, spec: blueprint.spec.clone(), changes: changes.collect() }
}

impl Plan {
    /// Whether apply would write anything.
    pub fn has_changes(&self) -> bool {
        self.changes.iter().any(|change| change.action.writes())
    }

    /// The changes that wait for a choice of the operator.
    pub fn conflicts(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.action == ChangeAction::Conflict)
    }

    /// How many warnings there are.
    pub fn warnings(&self) -> usize {
        self.changes.iter().map(|change| change.warnings.len()).sum()
    }

    /// How many changes have this action.
    pub fn count(&self, action: ChangeAction) -> usize {
        self.changes.iter().filter(|change| change.action == action).count()
    }
}

/// Whether a change is what was shown: it writes no field that the shown one does not write in the same way. What was not known
/// yet when it was shown (`(known after apply)`) may be anything.
pub fn was_shown(shown: &Change, now: &Change) -> bool {
    let was_shown = |field: &FieldChange| match &shown.before {
        // All of it was shown: what is left of a creation that was interrupted is a part of that.
        None => is_as_shown(member_at(&shown.after, &field.path), field.after.as_ref()),
        Some(_) => shown.fields.iter().any(|shown| {
            shown.path == field.path && shown.before == field.before && is_as_shown(shown.after.as_ref(), field.after.as_ref())
        }),
    };
    !now.action.writes() || shown.action.writes() && now.fields.iter().all(was_shown)
}

fn is_as_shown(shown: Option<&Value>, now: Option<&Value>) -> bool {
    match (shown, now) {
        (Some(Value::String(shown)), Some(Value::String(now))) => reads_as_shown(shown, now),
        (Some(Value::Array(shown)), Some(Value::Array(now))) => {
            shown.len() == now.len() && shown.iter().zip(now).all(|(shown, now)| is_as_shown(Some(shown), Some(now)))
        }
        (Some(Value::Object(shown)), Some(Value::Object(now))) => {
            shown.len() == now.len() && now.iter().all(|(name, now)| is_as_shown(shown.get(name), Some(now)))
        }
        (shown, now) => shown == now,
    }
}

/// A text may hold several values that are known only after apply, with what was shown between them.
fn reads_as_shown(shown: &str, now: &str) -> bool {
    let mut parts = shown.split(AFTER_APPLY);
    let Some(mut rest) = parts.next().and_then(|head| now.strip_prefix(head)) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some((_, behind)) = rest.split_once(part) else { return false };
        rest = behind;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::resource_id::ResourceId;
    use serde_json::json;

    fn change(before: Value, after: Value) -> Change {
        let fields = vec![FieldChange { path: "X".into(), before: Some(before.clone()), after: Some(after.clone()) }];
        Change {
            resource: ResourceId::Function,
            action: ChangeAction::Update,
            name: String::new(),
            why: String::new(),
            before: Some(before),
            after,
            fields,
            conflict: None,
            left_behind: Vec::new(),
            warnings: Vec::new(),
        }
    }

    #[test]
    fn what_became_known_meanwhile_counts_as_shown() {
        let shown = change(json!(1), json!("arn:aws:userpool/(known after apply)"));
        assert!(was_shown(&shown, &change(json!(1), json!("arn:aws:userpool/eu-west-1_a"))));
        assert!(!was_shown(&shown, &change(json!(1), json!("arn:other/eu-west-1_a"))));
    }

    #[test]
    fn a_text_with_several_values_that_became_known_counts_as_shown() {
        let shown = |text: &str| change(json!(1), json!(text));
        let two = shown("a=(known after apply);b=(known after apply)!");
        for (text, was) in [("a=1;b=2!", true), ("a=;b=!", true), ("a=1;c=2!", false), ("a=1;b=2", false), ("x=1;b=2!", false)] {
            assert_eq!(was_shown(&two, &shown(text)), was, "{text}");
        }
        assert!(!was_shown(&shown("a"), &shown("ab")));
    }

    #[test]
    fn a_value_that_changed_since_the_plan_was_not_shown() {
        assert!(!was_shown(&change(json!("a"), json!("c")), &change(json!("b"), json!("c"))));
    }

    #[test]
    fn what_is_left_of_an_interrupted_creation_was_shown_with_it() {
        let whole = json!({ "Name": "f", "LogGroup": { "Name": "g", "Days": 30 } });
        let created = Change { action: ChangeAction::Create, before: None, ..change(Value::Null, whole.clone()) };
        let rest = |group: Value| Change {
            fields: vec![FieldChange { path: "LogGroup".into(), before: Some(Value::Null), after: Some(group) }],
            ..change(json!({ "Name": "f", "LogGroup": null }), whole.clone())
        };
        assert!(was_shown(&created, &rest(json!({ "Name": "g", "Days": 30 }))));
        assert!(!was_shown(&created, &rest(json!({ "Name": "g", "Days": 7 }))));
    }

    #[test]
    fn nothing_left_to_write_is_always_fine() {
        let mut now = change(json!("b"), json!("c"));
        now.action = ChangeAction::Keep;
        assert!(was_shown(&change(json!("a"), json!("c")), &now));
    }
}
