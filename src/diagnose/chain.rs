//! The chain link by link, judged from what was found. Pure. A link that could not be looked at is unknown, never whole.

use super::link::Link;

use super::discovery::Discovery;
use super::{destination_links, role_links, source_links};

/// The whole chain.
pub fn links(discovery: &Discovery) -> Vec<Link> {
    vec![
        destination_links::client(discovery),
        destination_links::trigger(discovery),
        destination_links::invoke_permission(discovery),
        destination_links::function(discovery),
        role_links::function_role(discovery),
        role_links::assume_role(discovery),
        role_links::trust(discovery),
        source_links::role_policy(discovery),
        source_links::client(discovery),
        source_links::pool(discovery),
    ]
}
