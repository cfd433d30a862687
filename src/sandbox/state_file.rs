//! The world in a file: JSON, mode 0600, replaced atomically.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::{ScenarioError, World};

/// Why a state file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StateFileError {
    #[error("cannot read the sandbox file {path}: {source}")]
    Read {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error(
        "{path} is not a sandbox file of this version: {source}; delete it to start a new practice"
    )]
    Malformed {
        path: PathBuf,
        source: serde_json::Error,
    },
    #[error("cannot write the sandbox file {path}: {source}")]
    Write {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
}

/// The world of an existing file, `None` when there is no file.
pub fn load(path: &Path) -> Result<Option<World>, StateFileError> {
    let text = match std::fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => {
            return Err(StateFileError::Read {
                path: path.to_owned(),
                source,
            });
        }
    };
    serde_json::from_slice(&text)
        .map(Some)
        .map_err(|source| StateFileError::Malformed {
            path: path.to_owned(),
            source,
        })
}

/// Replaces the file in one step. `tempfile` makes its files with mode 0600.
pub fn save(path: &Path, world: &World) -> Result<(), StateFileError> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let write = || -> std::io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&serde_json::to_vec(world)?)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    };
    write().map_err(|source| StateFileError::Write {
        path: path.to_owned(),
        source,
    })
}
