//! Nobody can know whether a handler of the team's own reaches the source pool: the question whether to go on all the same.

use super::begin::start;
use crate::function::probe::Unproven;
use crate::problem::{Problem, ProblemKind};
use crate::text::printable;
use crate::wizard::effect::Effect;
use crate::wizard::keymap::binding::Command;
use crate::wizard::screens::live::run::{End, LiveRun};
use crate::wizard::state::State;
use crate::wizard::widgets::confirm::{Confirm, Verdict};

/// Asks, where the run ended with that.
pub fn ask(live: &mut LiveRun) {
    let Some(problem) = unproven(live) else { return };
    let mut question =
        Confirm::new("Go on all the same?", "Go on, and let a sign-in decide", "Stop here").text(problem.what.clone());
    for line in problem.why.lines() {
        question = question.text(printable(line));
    }
    live.confirm = Some(question);
}

/// Whether the question is open.
pub fn is_asked(state: &State) -> bool {
    state.screens.apply.live.as_ref().is_some_and(|live| live.confirm.is_some() && unproven(live).is_some())
}

/// A key for the question.
pub fn command(state: &mut State, command: Command) -> Vec<Effect> {
    let room = state.question_room();
    let Some(live) = &mut state.screens.apply.live else { return Vec::new() };
    match live.confirm.as_mut().map(|confirm| confirm.command(command, room)) {
        None | Some(Verdict::Open) => Vec::new(),
        Some(Verdict::Stay) => {
            live.confirm = None;
            Vec::new()
        }
        Some(Verdict::Go) => {
            live.confirm = None;
            state.failure = None;
            state.screens.apply.plan.take().map(|plan| start(state, plan, Unproven::GoOn)).unwrap_or_default()
        }
    }
}

fn unproven(live: &LiveRun) -> Option<&Problem> {
    match &live.end {
        Some(End::Failed(problem)) if problem.kind == ProblemKind::Unproven => Some(problem),
        _ => None,
    }
}
