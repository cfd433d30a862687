//! `sessions`: what is saved.

use std::io::IsTerminal as _;

use super::arguments::{Arguments, SessionsCommand};
use super::connect;
use super::exit::Exit;
use super::output;
use crate::problem::{Problem, ProblemKind};
use crate::session::store::{SessionSummary, Store};
use crate::text::printable;

pub fn run(arguments: &Arguments, command: &SessionsCommand) -> Result<Exit, Problem> {
    let store = connect::store(arguments)?;
    match command {
        SessionsCommand::List => list(&store, arguments.json),
        SessionsCommand::Show { name } => {
            output::document(&store.load(name)?)?;
            Ok(Exit::Fine)
        }
        SessionsCommand::Delete { name } => delete(&store, name, arguments.yes),
    }
}

fn list(store: &Store, json: bool) -> Result<Exit, Problem> {
    let summaries = store.list()?;
    if json {
        output::document(&summaries)?;
    } else if summaries.is_empty() {
        output::line(&format!("No saved sessions in {}.", store.directory().display()));
    } else {
        summaries.iter().for_each(|summary| output::line(&line(summary)));
    }
    Ok(Exit::Fine)
}

fn line(summary: &SessionSummary) -> String {
    let in_use = summary.in_use.as_ref().map(|holder| format!("  in use: {holder}")).unwrap_or_default();
    let line = match &summary.problem {
        Some(problem) => format!("{}  {}", summary.name, printable(problem)),
        None => format!(
            "{}  {} → {}  {}  {}",
            summary.name,
            printable(&summary.source),
            printable(&summary.destination),
            summary.state,
            summary.updated.strftime("%Y-%m-%d %H:%M UTC")
        ),
    };
    line + &in_use
}

/// A session whose resources still stand is the only record of them: deleting it asks.
fn delete(store: &Store, name: &str, yes: bool) -> Result<Exit, Problem> {
    let made = store.load(name).map(|session| session.written()).unwrap_or_default();
    if !yes && !std::io::stdin().is_terminal() {
        return Err(Problem::new(ProblemKind::Invalid, "Cannot ask whether to delete.", "This is not a terminal.")
            .remedy("Delete it with --yes."));
    }
    if !yes {
        output::ask(&format!(
            "Delete the session {name}? It made {made} resources, which stay in their accounts. Only 'yes' is accepted: "
        ));
        let mut answer = String::new();
        std::io::stdin()
            .read_line(&mut answer)
            .map_err(|error| Problem::new(ProblemKind::Local, "Your answer could not be read.", error.to_string()))?;
        if answer.trim() != "yes" {
            output::aside("Nothing was deleted.");
            return Ok(Exit::Interrupted);
        }
    }
    let _lock = store.lock(name)?;
    store.delete(name)?;
    output::line(&format!("Deleted the session {name}. What it made in the accounts stays."));
    Ok(Exit::Fine)
}
