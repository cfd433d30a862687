//! User pools: the source's, the destination's and its app client; or names for a new pool made like the source's. None is chosen by
//! being first in its list.

mod draw;
mod listing;
pub mod new_pool;
mod same_pool;
mod section;
pub mod state;
mod submitting;
#[cfg(test)]
mod tests;

use std::time::Instant;

use ratatui::Frame;
use ratatui::layout::Rect;

use self::state::PoolsField;
use super::screen::Screen;
use crate::problem::Problem;
use crate::wizard::effect::Effect;
use crate::wizard::keymap::binding::{Command, Context};
use crate::wizard::operation::{Answer, JobKind};
use crate::wizard::state::State;
use crate::wizard::step::Step;
use crate::wizard::widgets::problem_panel;

/// The screen, without data of its own.
#[derive(Debug)]
pub struct PoolsScreen;

impl Screen for PoolsScreen {
    fn explanation(&self, _state: &State) -> String {
        "Whose users move, and where to: the pool and the app client that your application will sign in with from now on.".into()
    }

    fn contexts(&self, state: &State) -> Vec<Context> {
        let pools = &state.screens.pools;
        let mut contexts = match pools.focus {
            PoolsField::Source => pools.source.list.contexts().to_vec(),
            PoolsField::Destination => pools.destination.list.contexts().to_vec(),
            PoolsField::Client => pools.clients.list.contexts().to_vec(),
            PoolsField::New(_) => vec![Context::Text],
        };
        if pools.problem().is_some() {
            contexts.push(Context::Problem);
        } else if pools.nothing_to_choose() {
            contexts.push(Context::Empty);
        }
        contexts.push(Context::Form);
        contexts
    }

    fn enter(&self, state: &mut State) -> Vec<Effect> {
        state.screens.pools.submit_when_loaded = false;
        state.screens.pools.refused = None;
        listing::list_pools(state)
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        state.screens.pools.submit_when_loaded = false;
        state.screens.pools.refused = None;
        let pools = &mut state.screens.pools;
        match (command, pools.focus) {
            (Command::Next, _) => return submitting::next(state),
            (Command::NextField, _) => pools.move_focus(1),
            (Command::PreviousField, _) => pools.move_focus(-1),
            (Command::Retry, _) => return listing::retry(state),
            (Command::Copy, _) => {
                return pools.problem().map(|problem| Effect::Copy(problem_panel::text(problem))).into_iter().collect();
            }
            (command, PoolsField::Source) => {
                let used = pools.source.list.command(command);
                pools.go_on_where_the_list_ends(command, used);
            }
            (command, PoolsField::Destination) => {
                let used = pools.destination.list.command(command);
                pools.go_on_where_the_list_ends(command, used);
                listing::destination_changed(state);
            }
            (command, PoolsField::Client) => {
                let used = pools.clients.list.command(command);
                pools.go_on_where_the_list_ends(command, used);
            }
            (command, PoolsField::New(part)) => pools.new.command(part, command),
        }
        Vec::new()
    }

    fn paste(&self, state: &mut State, text: &str) -> Vec<Effect> {
        state.screens.pools.submit_when_loaded = false;
        state.screens.pools.refused = None;
        let pools = &mut state.screens.pools;
        match pools.focus {
            PoolsField::Source => pools.source.list.paste(text),
            PoolsField::Destination => {
                pools.destination.list.paste(text);
                listing::destination_changed(state);
            }
            PoolsField::Client => pools.clients.list.paste(text),
            PoolsField::New(part) => pools.new.paste(part, text),
        }
        Vec::new()
    }

    fn answer(&self, state: &mut State, kind: JobKind, answer: Answer) -> Vec<Effect> {
        let mut effects = match (kind, answer) {
            (JobKind::ListPools(side), Answer::ListPools(Ok(pools))) => listing::listed(state, side, pools),
            (_, Answer::ListClients(Ok(clients))) => {
                let choices = state.session.as_ref().map(|session| &session.choices);
                // The saved app client is one of the saved pool.
                let saved = choices.filter(|choices| choices.destination.pool == state.screens.pools.clients_of);
                let chosen = saved.and_then(|choices| choices.destination_client.clone());
                let (rows, ids) = section::client_rows(&clients);
                state.screens.pools.clients.fill(clients, rows, ids, chosen.as_deref(), None);
                state.failure = None;
                Vec::new()
            }
            (JobKind::ListPools(side), Answer::ListPools(Err(problem))) => listing::failed(state, problem, Some(side)),
            (_, Answer::ListClients(Err(problem))) => listing::failed(state, problem, None),
            _ => Vec::new(),
        };
        if state.screens.pools.submit_when_loaded && state.step == Step::Pools {
            effects.extend(submitting::next(state));
        }
        effects
    }

    fn problem<'a>(&self, state: &'a State) -> Option<&'a Problem> {
        state.screens.pools.problem()
    }

    fn escape(&self, state: &mut State) -> bool {
        match state.screens.pools.focus {
            PoolsField::Source => state.screens.pools.source.list.escape(),
            PoolsField::Destination => state.screens.pools.destination.list.escape(),
            PoolsField::Client => state.screens.pools.clients.list.escape(),
            PoolsField::New(_) => false,
        }
    }

    fn deadline(&self, state: &State) -> Option<Instant> {
        state.screens.pools.list_clients_at
    }

    fn on_deadline(&self, state: &mut State) -> Vec<Effect> {
        if state.screens.pools.list_clients_at.is_some_and(|moment| moment <= state.now) {
            listing::list_clients(state)
        } else {
            Vec::new()
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        draw::draw(frame, area, state);
    }
}
