//! Home: begin a new migration, or continue a saved session.

mod draw;
mod resume;
#[cfg(test)]
mod tests;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{Screen, tear_down};
use crate::model::names;
use crate::problem::Problem;
use crate::session::document::Session;
use crate::session::store::SessionSummary;
use crate::wizard::action::Answer;
use crate::wizard::effect::{Effect, Job, Slot};
use crate::wizard::keymap::binding::{Command, Context};
use crate::wizard::layout;
use crate::wizard::state::State;
use crate::wizard::step::Step;
use crate::wizard::update::advance;
use crate::wizard::widgets::choice_list::{ChoiceList, Row};
use crate::wizard::widgets::confirm::{Confirm, Verdict};
use crate::wizard::widgets::text_field::TextField;

/// The first row; the saved sessions follow it.
const NEW: &str = "New migration";

#[derive(Debug, Default)]
pub struct HomeState {
    sessions: Vec<SessionSummary>,
    list: ChoiceList,
    /// The new session's name.
    name: TextField,
    /// What the session that is being loaded is opened for.
    taking_back: bool,
    /// Enter was pressed before the saved sessions were known: go on when they are.
    going_on: bool,
    /// Whether the cursor is in the name.
    naming: bool,
    /// Why the name is refused, once it was tried or edited.
    wrong: Option<String>,
    /// What could not be done, and with which job.
    problem: Option<(Slot, Problem)>,
    /// The question before deleting this session.
    deleting: Option<(String, Confirm)>,
}

#[derive(Debug)]
pub struct Home;

impl Screen for Home {
    fn explanation(&self, _state: &State) -> String {
        "Moves the users of one Cognito user pool into another, with their passwords. You see every change before it is made."
            .into()
    }

    fn contexts(&self, state: &State) -> Vec<Context> {
        let home = &state.home;
        if home.deleting.is_some() {
            return vec![Context::Question];
        }
        let mut contexts = if home.naming { vec![Context::Text] } else { home.list.contexts().to_vec() };
        if home.chosen().is_some_and(|session| session.written > 0) {
            contexts.push(Context::Standing);
        }
        if home.chosen().is_some() {
            contexts.push(Context::Saved);
        }
        contexts.push(Context::Home);
        if home.chosen().is_none() {
            contexts.push(Context::Form);
        }
        contexts
    }

    fn enter(&self, state: &mut State) -> Vec<Effect> {
        if state.home.list.rows().is_empty() {
            let default = unused(state, &[]);
            state.home.name.set(&default);
            state.home.show(Vec::new());
        }
        state.run(Slot::Sessions, Job::ListSessions)
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        let room = layout::question_room(state);
        let home = &mut state.home;
        if let Some((name, confirm)) = &mut home.deleting {
            let name = name.clone();
            return match confirm.command(command, room) {
                Verdict::Go => {
                    home.deleting = None;
                    state.run(Slot::Delete, Job::DeleteSession { name })
                }
                Verdict::Stay => {
                    home.deleting = None;
                    Vec::new()
                }
                Verdict::Open => Vec::new(),
            };
        }
        home.going_on = false;
        // It was about the session that was under the cursor.
        home.problem.take_if(|(slot, _)| *slot != Slot::Sessions);
        match command {
            Command::Next => return open(state),
            Command::TearDown => return take_back(state),
            Command::NextField | Command::PreviousField => home.naming = !home.naming && home.chosen().is_none(),
            Command::Delete => home.ask_to_delete(),
            command if home.naming => {
                home.name.command(command);
                home.wrong = home.refusal();
            }
            command => {
                home.list.command(command);
            }
        }
        Vec::new()
    }

    fn paste(&self, state: &mut State, text: &str) -> Vec<Effect> {
        let home = &mut state.home;
        if home.naming {
            home.name.paste(text);
            home.wrong = home.refusal();
        } else {
            home.list.paste(text);
        }
        Vec::new()
    }

    fn answer(&self, state: &mut State, slot: Slot, answer: Answer) -> Vec<Effect> {
        match answer {
            Answer::Sessions(Ok(sessions)) => return listed(state, sessions),
            Answer::Loaded(Ok(session)) if std::mem::take(&mut state.home.taking_back) => {
                return resume::take_back(state, *session);
            }
            Answer::Loaded(Ok(session)) => return resume::resume(state, *session),
            Answer::Begun(Ok(session)) => {
                let mut effects = state.begin_session(*session);
                effects.extend(advance(state));
                return effects;
            }
            Answer::Deleted(Ok(name)) => {
                if state.session.as_ref().is_some_and(|session| session.name == name) {
                    state.forget_session();
                }
                state.notify(format!("Deleted the session {name}. Nothing in AWS has changed."));
                return state.run(Slot::Sessions, Job::ListSessions);
            }
            Answer::Sessions(Err(problem))
            | Answer::Loaded(Err(problem))
            | Answer::Begun(Err(problem))
            | Answer::Deleted(Err(problem)) => {
                state.failure = Some(problem.clone());
                state.home.problem = Some((slot, problem));
                // Who has it, and what is free, may be other than what was listed.
                if slot != Slot::Sessions {
                    return state.run(Slot::Sessions, Job::ListSessions);
                }
            }
            _ => {}
        }
        Vec::new()
    }

