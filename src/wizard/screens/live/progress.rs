//! What the engine has said so far: one row for each change, and the log. Pure.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::event::Event;
use crate::model::change::ChangeAction;
use crate::model::change::ResourceOperation;
use crate::model::resource_id::ResourceId;
use crate::problem::ProblemKind;
use crate::text::printable;
use crate::wizard::widgets::wrap::columns;

/// Lines of the log that are kept; the session's journal has what matters for ever.
const LOG_LINES: usize = 2_000;

/// Every row, and the log.
#[derive(Debug)]
pub struct Progress {
    pub started: Instant,
    pub rows: Vec<ProgressRow>,
    pub log: VecDeque<LogLine>,
}

/// What is done to a resource, in the words of the rows and the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    Create,
    Update,
    /// Looked at, and as it must be.
    Check,
    Delete,
    Revert,
    Leave,
}

impl Work {
    /// While it is done.
    pub fn doing(self) -> &'static str {
        match self {
            Work::Create => "creating",
            Work::Update => "updating",
            Work::Check => "checking",
            Work::Delete => "deleting",
            Work::Revert => "setting back",
            Work::Leave => "leaving",
        }
    }

    /// When it is done.
    pub fn done(self) -> &'static str {
        match self {
            Work::Create => "created",
            Work::Update => "updated",
            Work::Check => "unchanged",
            Work::Delete => "deleted",
            Work::Revert => "set back",
            Work::Leave => "left",
        }
    }

    /// Whether it writes.
    pub fn writes(self) -> bool {
        !matches!(self, Work::Check | Work::Leave)
    }
}

impl From<ChangeAction> for Work {
    fn from(action: ChangeAction) -> Self {
        match action {
            ChangeAction::Create => Work::Create,
            ChangeAction::Update => Work::Update,
            ChangeAction::Adopt | ChangeAction::Keep | ChangeAction::Conflict => Work::Check,
        }
    }
}

impl From<ResourceOperation> for Work {
    fn from(operation: ResourceOperation) -> Self {
        match operation {
            ResourceOperation::Create => Work::Create,
            ResourceOperation::Update => Work::Update,
            ResourceOperation::Delete => Work::Delete,
            ResourceOperation::Revert => Work::Revert,
            ResourceOperation::Leave => Work::Leave,
        }
    }
}

/// One resource of the run.
#[derive(Debug)]
pub struct ProgressRow {
    pub resource: ResourceId,
    pub work: Work,
    pub status: Status,
    /// How it came out, once it has: the chain may be waited for at a row that is done.
    outcome: Option<(Work, Duration)>,
}

/// How far a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    Open,
    Working {
        since: Instant,
        waiting: Option<Waiting>,
    },
    /// With what was done in the end, and how long it took.
    Done {
        work: Work,
        took: Duration,
    },
    /// The operator stopped it while something was waited for.
    Stopped,
    Failed,
}

/// What is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub what: String,
    pub attempt: u32,
    /// When it looks again.
    pub next: Instant,
}

/// One line of the log.
#[derive(Debug)]
pub struct LogLine {
    /// With the time since the start.
    shown: String,
    /// The columns that it takes.
    columns: usize,
}

impl Progress {
    /// Begins now, with these rows.
    pub fn new(work: impl Iterator<Item = (ResourceId, Work)>, now: Instant) -> Self {
        let rows = work.map(|(resource, work)| ProgressRow { resource, work, status: Status::Open, outcome: None }).collect();
        Self { started: now, rows, log: VecDeque::new() }
    }

    /// How many rows are done.
    pub fn done(&self) -> usize {
        self.rows.iter().filter(|row| matches!(row.status, Status::Done { .. })).count()
    }

    /// The row that is being worked on, and what is waited for there.
    pub fn current(&self) -> Option<(&ProgressRow, Option<&Waiting>)> {
        self.rows.iter().find_map(|row| match &row.status {
            Status::Working { waiting, .. } => Some((row, waiting.as_ref())),
            _ => None,
        })
    }

    /// The row that failed.
    pub fn failed(&self) -> Option<&ProgressRow> {
        self.rows.iter().find(|row| row.status == Status::Failed)
    }

