//! The plan: desired minus observed, as changes in the order of applying. Pure: the same inputs give the same plan.

use serde::{Deserialize, Serialize};

use crate::resources::change::{Action, Change};
use crate::resources::spec::Spec;

/// What apply would do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub format_version: u32,
    pub spec: Spec,
    pub changes: Vec<Change>,
}

impl Plan {
    /// Whether apply would write anything.
    pub fn has_changes(&self) -> bool {
        self.changes.iter().any(|change| change.action.writes())
    }

    /// The changes that wait for a choice of the operator.
    pub fn conflicts(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.action == Action::Conflict)
    }

    /// How many changes have this action.
    pub fn count(&self, action: Action) -> usize {
        self.changes.iter().filter(|change| change.action == action).count()
    }
}