    fn problem<'a>(&self, state: &'a State) -> Option<&'a Problem> {
        state.home.problem.as_ref().map(|(_, problem)| problem)
    }

    /// Why the session under the cursor cannot be continued counts too.
    fn reading(&self, state: &State) -> Option<Problem> {
        self.problem(state).cloned().or_else(|| draw::hindrance(state.home.chosen()?))
    }

    fn escape(&self, state: &mut State) -> bool {
        let home = &mut state.home;
        if home.naming {
            home.naming = false;
            return true;
        }
        home.list.escape()
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        draw::draw(frame, area, state);
    }
}

impl HomeState {
    /// The saved session under the cursor; none: the new one.
    fn chosen(&self) -> Option<&SessionSummary> {
        self.sessions.get(self.list.selected()?.checked_sub(1)?)
    }

    /// What a new session will be called.
    pub fn new_name(&self) -> &str {
        self.name.value()
    }

    fn show(&mut self, sessions: Vec<SessionSummary>) {
        self.sessions = sessions;
        let saved = self.sessions.iter().map(draw::row);
        self.list.set_rows(std::iter::once(Row::new([NEW])).chain(saved).collect());
    }

    /// Why the new name cannot be used.
    fn refusal(&self) -> Option<String> {
        let name = self.name.value();
        if self.sessions.iter().any(|session| session.name == name) {
            return Some(format!("There is a session {name} already: choose it above, or take another name."));
        }
        names::validate_session_name(name).err()
    }

    fn ask_to_delete(&mut self) {
        let Some(session) = self.chosen() else { return };
        let name = session.name.clone();
        let confirm = Confirm::new(format!("Delete the session {name}?"), format!("Delete {name}"), "Keep it")
            .text("Its choices and its record of what was changed are deleted. Nothing in AWS is changed.")
            .text("Without the record, cognito-ferry can no longer take its changes back.");
        self.deleting = Some((name, confirm));
    }
}

/// The saved sessions are known: offers the latest, or opens the one that was asked for.
fn listed(state: &mut State, sessions: Vec<SessionSummary>) -> Vec<Effect> {
    let first = state.home.sessions.is_empty();
    let names: Vec<String> = sessions.iter().map(|session| session.name.clone()).collect();
    state.home.problem.take_if(|(slot, _)| *slot == Slot::Sessions);
    state.home.show(sessions);
    if let Some(name) = state.start.session.take() {
        if names.contains(&name) {
            return state.run(Slot::Load, Job::LoadSession { name });
        }
        state.home.name.set(&name);
        return open(state);
    }
    let going_on = std::mem::take(&mut state.home.going_on);
    if first && !names.is_empty() && !state.home.naming && !going_on {
        state.home.list.select(1);
    }
    if names.iter().any(|name| name == state.home.name.value()) {
        state.home.name.set(&unused(state, &names));
    }
    // Only what was on the screen when Enter was pressed is opened: a new migration.
    if going_on && state.step == Step::Home { open(state) } else { Vec::new() }
}

/// Enter: continues the session under the cursor, or begins a new one.
fn open(state: &mut State) -> Vec<Effect> {
    if let Some(saved) = state.home.chosen() {
        let (name, broken) = (saved.name.clone(), saved.problem.clone());
        if state.session.as_ref().is_some_and(|session| session.name == name) {
            return advance(state);
        }
        if broken.is_some() {
            state.notify("This session cannot be continued; see why below.");
            return Vec::new();
        }
        state.home.taking_back = false;
        return state.run(Slot::Load, Job::LoadSession { name });
    }
    // Until the saved sessions are known, nobody can say whether the name is free.
    if state.pending(Slot::Sessions).is_some() {
        state.home.going_on = true;
        return Vec::new();
    }
    state.home.wrong = state.home.refusal();
    if state.home.wrong.is_some() {
        state.home.list.clear_filter();
        state.home.list.select(0);
        state.home.naming = true;
        return Vec::new();
    }
    let name = state.home.name.value().to_owned();
    let mut session = Session::new(&name, state.wall());
    session.choices = state.start.choices.clone();
    state.run(Slot::Load, Job::BeginSession { session: Box::new(session) })
}

/// Opens the session under the cursor at its teardown.
fn take_back(state: &mut State) -> Vec<Effect> {
    let Some(name) = state.home.chosen().filter(|session| session.written > 0).map(|session| session.name.clone()) else {
        return Vec::new();
    };
    if state.session.as_ref().is_some_and(|session| session.name == name) {
        return tear_down::open(state);
    }
    state.home.taking_back = true;
    state.run(Slot::Load, Job::LoadSession { name })
}

/// A name for a new session that says when it began.
fn unused(state: &State, taken: &[String]) -> String {
    let name = format!("migration-{}", state.start.today);
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    std::iter::once(name.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or(name)
}
