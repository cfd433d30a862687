//! Enter on the accounts screen: on if every field can be used and both accounts are open and go together; else to what is missing.

use super::opening::{self, is_open, open};
use super::side::AccountField;
use crate::aws::Side;
use crate::aws::account::pair;
use crate::problem::{Problem, ProblemKind};
use crate::wizard::effect::{Effect, advance};
use crate::wizard::operation::{JobKind, Opened};
use crate::wizard::state::State;
use crate::wizard::step::Step;

/// Enter.
pub fn next(state: &mut State) -> Vec<Effect> {
    state.screens.accounts.submit_when_loaded = false;
    if state.screens.accounts.problem.is_some() {
        return opening::retry(state, Side::Source);
    }
    if state.pending(JobKind::ListProfiles).is_some() {
        state.screens.accounts.submit_when_loaded = true;
        return Vec::new();
    }
    for side in [Side::Source, Side::Destination] {
        let refusal = state.screens.accounts.side(side).refusal(&state.screens.accounts.profiles);
        // A code is needed to open an account, and not once it is open.
        if let Some((field, why)) = refusal.filter(|(field, _)| *field != AccountField::Code || !is_open(state, side)) {
            state.screens.accounts.point_to(side, field, why);
            return Vec::new();
        }
    }
    let mut effects = Vec::new();
    for side in [Side::Source, Side::Destination] {
        if is_open(state, side) {
            continue;
        }
        if state.pending(JobKind::OpenAccount(side)).is_none() {
            effects.extend(open(state, side));
        }
        state.screens.accounts.submit_when_loaded |= state.pending(JobKind::OpenAccount(side)).is_some();
    }
    let (Some(source), Some(destination)) = (state.source.clone(), state.destination.clone()) else { return effects };
    if refused(state, &source, &destination).is_some() {
        state.notify("These two accounts cannot be used together.");
        return effects;
    }
    for (side, opened) in [(Side::Source, source), (Side::Destination, destination)] {
        state.known_accounts.insert(side, opened.identity.account.clone());
        state.choose(Step::Accounts, |choices| {
            let chosen = match side {
                Side::Source => &mut choices.source,
                Side::Destination => &mut choices.destination,
            };
            let before = (chosen.profile.replace(opened.profile.clone()), chosen.region.replace(opened.region.clone()));
            // A profile that was named without a Region is in the one that it opens in.
            let other = before.0.is_some_and(|profile| profile != opened.profile)
                || before.1.is_some_and(|region| region != opened.region);
            // A pool of another account or Region is not here.
            if other {
                chosen.pool = None;
                if side == Side::Destination {
                    choices.destination_client = None;
                }
            }
        });
    }
    effects.extend(advance());
    effects
}

/// Why these two accounts cannot be used together in this session.
pub fn refused(state: &State, source: &Opened, destination: &Opened) -> Option<Problem> {
    let side = |opened: &Opened| (opened.profile.clone(), opened.identity.partition.clone());
    if let Some(problem) = pair::refusal(side(source), side(destination)) {
        return Some(problem);
    }
    let session = state.session.as_ref()?;
    let spec = session.spec.as_ref().filter(|_| session.written() > 0)?;
    [(source, &spec.source), (destination, &spec.destination)].into_iter().find_map(|(opened, place)| {
        let other = opened.identity.account != place.account;
        other.then(|| {
            let what = format!("This session has already made changes in account {}.", place.account);
            let why = format!("The profile {} is account {}.", opened.profile, opened.identity.account);
            let problem = Problem::new(ProblemKind::Invalid, what, why);
            problem.remedy("Choose a profile of the former, or begin a new migration for the latter.")
        })
    })
}
