//! Which groups of the source pool go over, and how the users get into them.

use crate::aws::document::groups::Group;
use crate::model::blueprint::Blueprint;
use crate::model::user_options::Memberships;

/// Whether Cognito makes this group itself, for the users of an identity provider (facts §6.8).
pub fn is_of_a_provider(group: &Group, pool_id: &str) -> bool {
    group.name.strip_prefix(pool_id).is_some_and(|rest| rest.starts_with('_'))
}

/// The source's groups that the destination shall have, with the roles that they shall have there.
pub fn wanted(blueprint: &Blueprint) -> Vec<Group> {
    let (source, roles) = (&blueprint.spec.source.pool_id, &blueprint.options().users.group_roles);
    let groups = blueprint.spec.groups.iter().filter(|group| !is_of_a_provider(group, source));
    groups
        .map(|group| Group { role_arn: group.role_arn.as_ref().and_then(|arn| roles.get(arn)).cloned(), ..group.clone() })
        .collect()
}

/// Whether the function brings each user's groups right after their first sign-in.
pub fn come_at_first_sign_in(blueprint: &Blueprint) -> bool {
    blueprint.options().users.groups == Memberships::FirstSignIn && !wanted(blueprint).is_empty()
}

/// Whether our function marks whose groups are still to come. A handler of the team's own does as it likes.
pub fn are_marked(blueprint: &Blueprint) -> bool {
    come_at_first_sign_in(blueprint) && blueprint.options().own_function.is_none()
}
