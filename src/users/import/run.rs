//! The import: a pilot that is compared in full, then everybody else in jobs of Cognito's size, last the doubtful rows in small ones. The
//! session has the intent and the result of every call, so that a run that was killed goes on: whoever has come is in the destination, and
//! is not given a row again.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;

use super::chunk::Chunk;
use super::job::Jobs;
use super::job_log::{Outcome, Outcomes, outcomes};
use super::rest::Rows;
use crate::model::attribute_mapping::UserMapping;
use crate::problem::{Problem, ProblemKind};
use crate::session::document::Session;
use crate::session::import::{Counted, ImportKind, ImportRecord, Stage};
use crate::session::store::Store;
use crate::users::classify::Row;
use crate::users::csv::header::Header;
use crate::users::groups::person::Person;
use crate::users::import::pilot;
use crate::users::import::results::{Results, RowFate};
use crate::users::reading::chain::Pool;

/// Rows of the pilot at most.
pub const PILOT_ROWS: usize = 100;

/// Rows of a job with doubtful values at most: one that cannot be read costs all of its job.
pub const DOUBTFUL_ROWS: usize = 1_000;

/// What an import says while it goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// A job begins.
    Begun { name: String, kind: ImportKind, rows: usize },
    /// Its counters.
    Counted { name: String, counted: Counted, rows: usize },
    /// It has ended and is read.
    Ended { name: String, message: Option<String>, counted: Counted },
    /// It could not be read as a whole, and its halves are tried.
    Halved { rows: usize },
    /// The pilot is compared with the source.
    PilotAgrees { users: usize },
}

/// What stays the same for all jobs of an import.
pub struct ImportContext<'a> {
    pub jobs: Jobs<'a>,
    pub header: &'a Header,
    pub destination: Pool<'a>,
    pub mapping: &'a UserMapping,
    pub session: &'a mut Session,
    pub store: &'a Store,
    pub results: &'a mut Results,
    pub say: &'a mut (dyn FnMut(Said) + Send),
}

impl std::fmt::Debug for ImportContext<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("ImportContext").field("session", &self.session.name).finish_non_exhaustive()
    }
}

/// Takes rows and runs jobs.
#[derive(Debug)]
pub struct Importer<'a> {
    context: ImportContext<'a>,
    clean: Chunk,
    doubtful: Chunk,
    /// Who is in the pilot.
    pilot: Vec<Person>,
    piloting: bool,
    /// When the first job was made, for how long a role may still not be seen.
    started: Instant,
}

/// What a job has told.
struct Told {
    /// Of each row; rows of which nothing is known are absent.
    known: Outcomes,
    /// Why the others are not known.
    why: String,
    /// Whether the role has written anything.
    role_works: bool,
}

/// How long a new role may take to be seen (facts §4.1).
const PROPAGATION: Duration = Duration::from_secs(150);

impl<'a> Importer<'a> {
    /// A pilot comes first unless this session has had one already.
    pub fn new(context: ImportContext<'a>) -> Self {
        let piloting = !context.session.imports.iter().any(|job| job.stage == Stage::Read && job.first_line.is_some());
        let clean = Chunk::new(context.header, if piloting { PILOT_ROWS } else { usize::MAX });
        let doubtful = Chunk::new(context.header, DOUBTFUL_ROWS);
        Self { context, clean, doubtful, pilot: Vec::new(), piloting, started: Instant::now() }
    }

    /// Runs what is left when everybody has been read: the last clean rows, then the doubtful ones.
    ///
    /// # Errors
    /// What AWS refuses, and the wish to stop.
    pub async fn finish(mut self) -> Result<(), Problem> {
        self.run_clean().await?;
        let doubtful = std::mem::replace(&mut self.doubtful, Chunk::new(self.context.header, DOUBTFUL_ROWS));
        self.bring(ImportKind::Doubtful, doubtful).await
    }

    async fn run_clean(&mut self) -> Result<(), Problem> {
        let kind = if self.piloting { ImportKind::Pilot } else { ImportKind::Full };
        let chunk = std::mem::replace(&mut self.clean, Chunk::new(self.context.header, usize::MAX));
        self.bring(kind, chunk).await?;
        if std::mem::take(&mut self.piloting) {
            let pilot = std::mem::take(&mut self.pilot);
            let users = pilot::agrees(&pilot, self.context.results, self.context.destination, self.context.mapping).await?;
            (self.context.say)(Said::PilotAgrees { users });
        }
        Ok(())
    }

