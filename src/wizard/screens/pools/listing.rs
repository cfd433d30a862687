//! What the pools screen lists, as the answers come in: pools of both sides, and the app clients of the chosen destination.

use super::section;
use super::{Pools, SETTLED, taking};
use crate::aws::Side;
use crate::aws::document::pools::PoolSummary;
use crate::problem::{Problem, ProblemKind};
use crate::wizard::effect::{Effect, Job, Slot};
use crate::wizard::gate;
use crate::wizard::screens::Screen as _;
use crate::wizard::state::State;

pub fn listed(state: &mut State, side: Side, found: Vec<PoolSummary>) -> Vec<Effect> {
    state.failure = None;
    let choices = state.session.as_ref().map(|session| session.choices.clone()).unwrap_or_default();
    let rows = section::pool_rows(&found);
    let ids = found.iter().map(|pool| pool.id.clone()).collect();
    match side {
        Side::Source => {
            state.pools.source.fill(found, rows, ids, choices.source.pool.as_deref(), None);
            choose_no_pool_twice(state);
            propose_names(state);
            Vec::new()
        }
        Side::Destination => {
            let new = Some(section::new_pool_row());
            state.pools.destination.fill(found, rows, ids, choices.destination.pool.as_deref(), new);
            if let Some(wanted) = &choices.new_pool {
                let last = state.pools.destination.list.rows().len() - 1;
                state.pools.destination.list.select(last);
                state.pools.new.set(wanted);
            }
            choose_no_pool_twice(state);
            propose_names(state);
            list_clients(state)
        }
    }
}

/// A lone pool is chosen by itself, but not as the destination of its own users: then the new one is the only other choice.
fn choose_no_pool_twice(state: &mut State) {
    if !taking::same_pool_chosen(state) {
        return;
    }
    let list = &mut state.pools.destination.list;
    match list.rows().len() {
        2 => list.select(1),
        _ => list.choose_none(),
    }
}

pub fn failed(state: &mut State, problem: Problem, side: Option<Side>) -> Vec<Effect> {
    state.failure = Some(problem.clone());
    state.pools.going_on = false;
    match side {
        Some(Side::Source) => state.pools.source.problem = Some(problem),
        Some(Side::Destination) => state.pools.destination.problem = Some(problem),
        None => state.pools.clients.problem = Some(problem),
    }
    Vec::new()
}

pub fn destination_changed(state: &mut State) {
    propose_names(state);
    let chosen = state.pools.destination.chosen().map(|pool| pool.id.clone());
    if chosen != state.pools.clients_of {
        state.pools.clients.forget();
        state.pools.clients_of = None;
        state.pools.list_clients_at = chosen.map(|_| state.now + SETTLED);
    }
}

/// A new pool is called after the source's, as long as nobody has typed other names.
pub fn propose_names(state: &mut State) {
    let Some(session) = &state.session else { return };
    if let Some(source) = state.pools.source.chosen().filter(|_| state.pools.makes_new()) {
        state.pools.new.propose(source, &session.name);
    }
}

pub fn list_clients(state: &mut State) -> Vec<Effect> {
    state.pools.list_clients_at = None;
    let Some(pool) = state.pools.destination.chosen().map(|pool| pool.id.clone()) else { return Vec::new() };
    let Some(accounts) = state.account_runs() else { return Vec::new() };
    if state.pools.clients_of.as_ref() == Some(&pool) {
        return Vec::new();
    }
    state.pools.clients_of = Some(pool.clone());
    state.pools.clients.forget();
    state.run(Slot::Clients, Job::ListClients { account: accounts.destination, pool })
}

/// Lists again what could not be listed; opens the accounts anew where credentials ran out.
pub fn retry(state: &mut State) -> Vec<Effect> {
    let expired = state.pools.problem().is_some_and(|problem| problem.kind == ProblemKind::ExpiredCredentials);
    let pools = &mut state.pools;
    for (index, section) in [&mut pools.source, &mut pools.destination].into_iter().enumerate() {
        if section.problem.take().is_some() || section.list.rows().len() <= index {
            pools.listed[index] = None;
        }
    }
    if expired {
        pools.clients.problem = None;
        pools.clients_of = None;
        return gate::reopen(state);
    }
    let no_clients = pools.clients.loaded && pools.clients.list.rows().is_empty();
    if (pools.clients.problem.take().is_some() || no_clients) && pools.listed[1].is_some() {
        pools.clients_of = None;
        return list_clients(state);
    }
    Pools.enter(state)
}
