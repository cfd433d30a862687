//! One account's roles and managed policies.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::propagation::Propagating;

/// One account's IAM.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Iam {
    /// By lower-cased name: names are unique without regard to case (facts §4.3).
    pub roles: BTreeMap<String, Role>,
    /// The account's customer managed policies by ARN: what a permissions boundary can be.
    pub managed_policies: BTreeMap<String, Value>,
}

/// One role.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Role {
    pub name: String,
    pub path: String,
    /// `AROA...`
    pub role_id: String,
    pub arn: String,
    pub created: Timestamp,
    pub description: Option<String>,
    /// Seconds.
    pub max_session_duration: i64,
    /// With principals as unique ids (see `principal`).
    pub trust: Propagating<Value>,
    /// The text as it was given, by policy name.
    pub inline_policies: BTreeMap<String, Propagating<String>>,
    /// ARNs of managed policies.
    pub attached_policies: BTreeSet<String>,
    pub permissions_boundary: Option<String>,
    pub tags: BTreeMap<String, String>,
}

impl Iam {
    pub fn role(&self, name: &str) -> Option<&Role> {
        self.roles.get(&name.to_lowercase())
    }

    pub fn role_by_arn(&self, arn: &str) -> Option<&Role> {
        self.roles.values().find(|role| role.arn == arn)
    }
}
