//! Opening the accounts: the profiles as they were found, and who stands behind the chosen ones. What was opened counts for exactly
//! the profile and the Region that it was opened with.

use std::time::Duration;

use super::side::AccountField;
use crate::aws::Side;
use crate::aws::profile::list::Profile;
use crate::problem::{Problem, ProblemKind};
use crate::wizard::effect::Effect;
use crate::wizard::operation::{Job, JobKind, Opened};
use crate::wizard::state::State;
use crate::wizard::step::Step;

/// How long a choice must stand before AWS is asked: moving through a list asks nobody.
pub const SETTLED: Duration = Duration::from_millis(300);

/// The profiles are known: on each side the one that was chosen before, or the only one, is chosen.
pub fn listed(state: &mut State, profiles: Vec<Profile>) -> Vec<Effect> {
    state.screens.accounts.problem = None;
    let choices = state.session.as_ref().map(|session| session.choices.clone()).unwrap_or_default();
    for (side, choices) in [(Side::Source, choices.source), (Side::Destination, choices.destination)] {
        state.screens.accounts.side_mut(side).show(&profiles, &choices);
    }
    state.screens.accounts.profiles = profiles;
    let mut effects = Vec::new();
    for side in [Side::Source, Side::Destination] {
        if !is_open(state, side) {
            *state.opened_mut(side) = None;
            effects.extend(open(state, side));
        }
    }
    effects
}

/// Whether what is open is what is chosen.
pub fn is_open(state: &State, side: Side) -> bool {
    let chosen = state.screens.accounts.side(side);
    state.opened(side).is_some_and(|opened| {
        Some(opened.profile.as_str()) == chosen.profile(&state.screens.accounts.profiles).map(|profile| profile.name.as_str())
            && opened.region == chosen.region.value()
    })
}

/// Another profile or Region: whoever was open no longer counts, nor what was found there, and a moment later the new one is asked.
pub fn changed(state: &mut State, side: Side) -> Vec<Effect> {
    *state.opened_mut(side) = None;
    state.answer_changed(Step::Accounts);
    let now = state.now;
    let chosen = state.screens.accounts.side_mut(side);
    chosen.problem = None;
    chosen.code.wipe();
    chosen.open_at = Some(now + SETTLED);
    state.abandon(JobKind::OpenAccount(side))
}

/// Asks who the chosen profile is, unless a field is wrong: then there is nothing to ask about yet.
pub fn open(state: &mut State, side: Side) -> Vec<Effect> {
    state.screens.accounts.side_mut(side).open_at = None;
    if state.screens.accounts.side(side).refusal(&state.screens.accounts.profiles).is_some() {
        return Vec::new();
    }
    let chosen = state.screens.accounts.side_mut(side);
    chosen.problem = None;
    let mfa_code = (!chosen.code.is_empty()).then(|| chosen.code.secret());
    let region = Some(chosen.region.value().to_owned()).filter(|region| !region.is_empty());
    let chosen = state.screens.accounts.side(side);
    let Some(profile) = chosen.profile(&state.screens.accounts.profiles).map(|profile| profile.name.clone()) else {
        return Vec::new();
    };
    state.run(Job::OpenAccount { side, profile, region, mfa_code })
}

/// An account was opened, or was not.
pub fn opened(state: &mut State, side: Side, result: Result<Opened, Problem>) {
    // A code works once; whatever came out, it is of no more use.
    state.screens.accounts.side_mut(side).code.wipe();
    match result {
        Ok(opened) => {
            if state.screens.accounts.side(side).region.value().is_empty() {
                state.screens.accounts.side_mut(side).region.set(&opened.region);
            }
            state.screens.accounts.forget_problem(side);
            state.failure = None;
            *state.opened_mut(side) = Some(opened);
        }
        Err(problem) => {
            state.failure = Some(problem.clone());
            let submit_when_loaded = std::mem::take(&mut state.screens.accounts.submit_when_loaded);
            let part =
                if matches!(problem.kind, ProblemKind::MfaRequired { .. }) { AccountField::Code } else { AccountField::Profile };
            state.screens.accounts.side_mut(side).problem = Some(problem);
            // Who is busy with the other side is not torn away from it.
            if submit_when_loaded || state.screens.accounts.focus.0 == side {
                state.screens.accounts.focus = (side, part);
            }
        }
    }
}

/// Looks for profiles again, or asks again who the chosen one is.
pub fn retry(state: &mut State, side: Side) -> Vec<Effect> {
    let chosen = state.screens.accounts.side(side);
    if state.screens.accounts.problem.is_some() || state.screens.accounts.profiles.is_empty() {
        state.screens.accounts.problem = None;
        state.notify("Looking again for profiles.");
        return state.run(Job::ListProfiles {});
    }
    match chosen.refusal(&state.screens.accounts.profiles) {
        Some((field, why)) => {
            state.screens.accounts.point_to(side, field, why);
            Vec::new()
        }
        None => open(state, side),
    }
}
