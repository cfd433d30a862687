//! What Cognito settles by itself beside an update: any of it is told and accepted, and anything else is named.

use std::collections::BTreeMap;

use cognito_ferry::aws::document::difference::{Document, DocumentComparison};
use cognito_ferry::aws::document::settling;
use cognito_ferry::aws::document::settling::Rule;
use cognito_ferry::diff::{Strictness, differences, says_nothing};
use cognito_ferry::model::change::{member_at, set_member_at};
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};
use serde_json::{Value, json};

/// Members that Cognito reports, and the texts that it drops where the template has both mails: a change of these may be nobody's edit.
const REPORTED: [&str; 4] =
    ["LastModifiedDate", "EstimatedNumberOfUsers", "EmailConfigurationFailure", "SmsConfigurationFailure"];
const MAILS: [&str; 4] = [
    "VerificationMessageTemplate.EmailMessage",
    "VerificationMessageTemplate.EmailSubject",
    "VerificationMessageTemplate.EmailMessageByLink",
    "VerificationMessageTemplate.EmailSubjectByLink",
];
/// Members that may go, because another one stands for them.
const FORMER: [&str; 4] = [
    "AdminCreateUserConfig.UnusedAccountValidityDays",
    "EmailVerificationMessage",
    "EmailVerificationSubject",
    "SmsVerificationMessage",
];

/// The two kinds of document, and by member the defaults that may appear in each.
/// A kind of document, and what each of its members may hold.
type Kind = (&'static str, Document, Vec<(&'static str, Vec<Value>)>);

fn kinds() -> [Kind; 2] {
    let defaults = |rules: &mut dyn Iterator<Item = &'static Rule>| rules.filter_map(Rule::defaults).collect();
    [
        ("UserPoolType", Document::Pool, defaults(&mut settling::of_a_pool())),
        ("UserPoolClientType", Document::Client, defaults(&mut settling::of_a_client())),
    ]
}

/// A described document, its kind, and some of the defaults that may appear in it.
fn described() -> impl Strategy<Value = (Value, Document, Vec<(&'static str, Value)>)> {
    (0..2_usize).prop_flat_map(|kind| {
        let (shape, document, defaults) = kinds()[kind].clone();
        let all: Vec<_> =
            defaults.into_iter().flat_map(|(path, values)| values.into_iter().map(move |value| (path, value))).collect();
        let count = all.len();
        (super::documents::document(shape), Just(document), subsequence(all, 0..=count))
    })
}

/// Every member that says something, by its path.
fn said(document: &Value) -> Vec<String> {
    let all = differences(None, Some(document), Strictness::Document).into_iter();
    all.filter(|member| member.after.as_ref().is_some_and(|value| !says_nothing(value))).map(|member| member.path).collect()
}

fn with(document: &Value, path: &str, value: Option<Value>) -> Value {
    let mut document = document.clone();
    set_member_at(&mut document, path, value);
    document
}

fn changed(comparison: &DocumentComparison) -> Vec<String> {
    comparison.changes.iter().map(|change| change.path.clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn whatever_defaults_appear_in_whatever_document_each_is_told_and_none_is_a_change((before, kind, defaults) in described()) {
        let mut appeared = BTreeMap::new();
        let mut after = before.clone();
        for (path, value) in defaults {
            if member_at(&before, path).is_none_or(says_nothing) {
                set_member_at(&mut after, path, Some(value.clone()));
                appeared.insert(path, value);
            }
        }
        let comparison = kind.compare(Some(&before), Some(&after));
        prop_assert_eq!(changed(&comparison), Vec::<String>::new());
        let told: BTreeMap<&str, Value> =
            comparison.settled.iter().filter_map(|settled| Some((settled.change.path.as_str(), settled.change.after.clone()?))).collect();
        prop_assert_eq!(told, appeared);
    }

    #[test]
    fn whatever_else_changes_is_named((before, kind, _) in described(), which in any::<Index>(), vanishes in any::<bool>()) {
        let said = said(&before);
        prop_assume!(!said.is_empty());
        let path = which.get(&said).as_str();
        let told_otherwise = REPORTED.contains(&path) || MAILS.contains(&path) || vanishes && FORMER.contains(&path);
        prop_assume!(!told_otherwise);
        let after = with(&before, path, (!vanishes).then(|| json!("somebody's")));
        // What held nothing but this member is gone with it, or stays empty: neither is a change of its own.
        prop_assert_eq!(changed(&kind.compare(Some(&before), Some(&after))), [path]);
    }

    #[test]
    fn whatever_appears_with_another_value_than_its_default_is_named((before, kind, defaults) in described(), unknown in "Future[A-Z]{3}") {
        let open = defaults.into_iter().find(|(path, _)| member_at(&before, path).is_none_or(says_nothing));
        let path = open.map_or(unknown.as_str(), |(path, _)| path);
        prop_assume!(member_at(&before, path).is_none_or(says_nothing));
        let after = with(&before, path, Some(json!("somebody's")));
        prop_assert_eq!(changed(&kind.compare(Some(&before), Some(&after))), [path]);
    }

    #[test]
    fn whatever_is_empty_may_be_shown_or_left_out((before, kind, _) in described(), unknown in "Future[A-Z]{3}", empty in 0..4_usize) {
        prop_assume!(before.get(&unknown).is_none());
        let empty = [json!(""), json!([]), json!({}), json!({ "Inner": [] })][empty].clone();
        let after = with(&before, &unknown, Some(empty));
        for (left, right) in [(&before, &after), (&after, &before)] {
            let comparison = kind.compare(Some(left), Some(right));
            prop_assert_eq!((comparison.changes.len(), comparison.settled.len()), (0, 1));
        }
    }
}
