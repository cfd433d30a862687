//! The locks of the sessions that this wizard has: one process works on a session at a time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::problem::{Problem, ProblemKind};
use crate::session::document::Session;
use crate::session::lock::Lock;
use crate::session::store::{SessionSummary, Store};

/// By the session's name. Released one by one, or all together when the wizard ends, however it ends.
#[derive(Debug, Clone, Default)]
pub struct SessionLocks(Arc<Mutex<HashMap<String, Lock>>>);

impl SessionLocks {
    /// Locks the session unless this wizard has it already. Errors: another process has it.
    fn take(&self, store: &Store, name: &str) -> Result<(), Problem> {
        let mut locks = self.locks();
        if !locks.contains_key(name) {
            locks.insert(name.to_owned(), store.lock(name)?);
        }
        Ok(())
    }

    /// Releases all but this one.
    pub fn keep_only(&self, name: Option<&str>) {
        self.locks().retain(|held, _| Some(held.as_str()) == name);
    }

    /// Locks the session and reads it.
    pub fn load(&self, store: &Store, name: &str) -> Result<Box<Session>, Problem> {
        self.take(store, name)?;
        store.load(name).map(Box::new)
    }

    /// Locks the name and saves the new session there. Errors: it is taken since the names were listed.
    pub fn begin(&self, store: &Store, session: Box<Session>) -> Result<Box<Session>, Problem> {
        self.take(store, &session.name)?;
        if store.contains(&session.name) {
            let what = format!("There is a session {} already.", session.name);
            return Err(Problem::new(ProblemKind::Local, what, "Somebody else began it just now.")
                .remedy("Take another name, or continue that one."));
        }
        store.save(&session)?;
        Ok(session)
    }

    /// Deletes a session that nobody else works on.
    pub fn delete(&self, store: &Store, name: &str) -> Result<(), Problem> {
        let had = self.locks().contains_key(name);
        self.take(store, name)?;
        let deleted = store.delete(name);
        if !had || deleted.is_ok() {
            self.locks().remove(name);
        }
        deleted
    }

    /// All saved sessions. What this wizard has itself is not in use by somebody else.
    pub fn list(&self, store: &Store) -> Result<Vec<SessionSummary>, Problem> {
        let mut summaries = store.list()?;
        let locks = self.locks();
        for summary in summaries.iter_mut().filter(|summary| locks.contains_key(&summary.name)) {
            summary.in_use = None;
        }
        Ok(summaries)
    }

    fn locks(&self) -> MutexGuard<'_, HashMap<String, Lock>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn session(name: &str) -> Box<Session> {
        Box::new(Session::new(name, jiff::Timestamp::UNIX_EPOCH))
    }

    #[test]
    fn a_session_is_held_from_its_beginning_until_another_is_and_only_for_others() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::at(directory.path());
        let (mine, other) = (SessionLocks::default(), SessionLocks::default());
        mine.begin(&store, session("acme")).unwrap();
        assert_eq!(mine.list(&store).unwrap()[0].in_use, None);
        assert!(other.list(&store).unwrap()[0].in_use.as_ref().unwrap().starts_with("Process "));
        assert!(other.load(&store, "acme").unwrap_err().what.contains("acme is in use"));
        assert!(other.delete(&store, "acme").unwrap_err().what.contains("acme is in use"));
        mine.load(&store, "acme").unwrap();
        mine.begin(&store, session("globex")).unwrap();
        mine.keep_only(Some("globex"));
        other.load(&store, "acme").unwrap();
        drop(mine);
        other.load(&store, "globex").unwrap();
    }

    #[test]
    fn a_name_that_was_taken_meanwhile_is_refused_and_what_stands_there_stays() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::at(directory.path());
        let mut standing = session("acme");
        standing.step = Some("plan".into());
        store.save(&standing).unwrap();
        let problem = SessionLocks::default().begin(&store, session("acme")).unwrap_err();
        assert!(problem.what.contains("already"), "{problem:?}");
        assert_eq!(store.load("acme").unwrap(), *standing);
    }

    #[test]
    fn deleting_lets_go_of_the_name() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::at(directory.path());
        let locks = SessionLocks::default();
        locks.begin(&store, session("acme")).unwrap();
        locks.delete(&store, "acme").unwrap();
        store.lock("acme").unwrap();
    }
}
