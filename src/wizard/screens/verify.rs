//! The verify screen: each piece looked at, failures first, with what was seen and what to do; what differs can be repaired.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::checks::rows::{all_pass, drifted};
use super::checks::{self, Asked, Findings, could_not_look, reopened};
use super::{Screen, plan};
use crate::migration::check::CheckStatus;
use crate::migration::event::Event;
use crate::wizard::action::Answer;
use crate::wizard::effect::{Effect, Job, Slot};
use crate::wizard::keymap::{Command, Context};
use crate::wizard::state::State;
use crate::wizard::step::{Mark, Step};
use crate::wizard::update::{advance, go};
use crate::wizard::widgets::confirm::Confirm;

#[derive(Debug)]
pub struct Verify;

impl Screen for Verify {
    fn explanation(&self, _state: &State) -> String {
        "Each piece is read back and compared with the plan, and the function is asked for a made-up user. Nothing is changed."
            .into()
    }

    fn contexts(&self, state: &State) -> Vec<Context> {
        let mut contexts = state.verify.contexts();
        if contexts.contains(&Context::Verify) && can_repair(state) {
            contexts.insert(0, Context::Drift);
        }
        contexts
    }

    fn enter(&self, state: &mut State) -> Vec<Effect> {
        let (Some(session), Some(accounts)) = (&state.session, state.account_runs()) else { return Vec::new() };
        // A session from before the first plan knows nothing to verify.
        let Some(spec) = session.spec.clone() else { return go(state, Step::Plan) };
        let job = Job::Verify { session: Box::new(session.clone()), spec: Box::new(spec), accounts };
        state.verify = Findings::default();
        state.run(Slot::Verify, job)
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        if command == Command::Repair {
            return if can_repair(state) { plan::repair(state) } else { Vec::new() };
        }
        match checks::command(state, |state| &mut state.verify, command) {
            Asked::Nothing => Vec::new(),
            Asked::Next => next(state),
            Asked::GoOn => advance(state),
            Asked::Again => again(state),
            Asked::Copy(text) => vec![Effect::Copy(text)],
        }
    }

    fn engine(&self, state: &mut State, event: Event) -> Vec<Effect> {
        state.verify.hear(event);
        Vec::new()
    }

    fn answer(&self, state: &mut State, _slot: Slot, answer: Answer) -> Vec<Effect> {
        match answer {
            Answer::Verified(Ok(checks)) => {
                let in_the_way = !all_pass(&checks);
                state.set_mark(Step::Verify, if in_the_way { Mark::Failed } else { Mark::Done });
                if let Some(session) = &mut state.session {
                    session.checks.clone_from(&checks);
                }
                state.failure = None;
                state.verify.show(checks, in_the_way);
                let going_on = std::mem::take(&mut state.verify.going_on) && state.step == Step::Verify;
                let mut effects = state.save();
                if going_on {
                    effects.extend(next(state));
                }
                effects
            }
            Answer::Verified(Err(problem)) => {
                state.verify.problem = Some(could_not_look(state, Step::Verify, problem));
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn escape(&self, state: &mut State) -> bool {
        state.verify.escape()
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        state.verify.draw(frame, area, summary(state), state.theme());
    }
}

/// Whether something differs from the plan, all of it being known.
fn can_repair(state: &State) -> bool {
    state.pending(Slot::Verify).is_none() && state.verify.checks.iter().any(drifted)
}

/// Enter: on where all is well; else the question, with staying as the safe answer.
fn next(state: &mut State) -> Vec<Effect> {
    if state.verify.problem.is_some() {
        return again(state);
    }
    if state.pending(Slot::Verify).is_some() {
        state.verify.going_on = true;
        return Vec::new();
    }
    let checks = &state.verify.checks;
    if all_pass(checks) {
        return advance(state);
    }
    let number = checks.iter().filter(|check| matches!(check.status, CheckStatus::Fail | CheckStatus::Skipped)).count();
    let what = if number == 1 { "1 check has".to_owned() } else { format!("{number} checks have") };
    let question = Confirm::new("Go on all the same?", "Go on to the test sign-in", "Stay here")
        .text(format!("{what} not passed, so the sign-in may fail. It will say at which link."));
    let question = match can_repair(state) {
        true => question.text("p repairs what differs: it shows a plan of just that first."),
        false => question,
    };
    state.verify.ask(question);
    Vec::new()
}

/// Looks once more; if credentials ran out, with accounts that are opened anew.
fn again(state: &mut State) -> Vec<Effect> {
    let problem = state.verify.problem.take();
    reopened(state, problem).unwrap_or_else(|| Verify.enter(state))
}

fn summary(state: &State) -> Line<'static> {
    let (checks, theme) = (&state.verify.checks, state.theme());
    if state.pending(Slot::Verify).is_none() && all_pass(checks) {
        return Line::styled(
            format!("{} All {} checks passed. Enter goes on to the test sign-in.", theme.mark_done(), checks.len()),
            theme.good(),
        );
    }
    checks::summary(state, Slot::Verify, &state.verify, "test sign-in")
}

#[cfg(test)]
#[path = "verify/tests.rs"]
mod tests;
