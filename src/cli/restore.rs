//! `restore`: shows how a document differs from what was recorded before our edit, asks, and restores the whole of it.

use super::arguments::{Arguments, RestoreArguments};
use super::connect::{self, Connected};
use super::event_printer::{EventFormat, printing};
use super::exit::Exit;
use super::signals::stoppable;
use super::{output, question};
use crate::migration::plan_text::field_lines;
use crate::migration::restore::{self, Restoration};
use crate::problem::Problem;
use crate::text::printable;

pub async fn run(arguments: &Arguments, flags: &RestoreArguments) -> Result<Exit, Problem> {
    connect::named(arguments)?;
    question::require_somebody(arguments, "restore it", "Look at it in a terminal, or give --yes.")?;
    let mut connected = connect::reopen(arguments).await?;
    let shown = restore::make(&connected.session, flags.resource, &connected.accounts).await?;
    match arguments.json {
        true => output::document(&shown)?,
        false => output::line(&text(&shown)),
    }
    if !arguments.yes && !shown.fields.is_empty() && !question::agreed("Restore it as it was recorded?").await? {
        output::aside("Nothing was changed.");
        return Ok(Exit::Interrupted);
    }
    let format = if arguments.json { EventFormat::Silent } else { EventFormat::Text };
    let Connected { session, accounts, store, .. } = &mut connected;
    stoppable(async |stop| {
        printing(format, async |events| restore::execute(session, &shown, accounts, store, events, stop).await).await
    })
    .await?;
    if !arguments.json {
        output::line("It is as it was recorded.");
    }
    Ok(Exit::Fine)
}

fn text(shown: &Restoration) -> String {
    let mut lines = vec![format!("~ {}", printable(&shown.name))];
    match shown.fields.is_empty() {
        true => lines.push("    It is as it was recorded before this session's edit.".to_owned()),
        false => lines.extend(shown.fields.iter().flat_map(field_lines)),
    }
    lines.join("\n")
}
