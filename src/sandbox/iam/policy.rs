//! Evaluation of one identity-based policy: does it allow, deny, or not speak of a request?

use std::collections::BTreeMap;

use serde_json::Value;

use super::condition;
use super::document::{statements, strings};

/// What is asked. `context` has lower-cased keys.
#[derive(Debug)]
pub struct Question<'a> {
    pub action: &'a str,
    pub resource: &'a str,
    pub context: &'a BTreeMap<String, String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    /// Nothing speaks of it: denied all the same.
    Silent,
    Allowed,
    /// Wins over everything.
    Denied,
}

/// The decision of several documents together.
///
/// # Errors
/// A part of a policy that the sandbox does not know.
pub fn decide<'a>(documents: impl IntoIterator<Item = &'a Value>, question: &Question<'_>) -> Result<Decision, String> {
    let mut decision = Decision::Silent;
    for document in documents {
        for statement in statements(document) {
            if speaks_of_action(statement, question.action)
                && speaks_of_resource(statement, question.resource)?
                && condition_holds(statement, question.context)?
            {
                decision = decision.max(effect(statement));
            }
        }
    }
    Ok(decision)
}

pub fn effect(statement: &Value) -> Decision {
    if statement["Effect"] == "Allow" { Decision::Allowed } else { Decision::Denied }
}

/// Actions are compared without regard to case.
pub fn speaks_of_action(statement: &Value, action: &str) -> bool {
    let action = action.to_lowercase();
    let any = |element: &Value| strings(element).iter().any(|pattern| matches_pattern(&pattern.to_lowercase(), &action));
    match statement.get("NotAction") {
        Some(excepted) => !any(excepted),
        None => any(&statement["Action"]),
    }
}

fn speaks_of_resource(statement: &Value, resource: &str) -> Result<bool, String> {
    let any = |element: &Value| {
        let patterns = strings(element);
        if patterns.iter().any(|pattern| pattern.contains("${")) {
            return Err("policy variables".to_owned());
        }
        Ok(patterns.iter().any(|pattern| matches_pattern(pattern, resource)))
    };
    match statement.get("NotResource") {
        Some(excepted) => any(excepted).map(|found| !found),
        None => any(&statement["Resource"]),
    }
}

pub fn condition_holds(statement: &Value, context: &BTreeMap<String, String>) -> Result<bool, String> {
    match statement.get("Condition") {
        None => Ok(true),
        Some(condition) => condition::holds(condition, context),
    }
}

/// IAM's wildcards: `*` is any run of characters, `?` any single one.
pub fn matches_pattern(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at_pattern, mut at_text) = (0, 0);
    // Where to go back to: just after the last `*`, and the text that it has not swallowed yet.
    let mut retry: Option<(usize, usize)> = None;
    while at_text < text.len() {
        match pattern.get(at_pattern) {
            Some('*') => {
                at_pattern += 1;
                retry = Some((at_pattern, at_text));
            }
            Some(letter) if *letter == '?' || *letter == text[at_text] => {
                at_pattern += 1;
                at_text += 1;
            }
            _ => match retry {
                Some((after_star, swallowed)) => {
                    at_pattern = after_star;
                    at_text = swallowed + 1;
                    retry = Some((after_star, at_text));
                }
                None => return false,
            },
        }
    }
    pattern[at_pattern..].iter().all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn decision(document: &Value, action: &str, resource: &str) -> Decision {
        let context = BTreeMap::new();
        let question = Question { action, resource, context: &context };
        decide([document], &question).unwrap()
    }

    #[test]
    fn wildcards_match_as_iam_matches_them() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("arn:*:role/a?c", "arn:aws:iam::1:role/abc", true),
            ("arn:*:role/a?c", "arn:aws:iam::1:role/ac", false),
            ("a*b*c", "aXbYbZc", true),
            ("a*b", "aXbY", false),
            ("abc", "ABC", false),
        ] {
            assert_eq!(matches_pattern(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn only_the_named_action_on_the_named_resource_is_allowed() {
        let document = json!({"Statement": {"Effect": "Allow", "Action": "cognito-idp:AdminGetUser", "Resource": "arn:pool/a"}});
        assert_eq!(decision(&document, "cognito-idp:admingetuser", "arn:pool/a"), Decision::Allowed);
        assert_eq!(decision(&document, "cognito-idp:AdminGetUser", "arn:pool/b"), Decision::Silent);
        assert_eq!(decision(&document, "cognito-idp:AdminDeleteUser", "arn:pool/a"), Decision::Silent);
    }

    #[test]
    fn a_deny_wins_wherever_it_stands() {
        let document = json!({"Statement": [
            {"Effect": "Deny", "NotAction": "iam:Get*", "Resource": "*"},
            {"Effect": "Allow", "Action": "*", "Resource": "*"},
        ]});
        assert_eq!(decision(&document, "iam:CreateRole", "r"), Decision::Denied);
        assert_eq!(decision(&document, "iam:GetRole", "r"), Decision::Allowed);
    }
}
