//! The chain link by link, judged from what was found. Pure. A link that could not be looked at is unknown, never whole.

use super::link::Link;

use super::found::Found;
use super::{destination_links, role_links, source_links};

/// The whole chain.
pub fn links(found: &Found) -> Vec<Link> {
    vec![
        destination_links::client(found),
        destination_links::trigger(found),
        destination_links::invoke_permission(found),
        destination_links::function(found),
        role_links::function_role(found),
        role_links::assume_role(found),
        role_links::trust(found),
        source_links::role_policy(found),
        source_links::client(found),
        source_links::pool(found),
    ]
}
