//! The body of an update equals the described document, minus what only Describe knows, plus the one change. What Describe alone
//! knows is taken from the service model here, not from the program's own list.

use cognito_ferry::aws::document::edit::{EXPLICIT_AUTH_FLOWS, USER_MIGRATION};
use cognito_ferry::aws::document::lossless;
use cognito_ferry::diff::{FieldChange, Strictness};
use cognito_ferry::model::managed::management;
use proptest::prelude::*;
use serde_json::{Map, Value};

use super::documents::{arn, blanks, document, members, nonsense};

/// What goes back of a described document: members that the update takes, and members that the model does not know.
fn sendable(described: &Value, shape: &str, update: &str) -> Map<String, Value> {
    let (of, taken) = (members(shape), members(update));
    let members = described.as_object().unwrap().iter();
    members
        .filter(|(name, _)| taken.contains(*name) || !of.contains(*name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// What is kept because it is left out, and the combinations that AWS documents as refused, said once more in other words than the
/// program's.
fn without_refused_combinations(body: &mut Map<String, Value>) {
    body.remove("DcrConfiguration");
    let at = |body: &Map<String, Value>, path: &[&str]| {
        path[1..].iter().try_fold(body.get(path[0])?.clone(), |inside, member| inside.get(*member).cloned())
    };
    if at(body, &["Policies", "PasswordPolicy", "TemporaryPasswordValidityDays"]).is_some()
        && at(body, &["AdminCreateUserConfig", "UnusedAccountValidityDays"]).is_some()
    {
        body["AdminCreateUserConfig"].as_object_mut().unwrap().remove("UnusedAccountValidityDays");
    }
    if let Some(tags) = body.get_mut("UserPoolTags").and_then(Value::as_object_mut) {
        *tags = tags.clone().into_iter().filter(|(key, _)| !key.starts_with("aws:")).collect();
    }
    for (old, new) in [
        ("EmailVerificationMessage", "EmailMessage"),
        ("EmailVerificationSubject", "EmailSubject"),
        ("SmsVerificationMessage", "SmsMessage"),
    ] {
        let template = at(body, &["VerificationMessageTemplate", new]);
        if template.is_some() && body.get(old).is_some() && body.get(old) != template.as_ref() {
            body.remove(old);
        }
    }
}

fn differences(before: &Value, after: &Value) -> Vec<FieldChange> {
    cognito_ferry::diff::differences(Some(before), Some(after), Strictness::Document)
}

/// The document with the blank values where it has none of its own.
fn merged(document: &Value, blanks: &Value) -> Value {
    let (Some(document), Some(blanks)) = (document.as_object(), blanks.as_object()) else { return document.clone() };
    let mut merged = document.clone();
    for (name, blank) in blanks {
        let value = document.get(name).map_or_else(|| blank.clone(), |value| self::merged(value, blank));
        merged.insert(name.clone(), value);
    }
    Value::Object(merged)
}

/// A structure that holds nothing says nothing.
fn without_empty_structures(value: &Value) -> Value {
    let Some(members) = value.as_object() else { return value.clone() };
    let inner = members.iter().map(|(name, value)| (name.clone(), without_empty_structures(value)));
    Value::Object(inner.filter(|(_, value)| *value != serde_json::json!({})).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn a_pools_update_is_the_described_document_with_one_field_changed(described in document("UserPoolType"), function in arn()) {
        let mut expected = sendable(&described, "UserPoolType", "UpdateUserPoolRequest");
        for (from, to) in [("Id", "UserPoolId"), ("Name", "PoolName")] {
            if let Some(value) = described.get(from) {
                expected.insert(to.into(), value.clone());
            }
        }
        without_refused_combinations(&mut expected);
        let triggers = expected.entry("LambdaConfig").or_insert_with(|| Value::Object(Map::new()));
        triggers["UserMigration"] = function.clone();
        let body = lossless::pool_update(&USER_MIGRATION.with(&described, Some(&function)));
        prop_assert_eq!(body, Value::Object(expected));
    }

    #[test]
    fn a_clients_update_is_the_described_document_with_one_field_changed(described in document("UserPoolClientType")) {
        let flows = lossless::with_user_password_auth(EXPLICIT_AUTH_FLOWS.of(&described), lossless::rotates_refresh_tokens(&described));
        let mut expected = sendable(&described, "UserPoolClientType", "UpdateUserPoolClientRequest");
        expected.insert("ExplicitAuthFlows".into(), flows.clone());
        let body = lossless::client_update(&EXPLICIT_AUTH_FLOWS.with(&described, Some(&flows)));
        prop_assert_eq!(body, Value::Object(expected));
    }

    /// Emulators show them for whatever was never set (facts §12.17).
    #[test]
    fn blank_values_among_the_others_are_never_sent(described in document("UserPoolType"), blanks in blanks("UserPoolType")) {
        let expected = lossless::pool_update(&described);
        let (body, left_out) = (lossless::pool_update(&merged(&described, &blanks)), blanks);
        prop_assert_eq!(without_empty_structures(&body), without_empty_structures(&expected), "{:?}", left_out);
    }

    #[test]
    fn blank_values_of_a_client_are_never_sent(described in document("UserPoolClientType"), blanks in blanks("UserPoolClientType")) {
        let expected = lossless::client_update(&described);
        let body = lossless::client_update(&merged(&described, &blanks));
        prop_assert_eq!(without_empty_structures(&body), without_empty_structures(&expected), "{:?}", blanks);
    }

    #[test]
    fn setting_the_trigger_and_taking_it_out_again_gives_the_same_document(mut described in document("UserPoolType"), function in arn()) {
        if let Some(triggers) = described.get_mut("LambdaConfig").and_then(Value::as_object_mut) {
            triggers.remove("UserMigration");
        }
        let there_and_back = USER_MIGRATION.with(&USER_MIGRATION.with(&described, Some(&function)), None);
        let left: Vec<_> = differences(&described, &there_and_back).into_iter().filter(|d| d.path != "LambdaConfig").collect();
        prop_assert!(left.is_empty(), "{left:?}");
    }

    /// A document of a service that has gone mad: every member may be anything.
    #[test]
    fn no_document_makes_it_panic(described in nonsense(), recorded in nonsense()) {
        for field in [USER_MIGRATION, EXPLICIT_AUTH_FLOWS] {
            let wanted = field.with(&described, field.of(&recorded));
            let (pool, client) = (lossless::pool_update(&wanted), lossless::client_update(&wanted));
            prop_assert!(pool.is_object() && client.is_object());
        }
        let flows = lossless::with_user_password_auth(EXPLICIT_AUTH_FLOWS.of(&described), lossless::rotates_refresh_tokens(&described));
        prop_assert!(flows.as_array().is_some_and(|flows| !flows.is_empty()));
        for difference in differences(&described, &recorded) {
            prop_assert!(!difference.to_string().chars().any(char::is_control));
        }
        if let Some(management) = management(&described, None) {
            prop_assert!(management.flows_warning(&described).contains("ExplicitAuthFlows"));
        }
    }

    /// Facts §3.5: old and new names are never mixed, nothing that was there goes, refresh is never added to a list that was written.
    #[test]
    fn flows_gain_one_name_and_lose_none(described in document("UserPoolClientType")) {
        let before: Vec<String> = serde_json::from_value(described.get("ExplicitAuthFlows").cloned().unwrap_or(Value::Array(vec![]))).unwrap();
        let is_new = |flow: &String| flow.starts_with("ALLOW_");
        prop_assume!(before.iter().all(is_new) || !before.iter().any(is_new));
        let rotates = lossless::rotates_refresh_tokens(&described);
        let after: Vec<String> = serde_json::from_value(lossless::with_user_password_auth(described.get("ExplicitAuthFlows"), rotates)).unwrap();
        prop_assert!(before.iter().all(|flow| after.contains(flow)), "{:?} of {:?}", after, before);
        prop_assert!(after.iter().all(is_new) || !after.iter().any(is_new), "{:?}", after);
        let added = after.len() - before.len();
        if before.is_empty() {
            prop_assert_eq!(added, if rotates { 3 } else { 4 });
            prop_assert_eq!(after.contains(&"ALLOW_REFRESH_TOKEN_AUTH".to_owned()), !rotates);
        } else {
            prop_assert!(added <= 1);
            prop_assert_eq!(before.iter().any(|f| f.contains("REFRESH")), after.iter().any(|f| f.contains("REFRESH")));
        }
    }
}
