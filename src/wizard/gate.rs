//! Before a step that looks into the accounts: both must be open. They are not when a saved session is continued, or when
//! credentials ran out in the middle. The gate opens them, or says why it cannot, and then lets the step come up.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::effect::{Effect, Job, Slot};
use super::keymap::{Command, Context};
use super::screens;
use super::state::State;
use super::step::Step;
use crate::aws::Side;
use crate::aws::problem::{Problem, ProblemKind};

/// Whether the step that is shown cannot be used yet.
pub fn closed(state: &State) -> bool {
    state.step.needs_accounts() && state.account_runs().is_none()
}

/// Opens what is not open, or brings the screen up.
pub fn enter(state: &mut State) -> Vec<Effect> {
    if !closed(state) {
        return screens::of(state.step).enter(state);
    }
    let mut effects = Vec::new();
    for side in [Side::Source, Side::Destination] {
        if state.opened(side).is_none() && state.pending(Slot::Account(side)).is_none() {
            effects.extend(open(state, side));
        }
    }
    effects
}

fn open(state: &mut State, side: Side) -> Vec<Effect> {
    let Some(session) = &state.session else { return Vec::new() };
    let choices = match side {
        Side::Source => &session.choices.source,
        Side::Destination => &session.choices.destination,
    };
    let Some(profile) = choices.profile.clone() else {
        // Nothing was chosen yet: the accounts screen asks.
        state.step = Step::Accounts;
        return screens::of(Step::Accounts).enter(state);
    };
    let region = choices.region.clone();
    state.accounts.forget_problem(side);
    state.run(Slot::Account(side), Job::OpenAccount { side, profile, region, mfa_code: None })
}

/// An account was opened or was not. Once both are open, the screen comes up.
pub fn answered(state: &mut State) -> Vec<Effect> {
    if !state.step.needs_accounts() {
        return Vec::new();
    }
    if [Side::Source, Side::Destination].into_iter().any(|side| asks_for_code(state.accounts.problem(side))) {
        // Only the accounts screen has the field for the code.
        state.step = Step::Accounts;
        return screens::of(Step::Accounts).enter(state);
    }
    if closed(state) { Vec::new() } else { screens::of(state.step).enter(state) }
}

fn asks_for_code(problem: Option<&Problem>) -> bool {
    problem.is_some_and(|problem| matches!(problem.kind, ProblemKind::MfaRequired { .. }))
}

/// Credentials were renewed, perhaps: opens both accounts anew and brings the screen up again.
pub fn reopen(state: &mut State) -> Vec<Effect> {
    state.source = None;
    state.destination = None;
    enter(state)
}

pub fn contexts(state: &State) -> Vec<Context> {
    match failed(state) {
        Some(_) => vec![Context::Problem],
        None => Vec::new(),
    }
}

pub fn command(state: &mut State, command: Command) -> Vec<Effect> {
    match (command, failed(state)) {
        (Command::Retry | Command::Next, Some(_)) => enter(state),
        (Command::Copy, Some(problem)) => vec![Effect::Copy(problem.lines().join("\n"))],
        _ => Vec::new(),
    }
}

/// Why an account could not be opened.
fn failed(state: &State) -> Option<&Problem> {
    [Side::Source, Side::Destination].into_iter().find_map(|side| state.accounts.problem(side))
}

/// Instead of the screen: what is being opened, or why it could not be.
pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &State) {
    let _ = (frame, area, state);
}
