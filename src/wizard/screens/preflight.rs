//! Preflight: what would fail is looked for before anything is planned, by reading only. Warnings do not stand in the way; failures ask.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::Screen;
use super::checks::{self, Asked, Findings, could_not_look, reopened};
use crate::migration::check::{Check, CheckStatus};
use crate::migration::event::Event;
use crate::wizard::action::Answer;
use crate::wizard::effect::{Effect, Job, Slot};
use crate::wizard::keymap::{Command, Context};
use crate::wizard::state::State;
use crate::wizard::step::{Mark, Step};
use crate::wizard::update::advance;
use crate::wizard::widgets::confirm::Confirm;

#[derive(Debug)]
pub struct Preflight;

impl Screen for Preflight {
    fn explanation(&self, _state: &State) -> String {
        "What most often makes a migration fail is looked for in both accounts, by reading only, before anything is planned."
            .into()
    }

    fn contexts(&self, state: &State) -> Vec<Context> {
        state.preflight.contexts()
    }

    fn enter(&self, state: &mut State) -> Vec<Effect> {
        let effects = look(state);
        // On the way back to the plan nobody stops here but for a failure.
        state.preflight.going_on = state.returning.is_some();
        effects
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        match checks::command(state, |state| &mut state.preflight, command) {
            Asked::Nothing => Vec::new(),
            Asked::Next => next(state),
            Asked::GoOn => advance(state),
            Asked::Again => again(state),
            Asked::Copy(text) => vec![Effect::Copy(text)],
        }
    }

    fn engine(&self, state: &mut State, event: Event) -> Vec<Effect> {
        state.preflight.hear(event);
        Vec::new()
    }

    fn answer(&self, state: &mut State, _slot: Slot, answer: Answer) -> Vec<Effect> {
        match answer {
            Answer::Preflight(Ok(checks)) => {
                let in_the_way = failed(&checks) > 0;
                state.set_mark(Step::Preflight, if in_the_way { Mark::Failed } else { Mark::Done });
                state.failure = None;
                state.preflight.show(checks, in_the_way);
                let going_on = std::mem::take(&mut state.preflight.going_on) && state.step == Step::Preflight;
                if going_on { next(state) } else { Vec::new() }
            }
            Answer::Preflight(Err(problem)) => {
                state.preflight.problem = Some(could_not_look(state, Step::Preflight, problem));
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn escape(&self, state: &mut State) -> bool {
        state.preflight.escape()
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        let summary = checks::summary(state, Slot::Preflight, &state.preflight, "plan");
        state.preflight.draw(frame, area, summary, state.theme());
    }
}

fn failed(checks: &[Check]) -> usize {
    checks.iter().filter(|check| check.status == CheckStatus::Fail).count()
}

fn look(state: &mut State) -> Vec<Effect> {
    let (Some(session), Some(accounts)) = (&state.session, state.account_runs()) else { return Vec::new() };
    let job = Job::Preflight { session: Box::new(session.clone()), accounts };
    state.preflight = Findings::default();
    state.run(Slot::Preflight, job)
}

/// Looks once more; if credentials ran out, with accounts that are opened anew.
fn again(state: &mut State) -> Vec<Effect> {
    let problem = state.preflight.problem.take();
    reopened(state, problem).unwrap_or_else(|| look(state))
}

/// Enter: on where nothing failed; else the question, with staying as the safe answer.
fn next(state: &mut State) -> Vec<Effect> {
    if state.preflight.problem.is_some() {
        return again(state);
    }
    if state.pending(Slot::Preflight).is_some() {
        state.preflight.going_on = true;
        return Vec::new();
    }
    let failed = failed(&state.preflight.checks);
    if failed == 0 {
        return advance(state);
    }
    let what = if failed == 1 { "1 check has".to_owned() } else { format!("{failed} checks have") };
    state.preflight.ask(
        Confirm::new("Go on all the same?", "Go on to the plan", "Stay here")
            .text(format!("{what} failed. The plan changes nothing yet, but applying it may stop there."))
            .text("Each check opens to what was seen and what to do; r checks again."),
    );
    Vec::new()
}

#[cfg(test)]
#[path = "preflight/tests.rs"]
mod tests;
