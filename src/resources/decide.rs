//! Desired minus observed: one resource's change. Pure, and the same for every resource.

use serde_json::Value;

use super::blueprint::Blueprint;
use super::change::{Action, Change, Conflict, FieldChange};
use super::{Observed, Owner, Resource};
use crate::aws::policy;

/// The member that carries a resource's tags: someone else's resource that matches in all but tags is adopted.
pub const TAGS: &str = "Tags";

/// What has to be done with this resource. `made_by_us`: this session's journal says that it made or changed it.
pub fn decide(resource: &dyn Resource, blueprint: &Blueprint, observed: &Observed, made_by_us: bool) -> Change {
    let after = resource.desired(blueprint, observed);
    let before = observed.document.as_ref();
    let fields = difference(before, &after);
    let replace = blueprint.options().replace.contains(&resource.id());
    let (action, conflict) = match (&before, &observed.owner) {
        (None, _) => (Action::Create, None),
        (Some(_), _) if fields.is_empty() => (if made_by_us { Action::Keep } else { Action::Adopt }, None),
        (Some(_), Owner::Ours) => (Action::Update, None),
        (Some(_), Owner::Foreign { .. }) if fields.iter().all(|field| field.path.starts_with(TAGS)) => (Action::Adopt, None),
        (Some(_), Owner::Foreign { replaceable: true, .. }) if replace => (Action::Update, None),
        (Some(_), Owner::Foreign { found, replaceable, alternative }) => {
            let conflict = Conflict { found: found.clone(), replaceable: *replaceable, alternative: alternative.clone() };
            (Action::Conflict, Some(conflict))
        }
    };
    let mut warnings = if action.writes() { resource.warnings(blueprint, &after) } else { Vec::new() };
    if action != Action::Keep {
        warnings.extend(resource.notes(blueprint, observed));
    }
    Change {
        resource: resource.id(),
        action,
        name: resource.name(blueprint),
        why: resource.why().to_owned(),
        before: before.cloned(),
        after,
        fields: if action == Action::Adopt { Vec::new() } else { fields },
        conflict,
        left_behind: if action == Action::Keep { Vec::new() } else { resource.left_behind(blueprint) },
        warnings,
    }
}

/// The members that differ, as dotted paths. Policies and lists are compared as IAM compares them: by what they say.
pub fn difference(before: Option<&Value>, after: &Value) -> Vec<FieldChange> {
    let mut fields = Vec::new();
    collect("", before, Some(after), &mut fields);
    fields
}

fn collect(path: &str, before: Option<&Value>, after: Option<&Value>, fields: &mut Vec<FieldChange>) {
    match (before, after) {
        (Some(before), Some(after)) if policy::same(before, after) => {}
        (Some(Value::Object(left)), Some(Value::Object(right))) => {
            for (member, value) in right {
                collect(&join(path, member), left.get(member), Some(value), fields);
            }
            for (member, value) in left.iter().filter(|(member, _)| !right.contains_key(*member)) {
                collect(&join(path, member), Some(value), None, fields);
            }
        }
        // A policy's statements, an address's parts: as long as the lists are of one length, the element that differs is named.
        (Some(Value::Array(left)), Some(Value::Array(right)))
            if left.len() == right.len() && right.iter().all(Value::is_object) =>
        {
            for (position, (left, right)) in left.iter().zip(right).enumerate() {
                collect(&format!("{path}[{position}]"), Some(left), Some(right), fields);
            }
        }
        (None, Some(Value::Object(right))) if !right.is_empty() => {
            for (member, value) in right {
                collect(&join(path, member), None, Some(value), fields);
            }
        }
        (None | Some(Value::Null), None | Some(Value::Null)) => {}
        (before, after) => {
            fields.push(FieldChange { path: path.to_owned(), before: before.cloned(), after: after.cloned() });
        }
    }
}

fn join(path: &str, member: &str) -> String {
    if path.is_empty() { member.to_owned() } else { format!("{path}.{member}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn paths(before: Option<Value>, after: Value) -> Vec<String> {
        difference(before.as_ref(), &after).into_iter().map(|field| field.path).collect()
    }

    #[test]
    fn only_the_member_that_differs_is_shown() {
        let before = json!({ "LambdaConfig": { "PreSignUp": "arn:a" }, "MfaConfiguration": "ON" });
        let after = json!({ "LambdaConfig": { "PreSignUp": "arn:a", "UserMigration": "arn:b" }, "MfaConfiguration": "ON" });
        assert_eq!(paths(Some(before), after), ["LambdaConfig.UserMigration"]);
    }

    #[test]
    fn a_member_that_would_be_lost_is_shown_too() {
        assert_eq!(paths(Some(json!({ "A": 1, "B": 2 })), json!({ "A": 1 })), ["B"]);
    }

    #[test]
    fn a_list_in_another_order_is_no_difference() {
        let flows = |list: [&str; 2]| json!({ "ExplicitAuthFlows": list });
        assert!(paths(Some(flows(["A", "B"])), flows(["B", "A"])).is_empty());
    }

    #[test]
    fn the_part_of_a_statement_that_differs_is_named() {
        let trust =
            |id: &str| json!({ "Statement": [{ "Effect": "Allow", "Condition": { "StringEquals": { "sts:ExternalId": id } } }] });
        assert_eq!(paths(Some(trust("a")), trust("b")), ["Statement[0].Condition.StringEquals.sts:ExternalId"]);
    }

    #[test]
    fn creating_shows_every_member() {
        assert_eq!(paths(None, json!({ "A": { "B": 1, "C": 2 } })), ["A.B", "A.C"]);
    }
}
