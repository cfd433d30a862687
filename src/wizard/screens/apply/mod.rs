//! The apply screen: the approved plan being carried out, row by row, with what is waited for and the log underneath.

mod begin;
mod content;
mod draw;
mod put_back;
pub mod state;
#[cfg(test)]
mod tests;
mod unproven;

use ratatui::Frame;
use ratatui::layout::Rect;

use self::begin::{look_again, start};
use self::state::PutBackStage;
use super::live::content::log_extent;
use super::live::run::{End, LiveRun};
use super::screen::Screen;
use crate::event::Event;
use crate::function::probe::Unproven;
use crate::problem::Problem;
use crate::wizard::effect::{Effect, advance, go};
use crate::wizard::keymap::binding::{Command, Context};
use crate::wizard::operation::{Answer, JobKind, Written};
use crate::wizard::state::State;
use crate::wizard::step::{Mark, Step};
use crate::wizard::widgets::confirm::Confirm;

/// The screen, without data of its own.
#[derive(Debug)]
pub struct ApplyScreen;

impl Screen for ApplyScreen {
    fn explanation(&self, _state: &State) -> String {
        "The plan is being carried out, one resource after the other. Each is recorded before it is made and read back afterwards."
            .into()
    }

    fn contexts(&self, state: &State) -> Vec<Context> {
        if let Some(stage) = &state.screens.apply.put_back {
            return put_back::contexts(stage, state.content, state.theme());
        }
        let Some(live) = &state.screens.apply.live else { return Vec::new() };
        let mut contexts = live.contexts();
        if put_back::offered(live).is_some() {
            contexts.insert(0, Context::Unintended);
        }
        contexts
    }

    /// Begins what was approved. Without an approval nothing is written: what has been applied is shown, or, in a session that
    /// is continued, the plan, which looks at what is there now.
    fn enter(&self, state: &mut State) -> Vec<Effect> {
        if state.pending(JobKind::Apply).is_some() {
            return Vec::new();
        }
        match state.screens.apply.approved.take() {
            Some(plan) => start(state, plan, Unproven::Stop),
            None if state.screens.apply.live.is_some() => Vec::new(),
            None => go(Step::Plan),
        }
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        if state.screens.apply.put_back.is_some() {
            return put_back::command(state, command);
        }
        if unproven::is_asked(state) {
            return unproven::command(state, command);
        }
        let (area, theme) = (state.content, state.theme());
        let room = state.question_room();
        let Some(live) = &mut state.screens.apply.live else { return Vec::new() };
        if let Some(effects) = live.answer(command, room) {
            return effects;
        }
        match command {
            Command::Next => next(state),
            Command::Retry => look_again(state),
            Command::PutBack => put_back::look(state),
            Command::Copy => vec![Effect::Copy(live.text())],
            command => {
                let words = content::words(&state.screens.apply, state.theme());
                let Some(live) = &mut state.screens.apply.live else { return Vec::new() };
                let (lines, height) = log_extent(live, words, area, state.now, theme);
                live.log.command(command, lines, height);
                Vec::new()
            }
        }
    }

    fn engine(&self, state: &mut State, event: Event) -> Vec<Effect> {
        if let Event::ApplyFinished { created, updated, unchanged } = event {
            state.screens.apply.counts = (created, updated, unchanged);
        }
        let now = state.now;
        if let Some(live) = &mut state.screens.apply.live {
            live.progress.on_event(event, now);
        }
        Vec::new()
    }

    fn answer(&self, state: &mut State, _kind: JobKind, answer: Answer) -> Vec<Effect> {
        let Answer::Apply(Written { session, result }) = answer else { return put_back::answered(state, answer) };
        state.session = Some(*session);
        let problem = result.err();
        if let Some(live) = &mut state.screens.apply.live {
            live.finish(problem.clone(), state.now);
            unproven::ask(live);
        }
        state.set_mark(Step::Apply, if problem.is_none() { Mark::Done } else { Mark::Failed });
        state.failure = problem;
        state.save()
    }

    fn copied(&self, _state: &State) -> &'static str {
        "The log"
    }

    fn escape(&self, state: &mut State) -> bool {
        if put_back::escape(state) {
            return true;
        }
        let question = || {
            Confirm::new("Stop applying?", "Stop after the current call", "Go on applying")
                .text("Nothing is cut off in the middle: the current call is finished and recorded first.")
                .text("What is made stays, and applying again continues there.")
        };
        state.screens.apply.live.as_mut().is_some_and(|live| live.escape(question))
    }

    fn problem<'a>(&self, state: &'a State) -> Option<&'a Problem> {
        match &state.screens.apply.put_back {
            Some(PutBackStage::Failed(problem)) => Some(problem),
            Some(_) => None,
            None => state.screens.apply.live.as_ref().and_then(LiveRun::failure),
        }
    }

    /// The first Ctrl-C stops after the current call, the second leaves at once.
    fn interrupt(&self, state: &mut State) -> Option<Vec<Effect>> {
        if let Some(effects) = put_back::interrupt(state) {
            return Some(effects);
        }
        let live = state.screens.apply.live.as_mut().filter(|live| live.end.is_none() && !live.stopping)?;
        Some(live.stop())
    }

    fn loss(&self, state: &State) -> Option<String> {
        state.pending(JobKind::Apply).or(state.pending(JobKind::PutBack))?;
        Some("the call that is under way may or may not come through. Applying again looks before it acts.".into())
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        draw::draw(frame, area, state);
    }
}

/// Enter: on to verify, or, after a failure, back to a plan of what is left.
fn next(state: &mut State) -> Vec<Effect> {
    match state.screens.apply.live.as_ref().and_then(|live| live.end.as_ref()) {
        Some(End::Finished) => advance(),
        Some(_) => look_again(state),
        None => Vec::new(),
    }
}
