//! User pools: the source's, the destination's and its app client; or names for a new pool made like the source's.

mod draw;
mod new_pool;
mod section;
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
use crate::aws::problem::{Problem, ProblemKind};
use crate::users::pools::{ClientSummary, PoolSummary};
use crate::wizard::action::Answer;
use crate::wizard::effect::{Effect, Job, RunId, Slot};
use crate::wizard::gate;
use crate::wizard::keymap::{Command, Context};
use crate::wizard::state::State;
use crate::wizard::step::Step;
use crate::wizard::update::advance;

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
        }
        contexts.push(Context::Form);
        contexts
    }

    fn enter(&self, state: &mut State) -> Vec<Effect> {
        state.pools.going_on = false;
        let Some(accounts) = state.account_runs() else { return Vec::new() };
        let mut effects = Vec::new();
        for (index, side, account) in [(0, Side::Source, accounts.source), (1, Side::Destination, accounts.destination)] {
            // What is listed of the same opened account is still there; lists are not asked for again on every visit.
            if state.pools.listed[index] == Some(account) {
                continue;
            }
            state.pools.listed[index] = Some(account);
            if side == Side::Destination {
                state.pools.clients_of = None;
                state.pools.clients.forget();
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
            (Command::Next, _) => return next(state),
            (Command::NextField, _) => pools.move_focus(1),
            (Command::PreviousField, _) => pools.move_focus(-1),
            (Command::Retry, _) => return retry(state),
            (Command::Copy, _) => {
                return pools.problem().map(|problem| Effect::Copy(problem.lines().join("\n"))).into_iter().collect();
            }
            (command, Part::Source) => {
                let used = pools.source.list.command(command);
                pools.go_on_where_the_list_ends(command, used);
            }
            (command, Part::Destination) => {
                let used = pools.destination.list.command(command);
                pools.go_on_where_the_list_ends(command, used);
                destination_changed(state);
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
        let pools = &mut state.pools;
        match pools.focus {
            Part::Source => pools.source.list.paste(text),
            Part::Destination => {
                pools.destination.list.paste(text);
                destination_changed(state);
            }
            Part::Client => pools.clients.list.paste(text),
            Part::New(part) => pools.new.paste(part, text),
        }
        Vec::new()
    }

    fn answer(&self, state: &mut State, slot: Slot, answer: Answer) -> Vec<Effect> {
        let mut effects = match (slot, answer) {
            (Slot::Pools(side), Answer::Pools(Ok(pools))) => listed(state, side, pools),
            (_, Answer::Clients(Ok(clients))) => {
                let chosen = state.session.as_ref().and_then(|session| session.choices.destination_client.clone());
                let (rows, ids) = section::client_rows(&clients);
                state.pools.clients.fill(clients, rows, ids, chosen.as_deref(), None);
                Vec::new()
            }
            (Slot::Pools(side), Answer::Pools(Err(problem))) => failed(state, problem, Some(side)),
            (_, Answer::Clients(Err(problem))) => failed(state, problem, None),
            _ => Vec::new(),
        };
        if state.pools.going_on && state.step == Step::Pools {
            effects.extend(next(state));
        }
        effects
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
        if state.pools.list_clients_at.is_some_and(|moment| moment <= state.now) { list_clients(state) } else { Vec::new() }
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        draw::draw(frame, area, state);
    }
}

/// The cursor goes there.
pub fn focus_on(state: &mut State, part: Part) {
    state.pools.focus = part;
}

fn listed(state: &mut State, side: Side, found: Vec<PoolSummary>) -> Vec<Effect> {
    state.failure = None;
    let choices = state.session.as_ref().map(|session| session.choices.clone()).unwrap_or_default();
    let rows = section::pool_rows(&found);
    let ids = found.iter().map(|pool| pool.id.clone()).collect();
    match side {
        Side::Source => {
            state.pools.source.fill(found, rows, ids, choices.source.pool.as_deref(), None);
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
            skip_the_source_pool(state);
            list_clients(state)
        }
    }
}

/// Where both sides are one account and Region, the destination is preselected to another pool than the source.
fn skip_the_source_pool(state: &mut State) {
    let same = state.pools.source.chosen().map(|pool| &pool.id) == state.pools.destination.chosen().map(|pool| &pool.id);
    if same && state.pools.destination.chosen().is_some() {
        state.pools.destination.list.command(Command::Down);
    }
}

fn failed(state: &mut State, problem: Problem, side: Option<Side>) -> Vec<Effect> {
    state.failure = Some(problem.clone());
    state.pools.going_on = false;
    match side {
        Some(Side::Source) => state.pools.source.problem = Some(problem),
        Some(Side::Destination) => state.pools.destination.problem = Some(problem),
        None => state.pools.clients.problem = Some(problem),
    }
    Vec::new()
}

fn destination_changed(state: &mut State) {
    propose_names(state);
    let chosen = state.pools.destination.chosen().map(|pool| pool.id.clone());
    if chosen != state.pools.clients_of {
        state.pools.clients.forget();
        state.pools.clients_of = None;
        state.pools.list_clients_at = chosen.map(|_| state.now + SETTLED);
    }
}

/// A new pool is called after the source's, as long as nobody has typed other names.
fn propose_names(state: &mut State) {
    let Some(session) = &state.session else { return };
    if let Some(source) = state.pools.source.chosen().filter(|_| state.pools.makes_new()) {
        state.pools.new.propose(source, &session.name);
    }
}

fn list_clients(state: &mut State) -> Vec<Effect> {
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
fn retry(state: &mut State) -> Vec<Effect> {
    let expired = state.pools.problem().is_some_and(|problem| problem.kind == ProblemKind::ExpiredCredentials);
    state.pools.listed = [None, None];
    state.pools.source.problem = None;
    state.pools.destination.problem = None;
    state.pools.clients.problem = None;
    if expired { gate::reopen(state) } else { Pools.enter(state) }
}

/// Enter: goes on if everything is chosen; else to what is missing.
fn next(state: &mut State) -> Vec<Effect> {
    state.pools.going_on = false;
    if state.pools.problem().is_some() {
        return retry(state);
    }
    let listing = [Slot::Pools(Side::Source), Slot::Pools(Side::Destination), Slot::Clients];
    if listing.into_iter().any(|slot| state.pending(slot).is_some()) || state.pools.list_clients_at.is_some() {
        state.pools.going_on = true;
        return list_clients_now(state);
    }
    let Some(source) = state.pools.source.chosen().cloned() else {
        return refuse(state, Part::Source, "Choose the pool whose users move.");
    };
    if state.pools.makes_new() {
        propose_names(state);
        return match state.pools.new.finished() {
            Err(part) => refuse(state, Part::New(part), "This name cannot be used; see beside it."),
            Ok(new) => chosen(state, source.id, None, None, Some(new)),
        };
    }
    let Some(destination) = state.pools.destination.chosen().cloned() else {
        return refuse(state, Part::Destination, "Choose the pool that the users shall be in.");
    };
    if is_same_pool(state, &source, &destination) {
        return refuse(state, Part::Destination, "This is the source pool itself. Choose another pool.");
    }
    let Some(client) = state.pools.clients.chosen().map(|client| client.id.clone()) else {
        return refuse(state, Part::Client, "Choose the app client that your application signs in with.");
    };
    chosen(state, source.id, Some(destination.id), Some(client), None)
}

/// Enter does not wait for the choice to have stood for a while.
fn list_clients_now(state: &mut State) -> Vec<Effect> {
    if state.pools.list_clients_at.is_some() { list_clients(state) } else { Vec::new() }
}

fn refuse(state: &mut State, part: Part, why: &str) -> Vec<Effect> {
    state.pools.focus = part;
    state.pools.refused = Some(why.into());
    Vec::new()
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
    new: Option<crate::resources::spec::NewPool>,
) -> Vec<Effect> {
    state.choose(Step::Pools, |choices| {
        choices.source.pool = Some(source);
        choices.destination.pool = destination;
        choices.destination_client = client;
        choices.new_pool = new;
    });
    advance(state)
}
