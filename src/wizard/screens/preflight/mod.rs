//! Preflight: what would fail is looked for before anything is planned, by reading only. Warnings do not stand in the way; failures ask.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::checks::draw::draw;
use super::checks::state::Findings;
use super::checks::{self, CheckScreen};
use super::screen::Screen;
use crate::check::finding::{Check, CheckStatus};
use crate::event::Event;
use crate::problem::Problem;
use crate::wizard::effect::Effect;
use crate::wizard::keymap::binding::{Command, Context};
use crate::wizard::operation::{Answer, Job, JobKind};
use crate::wizard::state::State;
use crate::wizard::step::Step;
use crate::wizard::widgets::confirm::Confirm;

/// The screen, without data of its own.
#[derive(Debug)]
pub struct PreflightScreen;

const SCREEN: CheckScreen = CheckScreen {
    step: Step::Preflight,
    kind: JobKind::Preflight,
    findings: |state| &mut state.screens.preflight,
    summary,
    look,
    question,
};

impl Screen for PreflightScreen {
    fn explanation(&self, _state: &State) -> String {
        "What most often makes a migration fail is looked for in both accounts, by reading only, before anything is planned."
            .into()
    }

    fn contexts(&self, state: &State) -> Vec<Context> {
        state.screens.preflight.contexts()
    }

    fn enter(&self, state: &mut State) -> Vec<Effect> {
        let effects = look(state);
        // On the way back to the plan nobody stops here but for a failure.
        state.screens.preflight.submit_when_loaded = state.return_to_plan.is_some();
        effects
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        SCREEN.command(state, command)
    }

    fn engine(&self, state: &mut State, event: Event) -> Vec<Effect> {
        state.screens.preflight.on_event(event);
        Vec::new()
    }

    fn answer(&self, state: &mut State, _kind: JobKind, answer: Answer) -> Vec<Effect> {
        match answer {
            Answer::Preflight(Ok(checks)) => {
                let in_the_way = failed(&checks) > 0;
                SCREEN.show(state, checks, in_the_way);
                SCREEN.go_on(state)
            }
            Answer::Preflight(Err(problem)) => {
                SCREEN.could_not_look(state, problem);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn problem<'a>(&self, state: &'a State) -> Option<&'a Problem> {
        state.screens.preflight.problem.as_ref()
    }

    fn copied(&self, _state: &State) -> &'static str {
        "What was found"
    }

    fn escape(&self, state: &mut State) -> bool {
        state.screens.preflight.escape()
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        draw(frame, area, &state.screens.preflight, summary(state), state.theme());
    }
}

fn summary(state: &State) -> Line<'static> {
    checks::summary_of(state, JobKind::Preflight, &state.screens.preflight, "plan")
}

fn failed(checks: &[Check]) -> usize {
    checks.iter().filter(|check| check.status == CheckStatus::Fail).count()
}

fn look(state: &mut State) -> Vec<Effect> {
    let (Some(session), Some(accounts)) = (&state.session, state.account_runs()) else { return Vec::new() };
    let job = Job::Preflight { session: Box::new(session.clone()), accounts };
    state.screens.preflight = Findings::default();
    state.run(job)
}

fn question(state: &State) -> Option<Confirm> {
    let what = match failed(&state.screens.preflight.checks) {
        0 => return None,
        1 => "1 check has".to_owned(),
        failed => format!("{failed} checks have"),
    };
    let question = Confirm::new("Go on all the same?", "Go on to the plan", "Stay here")
        .text(format!("{what} failed. The plan changes nothing yet, but applying it may stop there."))
        .text("Each check opens to what was seen and what to do; r checks again.");
    Some(question)
}

#[cfg(test)]
mod tests;
