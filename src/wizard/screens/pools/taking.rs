//! Enter on the pools screen: on if everything is chosen and every name can be used; else to what holds it back.

use super::{Part, listing};
use crate::aws::Side;
use crate::aws::document::pools::PoolSummary;
use crate::wizard::effect::{Effect, Slot};
use crate::wizard::state::State;
use crate::wizard::step::Step;
use crate::wizard::update::advance;

pub const SAME_POOL: &str = "This is the source pool itself: its users are there already. Choose another destination.";

/// Enter: goes on if everything is chosen; else to what is missing.
pub fn next(state: &mut State) -> Vec<Effect> {
    state.pools.going_on = false;
    if state.pools.problem().is_some() {
        return listing::retry(state);
    }
    let listing = [Slot::Pools(Side::Source), Slot::Pools(Side::Destination), Slot::Clients];
    if listing.into_iter().any(|slot| state.pending(slot).is_some()) || state.pools.list_clients_at.is_some() {
        state.pools.going_on = true;
        return list_clients_now(state);
    }
    let Some(source) = state.pools.source.chosen().cloned() else {
        return refuse(state, Part::Source, "Choose the pool whose users move: Up and Down move, letters filter.");
    };
    if state.pools.makes_new() {
        listing::propose_names(state);
        return match state.pools.new.finished() {
            Err(part) => refuse(state, Part::New(part), "This name cannot be used; see beside it."),
            Ok(new) => chosen(state, source.id, None, None, Some(new)),
        };
    }
    let Some(destination) = state.pools.destination.chosen().cloned() else {
        return refuse(
            state,
            Part::Destination,
            "Choose the pool that the users shall be in, or a new one: Up and Down move, letters filter.",
        );
    };
    if is_same_pool(state, &source, &destination) {
        return refuse(state, Part::Destination, SAME_POOL);
    }
    let Some(client) = state.pools.clients.chosen().map(|client| client.id.clone()) else {
        return refuse(state, Part::Client, "Choose the app client that your application signs in with.");
    };
    chosen(state, source.id, Some(destination.id), Some(client), None)
}

/// Enter does not wait for the choice to have stood for a while.
fn list_clients_now(state: &mut State) -> Vec<Effect> {
    if state.pools.list_clients_at.is_some() { listing::list_clients(state) } else { Vec::new() }
}

fn refuse(state: &mut State, part: Part, why: &str) -> Vec<Effect> {
    state.pools.focus = part;
    state.pools.refused = Some(why.into());
    Vec::new()
}

/// Whether the source pool is chosen as its own destination.
pub fn same_pool_chosen(state: &State) -> bool {
    let (source, destination) = (state.pools.source.chosen(), state.pools.destination.chosen());
    source.zip(destination).is_some_and(|(source, destination)| is_same_pool(state, source, destination))
}

fn is_same_pool(state: &State, source: &PoolSummary, destination: &PoolSummary) -> bool {
    let account = |side| state.opened(side).map(|opened| (&opened.identity.account, &opened.region));
    source.id == destination.id && account(Side::Source) == account(Side::Destination)
}

fn chosen(
    state: &mut State,
    source: String,
    destination: Option<String>,
    client: Option<String>,
    new: Option<crate::model::spec::NewPool>,
) -> Vec<Effect> {
    state.choose(Step::Pools, |choices| {
        choices.source.pool = Some(source);
        choices.destination.pool = destination;
        choices.destination_client = client;
        choices.new_pool = new;
    });
    advance(state)
}
