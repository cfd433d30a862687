//! The verify screen.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::Screen;
use crate::wizard::effect::Effect;
use crate::wizard::keymap::{Command, Context};
use crate::wizard::state::State;
use crate::wizard::update::advance;

#[derive(Debug, Default)]
pub struct VerifyState {}

#[derive(Debug)]
pub struct Verify;

impl Screen for Verify {
    fn explanation(&self, _state: &State) -> String {
        "The verify screen.".into()
    }

    fn contexts(&self, _state: &State) -> Vec<Context> {
        vec![Context::Verify]
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        match command {
            Command::Next => advance(state),
            _ => Vec::new(),
        }
    }

    fn draw(&self, _frame: &mut Frame<'_>, _area: Rect, _state: &State) {}
}
