//! Before a step that looks into the accounts: both must be open. They are not when a saved session is continued, or when
//! credentials ran out in the middle. The gate opens them, or says why it cannot, and then lets the step come up.

#[cfg(test)]
mod tests;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::effect::Effect;
use super::operation::{Job, JobKind};
use super::screens;
use super::state::State;
use super::step::Step;
use super::widgets::problem_panel;
use super::widgets::spinner::elapsed_text;
use crate::aws::Side;
use crate::problem::{Problem, ProblemKind};
use crate::text::printable;
use crate::wizard::keymap::binding::{Command, Context};

/// Whether the step that is shown cannot be used yet.
pub fn closed(state: &State) -> bool {
    state.step.needs_accounts() && state.account_runs().is_none()
}

/// Opens what is not open, or brings the screen up.
pub fn enter(state: &mut State) -> Vec<Effect> {
    let mut effects = if closed(state) || state.step.opens_accounts() { open_missing(state) } else { Vec::new() };
    if !closed(state) {
        effects.extend(screens::of(state.step).enter(state));
    }
    effects
}

/// Opens what is neither open nor being opened.
fn open_missing(state: &mut State) -> Vec<Effect> {
    let mut effects = Vec::new();
    for side in [Side::Source, Side::Destination] {
        if state.opened(side).is_none() && state.pending(JobKind::OpenAccount(side)).is_none() {
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
        if !state.step.needs_accounts() {
            return Vec::new();
        }
        // Nothing was chosen yet: the accounts screen asks.
        state.step = Step::Accounts;
        return screens::of(Step::Accounts).enter(state);
    };
    let region = choices.region.clone();
    state.screens.accounts.forget_problem(side);
    state.run(Job::OpenAccount { side, profile, region, mfa_code: None })
}

/// An account was opened or was not. Once both are open, the screen comes up.
pub fn answered(state: &mut State) -> Vec<Effect> {
    if state.step == Step::Accounts {
        return Vec::new();
    }
    for side in [Side::Source, Side::Destination] {
        refuse_another_account(state, side);
    }
    if !state.step.needs_accounts() {
        return screens::of(state.step).opened(state);
    }
    if [Side::Source, Side::Destination].into_iter().any(|side| asks_for_code(state.screens.accounts.problem(side))) {
        // Only the accounts screen has the field for the code.
        state.step = Step::Accounts;
        return screens::of(Step::Accounts).enter(state);
    }
    if closed(state) { Vec::new() } else { screens::of(state.step).enter(state) }
}

/// The same profile may lead elsewhere after signing in anew; this session's work must not be continued there.
fn refuse_another_account(state: &mut State, side: Side) {
    let Some(known) = state.known_accounts.get(&side).cloned() else { return };
    let Some(opened) = state.opened(side).filter(|opened| opened.identity.account != known) else { return };
    let problem = Problem::new(
        ProblemKind::Invalid,
        format!("The profile {} is now account {}.", opened.profile, opened.identity.account),
        format!("This session works with account {known} as its {side}. Nothing has been done in the other."),
    )
    .remedy(format!("Sign in to account {known} with this profile again, then try again."))
    .remedy("Or go back to the accounts and choose another profile.");
    *state.opened_mut(side) = None;
    state.failure = Some(problem.clone());
    state.screens.accounts.refuse(side, problem);
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

/// Which keys are live while it is closed.
pub fn contexts(state: &State) -> Vec<Context> {
    match failed(state) {
        Some(_) => vec![Context::Problem],
        None => Vec::new(),
    }
}

/// A key while it is closed.
pub fn command(state: &mut State, command: Command) -> Vec<Effect> {
    match (command, failed(state)) {
        (Command::Retry | Command::Next, Some(_)) => enter(state),
        (Command::Copy, Some(problem)) => vec![Effect::Copy(problem_panel::text(problem))],
        _ => Vec::new(),
    }
}

/// Why an account could not be opened.
pub fn failed(state: &State) -> Option<&Problem> {
    [Side::Source, Side::Destination].into_iter().find_map(|side| state.screens.accounts.problem(side))
}

/// Instead of the screen: what is being opened, or why it could not be.
pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &State) {
    let theme = state.theme();
    let mut lines = Vec::new();
    for side in [Side::Source, Side::Destination] {
        let profile = state.session.as_ref().and_then(|session| match side {
            Side::Source => session.choices.source.profile.clone(),
            Side::Destination => session.choices.destination.profile.clone(),
        });
        let profile = printable(profile.as_deref().unwrap_or_default()).into_owned();
        if let Some(elapsed) = state.elapsed(JobKind::OpenAccount(side)) {
            let text = format!("Opening the {side} account, profile {profile}  {}", elapsed_text(elapsed));
            lines.extend(problem_panel::hanging(state.spinner(elapsed), &text, usize::from(area.width), theme.accent()));
        } else if state.opened(side).is_some() {
            let text = format!("The {side} account is open, profile {profile}");
            lines.extend(problem_panel::hanging(theme.mark_done(), &text, usize::from(area.width), theme.good()));
        } else if let Some(problem) = state.screens.accounts.problem(side) {
            lines.extend(problem_panel::lines(problem, usize::from(area.width), theme));
        }
        lines.push(Line::default());
    }
    lines.pop();
    problem_panel::draw(frame, area, lines);
}
