//! A check: one read-only finding.

use serde::{Deserialize, Serialize};

use crate::resources::ResourceId;
use crate::resources::change::FieldChange;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckStatus {
    Pass,
    Warn,
    Fail,
    /// It could not be looked at; the evidence says why. Never a pass.
    Skipped,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// Of a piece that is there otherwise than planned: from what was found to what it must be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldChange>,
}
