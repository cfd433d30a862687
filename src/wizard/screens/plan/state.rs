//! What the plan screen knows: the plan that is shown and the answers that it follows from.

use super::answers::GivenAnswer;
use crate::migration::plan::Plan;
use crate::model::change::{Change, ChangeAction as Verb};
use crate::problem::Problem;
use crate::wizard::widgets::confirm::Confirm;
use crate::wizard::widgets::outline::Outline;

/// What the plan screen knows.
#[derive(Debug, Default)]
pub struct PlanState {
    /// The plan that is shown: none while it is being made or could not be.
    pub plan: Option<Box<Plan>>,
    /// The answers that it follows from.
    pub answers: Vec<GivenAnswer>,
    pub problem: Option<Problem>,
    pub outline: Outline,
    pub confirm: Option<Confirm>,
    /// Only what differs from what was made before is shown, and Esc leads back to verify.
    pub repairing: bool,
    /// The next plan is to be of that kind.
    pub to_repair: bool,
}

/// What a row of the plan is about.
#[derive(Debug, Clone, Copy)]
pub enum PlanRow<'a> {
    Change(&'a Change),
    Answer(&'a GivenAnswer),
}

/// The changes in the order shown: what waits for a choice, then the source account's, then the destination's.
fn ordered(plan: &Plan) -> Vec<&Change> {
    let mut changes: Vec<&Change> = plan.changes.iter().collect();
    changes.sort_by_key(|change| (change.action != Verb::Conflict, change.resource.side(), change.resource));
    changes
}

/// The changes, and under them what they follow from.
pub fn rows_of<'a>(screen: &'a PlanState, plan: &'a Plan) -> Vec<PlanRow<'a>> {
    let changes = ordered(plan).into_iter();
    if screen.repairing {
        return changes.filter(|change| change.action.writes() || change.action == Verb::Conflict).map(PlanRow::Change).collect();
    }
    changes.map(PlanRow::Change).chain(screen.answers.iter().map(PlanRow::Answer)).collect()
}

/// Whether the operator may have it replaced.
pub fn replaceable(change: &Change) -> bool {
    change.action == Verb::Conflict && change.conflict.as_ref().is_some_and(|conflict| conflict.replaceable)
}
