//! What the pools screen lists, as the answers come in: pools of both sides, and the app clients of the chosen destination.

use std::time::Duration;

use super::same_pool::same_pool_chosen;
use super::section;
use crate::aws::Side;
use crate::aws::document::pools::PoolSummary;
use crate::problem::{Problem, ProblemKind};
use crate::wizard::effect::{Effect, reopen};
use crate::wizard::operation::Job;
use crate::wizard::state::State;

/// How long a pool must stand chosen before its app clients are listed.
pub const SETTLED: Duration = Duration::from_millis(250);

/// Lists the pools of both accounts.
pub fn list_pools(state: &mut State) -> Vec<Effect> {
    let Some(accounts) = state.account_runs() else { return Vec::new() };
    let mut effects = Vec::new();
    for (index, side, account) in [(0, Side::Source, accounts.source), (1, Side::Destination, accounts.destination)] {
        // What is listed of the same opened account is still there; lists are not asked for again on every visit.
        if state.screens.pools.listed[index] == Some(account) {
            continue;
        }
        state.screens.pools.listed[index] = Some(account);
        // What another account holds is not here.
        match side {
            Side::Source => state.screens.pools.source.forget(),
            Side::Destination => {
                state.screens.pools.destination.forget();
                state.screens.pools.clients_of = None;
                state.screens.pools.clients.forget();
            }
        }
        effects.extend(state.run(Job::ListPools { side, account }));
    }
    effects
}

/// The pools of this side are known.
pub fn listed(state: &mut State, side: Side, found: Vec<PoolSummary>) -> Vec<Effect> {
    state.failure = None;
    let choices = state.session.as_ref().map(|session| session.choices.clone()).unwrap_or_default();
    let rows = section::pool_rows(&found);
    let ids = found.iter().map(|pool| pool.id.clone()).collect();
    match side {
        Side::Source => {
            state.screens.pools.source.fill(found, rows, ids, choices.source.pool.as_deref(), None);
            choose_no_pool_twice(state);
            propose_names(state);
            Vec::new()
        }
        Side::Destination => {
            let new = Some(section::new_pool_row());
            state.screens.pools.destination.fill(found, rows, ids, choices.destination.pool.as_deref(), new);
            if let Some(wanted) = &choices.new_pool {
                let last = state.screens.pools.destination.list.rows().len() - 1;
                state.screens.pools.destination.list.select(last);
                state.screens.pools.new.set(wanted);
            }
            choose_no_pool_twice(state);
            propose_names(state);
            list_clients(state)
        }
    }
}

/// A lone pool is chosen by itself, but not as the destination of its own users: then the new one is the only other choice.
fn choose_no_pool_twice(state: &mut State) {
    if !same_pool_chosen(state) {
        return;
    }
    let list = &mut state.screens.pools.destination.list;
    match list.rows().len() {
        2 => list.select(1),
        _ => list.choose_none(),
    }
}

/// They could not be listed: the pools of this side, or else the app clients.
pub fn failed(state: &mut State, problem: Problem, side: Option<Side>) -> Vec<Effect> {
    state.failure = Some(problem.clone());
    state.screens.pools.submit_when_loaded = false;
    match side {
        Some(Side::Source) => state.screens.pools.source.problem = Some(problem),
        Some(Side::Destination) => state.screens.pools.destination.problem = Some(problem),
        None => state.screens.pools.clients.problem = Some(problem),
    }
    Vec::new()
}

/// Another destination pool is chosen: its app clients are listed a moment later.
pub fn destination_changed(state: &mut State) {
    propose_names(state);
    let chosen = state.screens.pools.destination.chosen().map(|pool| pool.id.clone());
    if chosen != state.screens.pools.clients_of {
        state.screens.pools.clients.forget();
        state.screens.pools.clients_of = None;
        state.screens.pools.list_clients_at = chosen.map(|_| state.now + SETTLED);
    }
}

/// A new pool is called after the source's, as long as nobody has typed other names.
pub fn propose_names(state: &mut State) {
    let Some(session) = &state.session else { return };
    if let Some(source) = state.screens.pools.source.chosen().filter(|_| state.screens.pools.makes_new()) {
        state.screens.pools.new.propose(source, &session.name);
    }
}

/// Lists the app clients of the chosen pool, unless they are listed already.
pub fn list_clients(state: &mut State) -> Vec<Effect> {
    state.screens.pools.list_clients_at = None;
    let Some(pool) = state.screens.pools.destination.chosen().map(|pool| pool.id.clone()) else { return Vec::new() };
    let Some(accounts) = state.account_runs() else { return Vec::new() };
    if state.screens.pools.clients_of.as_ref() == Some(&pool) {
        return Vec::new();
    }
    state.screens.pools.clients_of = Some(pool.clone());
    state.screens.pools.clients.forget();
    state.run(Job::ListClients { account: accounts.destination, pool })
}

/// Lists again what could not be listed; opens the accounts anew where credentials ran out.
pub fn retry(state: &mut State) -> Vec<Effect> {
    let expired = state.screens.pools.problem().is_some_and(|problem| problem.kind == ProblemKind::ExpiredCredentials);
    let pools = &mut state.screens.pools;
    for (index, section) in [&mut pools.source, &mut pools.destination].into_iter().enumerate() {
        if section.problem.take().is_some() || section.list.rows().len() <= index {
            pools.listed[index] = None;
        }
    }
    if expired {
        pools.clients.problem = None;
        pools.clients_of = None;
        return reopen();
    }
    let no_clients = pools.clients.loaded && pools.clients.list.rows().is_empty();
    if (pools.clients.problem.take().is_some() || no_clients) && pools.listed[1].is_some() {
        pools.clients_of = None;
        return list_clients(state);
    }
    list_pools(state)
}
