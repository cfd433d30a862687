//! The source pool is not its own destination.

use crate::aws::Side;
use crate::aws::document::pools::PoolSummary;
use crate::wizard::state::State;

/// Why it cannot be.
pub const SAME_POOL: &str = "This is the source pool itself: its users are there already. Choose another destination.";

/// Whether the source pool is chosen as its own destination.
pub fn same_pool_chosen(state: &State) -> bool {
    let (source, destination) = (state.screens.pools.source.chosen(), state.screens.pools.destination.chosen());
    source.zip(destination).is_some_and(|(source, destination)| is_same_pool(state, source, destination))
}

/// Whether these are one pool.
pub fn is_same_pool(state: &State, source: &PoolSummary, destination: &PoolSummary) -> bool {
    let account = |side| state.opened(side).map(|opened| (&opened.identity.account, &opened.region));
    source.id == destination.id && account(Side::Source) == account(Side::Destination)
}
