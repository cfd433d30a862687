//! Enter on the pools screen: on if everything is chosen and every name can be used; else to what holds it back.

use super::listing;
use super::same_pool::{SAME_POOL, is_same_pool};
use super::state::PoolsField;
use crate::aws::Side;
use crate::wizard::effect::{Effect, advance};
use crate::wizard::operation::JobKind;
use crate::wizard::state::State;
use crate::wizard::step::Step;

/// Enter: goes on if everything is chosen; else to what is missing.
pub fn next(state: &mut State) -> Vec<Effect> {
    state.screens.pools.submit_when_loaded = false;
    if state.screens.pools.problem().is_some() {
        return listing::retry(state);
    }
    let listing = [JobKind::ListPools(Side::Source), JobKind::ListPools(Side::Destination), JobKind::ListClients];
    if listing.into_iter().any(|kind| state.pending(kind).is_some()) || state.screens.pools.list_clients_at.is_some() {
        state.screens.pools.submit_when_loaded = true;
        return list_clients_now(state);
    }
    let Some(source) = state.screens.pools.source.chosen().cloned() else {
        return refuse(state, PoolsField::Source, "Choose the pool whose users move: Up and Down move, letters filter.");
    };
    if state.screens.pools.makes_new() {
        listing::propose_names(state);
        return match state.screens.pools.new.finished() {
            Err(part) => refuse(state, PoolsField::New(part), "This name cannot be used; see beside it."),
            Ok(new) => chosen(state, source.id, None, None, Some(new)),
        };
    }
    let Some(destination) = state.screens.pools.destination.chosen().cloned() else {
        return refuse(
            state,
            PoolsField::Destination,
            "Choose the pool that the users shall be in, or a new one: Up and Down move, letters filter.",
        );
    };
    if is_same_pool(state, &source, &destination) {
        return refuse(state, PoolsField::Destination, SAME_POOL);
    }
    let Some(client) = state.screens.pools.clients.chosen().map(|client| client.id.clone()) else {
        return refuse(state, PoolsField::Client, "Choose the app client that your application signs in with.");
    };
    chosen(state, source.id, Some(destination.id), Some(client), None)
}

/// Enter does not wait for the choice to have stood for a while.
fn list_clients_now(state: &mut State) -> Vec<Effect> {
    if state.screens.pools.list_clients_at.is_some() { listing::list_clients(state) } else { Vec::new() }
}

fn refuse(state: &mut State, part: PoolsField, why: &str) -> Vec<Effect> {
    state.screens.pools.focus = part;
    state.screens.pools.refused = Some(why.into());
    Vec::new()
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
    advance()
}
