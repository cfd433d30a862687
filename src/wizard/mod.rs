//! The terminal wizard: a pure reducer (`update`), drawing as free functions of the state, and an event loop that carries out
//! what the reducer asks for.
//!
//! ```text
//!  keys, answers, engine events ──▶ update(state, action, now) ──▶ effects ──▶ event_loop, runner ──▶ answers
//!                                        │
//!                                        └─ dirty? ──▶ layout::draw(frame, &state)
//! ```
#![cfg_attr(not(test), deny(clippy::disallowed_methods))]

pub mod action;
mod clipboard;
pub mod contexts;
pub mod effect;
mod event_loop;
mod exit_message;
pub mod gate;
pub mod keymap;
pub mod layout;
mod navigation;
pub mod operation;
mod overlay;
mod runner;
pub mod screens;
mod signals;
pub mod state;
pub mod step;
mod terminal;
#[cfg(test)]
pub mod test_support;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
pub mod theme;
pub mod update;
pub mod widgets;

use tokio::sync::mpsc;

use self::clipboard::Clipboard;
use self::event_loop::Clock;
use self::runner::{ACTION_CAPACITY, Runner};
pub use self::state::PracticeHint;
use self::state::{Start, State};
use self::terminal::Terminal;
use self::theme::{ColorChoice, Theme};
use crate::aws::account::Origin;
use crate::model::choices::Choices;
use crate::problem::{Problem, ProblemKind};
use crate::session::store::Store;

/// What the wizard needs to know before its first frame.
#[derive(Debug)]
pub struct WizardOptions {
    pub origin: Origin,
    /// A user to try the test sign-in with: the sandbox has one.
    pub practice: Option<PracticeHint>,
    pub store: Store,
    /// The session to continue, or the name for a new one.
    pub session: Option<String>,
    pub color: ColorChoice,
    /// Answers given by flags: the screens come up with them.
    pub choices: Choices,
    /// How this program is called again with the same world: `cognito-ferry`, `cognito-ferry demo`.
    pub command: String,
}

/// How the wizard ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// 0, or 130 after Ctrl-C, 128 and the number after a signal, 101 after a panic.
    pub exit_code: u8,
    /// What to print on the normal screen: what failed, and the command that continues.
    pub exit_message: Vec<String>,
}

/// Runs the wizard until it is left. The terminal is whole again when this returns.
///
/// Errors: no terminal, or it failed.
pub async fn run(options: WizardOptions) -> Result<Outcome, Problem> {
    let environment = |name: &str| std::env::var(name).ok();
    terminal::require(environment)?;
    let theme = Theme::new(options.color, environment);
    let mut terminal = Terminal::enter(Clipboard::of(environment)).map_err(broken)?;
    let (width, height) = terminal.size().map_err(broken)?;
    let clock = Clock::default();
    let (wall, today) = event_loop::calendar();
    let mut state = State::new(Start {
        theme,
        width,
        height,
        now: clock.now(),
        wall,
        today,
        practice: options.practice,
        sandbox: matches!(options.origin, Origin::Sandbox(_)),
        session: options.session,
        choices: options.choices,
        command: options.command,
    });
    let first = update::begin(&mut state);
    // The first frame is on the screen before any client exists and any file is read.
    terminal.draw(&state).map_err(broken)?;
    state.dirty = false;
    let (sender, mut actions) = mpsc::channel(ACTION_CAPACITY);
    let runner = Runner::new(options.origin, options.store, sender);
    let left = event_loop::run(&mut state, &mut terminal, runner, &mut actions, clock, first).await;
    drop(terminal);
    let exit_code = left.map_err(broken)?;
    Ok(Outcome { exit_code, exit_message: exit_message::lines(&state) })
}

fn broken(error: std::io::Error) -> Problem {
    Problem::new(ProblemKind::Local, "The terminal failed.", error.to_string())
        .remedy("The session is saved: start cognito-ferry again to continue it.")
        .remedy(
            "Or use the plain commands: cognito-ferry plan, cognito-ferry apply, cognito-ferry verify, cognito-ferry sign-in.",
        )
}
