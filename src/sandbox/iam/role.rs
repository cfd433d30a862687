//! One role, and how GetRole and ListRoles show it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Propagating;
use crate::sandbox::clock::epoch_seconds;

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

impl Role {
    /// As in ListRoles. `trust` is the document as readers see it.
    pub fn summary(&self, trust: &Value) -> Value {
        let mut shown = json!({
            "Path": self.path,
            "RoleName": self.name,
            "RoleId": self.role_id,
            "Arn": self.arn,
            "CreateDate": epoch_seconds(self.created),
            "AssumeRolePolicyDocument": super::document::url_encoded(&trust.to_string()),
            "MaxSessionDuration": self.max_session_duration,
        });
        if let Some(description) = &self.description {
            shown["Description"] = json!(description);
        }
        shown
    }

    /// As in GetRole and CreateRole: with tags and boundary, which ListRoles leaves out.
    pub fn detail(&self, trust: &Value) -> Value {
        let mut shown = self.summary(trust);
        if let Some(boundary) = &self.permissions_boundary {
            shown["PermissionsBoundary"] = json!({
                "PermissionsBoundaryType": "Policy",
                "PermissionsBoundaryArn": boundary,
            });
        }
        if !self.tags.is_empty() {
            shown["Tags"] = super::tags::as_list(&self.tags);
        }
        shown
    }
}
