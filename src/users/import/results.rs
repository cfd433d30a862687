//! The fate of every row, beside the session: subs and AWS's reasons, nothing else of anybody (rule 10). Readable by its owner alone.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::job_log::Outcome;
use crate::problem::{Problem, ProblemKind};

/// What became of somebody's row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", content = "reason", rename_all = "kebab-case")]
pub enum RowFate {
    Succeeded,
    /// Somebody of that name was there.
    Skipped(String),
    Failed(String),
}

impl RowFate {
    pub fn of(outcome: Outcome, reason: &str) -> Self {
        match outcome {
            Outcome::Succeeded => Self::Succeeded,
            Outcome::Skipped => Self::Skipped(reason.to_owned()),
            Outcome::Failed => Self::Failed(reason.to_owned()),
        }
    }

    pub fn parts(self) -> (Outcome, String) {
        match self {
            Self::Succeeded => (Outcome::Succeeded, String::new()),
            Self::Skipped(reason) => (Outcome::Skipped, reason),
            Self::Failed(reason) => (Outcome::Failed, reason),
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Line {
    sub: String,
    #[serde(flatten)]
    fate: RowFate,
}

/// The results of a session's imports.
#[derive(Debug)]
pub struct Results {
    directory: PathBuf,
    file: File,
    /// By sub; the last word on somebody counts.
    pub fates: BTreeMap<String, RowFate>,
}

impl Results {
    /// Those of this session; `sessions`: where sessions are saved.
    ///
    /// # Errors
    /// The directory or its file cannot be made or read.
    pub fn open(sessions: &Path, session: &str) -> Result<Self, Problem> {
        let directory = sessions.join(format!("{session}.import"));
        let path = directory.join("results.jsonl");
        let unusable = |error: std::io::Error| unusable(&path, &error);
        make_directory(&directory).map_err(unusable)?;
        let mut fates = BTreeMap::new();
        if path.exists() {
            let text = fs::read_to_string(&path).map_err(unusable)?;
            // A last line that a kill cut off is known again when its job is read.
            let lines = text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
            fates.extend(lines.map(|line| (line.sub, line.fate)));
        }
        let mut options = OpenOptions::new();
        let file = owners_own(options.append(true).create(true)).open(&path).map_err(unusable)?;
        Ok(Self { directory, file, fates })
    }

    /// Remembers whose rows a job has, in their order, before the job is made.
    pub fn begin_job(&mut self, name: &str, subs: &[String]) -> Result<(), Problem> {
        let path = self.directory.join(format!("{name}.subs"));
        let mut options = OpenOptions::new();
        let file = owners_own(options.write(true).create(true).truncate(true)).open(&path);
        let written = file.and_then(|mut file| file.write_all(subs.join("\n").as_bytes()).and_then(|()| file.sync_all()));
        written.map_err(|error| unusable(&path, &error))
    }

    /// Whose rows the job of this name has.
    pub fn subs_of(&self, name: &str) -> Result<Vec<String>, Problem> {
        let path = self.directory.join(format!("{name}.subs"));
        let text = fs::read_to_string(&path).map_err(|error| unusable(&path, &error))?;
        Ok(text.lines().map(str::to_owned).collect())
    }

    pub fn add(&mut self, sub: &str, fate: RowFate) -> Result<(), Problem> {
        let line = serde_json::to_string(&Line { sub: sub.to_owned(), fate: fate.clone() }).unwrap_or_default();
        writeln!(self.file, "{line}").map_err(|error| unusable(&self.directory, &error))?;
        self.fates.insert(sub.to_owned(), fate);
        Ok(())
    }

    /// Subs whose row failed.
    pub fn failed(&self) -> impl Iterator<Item = &str> {
        self.fates.iter().filter(|(_, fate)| matches!(fate, RowFate::Failed(_))).map(|(sub, _)| sub.as_str())
    }
}

#[cfg(unix)]
fn owners_own(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600)
}

#[cfg(not(unix))]
fn owners_own(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(unix)]
fn make_directory(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(not(unix))]
fn make_directory(path: &Path) -> std::io::Result<()> {
    fs::create_dir_all(path)
}

fn unusable(path: &Path, error: &std::io::Error) -> Problem {
    Problem::new(ProblemKind::Local, format!("The results in {} cannot be kept.", path.display()), error.to_string())
        .remedy("Make room, or make the directory writable, then give the command again: it continues.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_read_again_and_the_last_word_counts() {
        let directory = tempfile::tempdir().unwrap();
        let mut results = Results::open(directory.path(), "acme").unwrap();
        results.begin_job("acme-1", &["a".into(), "b".into()]).unwrap();
        results.add("a", RowFate::Failed("No.".into())).unwrap();
        results.add("b", RowFate::Succeeded).unwrap();
        results.add("a", RowFate::Succeeded).unwrap();
        drop(results);
        let results = Results::open(directory.path(), "acme").unwrap();
        assert_eq!(results.fates["a"], RowFate::Succeeded);
        assert_eq!(results.failed().count(), 0);
        assert_eq!(results.subs_of("acme-1").unwrap(), ["a", "b"]);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_them() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let mut results = Results::open(directory.path(), "acme").unwrap();
        results.begin_job("acme-1", &[]).unwrap();
        for file in fs::read_dir(directory.path().join("acme.import")).unwrap() {
            assert_eq!(file.unwrap().metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
