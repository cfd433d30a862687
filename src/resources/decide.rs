//! Desired minus observed: one resource's change. Pure, and the same for every resource.

use crate::model::blueprint::Blueprint;
use crate::model::change::{Change, ChangeAction, Conflict};
use crate::resources::resource::{Observed, Owner, Resource};

/// The member that carries a resource's tags: someone else's resource that matches in all but tags is adopted.
pub const TAGS: &str = "Tags";

/// What has to be done with this resource. `made_by_us`: this session's journal says that it made or changed it.
pub fn decide(resource: &dyn Resource, blueprint: &Blueprint, observed: &Observed, made_by_us: bool) -> Change {
    let after = resource.desired(blueprint, observed);
    let before = observed.document.as_ref();
    let fields = resource.document().compare(before, Some(&after)).changes;
    let replace = blueprint.options().replace.contains(&resource.id());
    let (action, conflict) = match (&before, &observed.owner) {
        (None, _) => (ChangeAction::Create, None),
        (Some(_), _) if fields.is_empty() => (if made_by_us { ChangeAction::Keep } else { ChangeAction::Adopt }, None),
        (Some(_), Owner::Ours) => (ChangeAction::Update, None),
        (Some(_), Owner::Foreign { .. }) if fields.iter().all(|field| field.path.starts_with(TAGS)) => {
            (ChangeAction::Adopt, None)
        }
        (Some(_), Owner::Foreign { replaceable: true, .. }) if replace => (ChangeAction::Update, None),
        (Some(_), Owner::Foreign { found, replaceable, alternative }) => {
            let conflict = Conflict { found: found.clone(), replaceable: *replaceable, alternative: alternative.clone() };
            (ChangeAction::Conflict, Some(conflict))
        }
    };
    let mut warnings = if action.writes() { resource.warnings(blueprint, &after) } else { Vec::new() };
    if action != ChangeAction::Keep {
        warnings.extend(resource.notes(blueprint, observed));
    }
    Change {
        resource: resource.id(),
        action,
        name: resource.name(blueprint),
        why: resource.why().to_owned(),
        before: before.cloned(),
        after,
        fields: if action == ChangeAction::Adopt { Vec::new() } else { fields },
        conflict,
        left_behind: if action == ChangeAction::Keep { Vec::new() } else { resource.left_behind(blueprint) },
        warnings,
    }
}
