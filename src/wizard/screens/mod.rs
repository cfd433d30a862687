//! One file per step: its state, what its keys and answers do, its drawing, its tests.

pub mod accounts;
pub mod apply;
pub mod checks;
pub mod done;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub mod fixtures;
pub mod home;
mod live;
pub mod options;
pub mod plan;
pub mod pools;
pub mod preflight;
pub mod sign_in;
pub mod tear_down;
pub mod verify;

use std::time::Instant;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::action::Answer;
use super::effect::{Effect, Slot};
use super::state::State;
use super::step::Step;
use crate::event::Event;
use crate::problem::Problem;
use crate::wizard::keymap::binding::{Command, Context};

/// The behaviour of a step. It has no data of its own: that is in [`State`]. Everything is pure; the time is `state.now`.
pub trait Screen: Sync {
    /// One or two sentences under the title: what this is and why it is needed.
    fn explanation(&self, state: &State) -> String;

    /// Which keys are live, most specific first.
    fn contexts(&self, state: &State) -> Vec<Context>;

    /// The screen comes up. Both accounts are open if the step needs them. Starts what it has to show.
    fn enter(&self, _state: &mut State) -> Vec<Effect> {
        Vec::new()
    }

    /// A key. [`Command::Next`] checks the answers and calls [`super::update::advance`]; [`Command::Back`], help, leaving and
    /// suspending have been taken care of unless `contexts` gave them another meaning.
    fn command(&self, state: &mut State, command: Command) -> Vec<Effect>;

    /// Pasted text, without control characters, on one line.
    fn paste(&self, _state: &mut State, _text: &str) -> Vec<Effect> {
        Vec::new()
    }

    /// A job of this screen is over; it is the one that was waited for. The screen may not be the one that is shown.
    fn answer(&self, _state: &mut State, _slot: Slot, _answer: Answer) -> Vec<Effect> {
        Vec::new()
    }

    /// An account was opened, or was not: told to screens that do not wait for both.
    fn opened(&self, _state: &mut State) -> Vec<Effect> {
        Vec::new()
    }

    /// The engine speaks while a job of this screen runs.
    fn engine(&self, _state: &mut State, _event: Event) -> Vec<Effect> {
        Vec::new()
    }

    /// The failure that is shown, perhaps not in full.
    fn problem<'a>(&self, _state: &'a State) -> Option<&'a Problem> {
        None
    }

    /// What is to be read in full: that failure, or another.
    fn reading(&self, state: &State) -> Option<Problem> {
        self.problem(state).cloned()
    }

    /// Esc: true if the screen has used it (closed a filter, left a sub-page); else the wizard goes back a step.
    fn escape(&self, _state: &mut State) -> bool {
        false
    }

    /// Where Esc leads otherwise: the step before.
    fn before(&self, state: &State) -> Option<Step> {
        state.step.previous()
    }

    /// Ctrl-C: the effects if it means something else than leaving at once.
    fn interrupt(&self, _state: &mut State) -> Option<Vec<Effect>> {
        None
    }

    /// What would be lost by leaving now, as the end of "If you leave now, …"; none: nothing.
    fn loss(&self, _state: &State) -> Option<String> {
        None
    }

    /// When something on the screen changes by itself, beside spinners of running jobs, which need nothing here.
    fn deadline(&self, _state: &State) -> Option<Instant> {
        None
    }

    /// That moment has come (or another; check).
    fn on_deadline(&self, _state: &mut State) -> Vec<Effect> {
        Vec::new()
    }

    /// Draws the matter under the explanation.
    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State);
}

/// The screen of a step.
pub fn of(step: Step) -> &'static dyn Screen {
    match step {
        Step::Home => &home::Home,
        Step::Accounts => &accounts::Accounts,
        Step::Pools => &pools::Pools,
        Step::Options => &options::OptionsScreen,
        Step::Preflight => &preflight::Preflight,
        Step::Plan => &plan::Plan,
        Step::Apply => &apply::Apply,
        Step::Verify => &verify::Verify,
        Step::SignIn => &sign_in::SignIn,
        Step::Done => &done::Done,
        Step::TearDown => &tear_down::TearDown,
    }
}
