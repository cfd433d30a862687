//! Two readings of one resource, compared: what somebody changed, and what AWS settles by itself. Edit, read-back, plan, verify,
//! teardown and restore all compare here, so that none calls a change what another lets pass. Pure.

use serde_json::Value;

use crate::aws::document::settling;
use crate::aws::document::settling::Rule;
use crate::diff::{self, FieldChange, Strictness};
use crate::text::printable;

/// What kind of document the readings are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// What we make, cut down to the members that we set; policies among them.
    Ours,
    /// The whole of somebody's user pool.
    Pool,
    /// The whole of somebody's app client.
    Client,
}

/// What differs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DocumentComparison {
    /// Somebody set these, or they were lost.
    pub changes: Vec<FieldChange>,
    /// AWS settled these by itself. Clocks, counts and delivery reports are not among them: nobody wants to hear of those.
    pub settled: Vec<Settled>,
}

/// A member that differs without anybody having set it, and the rule that says so.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    pub change: FieldChange,
    pub rule: &'static Rule,
}

impl std::fmt::Display for Settled {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (path, after) = (printable(&self.change.path), diff::shown(self.change.after.as_ref()));
        write!(formatter, "{path} is {after}: it {} ({})", self.rule.what(), self.rule.source)
    }
}

impl Document {
    /// Compares what was with what is.
    pub fn compare(self, before: Option<&Value>, after: Option<&Value>) -> DocumentComparison {
        let rules: Vec<&'static Rule> = match self {
            Document::Ours => {
                return DocumentComparison { changes: diff::differences(before, after, Strictness::Policy), settled: Vec::new() };
            }
            Document::Pool => settling::of_a_pool().collect(),
            Document::Client => settling::of_a_client().collect(),
        };
        let (was, is) = (before.unwrap_or(&Value::Null), after.unwrap_or(&Value::Null));
        let mut comparison = DocumentComparison::default();
        for change in diff::differences(before, after, Strictness::Document) {
            match rules.iter().find(|rule| rule.settles(&change, was, is)) {
                None => comparison.changes.push(change),
                Some(rule) if rule.is_silent() => {}
                Some(rule) => comparison.settled.push(Settled { change, rule }),
            }
        }
        comparison
    }
}

