//! Questions that several rules ask of what was seen.

use super::evidence::Evidence;
use super::function_log::trigger_failed;
use super::resource_status::ResourceStatus;
use crate::command::{Command, Operation};
use crate::model::groups;
use crate::model::resource_id::ResourceId;

/// The member of a role that says who may assume it.
pub const TRUST: &str = "AssumeRolePolicyDocument";

/// Some trigger of the destination pool failed. Which of the three codes a time-out gives is not established (facts §1.4).
pub fn trigger_threw(evidence: &Evidence) -> bool {
    trigger_failed(&evidence.answer)
}

/// The PostAuthentication trigger failed, and it is this migration's: groups come at the first sign-in.
pub fn groups_trigger_failed(evidence: &Evidence) -> bool {
    groups::come_at_first_sign_in(&evidence.blueprint)
        && trigger_threw(evidence)
        && evidence.answer.says("PostAuthentication")
        && !off(evidence, ResourceId::GroupsTrigger)
}

/// Whether this resource is not as planned.
pub fn off(evidence: &Evidence, resource: ResourceId) -> bool {
    evidence.status_of(resource).is_some_and(ResourceStatus::is_off)
}

/// The command that shows the function's log.
pub fn read_log(e: &Evidence) -> String {
    let place = &e.blueprint.spec.destination;
    let tail = Command::aws(Operation::TailLogs).flag(&e.blueprint.log_group()).with("--since", "10m");
    tail.at(&place.profile, &place.region).into()
}
