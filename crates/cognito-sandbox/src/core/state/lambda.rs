//! One Region's functions: code, configuration, and the states that follow from when they were changed.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::core::clock::{Moment, has_passed};

/// One Region's functions.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Lambda {
    pub functions: BTreeMap<String, Function>,
}

/// One function.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Function {
    pub name: String,
    pub arn: String,
    pub deployed: Deployed,
    /// What is invoked until an update has ended.
    pub previous: Option<Deployed>,
    pub architectures: Vec<String>,
    pub created: Timestamp,
    pub last_modified: Timestamp,
    /// When the last update began, if there was one.
    pub updated: Option<Timestamp>,
    pub revision_id: String,
    pub tags: BTreeMap<String, String>,
    /// Statements of the resource policy.
    pub policy: Vec<Value>,
    pub policy_revision_id: String,
}

/// What one version of a function runs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Deployed {
    pub configuration: Configuration,
    pub code: Code,
}

/// A deployment package.
#[derive(Clone, Serialize, Deserialize)]
pub struct Code {
    /// Base64.
    pub zip: String,
    pub sha256: String,
    pub size: usize,
}

impl std::fmt::Debug for Code {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Code").field("sha256", &self.sha256).field("size", &self.size).finish_non_exhaustive()
    }
}

/// What UpdateFunctionConfiguration can change.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Configuration {
    pub role: String,
    pub handler: String,
    pub runtime: String,
    pub description: String,
    /// Seconds.
    pub timeout: i64,
    /// Megabytes.
    pub memory_size: i64,
    pub environment: BTreeMap<String, String>,
    pub log_group: String,
}

impl Code {
    /// The text files of the package by path.
    pub fn files(&self) -> BTreeMap<String, String> {
        let bytes = STANDARD.decode(&self.zip).unwrap_or_default();
        let mut files = BTreeMap::new();
        if let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) {
            for index in 0..archive.len() {
                let Ok(mut entry) = archive.by_index(index) else {
                    continue;
                };
                let Ok(name) = entry.name().map(|name| name.into_owned()) else {
                    continue;
                };
                let mut text = String::new();
                if entry.read_to_string(&mut text).is_ok() {
                    files.insert(name, text);
                }
            }
        }
        files
    }
}

impl Function {
    pub fn is_pending(&self, moment: Moment) -> bool {
        !has_passed(self.created, moment.delays.function_pending, moment.now)
    }

    pub fn is_updating(&self, moment: Moment) -> bool {
        self.updated.is_some_and(|since| !has_passed(since, moment.delays.function_updating, moment.now))
    }

    /// What an invocation runs now.
    pub fn running(&self, moment: Moment) -> &Deployed {
        match &self.previous {
            Some(previous) if self.is_updating(moment) => previous,
            _ => &self.deployed,
        }
    }

    /// Puts a new version in place of a settled one.
    pub fn update(&mut self, deployed: Deployed, revision_id: String, moment: Moment) {
        self.previous = Some(std::mem::replace(&mut self.deployed, deployed));
        self.updated = Some(moment.now);
        self.last_modified = moment.now;
        self.revision_id = revision_id;
    }
}
