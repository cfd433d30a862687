//! What lies over a screen, as data.

use crate::problem::Problem;
use crate::wizard::widgets::confirm::Confirm;
use crate::wizard::widgets::problem_panel;
use crate::wizard::widgets::scroll::Scroll;
use crate::wizard::widgets::text_field::TextField;

/// One overlay at a time; while it is open, its keys are the only ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Overlay {
    Help(Help),
    Leave(Confirm),
    Reading(Reading),
}

/// What is read in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub content: ReadingContent,
    pub scroll: Scroll,
}

/// What it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadingContent {
    Failure(Problem),
    /// The text of the screen as it was when it was asked for.
    Screen(String),
}

impl ReadingContent {
    /// All of it, as text to copy.
    pub fn text(&self) -> String {
        match self {
            ReadingContent::Failure(problem) => problem_panel::text(problem),
            ReadingContent::Screen(text) => text.clone(),
        }
    }
}

/// The open help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Help {
    /// What is searched for; nothing: the keys of the screen.
    pub filter: TextField,
    pub scroll: Scroll,
}

impl Default for Help {
    fn default() -> Self {
        Self { filter: TextField::default(), scroll: Scroll::top() }
    }
}
