//! Everything that can happen to the wizard.

use std::path::PathBuf;

use crossterm::event::KeyEvent;

use super::operation::{Answer, RunId};
use crate::event::Event;
use crate::problem::Problem;
use crate::secret::Secret;

/// What has happened.
#[derive(Debug)]
pub enum Action {
    Key(KeyEvent),
    /// May be a password.
    Paste(Secret),
    Resize {
        width: u16,
        height: u16,
    },
    /// The nearest deadline of the state has come.
    Deadline,
    /// A job is over.
    Answer {
        run: RunId,
        answer: Answer,
    },
    /// The engine says something while a job runs.
    Engine {
        run: RunId,
        event: Event,
    },
    Saved(Result<(), Problem>),
    /// What is to be said of a text that was sent to the terminal's clipboard.
    Copied(String),
    /// What was to be copied is in this file.
    WrittenOut(Result<PathBuf, Problem>),
    /// The whole text of the screen, to be read.
    ScreenText(String),
    /// Back from Ctrl-Z.
    Resumed,
}
