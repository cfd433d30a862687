//! `sign-in`: the test sign-in. The password comes from a prompt or standard input, never from an argument.

use std::io::{IsTerminal as _, Read as _};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, read};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use jiff::Timestamp;
use zeroize::Zeroizing;

use super::arguments::{Arguments, SignInArguments};
use super::connect::{self, Connected};
use super::exit::Exit;
use super::{output, question};
use crate::problem::{Problem, ProblemKind};
use crate::secret::Secret;
use crate::sign_in::removal;
use crate::sign_in::removal::UserRemoval;
use crate::sign_in::report::CreatedUser;
use crate::sign_in::{self, report_text};

pub async fn run(arguments: &Arguments, flags: &SignInArguments) -> Result<Exit, Problem> {
    let mut connected = connect::open(arguments).await?;
    if flags.remove_user {
        return remove_user(arguments, &mut connected, &flags.username).await;
    }
    let Connected { store, session, accounts, spec, .. } = &mut connected;
    let password = password(flags.password_stdin)?;
    let story = sign_in::run(session, spec, accounts, &flags.username, &password).await?;
    removal::record(session, &story, Timestamp::now());
    store.save(session)?;
    match arguments.json {
        true => output::document(&story)?,
        false => output::line(&report_text::text(&story)),
    }
    if let Some(user) = story.created.as_ref().filter(|_| !arguments.json) {
        offer_removal(&mut connected, user, &flags.username).await?;
    }
    Ok(if story.succeeded { Exit::Fine } else { Exit::Failed })
}

/// The password, from standard input or from a prompt that does not show it.
pub fn password(from_stdin: bool) -> Result<Secret, Problem> {
    if from_stdin { from_standard_input() } else { from_prompt() }
}

/// A person is asked whether the user shall go again; whoever is none is told how.
async fn offer_removal(connected: &mut Connected, user: &CreatedUser, typed: &str) -> Result<(), Problem> {
    if question::somebody_is_there() && question::agreed(&whether(user, typed)).await? {
        return removed(connected, &user.user_name).await.map(|removal| output::line(&told(&removal)));
    }
    let command = sign_in::removal_command(&connected.session.name, typed);
    output::aside(&format!("To repeat the test, remove the user again: {command}"));
    Ok(())
}

/// `--remove-user`.
async fn remove_user(arguments: &Arguments, connected: &mut Connected, user_name: &str) -> Result<Exit, Problem> {
    let Connected { session, accounts, spec, .. } = &*connected;
    let found = removal::find(session, spec, &accounts.destination, user_name).await?;
    if found.removed && !arguments.yes {
        question::require_somebody(arguments, "remove the user", "Give --yes to remove without being asked.")?;
        if !question::agreed(&whether(&found.user, user_name)).await? {
            return Err(Problem::new(ProblemKind::Interrupted, "Stopped as you asked.", "The user stays."));
        }
    }
    let removal = removed(connected, user_name).await?;
    match arguments.json {
        true => output::document(&removal)?,
        false => output::line(&told(&removal)),
    }
    Ok(Exit::Fine)
}

async fn removed(connected: &mut Connected, user_name: &str) -> Result<UserRemoval, Problem> {
    let Connected { store, session, accounts, spec, .. } = connected;
    let removal = removal::remove(session, spec, &accounts.destination, user_name).await?;
    removal::forget(session, &removal);
    store.save(session)?;
    Ok(removal)
}

fn whether(user: &CreatedUser, typed: &str) -> String {
    format!(
        "Remove the user {} from the destination pool {} in account {} again, so that the test can be repeated? The source keeps its user.",
        removal::both_names(typed, &user.user_name),
        user.pool_id,
        user.account
    )
}

fn told(removal: &UserRemoval) -> String {
    let CreatedUser { user_name, pool_id, account, .. } = &removal.user;
    match removal.removed {
        true => format!("Removed the user {user_name} from {pool_id} in account {account}. The test can be repeated."),
        false => format!("{pool_id} in account {account} does not have the user {user_name}: nothing to remove."),
    }
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
    // Before the prompt: who types as soon as it is there, or pastes, must not see the password.
    enable_raw_mode().map_err(|error| unreadable(&error.to_string()))?;
    output::ask("Password: ");
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
