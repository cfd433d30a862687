//! What a user pool keeps of its CSV import jobs. All times are epoch seconds, as the service sends them.

use serde::{Deserialize, Serialize};

/// One job.
#[derive(Clone, Serialize, Deserialize)]
pub struct ImportJob {
    pub id: String,
    pub name: String,
    /// CloudWatchLogsRoleArn
    pub role_arn: String,
    /// Where the file is put: a bearer secret, if a pretended one.
    pub url: String,
    pub created: f64,
    pub started: Option<f64>,
    pub completed: Option<f64>,
    pub status: JobStatus,
    pub imported: u64,
    pub skipped: u64,
    pub failed: u64,
    pub message: Option<String>,
    /// The uploaded file in base64, until the job has read it or is over.
    pub upload: Option<String>,
    /// What the job has read, until it is over.
    pub table: Option<Table>,
    /// How often the job was described since it was started.
    pub polls: u32,
    /// So many of the next descriptions do not show what the job has counted.
    pub stale_polls: u32,
}

/// An uploaded file, read.
#[derive(Clone, Serialize, Deserialize)]
pub struct Table {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// How many rows are done.
    pub done: usize,
}

/// The states of a job, as the service spells them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum JobStatus {
    Created,
    Pending,
    InProgress,
    Stopping,
    Stopped,
    Succeeded,
    Failed,
    Expired,
}

impl JobStatus {
    pub fn name(self) -> &'static str {
        match self {
            Self::Created => "Created",
            Self::Pending => "Pending",
            Self::InProgress => "InProgress",
            Self::Stopping => "Stopping",
            Self::Stopped => "Stopped",
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
            Self::Expired => "Expired",
        }
    }

    /// Started and not over: of these there is one in an account and Region.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Pending | Self::InProgress | Self::Stopping)
    }
}

impl ImportJob {
    pub fn new(id: String, name: String, role_arn: String, url: String, created: f64) -> Self {
        Self {
            id,
            name,
            role_arn,
            url,
            created,
            started: None,
            completed: None,
            status: JobStatus::Created,
            imported: 0,
            skipped: 0,
            failed: 0,
            message: None,
            upload: None,
            table: None,
            polls: 0,
            stale_polls: 0,
        }
    }

    /// Ends the job: the service deletes the file.
    pub fn end(&mut self, status: JobStatus, message: &str, now: f64) {
        self.status = status;
        self.message = Some(message.to_owned());
        self.completed = Some(now);
        self.upload = None;
        self.table = None;
    }
}

impl std::fmt::Debug for ImportJob {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = formatter.debug_struct("ImportJob");
        shown.field("id", &self.id).field("name", &self.name).field("status", &self.status);
        shown.field("imported", &self.imported).field("skipped", &self.skipped).field("failed", &self.failed);
        shown.field("message", &self.message).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Table {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Table").field("rows", &self.rows.len()).field("done", &self.done).finish_non_exhaustive()
    }
}
