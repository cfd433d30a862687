//! User pools: the source's, the destination's and its app client; or names for a new pool made like the source's. None is chosen by
//! being first in its list.

mod draw;
mod listing;
mod new_pool;
mod section;
mod taking;
#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use ratatui::Frame;
use ratatui::layout::Rect;

use self::new_pool::NewPoolForm;
pub use self::new_pool::NewPoolPart;
use self::section::Section;
use super::Screen;
use crate::aws::Side;
use crate::aws::document::pools::{ClientSummary, PoolSummary};
use crate::problem::Problem;
use crate::wizard::action::Answer;
use crate::wizard::effect::{Effect, Job, RunId, Slot};
use crate::wizard::keymap::binding::{Command, Context};
use crate::wizard::state::State;
use crate::wizard::step::Step;
use crate::wizard::widgets::choice_list::Row;
use crate::wizard::widgets::problem_panel;

/// How long a pool must stand chosen before its app clients are listed.
const SETTLED: Duration = Duration::from_millis(250);

/// One of the answers of this screen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Part {
    #[default]
    Source,
    Destination,
    Client,
    New(NewPoolPart),
}

#[derive(Debug, Default)]
pub struct PoolsState {
    source: Section<PoolSummary>,
    destination: Section<PoolSummary>,
    clients: Section<ClientSummary>,
    new: NewPoolForm,
    focus: Part,
    /// When the app clients of the chosen pool are listed.
    list_clients_at: Option<Instant>,
    /// The pool whose app clients are listed or being listed.
    clients_of: Option<String>,
    /// The accounts that the lists are of.
    listed: [Option<RunId>; 2],
    /// Enter was pressed while something was being listed.
    going_on: bool,
    refused: Option<String>,
}

impl PoolsState {
    /// The source pool, as it was found; none in a session that is continued behind this screen.
    pub fn source(&self) -> Option<&PoolSummary> {
        self.source.chosen()
    }

    /// The destination pool and its app client, as they were found; none in a session that is continued behind this screen.
    pub fn destination(&self) -> Option<(&PoolSummary, &ClientSummary)> {
        Some((self.destination.chosen()?, self.clients.chosen()?))
    }
}

impl PoolsState {
    /// Whether the destination pool is to be made.
    fn makes_new(&self) -> bool {
        self.destination.loaded && self.destination.chosen().is_none() && self.destination.list.selected().is_some()
    }

    fn parts(&self) -> Vec<Part> {
        let mut parts = vec![Part::Source, Part::Destination];
        if self.makes_new() {
            parts.extend(NewPoolPart::ORDER.map(Part::New));
        } else {
            parts.push(Part::Client);
        }
        parts
    }

    fn move_focus(&mut self, steps: isize) {
        let parts = self.parts();
        let here = parts.iter().position(|part| *part == self.focus).unwrap_or(0) as isize;
        self.focus = parts[(here + steps).rem_euclid(parts.len() as isize) as usize];
    }

    fn go_on_where_the_list_ends(&mut self, command: Command, used: bool) {
        match command {
            Command::Down if !used => self.move_focus(1),
            Command::Up if !used => self.move_focus(-1),
            _ => {}
        }
    }

    /// Whether the list under the cursor is known, and empty.
    fn nothing_to_choose(&self) -> bool {
        let empty = |loaded: bool, rows: &[Row]| loaded && rows.is_empty();
        match self.focus {
            Part::Source => empty(self.source.loaded, self.source.list.rows()),
            Part::Client => empty(self.clients.loaded, self.clients.list.rows()),
            Part::Destination | Part::New(_) => false,
        }
    }

    fn problem(&self) -> Option<&Problem> {
        [&self.source.problem, &self.destination.problem, &self.clients.problem].into_iter().find_map(Option::as_ref)
    }
}

#[derive(Debug)]
pub struct Pools;

impl Screen for Pools {
    fn explanation(&self, _state: &State) -> String {
        "Whose users move, and where to: the pool and the app client that your application will sign in with from now on.".into()
    }

