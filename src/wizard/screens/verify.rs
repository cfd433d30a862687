//! The verify screen: each piece looked at, failures first, with what was seen and what to do.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::Screen;
use super::checks::{self, all_pass, list, nodes};
use crate::aws::problem::{Problem, ProblemKind};
use crate::migration::check::{Check, CheckStatus};
use crate::migration::event::Event;
use crate::wizard::action::Answer;
use crate::wizard::effect::{Effect, Job, Slot};
use crate::wizard::gate;
use crate::wizard::keymap::{Command, Context};
use crate::wizard::layout;
use crate::wizard::state::State;
use crate::wizard::step::{Mark, Step};
use crate::wizard::update::{advance, go};
use crate::wizard::widgets::choice_list::text_width;
use crate::wizard::widgets::confirm::{self, Confirm, Verdict};
use crate::wizard::widgets::outline::{self, Extent, Outline};
use crate::wizard::widgets::problem_panel;
use crate::wizard::widgets::spinner::{elapsed_text, picture};

#[derive(Debug, Default)]
pub struct VerifyState {
    /// What has been found; in the order of the resources once all are in.
    checks: Vec<Check>,
    problem: Option<Problem>,
    outline: Outline,
    confirm: Option<Confirm>,
}

#[derive(Debug)]
pub struct Verify;

impl Screen for Verify {
    fn explanation(&self, _state: &State) -> String {
        "Each piece is read back and compared with the plan, and the function is asked for a made-up user. Nothing is changed."
            .into()
    }

    fn contexts(&self, state: &State) -> Vec<Context> {
        match (&state.verify.confirm, &state.verify.problem) {
            (Some(_), _) => vec![Context::Question],
            (None, Some(_)) => vec![Context::Problem],
            (None, None) => vec![Context::Verify, Context::Document],
        }
    }

    fn enter(&self, state: &mut State) -> Vec<Effect> {
        let (Some(session), Some(accounts)) = (&state.session, state.account_runs()) else { return Vec::new() };
        // A session from before the first plan knows nothing to verify.
        let Some(spec) = session.spec.clone() else { return go(state, Step::Plan) };
        let job = Job::Verify { session: Box::new(session.clone()), spec: Box::new(spec), accounts };
        state.verify = VerifyState::default();
        state.run(Slot::Verify, job)
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        if let Some(confirm) = &mut state.verify.confirm {
            let verdict = confirm.command(command);
            if verdict != Verdict::Open {
                state.verify.confirm = None;
            }
            return if verdict == Verdict::Go { advance(state) } else { Vec::new() };
        }
        match command {
            Command::Next => next(state),
            Command::Retry => again(state),
            Command::Copy => vec![Effect::Copy(text(&state.verify))],
            command => {
                let area = layout::matter(state);
                let extent = Extent::of(&nodes(&state.verify.checks, text_width(area), state.theme()), list(area).height);
                state.verify.outline.command(command, &extent);
                Vec::new()
            }
        }
    }

    fn engine(&self, state: &mut State, event: Event) -> Vec<Effect> {
        if let Event::Checked { check } = event {
            state.verify.checks.push(check);
        }
        Vec::new()
    }

    fn answer(&self, state: &mut State, _slot: Slot, answer: Answer) -> Vec<Effect> {
        match answer {
            Answer::Verified(Ok(checks)) => {
                state.set_mark(Step::Verify, if all_pass(&checks) { Mark::Done } else { Mark::Failed });
                if let Some(session) = &mut state.session {
                    session.checks.clone_from(&checks);
                }
                state.verify.checks = checks;
                state.failure = None;
                open_first_failure(&mut state.verify);
                state.save()
            }
            Answer::Verified(Err(problem)) => {
                state.set_mark(Step::Verify, Mark::Failed);
                state.failure = Some(problem.clone());
                state.verify.problem = Some(problem);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn escape(&self, state: &mut State) -> bool {
        state.verify.confirm.take().is_some()
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        let (screen, theme) = (&state.verify, state.theme());
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

fn open_first_failure(screen: &mut VerifyState) {
    screen.outline.reset();
    if !all_pass(&screen.checks) {
        screen.outline.open(0);
    }
}

/// Enter: on where all is well; else the question, with staying as the safe answer.
fn next(state: &mut State) -> Vec<Effect> {
    if state.verify.problem.is_some() {
        return again(state);
    }
    if state.pending(Slot::Verify).is_some() {
        return Vec::new();
    }
    if all_pass(&state.verify.checks) {
        return advance(state);
    }
    let number =
        state.verify.checks.iter().filter(|check| matches!(check.status, CheckStatus::Fail | CheckStatus::Skipped)).count();
    let checks = if number == 1 { "1 check has".to_owned() } else { format!("{number} checks have") };
    state.verify.confirm = Some(
        Confirm::new("Go on all the same?", "Go on to the test sign-in", "Stay here")
            .text(format!("{checks} not passed, so the sign-in may fail. It will say at which link."))
            .text("Applying again mends what differs: Esc goes back."),
    );
    Vec::new()
}

/// Looks once more; if credentials ran out, with accounts that are opened anew.
fn again(state: &mut State) -> Vec<Effect> {
    match state.verify.problem.take() {
        Some(Problem { kind: ProblemKind::ExpiredCredentials | ProblemKind::NoCredentials, .. }) => gate::reopen(state),
        _ => Verify.enter(state),
    }
}

fn summary(state: &State) -> Line<'static> {
    let (checks, theme) = (&state.verify.checks, state.theme());
    if let Some(elapsed) = state.elapsed(Slot::Verify) {
        let text =
            format!("{} Looking at each piece: {} so far, {}", picture(elapsed, theme), checks.len(), elapsed_text(elapsed));
        return Line::styled(text, theme.accent());
    }
    if all_pass(checks) {
        return Line::styled(
            format!("{} All {} checks passed. Enter goes on to the test sign-in.", theme.mark_done(), checks.len()),
            theme.good(),
        );
    }
    checks::counts(checks, theme)
}

/// The error in full, or the checks with what was seen.
fn text(screen: &VerifyState) -> String {
    match &screen.problem {
        Some(problem) => problem_panel::text(problem),
        None => checks::text(&screen.checks),
    }
}

#[cfg(test)]
#[path = "verify/tests.rs"]
mod tests;