/// Whether two values of one field say the same: an empty one says what a missing one says.
pub fn same(left: Option<&Value>, right: Option<&Value>) -> bool {
    diff::says_the_same(left, right, Strictness::Document)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pool(before: Value, after: Value) -> (Vec<String>, Vec<String>) {
        let DocumentComparison { changes, settled } = Document::Pool.compare(Some(&before), Some(&after));
        let changes = changes.into_iter().map(|change| change.path).collect();
        (changes, settled.into_iter().map(|settled| settled.change.path).collect())
    }

    fn named(before: Value, after: Value) -> Vec<String> {
        pool(before, after).0
    }

    #[test]
    fn what_appears_with_its_default_is_told_with_its_source_and_is_no_change() {
        let old = json!({ "Id": "a", "Policies": { "PasswordPolicy": { "MinimumLength": 12 } } });
        let mut new = old.clone();
        new["Policies"]["SignInPolicy"] = json!({ "AllowedFirstAuthFactors": ["PASSWORD"] });
        new["DeletionProtection"] = json!("INACTIVE");
        new["UserPoolTier"] = json!("ESSENTIALS");
        let DocumentComparison { changes, settled } = Document::Pool.compare(Some(&old), Some(&new));
        assert_eq!((changes.len(), settled.len()), (0, 3));
        let told: Vec<String> = settled.iter().map(ToString::to_string).collect();
        assert!(told.contains(&"DeletionProtection is \"INACTIVE\": it shows its default now, and nobody set it (CreateUserPool: not active unless it is set)".to_owned()), "{told:?}");
    }

    #[test]
    fn another_value_than_the_default_and_a_default_in_the_place_of_something_else_are_changes() {
        assert_eq!(named(json!({}), json!({ "DeletionProtection": "ACTIVE" })), ["DeletionProtection"]);
        assert_eq!(named(json!({ "UserPoolTier": "LITE" }), json!({ "UserPoolTier": "ESSENTIALS" })), ["UserPoolTier"]);
        assert_eq!(named(json!({ "MfaConfiguration": "ON" }), json!({ "MfaConfiguration": "OFF" })), ["MfaConfiguration"]);
        assert_eq!(named(json!({ "DeletionProtection": "INACTIVE" }), json!({})), ["DeletionProtection"]);
        let device = json!({ "DeviceConfiguration": { "ChallengeRequiredOnNewDevice": false } });
        assert_eq!(named(json!({}), device), ["DeviceConfiguration.ChallengeRequiredOnNewDevice"]);
    }

    #[test]
    fn empty_members_come_and_go_and_full_ones_do_not() {
        let empty = json!({ "SmsVerificationMessage": "", "AliasAttributes": [], "LambdaConfig": {}, "Domain": null,
            "UserAttributeUpdateSettings": { "AttributesRequireVerificationBeforeUpdate": [] } });
        assert_eq!(pool(empty.clone(), json!({})).0, Vec::<String>::new());
        assert_eq!(pool(json!({}), empty.clone()).1.len(), 4, "null is no member");
        assert_eq!(named(json!({ "AutoVerifiedAttributes": ["email"] }), json!({ "AutoVerifiedAttributes": [] })).len(), 1);
        assert_eq!(named(empty, json!({ "SmsVerificationMessage": "{####}" })), ["SmsVerificationMessage"]);
    }

    #[test]
    fn a_former_name_goes_or_follows_while_its_successor_stands() {
        let days = |unused: Option<u64>, temporary: Option<u64>| {
            json!({ "AdminCreateUserConfig": { "UnusedAccountValidityDays": unused },
            "Policies": { "PasswordPolicy": { "TemporaryPasswordValidityDays": temporary } } })
        };
        assert!(named(days(Some(30), Some(3)), days(None, Some(3))).is_empty());
        assert!(named(days(Some(30), Some(3)), days(Some(3), Some(3))).is_empty());
        assert!(named(days(Some(30), None), days(None, Some(30))).is_empty());
        assert_eq!(named(days(Some(30), Some(3)), days(Some(9), Some(3))).len(), 1);
        assert_eq!(named(days(Some(30), None), days(None, None)).len(), 1, "nothing has taken its place");
        assert_eq!(named(days(Some(30), Some(3)), days(None, Some(4))).len(), 1, "the successor itself changed");
        let message = |old: &str, new: &str| json!({ "EmailVerificationMessage": old, "VerificationMessageTemplate": { "EmailMessage": new } });
        assert!(named(message("old", "new"), message("new", "new")).is_empty());
        assert_eq!(named(message("old", "new"), message("third", "new")).len(), 1);
    }

    #[test]
    fn of_two_verification_mails_only_the_one_that_is_not_sent_may_change() {
        let template = |option: Option<&str>, code: Option<&str>, link: Option<&str>| {
            json!({ "VerificationMessageTemplate": {
            "DefaultEmailOption": option, "EmailMessage": code, "EmailMessageByLink": link } })
        };
        let link = Some("CONFIRM_WITH_LINK");
        assert!(named(template(link, Some("c"), Some("l")), template(link, None, Some("l"))).is_empty());
        assert!(named(template(None, Some("c"), Some("l")), template(None, Some("c"), Some("l2"))).is_empty());
        assert_eq!(named(template(link, Some("c"), Some("l")), template(link, Some("c"), Some("l2"))).len(), 1);
        assert_eq!(named(template(None, None, Some("l")), template(None, None, Some("l2"))).len(), 1, "there was one only");
    }

    #[test]
    fn clocks_counts_and_delivery_reports_are_not_even_told() {
        let before = json!({ "LastModifiedDate": 1.0, "EstimatedNumberOfUsers": 3, "SmsConfigurationFailure": "x" });
        assert_eq!(pool(before, json!({ "LastModifiedDate": 2.0 })), (Vec::new(), Vec::new()));
    }

    #[test]
    fn an_app_client_has_rules_of_its_own() {
        let client = |before: Value, after: Value| Document::Client.compare(Some(&before), Some(&after)).changes.len();
        assert_eq!(client(json!({}), json!({ "AuthSessionValidity": 3, "ReadAttributes": [], "RefreshTokenValidity": 30 })), 0);
        assert_eq!(client(json!({}), json!({ "EnableTokenRevocation": true })), 1);
        assert_eq!(client(json!({}), json!({ "DeletionProtection": "INACTIVE" })), 1, "that is a pool's");
    }

    #[test]
    fn what_we_make_is_compared_as_a_policy_is_and_settles_nothing() {
        let compare = |before: Value, after: Value| Document::Ours.compare(Some(&before), Some(&after)).changes.len();
        assert_eq!(compare(json!({ "Action": "a" }), json!({ "Action": ["a"] })), 0);
        assert_eq!(compare(json!({}), json!({ "DeletionProtection": "INACTIVE" })), 1);
    }

    #[test]
    fn an_empty_value_of_a_field_is_none() {
        assert!(
            same(None, Some(&json!([])))
                && same(Some(&json!("")), None)
                && same(Some(&json!(["a", "b"])), Some(&json!(["b", "a"])))
        );
        assert!(!same(None, Some(&json!(["a"]))));
    }
}
