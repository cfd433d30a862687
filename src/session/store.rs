//! Saved sessions: one JSON file each in the platform's data directory, readable by its owner only, written whole or not at all.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::Value;

use crate::command::Command;
use crate::model::names::validate_session_name;
use crate::problem::{Problem, ProblemKind};
pub use crate::session::document::SessionSummary;
use crate::session::document::{SESSION_VERSION, Session};
use crate::session::lock;
use crate::session::lock::Lock;

/// A directory of sessions.
#[derive(Debug, Clone)]
pub struct Store {
    directory: PathBuf,
}

impl Store {
    /// The platform's data directory: `~/.local/share/cognito-ferry/sessions` on Linux.
    pub fn standard() -> Result<Self, Problem> {
        let directories = directories::ProjectDirs::from("", "", "cognito-ferry").ok_or_else(|| {
            Problem::new(ProblemKind::Local, "There is no place for saved sessions.", "This user has no home directory.")
                .remedy("Set HOME, or name a directory with --sessions-directory.")
        })?;
        Ok(Self::at(directories.data_dir().join("sessions")))
    }

    /// A directory of the caller's choice; made when the first session is saved.
    pub fn at(directory: impl Into<PathBuf>) -> Self {
        Self { directory: directory.into() }
    }

    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Where a session of this name is kept.
    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.join(format!("{name}.json"))
    }

    /// List saved sessions, the latest first. One that cannot be read is listed with the reason.
    pub fn list(&self) -> Result<Vec<SessionSummary>, Problem> {
        let entries = match fs::read_dir(&self.directory) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(local("Could not list the saved sessions", &self.directory, &error)),
        };
        let names = entries.filter_map(|entry| {
            let name = entry.ok()?.file_name().into_string().ok()?;
            let name = name.strip_suffix(".json")?;
            validate_session_name(name).is_ok().then(|| name.to_owned())
        });
        let mut summaries: Vec<SessionSummary> = names.map(|name| self.summary(&name)).collect();
        summaries.sort_by(|left, right| right.updated.cmp(&left.updated).then_with(|| left.name.cmp(&right.name)));
        Ok(summaries)
    }

    fn summary(&self, name: &str) -> SessionSummary {
        let in_use = lock::held(&self.lock_path(name));
        match self.load(name) {
            Ok(session) => SessionSummary { in_use, ..session.summary() },
            Err(problem) => SessionSummary {
                name: name.into(),
                updated: Timestamp::UNIX_EPOCH,
                source: String::new(),
                destination: String::new(),
                state: "cannot be read".into(),
                finished: false,
                problem: Some(problem.to_string()),
                in_use,
                written: 0,
            },
        }
    }

    /// Whether a session of this name is saved.
    pub fn contains(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// Reads a session. A newer version, a truncated file, something else altogether: an error that names the file, which is left alone.
    pub fn load(&self, name: &str) -> Result<Session, Problem> {
        valid(name)?;
        let path = self.path(name);
        let bytes = fs::read(&path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => absent(name, &path),
            _ => local("Could not read the session", &path, &error),
        })?;
        parse(&bytes, &path)
    }

    /// Writes a session: to a new file beside the old one, flushed to the disk, then put in its place.
    pub fn save(&self, session: &Session) -> Result<(), Problem> {
        valid(&session.name)?;
        let path = self.path(&session.name);
        refuse_to_replace_what_is_no_session(&path)?;
        self.write(session, &path).map_err(|error| local("Could not save the session", &path, &error))
    }

    /// Writes a text that a person asked for to a file beside the sessions, which only its owner can read. There is one: the next
    /// text takes its place.
    pub fn write_out(&self, text: &str) -> Result<PathBuf, Problem> {
        let path = self.directory.join("copied.txt");
        let written = self.write_private(text.as_bytes(), &path);
        written.map(|()| path.clone()).map_err(|error| local("Could not write the text", &path, &error))
    }

    fn write(&self, session: &Session, path: &Path) -> std::io::Result<()> {
        let mut text = serde_json::to_vec_pretty(session)?;
        text.push(b'\n');
        self.write_private(&text, path)
    }

    fn write_private(&self, text: &[u8], path: &Path) -> std::io::Result<()> {
        make_private_directory(&self.directory)?;
        // Made readable by its owner only, which persist() keeps.
        let mut file = tempfile::Builder::new().prefix(".session-").tempfile_in(&self.directory)?;
        file.write_all(text)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        sync_directory(&self.directory)
    }

    /// Takes the session for this process. Released when dropped, and by the system when the process dies.
    pub fn lock(&self, name: &str) -> Result<Lock, Problem> {
        valid(name)?;
        make_private_directory(&self.directory)
            .map_err(|error| local("Could not make the directory", &self.directory, &error))?;
        Lock::acquire(&self.lock_path(name), name)
    }

    fn lock_path(&self, name: &str) -> PathBuf {
        self.directory.join(format!(".{name}.lock"))
    }

    /// Moves a session whose teardown is complete to the archive beside the others: its record stays readable.
    pub fn archive(&self, session: &Session) -> Result<(), Problem> {
        let from = self.path(&session.name);
        let archive = self.directory.join("archive");
        let stamp = session.updated.strftime("%Y%m%dT%H%M%SZ");
        let to = archive.join(format!("{}-{stamp}.json", session.name));
        let moved = make_private_directory(&archive)
            .and_then(|()| fs::rename(&from, &to))
            .and_then(|()| sync_directory(&archive))
            .and_then(|()| sync_directory(&self.directory));
        moved.map_err(|error| local("Could not archive the session", &from, &error))
    }

    /// Deletes a saved session: the document, nothing in any account.
    pub fn delete(&self, name: &str) -> Result<(), Problem> {
        valid(name)?;
        let path = self.path(name);
        fs::remove_file(&path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => absent(name, &path),
            _ => local("Could not delete the session", &path, &error),
        })
    }
}