    /// Brings these rows: in one job, or in more where Cognito cannot read it or ends it early.
    async fn bring(&mut self, kind: ImportKind, chunk: Chunk) -> Result<(), Problem> {
        let mut left = vec![chunk];
        while let Some(chunk) = left.pop() {
            if chunk.rows() == 0 {
                continue;
            }
            let Told { known, why, role_works } = self.job(kind, &chunk).await?;
            for (row, (outcome, reason)) in &known {
                self.context.results.add(&chunk.subs[*row], RowFate::of(*outcome, reason))?;
            }
            let rest = chunk.only(|row| !known.contains_key(&row));
            match rest.rows() {
                0 => {}
                // A role that is not seen yet fails the whole job at once.
                rows if rows == chunk.rows() && !role_works && self.started.elapsed() < PROPAGATION => {
                    self.context.jobs.pause(Duration::from_secs(2)).await?;
                    left.push(chunk);
                }
                rows if rows == chunk.rows() && !role_works => return Err(role_is_unusable(self.context.jobs.role_arn, &why)),
                // No row has a line: the file could not be read, and one of its rows is why.
                rows if rows == chunk.rows() && rows > 1 => {
                    (self.context.say)(Said::Halved { rows });
                    let [first, second] = chunk.halves();
                    left.extend([second, first]);
                }
                rows if rows == chunk.rows() => self.context.results.add(&chunk.subs[0], RowFate::Failed(why))?,
                // It ended before these rows: they have not been tried.
                _ => left.push(rest),
            }
        }
        Ok(())
    }

    /// One job from its intent to its log.
    async fn job(&mut self, kind: ImportKind, chunk: &Chunk) -> Result<Told, Problem> {
        let file = chunk.file();
        let name = format!("cognito-ferry-{}-{}", self.context.session.name, self.context.session.imports.len() + 1);
        let digest: String = Sha256::digest(&file).iter().map(|byte| format!("{byte:02x}")).collect();
        self.context.results.begin_job(&name, &chunk.subs)?;
        self.context.session.imports.push(ImportRecord {
            name: name.clone(),
            kind,
            rows: chunk.rows() as u64,
            digest,
            begun: Timestamp::now(),
            stage: Stage::Creating,
            job_id: None,
            counted: Counted::default(),
            message: None,
            first_line: None,
        });
        self.context.store.save(self.context.session)?;
        (self.context.say)(Said::Begun { name: name.clone(), kind, rows: chunk.rows() });
        let (job_id, url) = self.context.jobs.create(&name).await?;
        self.note(|record| {
            record.job_id = Some(job_id.clone());
            record.stage = Stage::Uploading;
        })?;
        if let Err(problem) = self.context.jobs.account.upload(&url, file).await {
            self.note(|record| record.stage = Stage::Abandoned)?;
            return Err(problem);
        }
        self.note(|record| record.stage = Stage::Starting)?;
        if !self.context.jobs.start(&job_id).await? {
            self.note(|record| record.stage = Stage::Abandoned)?;
            let why = "Cognito says that no file was uploaded, though the upload succeeded.";
            return Err(Problem::new(ProblemKind::Service, format!("The user import job {name} did not start."), why)
                .remedy("Give the same command again: it makes a new job."));
        }
        self.note(|record| record.stage = Stage::Running)?;
        self.watch(&job_id, chunk.rows()).await
    }

