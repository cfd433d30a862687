//! One migration and one sign-in for the tests of this folder.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::AuthResult;
use super::evidence::Evidence;
use super::function_log::{FunctionLine, FunctionSaid};
use super::person::PoolUser;
use crate::model::attribute_mapping::UserMapping;
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::options::Options;
use crate::model::place::Place;
use crate::model::spec::{DestinationClient, Spec};
use crate::sign_in::observed::ObservedValue;

pub fn spec() -> Spec {
    let place = |profile: &str, region: &str, account: &str, pool: &str| Place {
        profile: profile.into(),
        region: region.into(),
        account: account.into(),
        partition: "aws".into(),
        pool_id: format!("{region}_{pool}"),
        pool_name: pool.into(),
    };
    Spec {
        session: "acme".into(),
        source: place("old-account", "eu-west-1", "111111111111", "Old1"),
        destination: place("new-account", "eu-central-1", "222222222222", "New1"),
        destination_client: DestinationClient { id: "client1".into(), name: "web".into() },
        source_attributes: vec!["email".into()],
        new_pool: None,
        source_pool: serde_json::Value::Null,
        threat_protection_enforced: false,
        user_mapping: UserMapping::default(),
        own_code_sha256: None,
        own_policy: serde_json::Value::Null,
        own_code_notes: Vec::new(),
        managed_by: None,
        groups: Vec::new(),
        options: Options::new("acme", "x".repeat(40)),
    }
}

pub fn person(status: &str) -> PoolUser {
    let attributes = [("sub", "1"), ("email", "alice@example.com"), ("email_verified", "true")];
    PoolUser {
        user_name: "alice".into(),
        status: status.into(),
        enabled: true,
        attributes: attributes.into_iter().map(|(name, value)| (name.into(), value.into())).collect(),
    }
}

pub fn refused(code: &str, message: &str) -> AuthResult {
    AuthResult::Refused { code: code.into(), message: message.into() }
}

pub fn line(outcome: &str, reason: &str) -> FunctionSaid {
    let line = FunctionLine { outcome: outcome.into(), reason: reason.into(), ..FunctionLine::default() };
    FunctionSaid::Line { line, others: 0 }
}

/// A migration that worked.
pub fn migrated() -> Evidence {
    Evidence {
        blueprint: Blueprint::new(&spec(), &CreatedIds::default()),
        user_name: "alice".into(),
        existed_before: ObservedValue::Known(false),
        made_by_a_test: false,
        answer: AuthResult::SignedIn,
        function: line("migrated", "migrated"),
        source_user: ObservedValue::Known(Some(person("CONFIRMED"))),
        destination_user: ObservedValue::Known(Some(person("CONFIRMED"))),
        statuses: BTreeMap::new(),
        source_schema: std::collections::BTreeMap::new(),
        destination_schema: ObservedValue::Known(BTreeSet::from(["sub".into(), "email".into(), "email_verified".into()])),
        foreign_setup: false,
    }
}

/// A user whom only the source has, refused in the ordinary words; the log shows nothing, every resource is as planned.
pub fn unknown() -> Evidence {
    Evidence {
        answer: refused("NotAuthorizedException", "Incorrect username or password."),
        function: FunctionSaid::Nothing,
        destination_user: ObservedValue::Known(None),
        ..migrated()
    }
}
