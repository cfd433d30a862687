//! What a screen is, to the rest of the wizard.

use std::time::Instant;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::event::Event;
use crate::problem::Problem;
use crate::wizard::effect::Effect;
use crate::wizard::keymap::binding::{Command, Context};
use crate::wizard::operation::{Answer, JobKind};
use crate::wizard::state::State;
use crate::wizard::step::Step;

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

    /// A key. [`Command::Next`] checks the answers and asks for the next step by [`advance`](crate::wizard::effect::advance); [`Command::Back`], help, leaving and
    /// suspending have been taken care of unless `contexts` gave them another meaning.
    fn command(&self, state: &mut State, command: Command) -> Vec<Effect>;

    /// Pasted text, without control characters, on one line.
    fn paste(&self, _state: &mut State, _text: &str) -> Vec<Effect> {
        Vec::new()
    }

    /// A job of this screen is over; it is the one that was waited for. The screen may not be the one that is shown.
    fn answer(&self, _state: &mut State, _kind: JobKind, _answer: Answer) -> Vec<Effect> {
        Vec::new()
    }

    /// An account was opened, or was not: told to screens that do not wait for both.
    fn opened(&self, _state: &mut State) -> Vec<Effect> {
        Vec::new()
    }

    /// The engine reports while a job of this screen runs.
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

    /// What a text that is copied here is, as the beginning of a sentence.
    fn copied(&self, _state: &State) -> &'static str {
        "The text"
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

    /// Draws the content under the explanation.
    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State);
}
