//! The accounts screen.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::Screen;
use crate::wizard::effect::Effect;
use crate::wizard::keymap::{Command, Context};
use crate::wizard::state::State;
use crate::wizard::update::advance;

#[derive(Debug, Default)]
pub struct AccountsState {}

#[derive(Debug)]
pub struct Accounts;

impl Screen for Accounts {
    fn explanation(&self, _state: &State) -> String {
        "The accounts screen.".into()
    }

    fn contexts(&self, _state: &State) -> Vec<Context> {
        vec![Context::Form]
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        match command {
            Command::Next => advance(state),
            _ => Vec::new(),
        }
    }

    fn draw(&self, _frame: &mut Frame<'_>, _area: Rect, _state: &State) {}
}

impl AccountsState {
    pub fn problem(&self, _side: crate::aws::Side) -> Option<&crate::aws::problem::Problem> {
        None
    }

    pub fn forget_problem(&mut self, _side: crate::aws::Side) {}
}
