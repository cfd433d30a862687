//! The Condition element. Operators and keys that the sandbox does not know are refused, never guessed.

use std::collections::BTreeMap;

use serde_json::Value;

use super::elements::strings;
use super::pattern::matches_pattern;

/// The keys that the sandbox fills in, or that are rightly absent: here is no organization, no second factor, no federation, and
/// AssumeRole takes neither tags nor a source identity.
const KEYS: [&str; 15] = [
    "aws:federatedprovider",
    "aws:multifactorauthage",
    "aws:multifactorauthpresent",
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principalorgid",
    "aws:requestedregion",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceidentity",
    "iam:passedtoservice",
    "lambda:functionarn",
    "sts:externalid",
    "sts:rolesessionname",
    "sts:sourceidentity",
];

/// Families of keys that are rightly absent.
const FAMILIES: [&str; 2] = ["aws:requesttag/", "saml:"];

/// Whether the sandbox could evaluate this condition.
///
/// # Errors
/// What it does not know.
pub fn check(condition: &Value) -> Result<(), String> {
    for (operator, keys) in members(condition)? {
        Operator::parse(operator)?;
        for (key, wanted) in members(keys)? {
            let name = key.to_lowercase();
            if !KEYS.contains(&name.as_str()) && !FAMILIES.iter().any(|family| name.starts_with(family)) {
                return Err(format!("the condition key {key}"));
            }
            if strings_of(wanted).iter().any(|text| text.contains("${")) {
                return Err("policy variables".to_owned());
            }
        }
    }
    Ok(())
}

/// Whether all of a condition holds. `context` has lower-cased keys.
///
/// # Errors
/// As [`check`].
pub fn holds(condition: &Value, context: &BTreeMap<String, String>) -> Result<bool, String> {
    check(condition)?;
    for (operator, keys) in members(condition)? {
        let operator = Operator::parse(operator)?;
        for (key, wanted) in members(keys)? {
            let actual = context.get(&key.to_lowercase()).map(String::as_str);
            if !operator.holds(actual, &strings_of(wanted)) {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

fn members(value: &Value) -> Result<&serde_json::Map<String, Value>, String> {
    value.as_object().ok_or_else(|| "a Condition that is not an object".to_owned())
}

/// Wanted values; JSON booleans count as their names.
fn strings_of(wanted: &Value) -> Vec<String> {
    match wanted {
        Value::Bool(value) => vec![value.to_string()],
        other => strings(other).into_iter().map(str::to_owned).collect(),
    }
}

struct Operator {
    comparison: Comparison,
    negated: bool,
    if_exists: bool,
}

enum Comparison {
    Equals,
    EqualsIgnoreCase,
    Like,
    Null,
}

impl Operator {
    fn parse(name: &str) -> Result<Self, String> {
        let (base, if_exists) = match name.strip_suffix("IfExists") {
            Some(base) => (base, true),
            None => (name, false),
        };
        let (comparison, negated) = match base {
            "StringEquals" => (Comparison::Equals, false),
            "StringNotEquals" => (Comparison::Equals, true),
            "StringEqualsIgnoreCase" | "Bool" => (Comparison::EqualsIgnoreCase, false),
            "StringNotEqualsIgnoreCase" => (Comparison::EqualsIgnoreCase, true),
            // ArnEquals and ArnLike behave identically (IAM User Guide, condition operators).
            "StringLike" | "ArnEquals" | "ArnLike" => (Comparison::Like, false),
            "StringNotLike" | "ArnNotEquals" | "ArnNotLike" => (Comparison::Like, true),
            "Null" if !if_exists => (Comparison::Null, false),
            _ => return Err(format!("the condition operator {name}")),
        };
        Ok(Self { comparison, negated, if_exists })
    }

    fn holds(&self, actual: Option<&str>, wanted: &[String]) -> bool {
        if let Comparison::Null = self.comparison {
            let absent = actual.is_none().to_string();
            return wanted.contains(&absent);
        }
        let Some(actual) = actual else {
            return self.negated || self.if_exists;
        };
        let found = wanted.iter().any(|wanted| match self.comparison {
            Comparison::Equals => wanted == actual,
            Comparison::EqualsIgnoreCase => wanted.eq_ignore_ascii_case(actual),
            Comparison::Like => matches_pattern(wanted, actual),
            Comparison::Null => false,
        });
        found != self.negated
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn context() -> BTreeMap<String, String> {
        BTreeMap::from([
            ("sts:externalid".to_owned(), "Secret".to_owned()),
            ("aws:principalarn".to_owned(), "arn:aws:iam::2:role/ferry".to_owned()),
        ])
    }

    #[test]
    fn every_operator_and_key_must_hold() {
        let both = json!({
            "StringEquals": {"sts:ExternalId": "Secret"},
            "ArnEquals": {"aws:PrincipalArn": ["arn:aws:iam::2:role/other", "arn:aws:iam::2:role/f*"]},
        });
        assert!(holds(&both, &context()).unwrap());
        let wrong = json!({"StringEquals": {"sts:ExternalId": "secret"}});
        assert!(!holds(&wrong, &context()).unwrap());
    }

    #[test]
    fn an_absent_key_fails_unless_the_operator_is_negated_or_says_if_exists() {
        for (operator, expected) in
            [("StringEquals", false), ("StringEqualsIfExists", true), ("StringNotEquals", true), ("ArnLike", false)]
        {
            let condition = json!({operator: {"aws:SourceArn": "x"}});
            assert_eq!(holds(&condition, &context()).unwrap(), expected, "{operator}");
        }
        let absent = json!({"Null": {"sts:ExternalId": "true"}});
        assert!(!holds(&absent, &context()).unwrap());
    }

    #[test]
    fn unknown_operators_keys_and_variables_are_refused() {
        assert!(check(&json!({"IpAddress": {"aws:SourceArn": "x"}})).is_err());
        assert!(check(&json!({"StringEquals": {"aws:Weather": "x"}})).is_err());
        assert!(check(&json!({"StringEquals": {"aws:SourceArn": "${aws:username}"}})).is_err());
    }
}
