//! The done screen.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::Screen;
use crate::wizard::effect::Effect;
use crate::wizard::keymap::{Command, Context};
use crate::wizard::state::State;
use crate::wizard::update::advance;

#[derive(Debug, Default)]
pub struct DoneState {}

#[derive(Debug)]
pub struct Done;

impl Screen for Done {
    fn explanation(&self, _state: &State) -> String {
        "The done screen.".into()
    }

    fn contexts(&self, _state: &State) -> Vec<Context> {
        vec![Context::Done]
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        match command {
            Command::Next => advance(state),
            _ => Vec::new(),
        }
    }

    fn draw(&self, _frame: &mut Frame<'_>, _area: Rect, _state: &State) {}
}