fn absent(name: &str, path: &Path) -> Problem {
    let what = format!("There is no saved session named {name}.");
    Problem::new(ProblemKind::NotFound, what, format!("{} does not exist.", path.display()))
        .remedy(format!("List them with: {}", Command::ferry("sessions list")))
}

/// Reads the document of a session; `path` is for the messages.
pub fn parse(bytes: &[u8], path: &Path) -> Result<Session, Problem> {
    let unreadable = |why: String| {
        Problem::new(ProblemKind::Local, format!("The session file {} cannot be used.", path.display()), why)
            .remedy("It was left unchanged. Restore it from a copy, or move it away to start again.")
    };
    let document: Value =
        serde_json::from_slice(bytes).map_err(|error| unreadable(format!("It is not a whole JSON document: {error}.")))?;
    match document.get("version").and_then(Value::as_u64) {
        Some(version) if version == u64::from(SESSION_VERSION) => {}
        Some(version) => {
            return Err(unreadable(format!("It has version {version}; this program knows version {SESSION_VERSION}."))
                .remedy("Use the cognito-ferry that wrote it, or a newer one."));
        }
        None => return Err(unreadable("It is not a session: it has no version.".into())),
    }
    serde_json::from_value(document).map_err(|error| unreadable(format!("It does not read as a session: {error}.")))
}

/// A file that cannot be read as a session may be the only record of what stands in two accounts: it is never written over.
fn refuse_to_replace_what_is_no_session(path: &Path) -> Result<(), Problem> {
    match fs::read(path) {
        Ok(bytes) => parse(&bytes, path).map(drop),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(local("Could not read, and so not replace, the session", path, &error)),
    }
}

fn valid(name: &str) -> Result<(), Problem> {
    validate_session_name(name)
        .map_err(|why| Problem::new(ProblemKind::Invalid, format!("{name:?} cannot be a session's name."), why))
}

fn local(what: &str, path: &Path, error: &std::io::Error) -> Problem {
    let problem = Problem::new(ProblemKind::Local, format!("{what} {}.", path.display()), format!("{error}."));
    match error.kind() {
        ErrorKind::PermissionDenied => problem.remedy("Give this user read and write permission there."),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => problem.remedy("Free space on that disk."),
        ErrorKind::FileTooLarge => problem.remedy("Raise the limit on the size of files: ulimit -f"),
        _ => problem,
    }
}

#[cfg(unix)]
fn make_private_directory(directory: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(directory)
}

#[cfg(not(unix))]
fn make_private_directory(directory: &Path) -> std::io::Result<()> {
    fs::create_dir_all(directory)
}

/// The rename itself must survive a power cut.
#[cfg(unix)]
fn sync_directory(directory: &Path) -> std::io::Result<()> {
    File::open(directory)?.sync_all()
}

#[cfg(not(unix))]
fn sync_directory(_: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, Store) {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::at(directory.path().join("sessions"));
        (directory, store)
    }

    fn session(name: &str) -> Session {
        Session::new(name, "2026-11-21T09:00:00Z".parse().unwrap())
    }

    #[test]
    fn a_saved_session_comes_back_as_it_was() {
        let (_directory, store) = store();
        store.save(&session("acme")).unwrap();
        assert_eq!(store.load("acme").unwrap(), session("acme"));
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_can_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let (_directory, store) = store();
        store.save(&session("acme")).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&store.path("acme")), 0o600);
        assert_eq!(mode(store.directory()), 0o700);
    }

    #[test]
    fn a_newer_version_is_refused_and_left_alone() {
        let (_directory, store) = store();
        store.save(&session("acme")).unwrap();
        let newer = fs::read_to_string(store.path("acme")).unwrap().replace("\"version\": 1", "\"version\": 99");
        fs::write(store.path("acme"), &newer).unwrap();
        let problem = store.load("acme").unwrap_err();
        assert!(problem.why.contains("version 99"), "{problem:?}");
        assert_eq!(fs::read_to_string(store.path("acme")).unwrap(), newer);
    }

    #[test]
    fn a_truncated_file_is_named_and_listed_with_the_reason() {
        let (_directory, store) = store();
        store.save(&session("acme")).unwrap();
        fs::write(store.path("acme"), "{\"version\": 1,").unwrap();
        assert!(store.load("acme").unwrap_err().what.contains("acme.json"));
        assert!(store.list().unwrap()[0].problem.is_some());
    }

    #[test]
    fn a_file_that_is_no_session_is_never_written_over() {
        let (_directory, store) = store();
        store.save(&session("acme")).unwrap();
        let whole = fs::read(store.path("acme")).unwrap();
        for left in [b"".to_vec(), whole[..whole.len() / 2].to_vec(), b"{\"version\": 99}".to_vec()] {
            fs::write(store.path("acme"), &left).unwrap();
            assert!(store.save(&session("acme")).is_err());
            assert_eq!(fs::read(store.path("acme")).unwrap(), left);
        }
    }

    #[test]
    fn the_latest_session_is_listed_first() {
        let (_directory, store) = store();
        let mut later = session("later");
        later.updated = "2026-11-22T09:00:00Z".parse().unwrap();
        store.save(&session("earlier")).unwrap();
        store.save(&later).unwrap();
        let names: Vec<String> = store.list().unwrap().into_iter().map(|summary| summary.name).collect();
        assert_eq!(names, ["later", "earlier"]);
    }

    #[test]
    fn a_name_cannot_lead_out_of_the_directory() {
        let (_directory, store) = store();
        assert_eq!(store.load("../secret").unwrap_err().kind, ProblemKind::Invalid);
    }
}
