//! One process works on a session at a time. The lock is the operating system's: a process that dies leaves none behind.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::problem::{Problem, ProblemKind};

/// How often and how long to try: a list that looks who holds a session (see [`held`]) holds it itself for some microseconds. The wait
/// is a fixed one, because nothing better can be waited for: the system tells nobody that a lock was let go, and its own waiting `lock`
/// would not end while another process works on the session. Whoever comes off worst is told that the session is in use, and tries again.
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_millis(5);

/// A session, held.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Who holds a session.
#[derive(Debug, Serialize, Deserialize)]
struct Holder {
    process: u32,
    since: Timestamp,
}

impl Lock {
    /// Takes the lock, or says who has it and since when.
    pub fn acquire(path: &Path, session: &str) -> Result<Self, Problem> {
        let unusable = |error: std::io::Error| {
            Problem::new(
                ProblemKind::Local,
                format!("The session {session} cannot be locked ({}).", path.display()),
                error.to_string(),
            )
        };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        private(&mut options);
        let mut file = options.open(path).map_err(unusable)?;
        let mut tries = 1;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if tries < TRIES => std::thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => return Err(taken(session, &mut file)),
                Err(TryLockError::Error(error)) => return Err(unusable(error)),
            }
            tries += 1;
        }
        let holder = Holder { process: std::process::id(), since: Timestamp::now() };
        // Only for the message that a second process shows: the lock holds without it.
        drop(file.set_len(0).and_then(|()| file.rewind()).and_then(|()| {
            let text = serde_json::to_string(&holder)?;
            file.write_all(text.as_bytes())
        }));
        Ok(Self { _file: file })
    }
}

/// Who holds the lock, as a sentence; none: nobody. Takes nothing away from anybody.
pub fn held(path: &Path) -> Option<String> {
    let mut file = File::open(path).ok()?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => Some(holder(&mut file)),
        Ok(()) | Err(TryLockError::Error(_)) => None,
    }
}

fn holder(file: &mut File) -> String {
    let mut text = String::new();
    let read = file.read_to_string(&mut text).ok().and_then(|_| serde_json::from_str::<Holder>(&text).ok());
    match read {
        Some(Holder { process, since }) => {
            format!("Process {process} has had it since {}.", since.strftime("%Y-%m-%d %H:%M:%S UTC"))
        }
        None => "Another process has it.".to_owned(),
    }
}

fn taken(session: &str, file: &mut File) -> Problem {
    Problem::new(ProblemKind::Local, format!("The session {session} is in use."), holder(file))
        .remedy("Finish or leave the other one first.")
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600);
}

#[cfg(not(unix))]
fn private(_: &mut OpenOptions) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_one_is_refused_and_told_who_has_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join(".acme.lock");
        let first = Lock::acquire(&path, "acme").unwrap();
        let problem = Lock::acquire(&path, "acme").unwrap_err();
        assert!(problem.why.contains(&format!("Process {}", std::process::id())), "{problem:?}");
        assert_eq!(held(&path), Some(problem.why));
        drop(first);
        assert_eq!(held(&path), None);
        Lock::acquire(&path, "acme").unwrap();
    }

    #[test]
    fn a_lock_left_by_a_dead_process_does_not_block() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join(".acme.lock");
        std::fs::write(&path, r#"{"process":1,"since":"2026-11-21T09:00:00Z"}"#).unwrap();
        Lock::acquire(&path, "acme").unwrap();
    }
}
