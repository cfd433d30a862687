//! One function: code, configuration, states, and how the service shows it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::configuration::Configuration;
use super::invalid;
use crate::sandbox::Fault;
use crate::sandbox::clock::has_passed;
use crate::sandbox::iam::Moment;

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
    zip: String,
    pub sha256: String,
    pub size: usize,
}

impl std::fmt::Debug for Code {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Code").field("sha256", &self.sha256).field("size", &self.size).finish_non_exhaustive()
    }
}

/// Of a zip that comes with the request (facts §5).
const ZIP_LENGTH: usize = 50 * 1024 * 1024;

impl Code {
    /// Takes a zip as the API carries it: base64.
    ///
    /// # Errors
    /// What is not a zip, or too large.
    pub fn new(zip: &str) -> Result<Self, Fault> {
        let unreadable = || invalid("Could not unzip uploaded file. Please check your file, then try to upload again.");
        let bytes = STANDARD.decode(zip).map_err(|_| unreadable())?;
        if bytes.len() > ZIP_LENGTH {
            return Err(Fault::new(
                413,
                "RequestEntityTooLargeException",
                format!("Zipped size must be smaller than {ZIP_LENGTH} bytes"),
            ));
        }
        let archive = zip::ZipArchive::new(Cursor::new(&bytes)).map_err(|_| unreadable())?;
        if archive.is_empty() {
            return Err(invalid("Uploaded file must be a non-empty zip"));
        }
        Ok(Self { zip: zip.to_owned(), sha256: STANDARD.encode(Sha256::digest(&bytes)), size: bytes.len() })
    }

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

    fn is_updating(&self, moment: Moment) -> bool {
        self.updated.is_some_and(|since| !has_passed(since, moment.delays.function_updating, moment.now))
    }

    /// Refuses changes while another one is under way.
    ///
    /// # Errors
    /// `ResourceConflictException`.
    pub fn check_settled(&self, moment: Moment) -> Result<(), Fault> {
        if self.is_pending(moment) {
            return Err(conflict(format!(
                "The operation cannot be performed at this time. The function is currently in the following state: Pending ({})",
                self.arn
            )));
        }
        if self.is_updating(moment) {
            return Err(conflict(format!(
                "The operation cannot be performed at this time. An update is in progress for resource: {}",
                self.arn
            )));
        }
        Ok(())
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

    /// FunctionConfiguration as ListFunctions gives it: without states.
    pub fn summary(&self) -> Value {
        let Deployed { configuration, code } = &self.deployed;
        let mut shown = json!({
            "FunctionName": self.name,
            "FunctionArn": self.arn,
            "Runtime": configuration.runtime,
            "Role": configuration.role,
            "Handler": configuration.handler,
            "CodeSize": code.size,
            "Description": configuration.description,
            "Timeout": configuration.timeout,
            "MemorySize": configuration.memory_size,
            "LastModified": self.last_modified.strftime("%Y-%m-%dT%H:%M:%S.%3f+0000").to_string(),
            "CodeSha256": code.sha256,
            "Version": "$LATEST",
            "TracingConfig": { "Mode": "PassThrough" },
            "RevisionId": self.revision_id,
            "PackageType": "Zip",
            "Architectures": self.architectures,
            "EphemeralStorage": { "Size": 512 },
            "SnapStart": { "ApplyOn": "None", "OptimizationStatus": "Off" },
            "LoggingConfig": { "LogFormat": "Text", "LogGroup": configuration.log_group },
        });
        if !configuration.environment.is_empty() {
            shown["Environment"] = json!({ "Variables": configuration.environment });
        }
        shown
    }

    /// FunctionConfiguration as every other operation gives it.
    pub fn detail(&self, moment: Moment) -> Value {
        let mut shown = self.summary();
        if self.is_pending(moment) {
            shown["State"] = json!("Pending");
            shown["StateReason"] = json!("The function is being created.");
            shown["StateReasonCode"] = json!("Creating");
        } else {
            shown["State"] = json!("Active");
        }
        if self.is_updating(moment) {
            shown["LastUpdateStatus"] = json!("InProgress");
            shown["LastUpdateStatusReason"] = json!("The function is being created.");
            shown["LastUpdateStatusReasonCode"] = json!("Creating");
        } else {
            shown["LastUpdateStatus"] = json!("Successful");
        }
        shown
    }
}

pub fn conflict(message: String) -> Fault {
    Fault::new(409, "ResourceConflictException", message)
}
