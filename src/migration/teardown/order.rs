//! The safe order, held against what was decided: a resource that goes while another that needs it stays is warned about. Pure.

use crate::command::Command;
use crate::migration::observe::ObservedResource;
use crate::migration::teardown::removal::{Removal, RemovalAction};
use crate::model::blueprint::Blueprint;
use crate::model::resource_id::ResourceId;
use crate::resources::trigger::Trigger;

/// What the trigger leads through, from the function to the source pool.
const CHAIN: [ResourceId; 6] = [
    ResourceId::InvokePermission,
    ResourceId::Function,
    ResourceId::FunctionRolePolicy,
    ResourceId::SourceRole,
    ResourceId::FunctionRole,
    ResourceId::SourceClient,
];

/// What a trigger that runs at everybody's sign-in cannot do without.
const CALLED: [ResourceId; 2] = [ResourceId::InvokePermission, ResourceId::Function];

fn only(session: &str, resource: ResourceId) -> Command {
    Command::ferry("teardown").session(session).with("--only", resource.key())
}

/// Adds to each resource that goes what its going does to a resource that stays.
pub fn warn(removals: &mut [Removal], seen: &[ObservedResource], blueprint: &Blueprint) {
    let stays = |id: ResourceId| {
        let action = removals.iter().find(|removal| removal.resource == id)?.action;
        let stands = seen.iter().find(|seen| seen.resource.id() == id)?.observed.document.as_ref()?;
        matches!(action, RemovalAction::Keep | RemovalAction::Skip | RemovalAction::Changed | RemovalAction::Unmanaged)
            .then_some(stands)
    };
    let on = |id, trigger: Trigger| stays(id).is_some_and(|pool| trigger.leads_to_our_function(pool, blueprint));
    let trigger_on = on(ResourceId::Trigger, Trigger::UserMigration);
    let groups_trigger_on = on(ResourceId::GroupsTrigger, Trigger::PostAuthentication);
    let trusting = stays(ResourceId::SourceRole).is_some();
    let session = &blueprint.spec.session;
    for removal in removals.iter_mut().filter(|removal| removal.action == RemovalAction::Delete) {
        if trigger_on && CHAIN.contains(&removal.resource) {
            removal.notes.push(format!(
                "The trigger stays on and needs it: users who have not moved yet cannot sign in. Switch it off first: {}",
                only(session, ResourceId::Trigger)
            ));
        }
        if groups_trigger_on && CALLED.contains(&removal.resource) {
            removal.notes.push(format!(
                "The PostAuthentication trigger stays on and calls it at each sign-in: no user could sign in to this pool. Switch it off first: {}",
                only(session, ResourceId::GroupsTrigger)
            ));
        }
        if trigger_on && removal.resource == ResourceId::ThreatExemption {
            removal.notes.push(format!(
                "The trigger stays on: a password check can set a user of the source to RESET_REQUIRED again. Switch it off first: {}",
                only(session, ResourceId::Trigger)
            ));
        }
        if trusting && removal.resource == ResourceId::FunctionRole {
            removal.notes.push(format!(
                "The cross-account role stays and trusts it: its trust policy would then name an id (AROA…) that no longer exists, even if a role of this name is created again. Apply again, which repairs the trust policy, or remove that role first: {}",
                only(session, ResourceId::SourceRole)
            ));
        }
    }
}
