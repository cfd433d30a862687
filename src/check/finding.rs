//! A check: one read-only finding.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::resource_id::ResourceId;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckStatus {
    Pass,
    Warn,
    Fail,
    /// It could not be looked at; the evidence says why. Never a pass.
    Skipped,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Stable: `verify.source-role`.
    pub id: String,
    pub resource: Option<ResourceId>,
    pub title: String,
    pub status: CheckStatus,
    /// What was seen: values, not prose.
    pub evidence: Vec<String>,
    /// What to do about it; none for a pass.
    pub remedy: Option<String>,
    /// For a resource of ours: what is not as it was left, member by member.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drift: Vec<Drift>,
}

/// One member of a resource that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drift {
    /// Dotted: `Environment.Variables.OLD_CLIENT_ID`.
    pub path: String,
    /// As this session wrote it; none where it never wrote that member.
    pub recorded: Option<Value>,
    /// As it must be.
    pub wanted: Option<Value>,
    /// As it is.
    pub found: Option<Value>,
}
