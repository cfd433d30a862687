//! Both sides' attributes of one user, side by side. Pure.

use std::collections::BTreeSet;

use super::person::PoolUser;
use super::report::{AttributePair, AttributeVerdict};
use crate::model::user_options::GROUPS_MARK;

/// Attributes that belong to their pool and are never migrated (facts §1.2), and the mark that a migration leaves.
pub fn is_compared(name: &str) -> bool {
    !matches!(name, "sub" | "identities" | GROUPS_MARK) && !name.starts_with("cognito:")
}

/// Every attribute that either side has, by name; `sub` first, since it is the one that must differ.
pub fn compare(source: &PoolUser, destination: &PoolUser) -> Vec<AttributePair> {
    let names: BTreeSet<&String> = source.attributes.keys().chain(destination.attributes.keys()).collect();
    let sub = names.iter().filter(|name| name.as_str() == "sub");
    let others = names.iter().filter(|name| is_compared(name));
    sub.chain(others).map(|name| pair(name, source, destination)).collect()
}

fn pair(name: &str, source: &PoolUser, destination: &PoolUser) -> AttributePair {
    let (left, right) = (source.attributes.get(name), destination.attributes.get(name));
    let verdict = match (left, right) {
        _ if name == "sub" => AttributeVerdict::Expected,
        (left, right) if left == right => AttributeVerdict::Same,
        // An unverified address is written as "false" or not at all: the same to Cognito.
        (left, right) if is_flag(name) && !is_true(left) && !is_true(right) => AttributeVerdict::Same,
        (Some(_), None) => AttributeVerdict::MissingInDestination,
        (None, _) => AttributeVerdict::OnlyInDestination,
        (Some(_), Some(_)) => AttributeVerdict::Different,
    };
    AttributePair { name: name.to_owned(), source: left.cloned(), destination: right.cloned(), verdict }
}

fn is_flag(name: &str) -> bool {
    matches!(name, "email_verified" | "phone_number_verified")
}

fn is_true(value: Option<&String>) -> bool {
    value.is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn person(attributes: &[(&str, &str)]) -> PoolUser {
        PoolUser {
            user_name: "alice".into(),
            status: "CONFIRMED".into(),
            enabled: true,
            attributes: attributes.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
        }
    }

    fn verdict(name: &str, source: &[(&str, &str)], destination: &[(&str, &str)]) -> AttributeVerdict {
        let pairs = compare(&person(source), &person(destination));
        pairs.into_iter().find(|pair| pair.name == name).unwrap().verdict
    }

    #[test]
    fn another_sub_is_expected_and_stands_first() {
        let pairs = compare(&person(&[("email", "a@x"), ("sub", "1")]), &person(&[("email", "a@x"), ("sub", "2")]));
        assert_eq!((pairs[0].name.as_str(), pairs[0].verdict), ("sub", AttributeVerdict::Expected));
        assert_eq!(pairs[1].verdict, AttributeVerdict::Same);
    }

    #[test]
    fn what_belongs_to_its_pool_is_not_compared() {
        let source = person(&[("identities", "[]"), ("cognito:user_status", "CONFIRMED"), ("name", "Al")]);
        let names: Vec<String> = compare(&source, &person(&[])).into_iter().map(|pair| pair.name).collect();
        assert_eq!(names, ["name"]);
    }

    #[test]
    fn a_lost_verification_is_a_difference() {
        assert_eq!(
            verdict("email_verified", &[("email_verified", "true")], &[("email_verified", "false")]),
            AttributeVerdict::Different
        );
        assert_eq!(verdict("email_verified", &[("email_verified", "true")], &[]), AttributeVerdict::MissingInDestination);
    }

    #[test]
    fn a_verification_out_of_nowhere_is_a_difference() {
        let verified = [("phone_number_verified", "true")];
        assert_eq!(verdict("phone_number_verified", &[], &verified), AttributeVerdict::OnlyInDestination);
        assert_eq!(
            verdict("phone_number_verified", &[("phone_number_verified", "false")], &verified),
            AttributeVerdict::Different
        );
    }

    #[test]
    fn unverified_is_the_same_written_or_not() {
        assert_eq!(verdict("email_verified", &[("email_verified", "false")], &[]), AttributeVerdict::Same);
        assert_eq!(verdict("email_verified", &[], &[("email_verified", "false")]), AttributeVerdict::Same);
    }

    #[test]
    fn a_custom_attribute_that_did_not_come_along_is_missing() {
        assert_eq!(verdict("custom:plan", &[("custom:plan", "gold")], &[]), AttributeVerdict::MissingInDestination);
    }
}
