//! The apply screen: the approved plan being carried out, row by row, with what is waited for and the log underneath.

mod matter;
mod progress;

use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::Rect;

use self::progress::Progress;
use super::Screen;
use crate::aws::problem::{Problem, ProblemKind};
use crate::migration::event::Event;
use crate::migration::plan::Plan as Changes;
use crate::wizard::action::Answer;
use crate::wizard::effect::{Effect, Job, Slot};
use crate::wizard::keymap::{Command, Context};
use crate::wizard::layout;
use crate::wizard::state::State;
use crate::wizard::step::{Mark, Step};
use crate::wizard::update::{advance, go};
use crate::wizard::widgets::confirm::{self, Confirm, Verdict};
use crate::wizard::widgets::problem_panel;
use crate::wizard::widgets::scroll::Scroll;

#[derive(Debug, Default)]
pub struct ApplyState {
    /// The plan that the operator has seen and said yes to, until it is begun.
    approved: Option<Box<Changes>>,
    /// The run that is shown; none before the first.
    progress: Option<Progress>,
    /// How the run ended.
    end: Option<End>,
    /// How long it took.
    took: Duration,
    log: LogView,
    /// The operator asked to stop, and it ends after the current call.
    stopping: bool,
    confirm: Option<Confirm>,
}

/// Where the log is looked at.
#[derive(Debug)]
struct LogView(Scroll);

impl Default for LogView {
    fn default() -> Self {
        Self(Scroll::following())
    }
}

#[derive(Debug)]
enum End {
    Finished,
    /// By the operator; nothing was cut off in the middle.
    Stopped,
    Failed(Problem),
}

impl ApplyState {
    /// The operator has seen this plan and said yes.
    pub fn approve(&mut self, plan: Option<Box<Changes>>) {
        self.approved = plan;
    }
}

#[derive(Debug)]
pub struct Apply;

impl Screen for Apply {
    fn explanation(&self, _state: &State) -> String {
        "The plan is being carried out, one piece after the other. Each is recorded before it is made and read back afterwards."
            .into()
    }

    fn contexts(&self, state: &State) -> Vec<Context> {
        match (&state.apply.confirm, &state.apply.end) {
            (Some(_), _) => vec![Context::Question],
            (None, None) => vec![Context::Applying, Context::Apply, Context::Document],
            (None, Some(End::Finished)) => vec![Context::Apply, Context::Document],
            (None, Some(End::Stopped | End::Failed(_))) => vec![Context::Problem, Context::Document],
        }
    }

    /// Begins what was approved. Without an approval nothing is written: what has been applied is shown, or, in a session that
    /// is continued, the plan, which looks at what is there now.
    fn enter(&self, state: &mut State) -> Vec<Effect> {
        if state.pending(Slot::Apply).is_some() {
            return Vec::new();
        }
        match state.apply.approved.take() {
            Some(plan) => start(state, plan),
            None if state.apply.end.is_some() => Vec::new(),
            None => go(state, Step::Plan),
        }
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        if let Some(confirm) = &mut state.apply.confirm {
            return match confirm.command(command) {
                Verdict::Open => Vec::new(),
                Verdict::Stay => {
                    state.apply.confirm = None;
                    Vec::new()
                }
                Verdict::Go => stop(state),
            };
        }
        match command {
            Command::Next => next(state),
            Command::Retry => look_again(state),
            Command::Copy => copy(state),
            command => {
                let area = layout::matter(state);
                let (lines, height) = matter::log_extent(state, area);
                state.apply.log.0.command(command, lines, height);
                Vec::new()
            }
        }
    }

    fn engine(&self, state: &mut State, event: Event) -> Vec<Effect> {
        let now = state.now;
        if let Some(progress) = &mut state.apply.progress {
            progress.hear(event, now);
        }
        Vec::new()
    }

