//! What the engine says while it works. The wizard, the plain text, the JSON output and the log file read nothing else.

use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use crate::check::finding::Check;
use crate::model::change::{ChangeAction, ResourceOperation};
use crate::model::resource_id::ResourceId;
use crate::problem::Problem;
use crate::run::progress::{ProgressSink, Report};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// Apply begins: so many changes will write.
    ApplyStarted { changes: usize },
    /// The resource is being created or updated.
    Started { resource: ResourceId, action: ChangeAction, name: String },
    /// An AWS call is about to be made or has been answered: the log underneath. Never holds a secret.
    Note { resource: ResourceId, text: String },
    /// It waits for a fact, and looks again after a growing pause.
    Waiting { resource: ResourceId, waiting_for: String, attempt: u32, elapsed_milliseconds: u64, pause_milliseconds: u64 },
    /// Created, updated, or found to be as it must be (adopt, keep).
    Changed { resource: ResourceId, action: ChangeAction, name: String, elapsed_milliseconds: u64 },
    /// Preflight or verify looked at one thing.
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
    /// Groups: the members of one group are being read on both sides.
    ReadingGroup { number: usize, of: usize },
    /// Groups: so many users of the destination have been read.
    ReadingUsers { seen: usize },
    /// Groups: so many of the missing memberships have been added or refused.
    AddingMembers { done: usize, of: usize, elapsed_milliseconds: u64 },
}

/// Where the engine's events go. Bounded: a slow listener slows the engine instead of filling the memory.
#[derive(Debug, Clone)]
pub struct Events(mpsc::Sender<Event>);

/// Room for events that nobody has read yet.
const CAPACITY: usize = 256;

/// Where events go, and where they come out.
pub fn channel() -> (Events, mpsc::Receiver<Event>) {
    let (sender, receiver) = mpsc::channel(CAPACITY);
    (Events(sender), receiver)
}

impl Events {
    /// Logs the event and sends it to whoever listens. A closed channel is not an error: the work goes on, and the session is saved.
    pub async fn emit(&self, event: Event) {
        tracing::info!(target: "cognito_ferry::events", event = %serde_json::to_string(&event).unwrap_or_default());
        drop(self.0.send(event).await);
    }
}

/// Reports of the work on one resource, as events.
#[derive(Debug, Clone, Copy)]
pub struct ResourceReporter<'a> {
    pub events: &'a Events,
    pub resource: ResourceId,
}

#[async_trait]
impl ProgressSink for ResourceReporter<'_> {
    async fn report(&self, report: Report) {
        let resource = self.resource;
        self.events
            .emit(match report {
                Report::Note(text) => Event::Note { resource, text },
                Report::Waiting { waiting_for, attempt, elapsed, pause } => Event::Waiting {
                    resource,
                    waiting_for,
                    attempt,
                    elapsed_milliseconds: milliseconds(elapsed),
                    pause_milliseconds: milliseconds(pause),
                },
            })
            .await;
    }
}

/// A duration as events have it.
pub fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
