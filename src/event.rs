//! What the engine says while it works. The wizard, the plain text, the JSON output and the journal listen to nothing else.

use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use crate::check::finding::Check;
use crate::model::change::{Action, ResourceOperation};
use crate::model::resource_id::ResourceId;
use crate::problem::Problem;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// Apply begins: so many changes will write.
    ApplyStarted { changes: usize },
    /// The resource is being created or updated.
    Started { resource: ResourceId, action: Action, name: String },
    /// An AWS call is about to be made or has been answered: the log underneath. Never holds a secret.
    Note { resource: ResourceId, text: String },
    /// It waits for a fact, and looks again after a growing pause.
    Waiting { resource: ResourceId, waiting_for: String, attempt: u32, elapsed_milliseconds: u64, pause_milliseconds: u64 },
    /// Created, updated, or found to be as it must be (adopt, keep).
    Changed { resource: ResourceId, action: Action, name: String, elapsed_milliseconds: u64 },
    /// Verify looked at one thing.
    Checked { check: Check },
    /// It stopped here. What is done is recorded; applying again continues.
    Failed { resource: Option<ResourceId>, problem: Problem },
    /// The operator asked to stop; nothing was cut off in the middle.
    Interrupted { done: usize, left: usize },
    /// Teardown begins: so many resources will be deleted or set back.
    TeardownStarted { removals: usize },
    /// The resource is being deleted or set back.
    Removing {
        resource: ResourceId,
        #[serde(rename = "deed")]
        operation: ResourceOperation,
        name: String,
    },
    /// It is gone, or as it was before.
    Removed {
        resource: ResourceId,
        #[serde(rename = "deed")]
        operation: ResourceOperation,
        name: String,
        elapsed_milliseconds: u64,
    },
    /// All taken back that was to be. `archived`: nothing of the session is left in either account.
    TeardownFinished {
        deleted: usize,
        #[serde(rename = "put_back")]
        reverted: usize,
        left: usize,
        archived: bool,
    },
    /// All done.
    ApplyFinished { created: usize, updated: usize, unchanged: usize },
}

/// Where the engine's events go. Bounded: a slow listener slows the engine instead of filling the memory.
pub type Events = mpsc::Sender<Event>;

/// Room for events that nobody has read yet.
pub const EVENT_CAPACITY: usize = 256;