    fn answer(&self, state: &mut State, _slot: Slot, answer: Answer) -> Vec<Effect> {
        let Answer::Applied { session, result } = answer else { return Vec::new() };
        state.session = Some(*session);
        state.apply.confirm = None;
        state.apply.stopping = false;
        if let Some(progress) = &mut state.apply.progress {
            progress.end();
            state.apply.took = state.now.saturating_duration_since(progress.started);
        }
        state.apply.end = Some(match result {
            Ok(()) => {
                state.set_mark(Step::Apply, Mark::Done);
                state.failure = None;
                End::Finished
            }
            Err(problem) => {
                state.set_mark(Step::Apply, Mark::Failed);
                let stopped = problem.kind == ProblemKind::Interrupted;
                state.failure = Some(problem.clone());
                if stopped { End::Stopped } else { End::Failed(problem) }
            }
        });
        state.save()
    }

    /// Esc while it runs asks whether to stop: leaving the screen would hide what goes on.
    fn escape(&self, state: &mut State) -> bool {
        if state.apply.confirm.take().is_some() {
            return true;
        }
        if state.pending(Slot::Apply).is_none() {
            return false;
        }
        if !state.apply.stopping {
            state.apply.confirm = Some(
                Confirm::new("Stop applying?", "Stop after the current call", "Go on applying")
                    .text("Nothing is cut off in the middle: the current call is finished and recorded first.")
                    .text("What is made stays, and applying again continues there."),
            );
        }
        true
    }

    /// The first Ctrl-C stops after the current call, the second leaves at once.
    fn interrupt(&self, state: &mut State) -> Option<Vec<Effect>> {
        let running = state.pending(Slot::Apply).is_some();
        (running && !state.apply.stopping).then(|| stop(state))
    }

    fn loss(&self, state: &State) -> Option<String> {
        state.pending(Slot::Apply)?;
        Some("the call that is under way may or may not come through. Applying again looks before it acts.".into())
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        matter::draw(frame, area, state);
        if let Some(confirm) = &state.apply.confirm {
            confirm::draw(frame, area, confirm, state.theme());
        }
    }
}

fn start(state: &mut State, plan: Box<Changes>) -> Vec<Effect> {
    let (Some(session), Some(accounts)) = (&state.session, state.account_runs()) else { return Vec::new() };
    let job = Job::Apply { session: Box::new(session.clone()), plan: plan.clone(), accounts };
    state.apply = ApplyState { progress: Some(Progress::new(&plan, state.now)), ..ApplyState::default() };
    state.set_mark(Step::Apply, Mark::Open);
    state.run(Slot::Apply, job)
}

fn stop(state: &mut State) -> Vec<Effect> {
    state.apply.confirm = None;
    if state.pending(Slot::Apply).is_none() {
        return Vec::new();
    }
    state.apply.stopping = true;
    vec![Effect::StopApply]
}

/// Enter: on to verify, or, after a failure, back to a plan of what is left.
fn next(state: &mut State) -> Vec<Effect> {
    match state.apply.end {
        Some(End::Finished) => advance(state),
        Some(_) => look_again(state),
        None => Vec::new(),
    }
}

/// What is left may be other than what was shown, so it is planned and shown before it is applied. If credentials ran out, the
/// accounts are opened anew on the way.
fn look_again(state: &mut State) -> Vec<Effect> {
    match &state.apply.end {
        Some(End::Failed(Problem { kind: ProblemKind::ExpiredCredentials | ProblemKind::NoCredentials, .. })) => {
            state.source = None;
            state.destination = None;
        }
        Some(End::Failed(_) | End::Stopped) => {}
        Some(End::Finished) | None => return Vec::new(),
    }
    go(state, Step::Plan)
}

/// The error in full, or the log.
fn copy(state: &mut State) -> Vec<Effect> {
    match (&state.apply.end, &state.apply.progress) {
        (Some(End::Failed(problem)), _) => vec![Effect::Copy(problem_panel::text(problem))],
        (_, Some(progress)) => vec![Effect::Copy(progress.log_text())],
        _ => Vec::new(),
    }
}

#[cfg(test)]
#[path = "apply/tests.rs"]
mod tests;
