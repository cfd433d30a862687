//! Beginning a run, and going back to a plan of what one has left.

use crate::function::probe::Unproven;
use crate::migration::plan::Plan;
use crate::wizard::effect::{Effect, go};
use crate::wizard::operation::Job;
use crate::wizard::screens::apply::state::ApplyState;
use crate::wizard::screens::live::progress::Work;
use crate::wizard::screens::live::run::{End, LiveRun};
use crate::wizard::state::State;
use crate::wizard::step::{Mark, Step};

/// Carries this plan out.
pub fn start(state: &mut State, plan: Box<Plan>, unproven: Unproven) -> Vec<Effect> {
    let (Some(session), Some(accounts)) = (&state.session, state.account_runs()) else { return Vec::new() };
    let job = Job::Apply { session: Box::new(session.clone()), plan: plan.clone(), accounts, unproven };
    let work = plan.changes.iter().map(|change| (change.resource, Work::from(change.action)));
    let live = Some(LiveRun::new(work, state.now));
    state.screens.apply = ApplyState { live, plan: Some(plan), ..ApplyState::default() };
    state.set_mark(Step::Apply, Mark::Open);
    state.run(job)
}

/// What is left may be other than what was shown, so it is planned and shown before it is applied. If credentials ran out, the
/// accounts are opened anew on the way.
pub fn look_again(state: &mut State) -> Vec<Effect> {
    let Some(live) = state.screens.apply.live.as_ref().filter(|live| !matches!(live.end, Some(End::Finished) | None)) else {
        return Vec::new();
    };
    if live.lost_credentials() {
        state.source = None;
        state.destination = None;
    }
    go(Step::Plan)
}