    /// Takes in what the engine reports.
    pub fn on_event(&mut self, event: Event, now: Instant) {
        match event {
            Event::ApplyStarted { changes } => self.note(now, None, format!("{changes} changes to make")),
            Event::Started { resource, action, name } => {
                self.set(resource, Status::Working { since: now, waiting: None });
                self.note(now, Some(resource), format!("{} {name}", Work::from(action).doing()));
            }
            Event::Removing { resource, operation, name } => {
                self.set(resource, Status::Working { since: now, waiting: None });
                self.note(now, Some(resource), format!("{} {name}", Work::from(operation).doing()));
            }
            Event::Note { resource, text } => {
                self.clear_waiting(resource);
                self.note(now, Some(resource), text);
            }
            Event::Waiting { resource, waiting_for, attempt, elapsed_milliseconds, pause_milliseconds } => {
                let next = now + Duration::from_millis(pause_milliseconds);
                let waiting = Some(Waiting { what: printable(&waiting_for).into_owned(), attempt, next });
                let since = match self.status(resource) {
                    Some(Status::Working { since, .. }) => *since,
                    _ => now.checked_sub(Duration::from_millis(elapsed_milliseconds)).unwrap_or(now),
                };
                self.set(resource, Status::Working { since, waiting });
                self.note(now, Some(resource), format!("waiting for {waiting_for} (try {attempt})"));
            }
            Event::Changed { resource, action, name, elapsed_milliseconds } => {
                self.finish_row(resource, action.into(), &name, elapsed_milliseconds, now);
            }
            Event::Removed { resource, operation, name, elapsed_milliseconds } => {
                self.finish_row(resource, operation.into(), &name, elapsed_milliseconds, now);
            }
            Event::Failed { resource, problem } => {
                if let Some(resource) = resource {
                    let stopped = problem.kind == ProblemKind::Interrupted;
                    let status = if stopped { self.stopped(resource) } else { Status::Failed };
                    self.set(resource, status);
                }
                self.note(now, resource, problem.to_string());
            }
            Event::Interrupted { done, left } => self.note(now, None, format!("stopped: {done} done, {left} left")),
            Event::TeardownStarted { removals } => self.note(now, None, format!("{removals} to take back")),
            Event::TeardownFinished { deleted, reverted, left, .. } => {
                self.note(now, None, format!("{deleted} deleted, {reverted} set back, {left} left"));
            }
            Event::ApplyFinished { created, updated, unchanged } => {
                self.note(now, None, format!("{created} created, {updated} updated, {unchanged} unchanged"));
            }
            Event::Checked { check } => self.note(now, check.resource, check.title),
            // Groups have no screen.
            Event::ReadingGroup { .. } | Event::ReadingUsers { .. } | Event::AddingMembers { .. } => {}
        }
    }

    /// The run is over: nothing is worked on any more, whatever the engine managed to say.
    pub fn end(&mut self) {
        for row in &mut self.rows {
            if matches!(row.status, Status::Working { .. }) {
                row.status = row.outcome.map_or(Status::Failed, |(work, took)| Status::Done { work, took });
            }
        }
    }

    /// The log as text to copy.
    pub fn log_text(&self) -> String {
        self.log.iter().map(|line| format!("{}\n", line.shown())).collect()
    }

    fn finish_row(&mut self, resource: ResourceId, work: Work, name: &str, milliseconds: u64, now: Instant) {
        let took = Duration::from_millis(milliseconds);
        self.set(resource, Status::Done { work, took });
        if let Some(row) = self.rows.iter_mut().find(|row| row.resource == resource) {
            row.outcome = Some((work, took));
        }
        self.note(now, Some(resource), format!("{} {name}", work.done()));
    }

    fn status(&self, resource: ResourceId) -> Option<&Status> {
        self.rows.iter().find(|row| row.resource == resource).map(|row| &row.status)
    }

    fn set(&mut self, resource: ResourceId, status: Status) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.resource == resource) {
            row.status = status;
        }
    }

    /// What a row becomes when the operator stops: one that was not begun is left as it is.
    fn stopped(&self, resource: ResourceId) -> Status {
        match self.status(resource) {
            Some(Status::Working { .. }) => Status::Stopped,
            Some(status) => status.clone(),
            None => Status::Open,
        }
    }

    /// A call is made again: the countdown is over.
    fn clear_waiting(&mut self, resource: ResourceId) {
        if let Some(ProgressRow { status: Status::Working { waiting, .. }, .. }) =
            self.rows.iter_mut().find(|row| row.resource == resource)
        {
            *waiting = None;
        }
    }

    fn note(&mut self, now: Instant, resource: Option<ResourceId>, text: String) {
        let text = match resource {
            Some(resource) => format!("{}: {}", resource.title(), printable(&text)),
            None => printable(&text).into_owned(),
        };
        if self.log.len() == LOG_LINES {
            self.log.pop_front();
        }
        let at = now.saturating_duration_since(self.started);
        let shown = format!("{:>5}.{} {text}", at.as_secs(), at.subsec_millis() / 100);
        self.log.push_back(LogLine { columns: columns(&shown), shown });
    }
}

impl LogLine {
    /// `  3.4 function: creating …`
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// The columns that it takes.
    pub fn columns(&self) -> usize {
        self.columns
    }
}
