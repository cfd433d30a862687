//! Evaluation of one identity-based policy: does it allow, deny, or not speak of a request?
//!
//! The program under test reads policies too. It must not share this code: an oracle that shares what it judges judges nothing.

use std::collections::BTreeMap;

use serde_json::Value;

use super::condition;
use super::elements::{statements, strings};
use super::pattern::matches_pattern;

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
