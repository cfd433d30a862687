//! Everything the wizard wants from outside. The reducer returns these; the event loop and the runner carry them out.

use super::operation::{Job, RunId};
use super::step::Step;
use crate::session::document::Session;

/// What is wanted.
#[derive(Debug)]
pub enum Effect {
    /// Comes back as one `Action::Answer` of the same run, after any number of `Action::Engine`.
    Run { run: RunId, job: Job },
    /// The job of this run need not go on: nobody waits for it. Only for jobs that read.
    Abandon(RunId),
    /// The job that writes to the accounts ends after its current call.
    Stop,
    /// This session is the one that is worked on: the locks of all others are released. Its own was taken by the job that loaded or
    /// began it.
    KeepOnlyLock(Option<String>),
    /// Written in the order given; comes back as `Action::Saved`.
    Save(Box<Session>),
    /// To the terminal's clipboard.
    Copy(String),
    /// The same text to a file that only its owner can read; comes back as `Action::WrittenOut`.
    WriteOut(String),
    /// Another step is to be shown. `update` does it; it never gets further.
    Go(Navigation),
    /// The screen is drawn where there is room for all of it; comes back as `Action::ScreenText`.
    ReadScreen,
    /// Ctrl-Z.
    Suspend,
    /// Ends the wizard with this exit code, after saving is through.
    Quit { code: u8 },
}

/// Where a screen wants to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Navigation {
    /// To this step.
    To(Step),
    /// This step is answered: to the next.
    Next,
    /// This step once more, as if it had just been reached.
    Again,
    /// This step once more, with accounts that are opened anew: credentials ran out, and were renewed, perhaps.
    Reopened,
}

/// Asks for this step.
pub fn go(step: Step) -> Vec<Effect> {
    vec![Effect::Go(Navigation::To(step))]
}

/// This step is answered: asks for the next.
pub fn advance() -> Vec<Effect> {
    vec![Effect::Go(Navigation::Next)]
}

/// Asks for this step once more, with accounts that are opened anew.
pub fn reopen() -> Vec<Effect> {
    vec![Effect::Go(Navigation::Reopened)]
}
