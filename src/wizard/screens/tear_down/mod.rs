//! Teardown: what this session made and edited is shown in the safe order, decided upon where somebody changed it since, and taken
//! back. Reached from a saved session and from the last screen.

mod content;
mod decisions;
mod draw;
mod looking;
mod questions;
mod running;
pub mod state;
#[cfg(test)]
mod tests;

use ratatui::Frame;
use ratatui::layout::Rect;

use self::looking::{again, look, selected, show_first_undecided};
use self::state::{TearDownState, decidable};
use super::live::run::LiveRun;
use super::screen::Screen;
use crate::event::Event;
use crate::problem::Problem;
use crate::wizard::effect::{Effect, go};
use crate::wizard::keymap::binding::{Command, Context};
use crate::wizard::operation::{Answer, JobKind, Written};
use crate::wizard::state::State;
use crate::wizard::step::Step;
use crate::wizard::widgets::choice_list::text_width;
use crate::wizard::widgets::confirm::Confirm;
use crate::wizard::widgets::document;
use crate::wizard::widgets::outline::Extent;
use crate::wizard::widgets::problem_panel;

/// The screen, without data of its own.
#[derive(Debug)]
pub struct TearDownScreen;

/// Opens the screen; Esc leads back to where the wizard is now.
pub fn open(state: &mut State) -> Vec<Effect> {
    state.screens.tear_down = TearDownState { from_done: state.step == Step::Done, ..TearDownState::default() };
    go(Step::TearDown)
}

impl Screen for TearDownScreen {
    fn explanation(&self, _state: &State) -> String {
        "Takes back what this session did: what it made is deleted, what it edited gets its recorded value back. The rest stays."
            .into()
    }

    fn contexts(&self, state: &State) -> Vec<Context> {
        let screen = &state.screens.tear_down;
        if screen.question.is_some() {
            return vec![Context::Question];
        }
        match (&screen.live, &screen.problem, selected(state)) {
            (Some(live), ..) => live.contexts(),
            (None, Some(_), _) => vec![Context::Problem],
            (None, None, Some(removal)) if decidable(removal) => {
                vec![Context::Removal, Context::TearDown, Context::Document]
            }
            (None, None, Some(_)) => vec![Context::TearDown, Context::Document],
            (None, None, None) if screen.teardown.is_some() => vec![Context::Empty],
            (None, None, None) => Vec::new(),
        }
    }

    /// Looks at both accounts each time, unless it runs or its end is shown.
    fn enter(&self, state: &mut State) -> Vec<Effect> {
        if state.screens.tear_down.live.is_some() { Vec::new() } else { look(state) }
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        let room = state.question_room();
        if let Some((question, confirm)) = &mut state.screens.tear_down.question {
            let (question, verdict) = (*question, confirm.command(command, room));
            return questions::answered(state, question, verdict);
        }
        if state.screens.tear_down.live.is_some() {
            return running::command(state, command);
        }
        match command {
            Command::Next => next(state),
            Command::Retry => again(state),
            Command::Copy => copy(state),
            Command::Keep | Command::TakeBack | Command::Skip => decisions::decide(state, command),
            command => {
                let area = state.content;
                let extent = Extent::of(&content::nodes(state, text_width(area)), content::list(state, area).height);
                state.screens.tear_down.outline.command(command, &extent);
                Vec::new()
            }
        }
    }

    fn engine(&self, state: &mut State, event: Event) -> Vec<Effect> {
        let now = state.now;
        if let Some(live) = &mut state.screens.tear_down.live {
            live.progress.on_event(event, now);
        }
        Vec::new()
    }

    fn answer(&self, state: &mut State, _kind: JobKind, answer: Answer) -> Vec<Effect> {
        match answer {
            Answer::PlanTeardown(Ok(teardown)) => {
                let first = state.screens.tear_down.teardown.is_none();
                state.screens.tear_down.teardown = Some(teardown);
                state.failure = None;
                if first {
                    show_first_undecided(state);
                }
                Vec::new()
            }
            Answer::PlanTeardown(Err(problem)) => {
                state.failure = Some(problem.clone());
                state.screens.tear_down.problem = Some(problem);
                Vec::new()
            }
            Answer::TearDown(Written { session, result }) => running::ended(state, session, result),
            _ => Vec::new(),
        }
    }

    fn copied(&self, state: &State) -> &'static str {
        if state.screens.tear_down.begun() { "The log" } else { "What would be taken back" }
    }

    fn escape(&self, state: &mut State) -> bool {
        let screen = &mut state.screens.tear_down;
        if screen.question.take().is_some() {
            return true;
        }
        let question = || {
            Confirm::new("Stop the teardown?", "Stop after the current call", "Go on")
                .text("Nothing is cut off in the middle: the current call is finished and recorded first.")
                .text("What is taken back stays so, and tearing down again continues there.")
        };
        screen.live.as_mut().is_some_and(|live| live.escape(question))
    }

    fn problem<'a>(&self, state: &'a State) -> Option<&'a Problem> {
        let screen = &state.screens.tear_down;
        screen.problem.as_ref().or(screen.live.as_ref().and_then(LiveRun::failure))
    }

    fn interrupt(&self, state: &mut State) -> Option<Vec<Effect>> {
        let live = state.screens.tear_down.live.as_mut().filter(|live| live.end.is_none() && !live.stopping)?;
        Some(live.stop())
    }

    fn before(&self, state: &State) -> Option<Step> {
        Some(if state.screens.tear_down.from_done && state.session.is_some() { Step::Done } else { Step::Home })
    }

    fn loss(&self, state: &State) -> Option<String> {
        state.pending(JobKind::TearDown)?;
        Some("the call that is under way may or may not come through. Tearing down again looks before it acts.".into())
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        draw::draw(frame, area, state);
    }
}

/// Enter: asks the last questions, or says what still waits for a decision.
fn next(state: &mut State) -> Vec<Effect> {
    if state.screens.tear_down.problem.is_some() {
        return again(state);
    }
    if state.pending(JobKind::PlanTeardown).is_some() {
        return Vec::new();
    }
    let Some(teardown) = state.screens.tear_down.teardown.as_deref() else { return Vec::new() };
    match teardown.undecided().count() {
        0 => questions::ask(state),
        waiting => {
            show_first_undecided(state);
            state.notify(match waiting {
                1 => "One resource waits for your choice first.".to_owned(),
                waiting => format!("{waiting} resources wait for your choice first."),
            });
        }
    }
    Vec::new()
}

/// The error, or what is shown, as JSON.
fn copy(state: &State) -> Vec<Effect> {
    if let Some(problem) = &state.screens.tear_down.problem {
        return vec![Effect::Copy(problem_panel::text(problem))];
    }
    let teardown = state.screens.tear_down.teardown.as_deref().and_then(|teardown| serde_json::to_value(teardown).ok());
    teardown.map(|value| Effect::Copy(document::json_text(&value))).into_iter().collect()
}
