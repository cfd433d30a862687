//! Home: begin a new migration, or continue a saved session.

mod draw;
mod resume;
pub mod state;
#[cfg(test)]
mod tests;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::screen::Screen;
use super::tear_down;
use crate::problem::Problem;
use crate::session::document::{Session, SessionSummary};
use crate::wizard::effect::{Effect, advance};
use crate::wizard::keymap::binding::{Command, Context};
use crate::wizard::operation::{Answer, Job, JobKind};
use crate::wizard::state::State;
use crate::wizard::step::Step;
use crate::wizard::widgets::confirm::Verdict;

/// The screen, without data of its own.
#[derive(Debug)]
pub struct HomeScreen;

impl Screen for HomeScreen {
    fn explanation(&self, _state: &State) -> String {
        "Moves the users of one Cognito user pool into another, with their passwords. You see every change before it is made."
            .into()
    }

    fn contexts(&self, state: &State) -> Vec<Context> {
        let home = &state.screens.home;
        if home.deleting.is_some() {
            return vec![Context::Question];
        }
        let mut contexts = if home.naming { vec![Context::Text] } else { home.list.contexts().to_vec() };
        if home.chosen().is_some_and(|session| session.written > 0) {
            contexts.push(Context::SessionWithResources);
        }
        if home.chosen().is_some() {
            contexts.push(Context::SavedSession);
        }
        contexts.push(Context::Home);
        if home.chosen().is_none() {
            contexts.push(Context::Form);
        }
        contexts
    }

    fn enter(&self, state: &mut State) -> Vec<Effect> {
        if state.screens.home.list.rows().is_empty() {
            let default = unused(state, &[]);
            state.screens.home.name.set(&default);
            state.screens.home.show(Vec::new());
        }
        state.run(Job::ListSessions {})
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        let room = state.question_room();
        let home = &mut state.screens.home;
        if let Some((name, confirm)) = &mut home.deleting {
            let name = name.clone();
            return match confirm.command(command, room) {
                Verdict::Go => {
                    home.deleting = None;
                    state.run(Job::DeleteSession { name })
                }
                Verdict::Stay => {
                    home.deleting = None;
                    Vec::new()
                }
                Verdict::Open => Vec::new(),
            };
        }
        home.submit_when_loaded = false;
        // It was about the session that was under the cursor.
        home.problem.take_if(|(kind, _)| *kind != JobKind::ListSessions);
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
        let home = &mut state.screens.home;
        if home.naming {
            home.name.paste(text);
            home.wrong = home.refusal();
        } else {
            home.list.paste(text);
        }
        Vec::new()
    }

    fn answer(&self, state: &mut State, kind: JobKind, answer: Answer) -> Vec<Effect> {
        match answer {
            Answer::ListSessions(Ok(sessions)) => return listed(state, sessions),
            Answer::LoadSession(Ok(session)) if std::mem::take(&mut state.screens.home.taking_back) => {
                return resume::take_back(state, *session);
            }
            Answer::LoadSession(Ok(session)) => return resume::resume(state, *session),
            Answer::BeginSession(Ok(session)) => {
                let mut effects = state.begin_session(*session);
                effects.extend(advance());
                return effects;
            }
            Answer::DeleteSession(Ok(name)) => {
                if state.session.as_ref().is_some_and(|session| session.name == name) {
                    state.forget_session();
                }
                state.notify(format!("Deleted the session {name}. Nothing in AWS has changed."));
                return state.run(Job::ListSessions {});
            }
            Answer::ListSessions(Err(problem))
            | Answer::LoadSession(Err(problem))
            | Answer::BeginSession(Err(problem))
            | Answer::DeleteSession(Err(problem)) => {
                state.failure = Some(problem.clone());
                state.screens.home.problem = Some((kind, problem));
                // Who has it, and what is free, may be other than what was listed.
                if kind != JobKind::ListSessions {
                    return state.run(Job::ListSessions {});
                }
            }
            _ => {}
        }
        Vec::new()
    }