    fn contexts(&self, state: &State) -> Vec<Context> {
        let pools = &state.pools;
        let mut contexts = match pools.focus {
            Part::Source => pools.source.list.contexts().to_vec(),
            Part::Destination => pools.destination.list.contexts().to_vec(),
            Part::Client => pools.clients.list.contexts().to_vec(),
            Part::New(_) => vec![Context::Text],
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
        state.pools.going_on = false;
        state.pools.refused = None;
        let Some(accounts) = state.account_runs() else { return Vec::new() };
        let mut effects = Vec::new();
        for (index, side, account) in [(0, Side::Source, accounts.source), (1, Side::Destination, accounts.destination)] {
            // What is listed of the same opened account is still there; lists are not asked for again on every visit.
            if state.pools.listed[index] == Some(account) {
                continue;
            }
            state.pools.listed[index] = Some(account);
            // What another account holds is not here.
            match side {
                Side::Source => state.pools.source.forget(),
                Side::Destination => {
                    state.pools.destination.forget();
                    state.pools.clients_of = None;
                    state.pools.clients.forget();
                }
            }
            effects.extend(state.run(Slot::Pools(side), Job::ListPools { account }));
        }
        effects
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        state.pools.going_on = false;
        state.pools.refused = None;
        let pools = &mut state.pools;
        match (command, pools.focus) {
            (Command::Next, _) => return taking::next(state),
            (Command::NextField, _) => pools.move_focus(1),
            (Command::PreviousField, _) => pools.move_focus(-1),
            (Command::Retry, _) => return listing::retry(state),
            (Command::Copy, _) => {
                return pools.problem().map(|problem| Effect::Copy(problem_panel::text(problem))).into_iter().collect();
            }
            (command, Part::Source) => {
                let used = pools.source.list.command(command);
                pools.go_on_where_the_list_ends(command, used);
            }
            (command, Part::Destination) => {
                let used = pools.destination.list.command(command);
                pools.go_on_where_the_list_ends(command, used);
                listing::destination_changed(state);
            }
            (command, Part::Client) => {
                let used = pools.clients.list.command(command);
                pools.go_on_where_the_list_ends(command, used);
            }
            (command, Part::New(part)) => pools.new.command(part, command),
        }
        Vec::new()
    }

    fn paste(&self, state: &mut State, text: &str) -> Vec<Effect> {
        state.pools.going_on = false;
        state.pools.refused = None;
        let pools = &mut state.pools;
        match pools.focus {
            Part::Source => pools.source.list.paste(text),
            Part::Destination => {
                pools.destination.list.paste(text);
                listing::destination_changed(state);
            }
            Part::Client => pools.clients.list.paste(text),
            Part::New(part) => pools.new.paste(part, text),
        }
        Vec::new()
    }

    fn answer(&self, state: &mut State, slot: Slot, answer: Answer) -> Vec<Effect> {
        let mut effects = match (slot, answer) {
            (Slot::Pools(side), Answer::Pools(Ok(pools))) => listing::listed(state, side, pools),
            (_, Answer::Clients(Ok(clients))) => {
                let choices = state.session.as_ref().map(|session| &session.choices);
                // The saved app client is one of the saved pool.
                let saved = choices.filter(|choices| choices.destination.pool == state.pools.clients_of);
                let chosen = saved.and_then(|choices| choices.destination_client.clone());
                let (rows, ids) = section::client_rows(&clients);
                state.pools.clients.fill(clients, rows, ids, chosen.as_deref(), None);
                state.failure = None;
                Vec::new()
            }
            (Slot::Pools(side), Answer::Pools(Err(problem))) => listing::failed(state, problem, Some(side)),
            (_, Answer::Clients(Err(problem))) => listing::failed(state, problem, None),
            _ => Vec::new(),
        };
        if state.pools.going_on && state.step == Step::Pools {
            effects.extend(taking::next(state));
        }
        effects
    }

    fn problem<'a>(&self, state: &'a State) -> Option<&'a Problem> {
        state.pools.problem()
    }

    fn escape(&self, state: &mut State) -> bool {
        match state.pools.focus {
            Part::Source => state.pools.source.list.escape(),
            Part::Destination => state.pools.destination.list.escape(),
            Part::Client => state.pools.clients.list.escape(),
            Part::New(_) => false,
        }
    }

    fn deadline(&self, state: &State) -> Option<Instant> {
        state.pools.list_clients_at
    }

    fn on_deadline(&self, state: &mut State) -> Vec<Effect> {
        if state.pools.list_clients_at.is_some_and(|moment| moment <= state.now) {
            listing::list_clients(state)
        } else {
            Vec::new()
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        draw::draw(frame, area, state);
    }
}

/// The cursor goes there.
pub fn focus_on(state: &mut State, part: Part) {
    state.pools.focus = part;
}
