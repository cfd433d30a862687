//! What a session keeps of each user import job: intent before each call, what became of it after. Whose rows they were stands in a file
//! beside the session, as subs; the rows themselves and the address for the upload are kept nowhere (rule 10).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One user import job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRecord {
    /// The job's name: ours, and unique in the pool.
    pub name: String,
    pub kind: ImportKind,
    pub rows: u64,
    /// SHA-256 of the file, in hexadecimal.
    pub digest: String,
    pub begun: Timestamp,
    pub stage: Stage,
    /// AWS's id, once CreateUserImportJob has answered.
    #[serde(default)]
    pub job_id: Option<String>,
    /// AWS's counters, once the job has ended.
    #[serde(default)]
    pub counted: Counted,
    /// AWS's completion message.
    #[serde(default)]
    pub message: Option<String>,
    /// The number that the log gave the first row, once it is known.
    #[serde(default)]
    pub first_line: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImportKind {
    /// The first, small one, whose users are compared in full before any other.
    Pilot,
    Full,
    /// Of rows that hold something the documents are silent about.
    Doubtful,
}

/// How far a job is known to be. Each is saved before the next call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// CreateUserImportJob may have been called.
    Creating,
    /// The upload may have begun.
    Uploading,
    /// The file is there; StartUserImportJob may have been called.
    Starting,
    /// It runs, or has ended unread.
    Running,
    /// Its log is read.
    Read,
    /// It never ran: its file was not uploaded. It expires by itself.
    Abandoned,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub imported: i64,
    pub skipped: i64,
    pub failed: i64,
}
