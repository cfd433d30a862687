//! The difference between two JSON documents, member by member. Pure, and nobody else walks two documents side by side: whoever
//! compares says how strictly.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::text::printable;

/// One field that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Dotted: `Environment.Variables.OLD_CLIENT_ID`, `Statement[0].Action`.
    pub path: String,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

impl std::fmt::Display for FieldChange {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { path, before, after } = self;
        write!(formatter, "{} went from {} to {}", printable(path), shown(before.as_ref()), shown(after.as_ref()))
    }
}

/// What counts as saying the same. `null` is no member in either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// As somebody's settings, where a difference is a loss: only a list of texts may be in another order, for Describe gives flows, URLs
    /// and scopes in any. The order of anything else may matter.
    Document,
    /// As IAM and the services that rewrite policies read them: also a list of one is its element. A list of structures is compared
    /// element by element, so that the part of a statement that differs is named.
    Policy,
}

/// Every field that differs, deepest first known: `A.B`, not `A`. In the order of `after`; what it lacks comes last.
pub fn differences(before: Option<&Value>, after: Option<&Value>, strictness: Strictness) -> Vec<FieldChange> {
    let mut found = Vec::new();
    collect("", before, after, strictness, &mut found);
    found
}

/// Whether two values say the same.
pub fn same(left: Option<&Value>, right: Option<&Value>, strictness: Strictness) -> bool {
    differences(left, right, strictness).is_empty()
}

/// As [`same`], where an empty value says what a missing one says: who shows which is the service's affair.
pub fn says_the_same(left: Option<&Value>, right: Option<&Value>, strictness: Strictness) -> bool {
    let blank = |value: Option<&Value>| value.is_none_or(says_nothing);
    blank(left) && blank(right) || same(left, right, strictness)
}

/// A value as a sentence has it: JSON with everything escaped that a terminal would obey, or "nothing".
pub fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| printable(&value.to_string()).into_owned())
}

/// Whether a value says no more than its absence: `null`, `""`, `[]`, `{}`, and what holds only such.
pub fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.iter().all(says_nothing),
        Value::Object(members) => members.values().all(says_nothing),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn collect(path: &str, before: Option<&Value>, after: Option<&Value>, strictness: Strictness, found: &mut Vec<FieldChange>) {
    let (before, after) = (before.filter(|value| !value.is_null()), after.filter(|value| !value.is_null()));
    match (before, after) {
        (None, None) => {}
        (Some(left), Some(right)) if strictness.alike(left, right) => {}
        (Some(Value::Object(left)), Some(Value::Object(right))) => {
            for (member, value) in right {
                collect(&join(path, member), left.get(member), Some(value), strictness, found);
            }
            for (member, value) in left.iter().filter(|(member, _)| !right.contains_key(*member)) {
                collect(&join(path, member), Some(value), None, strictness, found);
            }
        }
        (Some(Value::Array(left)), Some(Value::Array(right)))
            if strictness == Strictness::Policy && left.len() == right.len() && right.iter().all(Value::is_object) =>
        {
            for (position, (left, right)) in left.iter().zip(right).enumerate() {
                collect(&format!("{path}[{position}]"), Some(left), Some(right), strictness, found);
            }
        }
        // A structure that appears or vanishes is told by its members, as long as it has some.
        (None, Some(Value::Object(right))) if !right.is_empty() => {
            right.iter().for_each(|(member, value)| collect(&join(path, member), None, Some(value), strictness, found));
        }
        (Some(Value::Object(left)), None) if !left.is_empty() => {
            left.iter().for_each(|(member, value)| collect(&join(path, member), Some(value), None, strictness, found));
        }
        (before, after) => {
            found.push(FieldChange { path: path.to_owned(), before: before.cloned(), after: after.cloned() });
        }
    }
}

impl Strictness {
    fn alike(self, left: &Value, right: &Value) -> bool {
        match self {
            Self::Policy => normalized(left) == normalized(right),
            Self::Document => match (left, right) {
                (Value::Array(left), Value::Array(right)) if as_set(left).is_some() => as_set(left) == as_set(right),
                (left, right) => left == right,
            },
        }
    }
}

/// A policy in one canonical writing: a list of one is its element, lists of texts are sorted, members are sorted. IAM treats all these
/// writings alike, and services rewrite freely.
fn normalized(document: &Value) -> Value {
    match document {
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(normalized).collect();
            if items.iter().all(Value::is_string) {
                items.sort_by(|left, right| left.as_str().cmp(&right.as_str()));
            }
            match items.len() {
                1 => items.remove(0),
                _ => Value::Array(items),
            }
        }
        Value::Object(members) => {
            let mut members: Vec<(String, Value)> =
                members.iter().map(|(name, value)| (name.clone(), normalized(value))).collect();
            members.sort_by(|left, right| left.0.cmp(&right.0));
            Value::Object(members.into_iter().collect())
        }
        other => other.clone(),
    }
}

