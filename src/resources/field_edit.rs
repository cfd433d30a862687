//! What the two resources that are fields of somebody else's documents have in common: the edit of a step, and what is offered when
//! it went wrong.

use crate::aws::document::edit::{FieldEdit, FieldPath, Target};
use crate::command::Command;
use crate::model::resource_id::ResourceId;
use crate::problem::{Problem, ProblemKind};
use crate::resources::resource::ResourceContext;

/// The edit of one field, told and stopped as the step is.
pub fn new<'a>(step: &ResourceContext<'a>, target: Target<'a>, field: FieldPath) -> FieldEdit<'a> {
    FieldEdit { account: step.account, target, field, progress: step.progress, stop: step.stop }
}

/// Adds to a problem what can be done about it with this session.
pub fn with_restore_hint(step: &ResourceContext<'_>, resource: ResourceId, problem: Problem) -> Problem {
    let (session, key) = (&step.blueprint.spec.session, resource.key());
    match problem.kind {
        ProblemKind::Unintended(_) => problem
            .remedy("Restore the whole document as it was before the edit; it was recorded, and the difference is shown first:")
            .remedy(Command::ferry("restore").flag(key).session(session)),
        _ => problem,
    }
}
