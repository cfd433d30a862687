//! The terminal: taken, given back, lent to the shell. It is given back after quitting, errors, signals and panics on any thread.

use std::cell::Cell;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::execute;
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, SetTitle, disable_raw_mode,
    enable_raw_mode,
};
use ratatui::backend::CrosstermBackend;

use super::clipboard::Clipboard;
use super::layout;
use super::state::State;
use crate::panic;
use crate::problem::{Problem, ProblemKind};

/// Whether the terminal is ours now: giving it back twice must do nothing.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Held while a frame is written: it is not given back in the middle of one.
static SCREEN: Mutex<()> = Mutex::new(());

thread_local! {
    /// Whether this thread is the one that holds [`SCREEN`]: it may panic while it draws.
    static DRAWING: Cell<bool> = const { Cell::new(false) };
}

/// The terminal, from entering it until it is dropped.
pub struct Terminal {
    inner: ratatui::Terminal<CrosstermBackend<BufWriter<Stdout>>>,
    clipboard: Clipboard,
}

impl std::fmt::Debug for Terminal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Terminal").finish_non_exhaustive()
    }
}

/// Refuses where there is no terminal to draw on, naming the commands that need none.
pub fn require(environment: impl Fn(&str) -> Option<String>) -> Result<(), Problem> {
    let dumb = environment("TERM").is_some_and(|term| term == "dumb");
    let why = match (io::stdin().is_terminal(), io::stdout().is_terminal(), dumb) {
        (true, true, false) => return Ok(()),
        (false, ..) => "Its input is not a terminal.",
        (_, false, _) => "Its output is not a terminal.",
        _ => "TERM is \"dumb\": this terminal cannot move its cursor.",
    };
    Err(Problem::new(ProblemKind::Invalid, "The wizard needs a terminal.", why)
        .remedy("Run it in a terminal window.")
        .remedy("Or use the plain commands, which do the same: cognito-ferry plan, cognito-ferry apply, cognito-ferry verify, cognito-ferry sign-in.")
        .remedy("cognito-ferry --help lists them all."))
}

impl Terminal {
    /// Takes the terminal. On failure half-way it is given back.
    pub fn enter(clipboard: Clipboard) -> io::Result<Self> {
        give_back_on_panic();
        let taken = take().and_then(|()| ratatui::Terminal::new(CrosstermBackend::new(BufWriter::new(io::stdout()))));
        match taken {
            Ok(inner) => Ok(Self { inner, clipboard }),
            Err(error) => {
                give_back();
                Err(error)
            }
        }
    }

    /// Draws the state in one synchronized update: no terminal shows half of it.
    pub fn draw(&mut self, state: &State) -> io::Result<()> {
        let _whole = SCREEN.lock().unwrap_or_else(PoisonError::into_inner);
        // A panic on another thread has given it back: nothing more belongs there but its message.
        if !TAKEN.load(Ordering::SeqCst) {
            return Ok(());
        }
        DRAWING.set(true);
        execute!(self.inner.backend_mut(), BeginSynchronizedUpdate)?;
        let drawn = self.inner.draw(|frame| layout::draw(frame, state)).map(|_| ());
        execute!(self.inner.backend_mut(), EndSynchronizedUpdate)?;
        DRAWING.set(false);
        drawn
    }

    /// Columns and rows.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        self.inner.size().map(|size| (size.width, size.height))
    }

    /// Hands the terminal to the shell.
    pub fn lend(&mut self) {
        give_back();
    }

    /// Takes it back; everything is drawn anew.
    pub fn take_back(&mut self) -> io::Result<()> {
        give_back();
        take()?;
        // Not `clear`: that asks the terminal where its cursor is, and the event stream would take the answer.
        let size = self.inner.size()?;
        self.inner.resize(size.into())
    }

    /// The way to the terminal's clipboard.
    pub fn clipboard(&self) -> Clipboard {
        self.clipboard
    }

    /// Sends text to the terminal's clipboard. No terminal answers whether it took it.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        let output = self.inner.backend_mut();
        output.write_all(self.clipboard.sequence(text).as_bytes())?;
        output.flush()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
    }
}

fn take() -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, SetTitle("cognito-ferry"))
}

/// Gives the terminal back, if it is ours. Every step is tried, whatever became of the one before: there is nobody left to tell.
fn give_back() {
    let _whole = (!DRAWING.get()).then(|| SCREEN.lock().unwrap_or_else(PoisonError::into_inner));
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let _ = execute!(io::stdout(), EndSynchronizedUpdate, DisableBracketedPaste, LeaveAlternateScreen, Show);
    let _ = disable_raw_mode();
}

/// The message of a panic belongs on the normal screen, and the terminal must be whole again whichever thread panicked.
fn give_back_on_panic() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| panic::ends_the_program(give_back));
}
