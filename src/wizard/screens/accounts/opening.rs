//! Opening the accounts: the profiles as they were found, and who stands behind the chosen ones. What was opened counts for exactly
//! the profile and the Region that it was opened with.

use super::{Part, SETTLED, taking};
use crate::aws::Side;
use crate::aws::profile::list::Profile;
use crate::problem::{Problem, ProblemKind};
use crate::wizard::action::Opened;
use crate::wizard::effect::{Effect, Job, Slot};
use crate::wizard::state::State;
use crate::wizard::step::Step;

/// The profiles are known: on each side the one that was chosen before, or the only one, is chosen.
pub fn listed(state: &mut State, profiles: Vec<Profile>) -> Vec<Effect> {
    state.accounts.problem = None;
    let choices = state.session.as_ref().map(|session| session.choices.clone()).unwrap_or_default();
    for (side, choices) in [(Side::Source, choices.source), (Side::Destination, choices.destination)] {
        state.accounts.side_mut(side).show(&profiles, &choices);
    }
    state.accounts.profiles = profiles;
    let mut effects = Vec::new();
    for side in [Side::Source, Side::Destination] {
        if !is_open(state, side) {
            *state.opened_mut(side) = None;
            effects.extend(open(state, side));
        }
    }
    if state.accounts.going_on && state.step == Step::Accounts {
        effects.extend(taking::next(state));
    }
    effects
}

/// Whether what is open is what is chosen.
pub fn is_open(state: &State, side: Side) -> bool {
    let chosen = state.accounts.side(side);
    state.opened(side).is_some_and(|opened| {
        Some(opened.profile.as_str()) == chosen.profile(&state.accounts.profiles).map(|profile| profile.name.as_str())
            && opened.region == chosen.region.value()
    })
}

/// Another profile or Region: whoever was open no longer counts, nor what was found there, and a moment later the new one is asked.
pub fn changed(state: &mut State, side: Side) -> Vec<Effect> {
    *state.opened_mut(side) = None;
    state.answer_changed(Step::Accounts);
    let now = state.now;
    let chosen = state.accounts.side_mut(side);
    chosen.problem = None;
    chosen.code.wipe();
    chosen.open_at = Some(now + SETTLED);
    state.abandon(Slot::Account(side))
}

/// Asks who the chosen profile is, unless a field is wrong: then there is nothing to ask about yet.
pub fn open(state: &mut State, side: Side) -> Vec<Effect> {
    state.accounts.side_mut(side).open_at = None;
    if state.accounts.side(side).refusal(&state.accounts.profiles).is_some() {
        return Vec::new();
    }
    let chosen = state.accounts.side_mut(side);
    chosen.problem = None;
    let mfa_code = (!chosen.code.is_empty()).then(|| chosen.code.secret());
    let region = Some(chosen.region.value().to_owned()).filter(|region| !region.is_empty());
    let chosen = state.accounts.side(side);
    let Some(profile) = chosen.profile(&state.accounts.profiles).map(|profile| profile.name.clone()) else { return Vec::new() };
    state.run(Slot::Account(side), Job::OpenAccount { side, profile, region, mfa_code })
}

pub fn opened(state: &mut State, side: Side, result: Result<Opened, Problem>) -> Vec<Effect> {
    // A code works once; whatever came out, it is of no more use.
    state.accounts.side_mut(side).code.wipe();
    match result {
        Ok(opened) => {
            if state.accounts.side(side).region.value().is_empty() {
                state.accounts.side_mut(side).region.set(&opened.region);
            }
            state.accounts.forget_problem(side);
            state.failure = None;
            *state.opened_mut(side) = Some(opened);
        }
        Err(problem) => {
            state.failure = Some(problem.clone());
            let going_on = std::mem::take(&mut state.accounts.going_on);
            let part = if matches!(problem.kind, ProblemKind::MfaRequired { .. }) { Part::Code } else { Part::Profile };
            state.accounts.side_mut(side).problem = Some(problem);
            // Who is busy with the other side is not torn away from it.
            if going_on || state.accounts.focus.0 == side {
                state.accounts.focus = (side, part);
            }
        }
    }
    if state.accounts.going_on && state.step == Step::Accounts && state.account_runs().is_some() {
        return taking::next(state);
    }
    Vec::new()
}

pub fn retry(state: &mut State, side: Side) -> Vec<Effect> {
    let chosen = state.accounts.side(side);
    if state.accounts.problem.is_some() || state.accounts.profiles.is_empty() {
        state.accounts.problem = None;
        state.notify("Looking again for profiles.");
        return state.run(Slot::Profiles, Job::ListProfiles);
    }
    match chosen.refusal(&state.accounts.profiles) {
        Some((part, why)) => taking::refuse(state, side, part, why),
        None => open(state, side),
    }
}