/// The texts of a list in one order; none for a list of anything else.
fn as_set(items: &[Value]) -> Option<Vec<&str>> {
    let mut texts = items.iter().map(Value::as_str).collect::<Option<Vec<&str>>>()?;
    texts.sort_unstable();
    Some(texts)
}

fn join(path: &str, member: &str) -> String {
    if path.is_empty() { member.to_owned() } else { format!("{path}.{member}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(before: Value, after: Value, strictness: Strictness) -> Vec<String> {
        differences(Some(&before), Some(&after), strictness).iter().map(ToString::to_string).collect()
    }

    fn document(before: Value, after: Value) -> Vec<String> {
        told(before, after, Strictness::Document)
    }

    fn policy(before: Value, after: Value) -> Vec<String> {
        differences(Some(&before), Some(&after), Strictness::Policy).into_iter().map(|field| field.path).collect()
    }

    #[test]
    fn a_difference_says_which_member_from_what_to_what() {
        let before = json!({ "Policies": { "PasswordPolicy": { "MinimumLength": 12 } }, "MfaConfiguration": "ON" });
        let after = json!({ "Policies": { "PasswordPolicy": { "MinimumLength": 8 } } });
        let expected =
            ["Policies.PasswordPolicy.MinimumLength went from 12 to 8", "MfaConfiguration went from \"ON\" to nothing"];
        assert_eq!(document(before.clone(), after.clone()), expected);
        assert_eq!(told(before, after, Strictness::Policy), expected);
    }

    #[test]
    fn what_appears_or_vanishes_is_told_by_its_members() {
        let whole = json!({ "A": { "B": 1, "C": 2 } });
        for strictness in [Strictness::Document, Strictness::Policy] {
            let paths = |before: Option<&Value>, after: Option<&Value>| -> Vec<String> {
                differences(before, after, strictness).into_iter().map(|field| field.path).collect()
            };
            assert_eq!(paths(None, Some(&whole)), ["A.B", "A.C"]);
            assert_eq!(paths(Some(&whole), Some(&json!({ "A": null }))), ["A.B", "A.C"]);
        }
    }

    #[test]
    fn flows_in_another_order_are_the_same_but_a_missing_one_is_not() {
        for strictness in [Strictness::Document, Strictness::Policy] {
            assert!(told(json!({ "F": ["A", "B"] }), json!({ "F": ["B", "A"] }), strictness).is_empty());
            assert_eq!(told(json!({ "F": ["A", "B"] }), json!({ "F": ["A"] }), strictness).len(), 1);
        }
    }

    #[test]
    fn a_list_of_one_is_its_element_in_a_policy_alone() {
        let (one, list) = (json!({ "F": "A" }), json!({ "F": ["A"] }));
        assert_eq!(document(one.clone(), list.clone()).len(), 1);
        assert!(policy(one, list).is_empty());
    }

    #[test]
    fn a_policy_that_iam_rewrote_is_still_the_same_and_one_more_action_is_not() {
        let ours = json!({ "Version": "2012-10-17", "Statement": [{ "Sid": "CheckPasswords", "Effect": "Allow", "Action": ["a:B", "a:C"],
            "Resource": "arn:pool" }] });
        let rewritten = json!({ "Statement": { "Effect": "Allow", "Sid": "CheckPasswords", "Resource": ["arn:pool"],
            "Action": ["a:C", "a:B"] }, "Version": "2012-10-17" });
        assert!(policy(ours.clone(), rewritten.clone()).is_empty());
        let mut wider = rewritten;
        wider["Statement"]["Action"] = json!(["a:C", "a:B", "a:D"]);
        assert_eq!(policy(ours, wider).len(), 1);
    }

    #[test]
    fn the_order_of_recovery_mechanisms_counts() {
        let list = |first: &str, second: &str| json!({ "R": [{ "Name": first }, { "Name": second }] });
        assert_eq!(document(list("a", "b"), list("b", "a")).len(), 1);
    }

    #[test]
    fn the_part_of_a_statement_that_differs_is_named() {
        let trust =
            |id: &str| json!({ "Statement": [{ "Effect": "Allow", "Condition": { "StringEquals": { "sts:ExternalId": id } } }] });
        assert_eq!(policy(trust("a"), trust("b")), ["Statement[0].Condition.StringEquals.sts:ExternalId"]);
    }

    #[test]
    fn an_empty_structure_is_not_the_same_as_none_but_says_nothing() {
        assert_eq!(document(json!({ "UserPoolAddOns": {} }), json!({})).len(), 1);
        let nothing = [json!(null), json!(""), json!([]), json!([""]), json!({}), json!({ "A": { "B": [] } })];
        assert!(nothing.iter().all(says_nothing));
        assert!(![json!(false), json!(0), json!(" "), json!(["a"]), json!({ "A": 0 })].iter().any(says_nothing));
    }

    #[test]
    fn an_escape_sequence_in_a_value_is_shown() {
        let told = document(json!({ "EmailVerificationSubject": "\u{202e}a" }), json!({}));
        assert_eq!(told, ["EmailVerificationSubject went from \"\\u{202e}a\" to nothing"]);
    }
}
