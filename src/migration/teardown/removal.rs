//! One thing that teardown takes back, how, and what the operator decided about it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::change::FieldChange;
use crate::model::resource_id::ResourceId;

/// One resource's line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Removal {
    pub resource: ResourceId,
    pub name: String,
    #[serde(rename = "way")]
    pub action: RemovalAction,
    /// What somebody else changed since, member by member.
    pub disagreements: Vec<ChangedMember>,
    /// For [`RemovalAction::Revert`]: the members and the values that they get back.
    pub fields: Vec<FieldChange>,
    /// What the operator must know beside that, a sentence each: what stays, and what breaks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// What happens to one resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RemovalAction {
    /// This session made it.
    Delete,
    /// This session edited it: the recorded values are written back.
    #[serde(rename = "put-back")]
    Revert,
    /// This session made or edited it, and nothing of that is left: only the record is closed.
    #[serde(rename = "close")]
    MarkRemoved,
    /// Not this session's: adopted, never reached, or taken back already.
    #[serde(rename = "not-ours")]
    Unmanaged,
    /// Somebody changed it since: nothing happens before the operator decides.
    Changed,
    /// The operator decided to leave it as it is; it is theirs from here on.
    Keep,
    /// The operator decided to leave it for later.
    Skip,
    /// This session made it, and nobody can take it away.
    #[serde(rename = "stays")]
    CannotRemove,
}

impl RemovalAction {
    /// Whether something is called for it.
    pub fn writes(self) -> bool {
        matches!(self, RemovalAction::Delete | RemovalAction::Revert)
    }
}

/// One member that is not as this session left it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangedMember {
    pub path: String,
    /// Before this session touched it.
    pub recorded: Option<Value>,
    /// As this session wrote it.
    pub written: Option<Value>,
    /// Now.
    pub current: Option<Value>,
}

/// What the operator decided about resources that somebody changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Leave it as it is, and forget it.
    pub keep: BTreeSet<ResourceId>,
    /// Delete or revert it by force: although somebody changed it.
    pub force: BTreeSet<ResourceId>,
    /// Leave it for later.
    pub skip: BTreeSet<ResourceId>,
    /// Only these; none: all.
    pub only: BTreeSet<ResourceId>,
}