    fn problem<'a>(&self, state: &'a State) -> Option<&'a Problem> {
        state.screens.home.problem.as_ref().map(|(_, problem)| problem)
    }

    /// Why the session under the cursor cannot be continued counts too.
    fn reading(&self, state: &State) -> Option<Problem> {
        self.problem(state).cloned().or_else(|| draw::hindrance(state.screens.home.chosen()?))
    }

    fn escape(&self, state: &mut State) -> bool {
        let home = &mut state.screens.home;
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

/// The saved sessions are known: offers the latest, or opens the one that was asked for.
fn listed(state: &mut State, sessions: Vec<SessionSummary>) -> Vec<Effect> {
    let first = state.screens.home.sessions.is_empty();
    let names: Vec<String> = sessions.iter().map(|session| session.name.clone()).collect();
    state.screens.home.problem.take_if(|(kind, _)| *kind == JobKind::ListSessions);
    state.screens.home.show(sessions);
    if let Some(name) = state.start.session.take() {
        if names.contains(&name) {
            return load(state, Job::LoadSession { name });
        }
        state.screens.home.name.set(&name);
        return open(state);
    }
    let submit_when_loaded = std::mem::take(&mut state.screens.home.submit_when_loaded);
    if first && !names.is_empty() && !state.screens.home.naming && !submit_when_loaded {
        state.screens.home.list.select(1);
    }
    if names.iter().any(|name| name == state.screens.home.name.value()) {
        state.screens.home.name.set(&unused(state, &names));
    }
    // Only what was on the screen when Enter was pressed is opened: a new migration.
    if submit_when_loaded && state.step == Step::Home { open(state) } else { Vec::new() }
}

/// Enter: continues the session under the cursor, or begins a new one.
fn open(state: &mut State) -> Vec<Effect> {
    if let Some(saved) = state.screens.home.chosen() {
        let (name, broken) = (saved.name.clone(), saved.problem.clone());
        if state.session.as_ref().is_some_and(|session| session.name == name) {
            return advance();
        }
        if broken.is_some() {
            state.notify("This session cannot be continued; see why below.");
            return Vec::new();
        }
        state.screens.home.taking_back = false;
        return load(state, Job::LoadSession { name });
    }
    // Until the saved sessions are known, nobody can say whether the name is free.
    if state.pending(JobKind::ListSessions).is_some() {
        state.screens.home.submit_when_loaded = true;
        return Vec::new();
    }
    state.screens.home.wrong = state.screens.home.refusal();
    if state.screens.home.wrong.is_some() {
        state.screens.home.list.clear_filter();
        state.screens.home.list.select(0);
        state.screens.home.naming = true;
        return Vec::new();
    }
    let name = state.screens.home.name.value().to_owned();
    let mut session = Session::new(&name, state.wall());
    session.choices = state.start.choices.clone();
    load(state, Job::BeginSession { session: Box::new(session) })
}

/// A session that is opened or begun: the one that was asked for before is no longer waited for.
fn load(state: &mut State, job: Job) -> Vec<Effect> {
    let mut effects = state.abandon(JobKind::LoadSession);
    effects.extend(state.abandon(JobKind::BeginSession));
    effects.extend(state.run(job));
    effects
}

/// Opens the session under the cursor at its teardown.
fn take_back(state: &mut State) -> Vec<Effect> {
    let Some(name) = state.screens.home.chosen().filter(|session| session.written > 0).map(|session| session.name.clone()) else {
        return Vec::new();
    };
    if state.session.as_ref().is_some_and(|session| session.name == name) {
        return tear_down::open(state);
    }
    state.screens.home.taking_back = true;
    load(state, Job::LoadSession { name })
}

/// A name for a new session that says when it began.
fn unused(state: &State, taken: &[String]) -> String {
    let name = format!("migration-{}", state.start.today);
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    std::iter::once(name.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or(name)
}
