//! Preflight: what would fail is looked for before anything is planned, by reading only. Warnings do not stand in the way; failures ask.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::Screen;
use super::checks::{self, list, nodes};
use crate::aws::problem::Problem;
use crate::migration::check::{Check, CheckStatus};
use crate::migration::event::Event;
use crate::wizard::action::Answer;
use crate::wizard::effect::{Effect, Job, Slot};
use crate::wizard::gate;
use crate::wizard::keymap::{Command, Context};
use crate::wizard::layout;
use crate::wizard::state::State;
use crate::wizard::step::{Mark, Step};
use crate::wizard::update::advance;
use crate::wizard::widgets::choice_list::text_width;
use crate::wizard::widgets::confirm::{self, Confirm, Verdict};
use crate::wizard::widgets::outline::{self, Extent, Outline};
use crate::wizard::widgets::problem_panel;
use crate::wizard::widgets::spinner::{elapsed_text, picture};

#[derive(Debug, Default)]
pub struct PreflightState {
    /// What has been found; in the order of the themes once all are in.
    checks: Vec<Check>,
    problem: Option<Problem>,
    outline: Outline,
    confirm: Option<Confirm>,
    /// Enter was pressed before all was known.
    going_on: bool,
}

#[derive(Debug)]
pub struct Preflight;

impl Screen for Preflight {
    fn explanation(&self, _state: &State) -> String {
        "What most often makes a migration fail is looked for in both accounts, by reading only, before anything is planned."
            .into()
    }

    fn contexts(&self, state: &State) -> Vec<Context> {
        match (&state.preflight.confirm, &state.preflight.problem) {
            (Some(_), _) => vec![Context::Question],
            (None, Some(_)) => vec![Context::Problem],
            (None, None) => vec![Context::Verify, Context::Document],
        }
    }

    fn enter(&self, state: &mut State) -> Vec<Effect> {
        let effects = look(state);
        // On the way back to the plan nobody stops here but for a failure.
        state.preflight.going_on = state.returning.is_some();
        effects
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        if let Some(confirm) = &mut state.preflight.confirm {
            let verdict = confirm.command(command);
            if verdict != Verdict::Open {
                state.preflight.confirm = None;
            }
            return if verdict == Verdict::Go { advance(state) } else { Vec::new() };
        }
        state.preflight.going_on = false;
        match command {
            Command::Next => next(state),
            Command::Retry => again(state),
            Command::Copy => vec![Effect::Copy(match &state.preflight.problem {
                Some(problem) => problem_panel::text(problem),
                None => checks::text(&state.preflight.checks),
            })],
            command => {
                let area = layout::matter(state);
                let extent = Extent::of(&nodes(&state.preflight.checks, text_width(area), state.theme()), list(area).height);
                state.preflight.outline.command(command, &extent);
                Vec::new()
            }
        }
    }

    fn engine(&self, state: &mut State, event: Event) -> Vec<Effect> {
        if let Event::Checked { check } = event {
            state.preflight.checks.push(check);
        }
        Vec::new()
    }

    fn answer(&self, state: &mut State, _slot: Slot, answer: Answer) -> Vec<Effect> {
        match answer {
            Answer::Preflight(Ok(checks)) => {
                state.set_mark(Step::Preflight, if failed(&checks) == 0 { Mark::Done } else { Mark::Failed });
                state.failure = None;
                state.preflight.outline.reset();
                if failed(&checks) > 0 {
                    state.preflight.outline.open(0);
                }
                state.preflight.checks = checks;
                let going_on = std::mem::take(&mut state.preflight.going_on) && state.step == Step::Preflight;
                if going_on { next(state) } else { Vec::new() }
            }
            Answer::Preflight(Err(problem)) => {
                state.set_mark(Step::Preflight, Mark::Failed);
                state.failure = Some(problem.clone());
                state.preflight.problem = Some(problem);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn escape(&self, state: &mut State) -> bool {
        state.preflight.confirm.take().is_some()
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        let (screen, theme) = (&state.preflight, state.theme());
        if let Some(problem) = &screen.problem {
            return problem_panel::draw(frame, area, problem_panel::lines(problem, usize::from(area.width), theme));
        }
        frame.render_widget(summary(state), Rect { height: 1.min(area.height), ..area });
        outline::draw(frame, list(area), &screen.outline, nodes(&screen.checks, text_width(area), theme), theme);
        if let Some(confirm) = &screen.confirm {
            confirm::draw(frame, area, confirm, theme);
        }
    }
}

fn failed(checks: &[Check]) -> usize {
    checks.iter().filter(|check| check.status == CheckStatus::Fail).count()
}

fn look(state: &mut State) -> Vec<Effect> {
    let (Some(session), Some(accounts)) = (&state.session, state.account_runs()) else { return Vec::new() };
    let job = Job::Preflight { session: Box::new(session.clone()), accounts };
    state.preflight = PreflightState::default();
    state.run(Slot::Preflight, job)
}

/// Looks once more, with accounts that are opened anew: credentials or permissions may have been renewed.
fn again(state: &mut State) -> Vec<Effect> {
    match state.preflight.problem.take() {
        Some(_) => gate::reopen(state),
        None => look(state),
    }
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
    state.preflight.confirm = Some(
        Confirm::new("Go on all the same?", "Go on to the plan", "Stay here")
            .text(format!("{what} failed. The plan changes nothing yet, but applying it may stop there."))
            .text("Each check opens to what was seen and what to do; r checks again."),
    );
    Vec::new()
}

fn summary(state: &State) -> Line<'static> {
    let (screen, theme) = (&state.preflight, state.theme());
    if let Some(elapsed) = state.elapsed(Slot::Preflight) {
        let then = if screen.going_on { ", then on to the plan" } else { "" };
        let so_far = screen.checks.len();
        let text = format!("{} Checking: {so_far} so far, {}{then}", picture(elapsed, theme), elapsed_text(elapsed));
        return Line::styled(text, theme.accent());
    }
    checks::counts(&screen.checks, theme)
}

#[cfg(test)]
#[path = "preflight/tests.rs"]
mod tests;