    /// A running job to its end, and its log.
    async fn watch(&mut self, job_id: &str, rows: usize) -> Result<Told, Problem> {
        // The job that runs is the last one of the session.
        let name = self.context.session.imports.last().map(|record| record.name.clone()).unwrap_or_default();
        let say = &mut self.context.say;
        let ended =
            self.context.jobs.watch(job_id, &mut |counted| say(Said::Counted { name: name.clone(), counted, rows })).await?;
        // A file that could not be read has no line in its log; every other job has some.
        let expected = if ended.succeeded {
            rows
        } else {
            (ended.counted.imported + ended.counted.skipped + ended.counted.failed).max(0) as usize
        };
        let messages = self.context.jobs.log(job_id, expected).await?;
        let settled = self.context.session.imports.iter().filter_map(|record| record.first_line).next_back();
        let (known, first_line) = outcomes(messages.iter().map(String::as_str), rows, settled);
        let message = ended.message.clone();
        self.note(|record| {
            record.stage = Stage::Read;
            record.counted = ended.counted;
            record.message = message;
            record.first_line = first_line.filter(|_| known.len() == rows).or(settled);
        })?;
        (self.context.say)(Said::Ended { name, message: ended.message.clone(), counted: ended.counted });
        Ok(Told { known, why: ended.message.unwrap_or(ended.status), role_works: !messages.is_empty() })
    }

    fn note(&mut self, change: impl FnOnce(&mut ImportRecord)) -> Result<(), Problem> {
        if let Some(record) = self.context.session.imports.last_mut() {
            change(record);
        }
        self.context.store.save(self.context.session)
    }

    /// Brings a job to its end that an interrupted run left. Whose rows it had stands beside the session.
    ///
    /// # Errors
    /// What AWS refuses, and the wish to stop.
    pub async fn settle(&mut self) -> Result<(), Problem> {
        let Some(record) = self.context.session.imports.last().cloned() else { return Ok(()) };
        if matches!(record.stage, Stage::Read | Stage::Abandoned) {
            return Ok(());
        }
        let job_id = match record.job_id {
            Some(job_id) => Some(job_id),
            None => self.context.jobs.find(&record.name).await?.and_then(|job| job.job_id),
        };
        // Without its address a file cannot be uploaded any more; one that is there can be started.
        let runs = match &job_id {
            Some(job_id) if record.stage >= Stage::Uploading => {
                let status = self.context.jobs.describe(job_id).await?.status;
                let is_new = status.as_ref().is_some_and(|status| status.as_str() == "Created");
                !is_new || self.context.jobs.start(job_id).await?
            }
            _ => false,
        };
        let (Some(job_id), true) = (job_id, runs) else { return self.note(|record| record.stage = Stage::Abandoned) };
        self.note(|record| {
            record.job_id = Some(job_id.clone());
            record.stage = Stage::Running;
        })?;
        let subs = self.context.results.subs_of(&record.name)?;
        let Told { known, .. } = self.watch(&job_id, subs.len()).await?;
        for (row, (outcome, reason)) in &known {
            self.context.results.add(&subs[*row], RowFate::of(*outcome, reason))?;
        }
        Ok(())
    }
}

#[async_trait]
impl Rows for Importer<'_> {
    async fn take(&mut self, person: &Person, row: Row) -> Result<(), Problem> {
        let sub = person.sub();
        if row.doubtful {
            if !self.doubtful.push(&row, sub) {
                // The clean ones before them have to have run: the pilot settles what the log's lines mean.
                self.run_clean().await?;
                let full = std::mem::replace(&mut self.doubtful, Chunk::new(self.context.header, DOUBTFUL_ROWS));
                self.bring(ImportKind::Doubtful, full).await?;
                self.doubtful.push(&row, sub);
            }
            return Ok(());
        }
        if !self.clean.push(&row, sub) {
            self.run_clean().await?;
            self.clean.push(&row, sub);
        }
        if self.piloting {
            self.pilot.push(person.clone());
        }
        Ok(())
    }
}

fn role_is_unusable(role: &str, why: &str) -> Problem {
    let what = format!("Cognito could not write the log of the user import job as {role}.");
    Problem::new(ProblemKind::Service, what, format!("The job ended before its first row: {why}"))
        .remedy("Look at the role with cognito-ferry verify, and whether a service control policy or permissions boundary forbids it to write logs.")
}

/// Outcomes counted by reason.
pub fn by_reason(fates: impl Iterator<Item = RowFate>) -> BTreeMap<(Outcome, String), u64> {
    let mut counted = BTreeMap::new();
    for fate in fates {
        *counted.entry(fate.parts()).or_default() += 1;
    }
    counted
}
