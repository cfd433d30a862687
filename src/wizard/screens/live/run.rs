//! A run that writes to the accounts, as far as it has come.

use std::time::{Duration, Instant};

use ratatui::layout::Rect;

use super::progress::{Progress, Work};
use crate::model::resource_id::ResourceId;
use crate::problem::{Problem, ProblemKind};
use crate::wizard::effect::Effect;
use crate::wizard::keymap::binding::{Command, Context};
use crate::wizard::widgets::confirm::{Confirm, Verdict};
use crate::wizard::widgets::problem_panel;
use crate::wizard::widgets::scroll::Scroll;

/// A run: what it has done so far, and what is asked about it.
#[derive(Debug)]
pub struct LiveRun {
    pub progress: Progress,
    /// How it ended; none while it runs.
    pub end: Option<End>,
    /// How long it took.
    pub took: Duration,
    pub log: Scroll,
    /// The operator asked to stop, and it ends after the current call.
    pub stopping: bool,
    /// The question before stopping.
    pub confirm: Option<Confirm>,
}

impl LiveRun {
    /// Begins now, with these rows.
    pub fn new(work: impl Iterator<Item = (ResourceId, Work)>, now: Instant) -> Self {
        Self {
            progress: Progress::new(work, now),
            end: None,
            took: Duration::ZERO,
            log: Scroll::following(),
            stopping: false,
            confirm: None,
        }
    }

    /// The engine has given its answer.
    pub fn finish(&mut self, problem: Option<Problem>, now: Instant) {
        self.confirm = None;
        self.stopping = false;
        self.progress.end();
        self.took = now.saturating_duration_since(self.progress.started);
        self.end = Some(match problem {
            None => End::Finished,
            Some(problem) if problem.kind == ProblemKind::Interrupted => End::Stopped,
            Some(problem) => End::Failed(problem),
        });
    }

    /// Which keys are live.
    pub fn contexts(&self) -> Vec<Context> {
        match (&self.confirm, &self.end) {
            (Some(_), _) => vec![Context::Question],
            (None, None) => vec![Context::Applying, Context::Apply, Context::Document],
            (None, Some(End::Finished)) => vec![Context::Apply, Context::Document],
            (None, Some(End::Stopped)) => vec![Context::Problem, Context::Document],
            // What went wrong has the log's place.
            (None, Some(End::Failed(_))) => vec![Context::Problem],
        }
    }

    /// A key for the question whether to stop; none where nothing is asked.
    pub fn answer(&mut self, command: Command, room: Rect) -> Option<Vec<Effect>> {
        Some(match self.confirm.as_mut()?.command(command, room) {
            Verdict::Open => Vec::new(),
            Verdict::Stay => {
                self.confirm = None;
                Vec::new()
            }
            Verdict::Go => self.stop(),
        })
    }

    /// It ends after its current call.
    pub fn stop(&mut self) -> Vec<Effect> {
        self.confirm = None;
        if self.end.is_some() {
            return Vec::new();
        }
        self.stopping = true;
        vec![Effect::Stop]
    }

    /// Esc: asks whether to stop while it runs, for leaving the screen would hide what goes on. False: nothing runs.
    pub fn escape(&mut self, question: impl FnOnce() -> Confirm) -> bool {
        if self.confirm.take().is_some() {
            return true;
        }
        if self.end.is_none() && !self.stopping {
            self.confirm = Some(question());
        }
        self.end.is_none()
    }

    /// Whether it ended because credentials ran out: the accounts have to be opened anew.
    pub fn lost_credentials(&self) -> bool {
        matches!(&self.end, Some(End::Failed(Problem { kind: ProblemKind::ExpiredCredentials | ProblemKind::NoCredentials, .. })))
    }

    /// Why it failed, if it did.
    pub fn failure(&self) -> Option<&Problem> {
        match &self.end {
            Some(End::Failed(problem)) => Some(problem),
            _ => None,
        }
    }

    /// The error in full, or the log.
    pub fn text(&self) -> String {
        match &self.end {
            Some(End::Failed(problem)) => problem_panel::text(problem),
            _ => self.progress.log_text(),
        }
    }
}

/// How a run ended.
#[derive(Debug)]
pub enum End {
    Finished,
    /// By the operator; nothing was cut off in the middle.
    Stopped,
    Failed(Problem),
}
