//! Asking what would be taken back, and what of it the cursor is on.

use super::content;
use super::state::ordered;
use crate::migration::teardown::{Removal, RemovalAction};
use crate::problem::{Problem, ProblemKind};
use crate::wizard::effect::{Effect, reopen};
use crate::wizard::operation::Job;
use crate::wizard::state::State;
use crate::wizard::widgets::choice_list::text_width;
use crate::wizard::widgets::outline::Extent;

/// Asks what would be taken back now. What is shown stays until the answer is there.
pub fn look(state: &mut State) -> Vec<Effect> {
    state.screens.tear_down.problem = None;
    let (Some(session), Some(accounts)) = (&state.session, state.account_runs()) else { return Vec::new() };
    let decisions = Box::new(state.screens.tear_down.decisions.clone());
    let job = Job::PlanTeardown { session: Box::new(session.clone()), decisions, accounts };
    state.run(job)
}

/// Once more; if credentials ran out, with accounts that are opened anew.
pub fn again(state: &mut State) -> Vec<Effect> {
    match state.screens.tear_down.problem.take() {
        Some(Problem { kind: ProblemKind::ExpiredCredentials | ProblemKind::NoCredentials, .. }) => reopen(),
        _ => look(state),
    }
}

/// The resource under the cursor.
pub fn selected(state: &State) -> Option<&Removal> {
    ordered(state.screens.tear_down.teardown.as_deref()?).get(state.screens.tear_down.outline.selected).copied()
}

/// What waits for a decision is what the operator has to read: it is chosen, and open.
pub fn show_first_undecided(state: &mut State) {
    let Some(teardown) = state.screens.tear_down.teardown.as_deref() else { return };
    let Some(row) = ordered(teardown).iter().position(|removal| removal.action == RemovalAction::Changed) else { return };
    state.screens.tear_down.outline.open(row);
    let area = state.content;
    let extent = Extent::of(&content::nodes(state, text_width(area)), content::list(state, area).height);
    state.screens.tear_down.outline.select(row, &extent);
}
