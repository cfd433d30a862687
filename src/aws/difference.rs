//! What differs between two raw documents, member by member. Strict: unlike a comparison of policies, nothing is read into it but
//! that a list of texts is a set (Describe returns flows, URLs and scopes in any order) and that `null` is no member. Pure.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::text::printable;

/// One member that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Dotted: `Policies.PasswordPolicy.MinimumLength`.
    pub path: String,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { path, before, after } = self;
        write!(formatter, "{} went from {} to {}", printable(path), shown(before.as_ref()), shown(after.as_ref()))
    }
}

/// A field that is no longer as we wrote it: somebody else has changed it since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignChange {
    /// Dotted: `LambdaConfig.UserMigration`.
    pub field: String,
    /// What stood there before our edit: what it would be set back to.
    pub recorded: Option<Value>,
    /// What stands there now.
    pub current: Option<Value>,
    /// What we wrote.
    pub written: Option<Value>,
}

/// A value as a sentence has it: JSON with everything escaped that a terminal would obey, or "nothing".
pub fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| printable(&value.to_string()).into_owned())
}

/// Every member that differs, deepest first known: `A.B`, not `A`.
pub fn differences(before: &Value, after: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    collect("", Some(before), Some(after), &mut found);
    found
}

/// Whether two values say the same.
pub fn same(left: Option<&Value>, right: Option<&Value>) -> bool {
    let mut found = Vec::new();
    collect("", left, right, &mut found);
    found.is_empty()
}

fn collect(path: &str, before: Option<&Value>, after: Option<&Value>, found: &mut Vec<Difference>) {
    let (before, after) = (before.filter(|value| !value.is_null()), after.filter(|value| !value.is_null()));
    match (before, after) {
        (None, None) => {}
        (Some(Value::Object(left)), Some(Value::Object(right))) => {
            for (member, value) in left {
                collect(&join(path, member), Some(value), right.get(member), found);
            }
            for (member, value) in right.iter().filter(|(member, _)| !left.contains_key(*member)) {
                collect(&join(path, member), None, Some(value), found);
            }
        }
        // A structure that appears or vanishes is told by its members, as long as it has some.
        (Some(Value::Object(left)), None) if !left.is_empty() => {
            left.iter().for_each(|(member, value)| collect(&join(path, member), Some(value), None, found));
        }
        (None, Some(Value::Object(right))) if !right.is_empty() => {
            right.iter().for_each(|(member, value)| collect(&join(path, member), None, Some(value), found));
        }
        (Some(Value::Array(left)), Some(Value::Array(right))) if as_set(left).is_some() && as_set(left) == as_set(right) => {}
        (before, after) if before == after => {}
        (before, after) => {
            found.push(Difference { path: path.to_owned(), before: before.cloned(), after: after.cloned() });
        }
    }
}

/// The texts of a list in one order; none for a list of anything else, whose order may matter.
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

    fn told(before: Value, after: Value) -> Vec<String> {
        differences(&before, &after).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_difference_says_which_member_from_what_to_what() {
        let before = json!({ "Policies": { "PasswordPolicy": { "MinimumLength": 12 } }, "MfaConfiguration": "ON" });
        let after = json!({ "Policies": { "PasswordPolicy": { "MinimumLength": 8 } } });
        let expected =
            ["Policies.PasswordPolicy.MinimumLength went from 12 to 8", "MfaConfiguration went from \"ON\" to nothing"];
        assert_eq!(told(before, after), expected);
    }

    #[test]
    fn flows_in_another_order_are_the_same_but_a_missing_one_is_not() {
        assert!(told(json!({ "F": ["A", "B"] }), json!({ "F": ["B", "A"] })).is_empty());
        assert_eq!(told(json!({ "F": ["A", "B"] }), json!({ "F": ["A"] })).len(), 1);
        assert_eq!(told(json!({ "F": ["A"] }), json!({ "F": "A" })).len(), 1);
    }

    #[test]
    fn the_order_of_recovery_mechanisms_counts() {
        let list = |first: &str, second: &str| json!({ "R": [{ "Name": first }, { "Name": second }] });
        assert_eq!(told(list("a", "b"), list("b", "a")).len(), 1);
    }

    #[test]
    fn an_empty_structure_is_not_the_same_as_none() {
        assert_eq!(told(json!({ "UserPoolAddOns": {} }), json!({})).len(), 1);
    }

    #[test]
    fn an_escape_sequence_in_a_value_is_shown() {
        let told = told(json!({ "EmailVerificationSubject": "\u{202e}a" }), json!({}));
        assert_eq!(told, ["EmailVerificationSubject went from \"\\u{202e}a\" to nothing"]);
    }
}
