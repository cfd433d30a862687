//! `sign-in`: the test sign-in. The password comes from a prompt or standard input, never from an argument.

use std::io::{IsTerminal as _, Read as _};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, read};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use jiff::Timestamp;
use zeroize::Zeroizing;

use super::arguments::{Arguments, SignInArguments};
use super::connect::{self, Connected};
use super::exit::Exit;
use super::output;
use crate::aws::problem::{Problem, ProblemKind};
use crate::migration::session::SignInRecord;
use crate::secret::Secret;
use crate::sign_in::{self, story_text};

pub async fn run(arguments: &Arguments, flags: &SignInArguments) -> Result<Exit, Problem> {
    let mut connected = connect::open(arguments).await?;
    let Connected { store, session, accounts, spec, .. } = &mut connected;
    let password = password(flags.password_stdin)?;
    let story = sign_in::run(session, spec, accounts, &flags.username, &password).await?;
    session.sign_in = Some(SignInRecord { at: Timestamp::now(), succeeded: story.succeeded });
    store.save(session)?;
    match arguments.json {
        true => output::document(&story)?,
        false => output::line(&story_text::text(&story)),
    }
    Ok(if story.succeeded { Exit::Fine } else { Exit::Failed })
}

/// The password, from standard input or from a prompt that does not show it.
pub fn password(from_stdin: bool) -> Result<Secret, Problem> {
    if from_stdin { from_standard_input() } else { from_prompt() }
}

fn from_standard_input() -> Result<Secret, Problem> {
    let mut text = Zeroizing::new(String::new());
    std::io::stdin().read_to_string(&mut text).map_err(|error| unreadable(&error.to_string()))?;
    // A line feed at the end is the shell's, not the password's.
    let password = text.strip_suffix('\n').map_or(text.as_str(), |text| text.strip_suffix('\r').unwrap_or(text));
    given(Secret::new(password))
}

fn from_prompt() -> Result<Secret, Problem> {
    if !std::io::stdin().is_terminal() {
        return Err(unreadable("This is not a terminal.").remedy("Give the password on standard input, with --password-stdin."));
    }
    output::ask("Password: ");
    enable_raw_mode().map_err(|error| unreadable(&error.to_string()))?;
    let typed = typed_without_echo();
    let restored = disable_raw_mode();
    output::aside("");
    restored.map_err(|error| unreadable(&error.to_string()))?;
    given(typed?)
}

fn typed_without_echo() -> Result<Secret, Problem> {
    let mut password = Zeroizing::new(String::with_capacity(256));
    loop {
        match read().map_err(|error| unreadable(&error.to_string()))? {
            Event::Key(KeyEvent { kind: KeyEventKind::Release, .. }) => {}
            Event::Key(KeyEvent { code: KeyCode::Enter, .. }) => return Ok(Secret::new(password.as_str())),
            Event::Key(KeyEvent { code: KeyCode::Char('c' | 'd'), modifiers: KeyModifiers::CONTROL, .. }) => {
                return Err(Problem::new(ProblemKind::Interrupted, "Stopped as you asked.", "No sign-in was tried."));
            }
            Event::Key(KeyEvent { code: KeyCode::Char('u'), modifiers: KeyModifiers::CONTROL, .. }) => password.clear(),
            Event::Key(KeyEvent { code: KeyCode::Backspace, .. }) => drop(password.pop()),
            Event::Key(KeyEvent { code: KeyCode::Char(character), .. }) => password.push(character),
            Event::Paste(text) => password.push_str(&Zeroizing::new(text)),
            _ => {}
        }
    }
}

fn given(password: Secret) -> Result<Secret, Problem> {
    match password.is_empty() {
        true => Err(unreadable("It is empty.")),
        false => Ok(password),
    }
}

fn unreadable(why: &str) -> Problem {
    Problem::new(ProblemKind::Invalid, "The password could not be read.", why)
}
