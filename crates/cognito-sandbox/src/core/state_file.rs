//! The world in a file: JSON, mode 0600, replaced atomically.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use super::state::world::World;

/// Why a state file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StateFileError {
    #[error("cannot read the sandbox file {path}: {source}")]
    Read { path: PathBuf, source: std::io::Error },
    #[error("{path} is not a sandbox file of this version: {source}; delete it to start a new practice")]
    Malformed { path: PathBuf, source: serde_json::Error },
    #[error("cannot write the sandbox file {path}: {source}")]
    Write { path: PathBuf, source: std::io::Error },
}

/// A state file, and which writing of it this process holds: another process may practise on the same accounts.
#[derive(Debug)]
pub struct StateFile {
    path: PathBuf,
    held: Mutex<Option<Stamp>>,
}

/// Tells one writing of the file from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    modified: SystemTime,
    length: u64,
}

impl StateFile {
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned(), held: Mutex::new(None) }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The world of the file, `None` when there is no file or this process holds what is in it.
    pub fn load_changed(&self) -> Result<Option<World>, StateFileError> {
        let stamp = self.stamp();
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if stamp.is_none() || stamp == *held {
            return Ok(None);
        }
        let text = std::fs::read(&self.path).map_err(|source| StateFileError::Read { path: self.path.clone(), source })?;
        let world =
            serde_json::from_slice(&text).map_err(|source| StateFileError::Malformed { path: self.path.clone(), source })?;
        *held = stamp;
        Ok(Some(world))
    }

    /// Replaces the file in one step. `tempfile` makes its files with mode 0600.
    pub fn save(&self, world: &World) -> Result<(), StateFileError> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let write = || -> std::io::Result<()> {
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            file.write_all(&serde_json::to_vec(world)?)?;
            file.as_file().sync_all()?;
            file.persist(&self.path)?;
            Ok(())
        };
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        write().map_err(|source| StateFileError::Write { path: self.path.clone(), source })?;
        *held = self.stamp();
        Ok(())
    }

    fn stamp(&self) -> Option<Stamp> {
        let metadata = std::fs::metadata(&self.path).ok()?;
        Some(Stamp { modified: metadata.modified().ok()?, length: metadata.len() })
    }
}
