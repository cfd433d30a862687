//! The verify screen: each resource looked at, failures first, with what was seen and what to do; what differs can be repaired.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::checks::draw::draw;
use super::checks::rows::{all_pass, drifted};
use super::checks::state::Findings;
use super::checks::{self, CheckScreen};
use super::plan;
use super::screen::Screen;
use crate::check::finding::CheckStatus;
use crate::event::Event;
use crate::problem::Problem;
use crate::wizard::effect::{Effect, go};
use crate::wizard::keymap::binding::{Command, Context};
use crate::wizard::operation::{Answer, Job, JobKind};
use crate::wizard::state::State;
use crate::wizard::step::Step;
use crate::wizard::widgets::confirm::Confirm;

/// The screen, without data of its own.
#[derive(Debug)]
pub struct VerifyScreen;

const SCREEN: CheckScreen = CheckScreen {
    step: Step::Verify,
    kind: JobKind::Verify,
    findings: |state| &mut state.screens.verify,
    summary,
    look,
    question,
};

impl Screen for VerifyScreen {
    fn explanation(&self, _state: &State) -> String {
        "Each resource is read back and compared with the plan, and the function is asked for a made-up user. Nothing is changed."
            .into()
    }

    fn contexts(&self, state: &State) -> Vec<Context> {
        let mut contexts = state.screens.verify.contexts();
        if contexts.contains(&Context::Verify) && can_repair(state) {
            contexts.insert(0, Context::Drift);
        }
        contexts
    }

    fn enter(&self, state: &mut State) -> Vec<Effect> {
        look(state)
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        if command == Command::Repair {
            return if can_repair(state) { plan::repair(state) } else { Vec::new() };
        }
        SCREEN.command(state, command)
    }

    fn engine(&self, state: &mut State, event: Event) -> Vec<Effect> {
        state.screens.verify.on_event(event);
        Vec::new()
    }

    fn answer(&self, state: &mut State, _kind: JobKind, answer: Answer) -> Vec<Effect> {
        match answer {
            Answer::Verify(Ok(checks)) => {
                let in_the_way = !all_pass(&checks);
                if let Some(session) = &mut state.session {
                    session.checks.clone_from(&checks);
                }
                SCREEN.show(state, checks, in_the_way);
                let mut effects = state.save();
                effects.extend(SCREEN.go_on(state));
                effects
            }
            Answer::Verify(Err(problem)) => {
                SCREEN.could_not_look(state, problem);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn problem<'a>(&self, state: &'a State) -> Option<&'a Problem> {
        state.screens.verify.problem.as_ref()
    }

    fn copied(&self, _state: &State) -> &'static str {
        "What was found"
    }

    fn escape(&self, state: &mut State) -> bool {
        state.screens.verify.escape()
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        draw(frame, area, &state.screens.verify, summary(state), state.theme());
    }
}

/// Whether something differs from the plan, all of it being known.
fn can_repair(state: &State) -> bool {
    state.pending(JobKind::Verify).is_none() && state.screens.verify.checks.iter().any(drifted)
}

fn look(state: &mut State) -> Vec<Effect> {
    let (Some(session), Some(accounts)) = (&state.session, state.account_runs()) else { return Vec::new() };
    // A session from before the first plan knows nothing to verify.
    let Some(spec) = session.spec.clone() else { return go(Step::Plan) };
    let job = Job::Verify { session: Box::new(session.clone()), spec: Box::new(spec), accounts };
    state.screens.verify = Findings::default();
    state.run(job)
}

fn question(state: &State) -> Option<Confirm> {
    let checks = &state.screens.verify.checks;
    if checks.is_empty() || all_pass(checks) {
        return None;
    }
    let number = checks.iter().filter(|check| matches!(check.status, CheckStatus::Fail | CheckStatus::Skipped)).count();
    let what = if number == 1 { "1 check has".to_owned() } else { format!("{number} checks have") };
    let question = Confirm::new("Go on all the same?", "Go on to the test sign-in", "Stay here")
        .text(format!("{what} not passed, so the sign-in may fail. It will say at which link."));
    Some(match can_repair(state) {
        true => question.text("p repairs what differs: it shows a plan of just that first."),
        false => question,
    })
}

fn summary(state: &State) -> Line<'static> {
    let (checks, theme) = (&state.screens.verify.checks, state.theme());
    if state.pending(JobKind::Verify).is_none() && all_pass(checks) {
        return Line::styled(
            format!("{} All {} checks passed. Enter goes on to the test sign-in.", theme.mark_done(), checks.len()),
            theme.good(),
        );
    }
    checks::summary_of(state, JobKind::Verify, &state.screens.verify, "test sign-in")
}

#[cfg(test)]
mod tests;
