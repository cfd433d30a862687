//! Keeping the session's journal: on disk before a call, and again after it. And telling listeners what goes on.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::event::{Event, Events};
use crate::model::resource_id::ResourceId;
use crate::problem::{Problem, ProblemKind};
use crate::run::progress::{Listener, Report};
use crate::session::document::Session;
use crate::session::journal::{Entry, EntryResult};
use crate::session::store::Store;

/// A session and where it is saved.
#[derive(Debug)]
pub struct Record<'a> {
    pub session: &'a mut Session,
    pub store: &'a Store,
}

impl Record<'_> {
    /// Puts the intent on disk. When that fails, nothing may be called.
    pub fn intend(&mut self, entry: Entry) -> Result<(), Problem> {
        self.session.journal.intend(entry);
        self.save()
    }

    /// Puts the result of the last intent on disk.
    pub fn finish(&mut self, result: &Result<(), Problem>) -> Result<(), Problem> {
        let result = match result {
            Ok(()) => EntryResult::Done,
            Err(problem) if matches!(problem.kind, ProblemKind::Unintended(_)) => {
                EntryResult::Unintended { message: problem.to_string() }
            }
            Err(problem) => EntryResult::Failed { message: problem.to_string() },
        };
        self.session.journal.finish(result, now());
        self.save()
    }

    pub fn save(&mut self) -> Result<(), Problem> {
        self.session.updated = now();
        self.store.save(self.session)
    }
}

pub fn now() -> Timestamp {
    Timestamp::now()
}

/// Nobody listening is no reason to stop: the session is saved all the same.
pub async fn tell(events: &Events, event: Event) {
    tracing::info!(target: "cognito_ferry::events", event = %serde_json::to_string(&event).unwrap_or_default());
    drop(events.send(event).await);
}

/// Reports of one resource, as events.
#[derive(Debug)]
pub struct Told<'a> {
    pub events: &'a Events,
    pub resource: ResourceId,
}

#[async_trait]
impl Listener for Told<'_> {
    async fn hear(&self, report: Report) {
        let resource = self.resource;
        let event = match report {
            Report::Note(text) => Event::Note { resource, text },
            Report::Waiting { waiting_for, attempt, elapsed, pause } => Event::Waiting {
                resource,
                waiting_for,
                attempt,
                elapsed_milliseconds: milliseconds(elapsed),
                pause_milliseconds: milliseconds(pause),
            },
        };
        tell(self.events, event).await;
    }
}

pub fn milliseconds(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
