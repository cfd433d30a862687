//! `preflight`: what would fail, found by reading alone.

use serde_json::json;

use super::arguments::{Arguments, PreflightArguments};
use super::event_printer::{EventFormat, printing};
use super::exit::Exit;
use super::{connect, junit, output};
use crate::event::Events;
use crate::preflight::summary::CheckSummary;
use crate::preflight::{self, text};
use crate::problem::{Problem, ProblemKind};

/// The version of the document that `--json` prints: assets/schema/preflight.json.
const PREFLIGHT_FORMAT: u32 = 1;

pub async fn run(arguments: &Arguments, preflight: &PreflightArguments) -> Result<Exit, Problem> {
    let store = connect::store(arguments)?;
    let session = connect::session(arguments, &store)?;
    let accounts = connect::accounts(arguments, &session.choices).await?;
    let look = async |events: &Events| preflight::run(&session, &session.choices, &accounts, events).await;
    let checks = printing(EventFormat::Silent, look).await?;
    let summary = CheckSummary::of(&checks);
    if let Some(path) = &preflight.junit {
        std::fs::write(path, junit::report("cognito-ferry preflight", &checks)).map_err(|error| {
            Problem::new(ProblemKind::Local, format!("The report {} could not be written.", path.display()), error.to_string())
        })?;
    }
    match arguments.json {
        true => output::document(&json!({
            "format_version": PREFLIGHT_FORMAT,
            "session": session.name,
            "summary": summary,
            "checks": checks,
        }))?,
        false => output::line(&text::all(&checks, summary, preflight.verbose)),
    }
    let failed = summary.fail > 0 || preflight.strict && summary.warn > 0;
    Ok(if failed { Exit::Different } else { Exit::Fine })
}
