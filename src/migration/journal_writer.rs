//! Keeping the session's journal: on disk before a call, and again after it.

use jiff::Timestamp;

use crate::problem::{Problem, ProblemKind};
use crate::session::document::Session;
use crate::session::journal::{Entry, EntryResult};
use crate::session::store::Store;

/// A session and where it is saved.
#[derive(Debug)]
pub struct JournalWriter<'a> {
    pub session: &'a mut Session,
    pub store: &'a Store,
}

impl JournalWriter<'_> {
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
