//! `verify`: each resource compared with what it must be, and the chain tried as a whole.

use serde_json::json;

use super::arguments::Arguments;
use super::connect::{self, Connected};
use super::event_printer::{EventFormat, printing};
use super::exit::Exit;
use super::output;
use crate::check::finding::{Check, CheckStatus};
use crate::migration::verify;
use crate::problem::Problem;
use crate::text::printable;

/// The version of the document that `--json` prints.
const VERIFY_FORMAT: u32 = 1;

pub async fn run(arguments: &Arguments) -> Result<Exit, Problem> {
    connect::named(arguments)?;
    let mut connected = connect::open(arguments).await?;
    let Connected { store, session, accounts, spec, .. } = &mut connected;
    let checks = printing(EventFormat::Silent, async |events| verify::verify(session, spec, accounts, events).await).await?;
    if store.contains(&session.name) {
        session.checks.clone_from(&checks);
        store.save(session)?;
    }
    let failed = checks.iter().any(|check| check.status == CheckStatus::Fail);
    match arguments.json {
        true => output::document(&json!({ "format_version": VERIFY_FORMAT, "session": session.name, "checks": checks }))?,
        false => output::line(&text(&checks)),
    }
    Ok(if failed { Exit::Different } else { Exit::Fine })
}

/// The failures first and in full, then what could not be looked at, then the passes, a line each.
fn text(checks: &[Check]) -> String {
    let of = |status| checks.iter().filter(move |check| check.status == status);
    let mut lines = Vec::new();
    for check in of(CheckStatus::Fail).chain(of(CheckStatus::Warn)).chain(of(CheckStatus::Skipped)) {
        lines.push(format!("{} {}", mark(check.status), printable(&check.title)));
        lines.extend(check.evidence.iter().map(|evidence| format!("    {}", printable(evidence))));
        lines.extend(check.remedy.iter().map(|remedy| format!("    → {}", printable(remedy))));
    }
    lines.extend(of(CheckStatus::Pass).map(|check| format!("{} {}", mark(check.status), printable(&check.title))));
    let count = |status| of(status).count();
    lines.push(String::new());
    lines.push(format!(
        "{} passed, {} failed, {} skipped",
        count(CheckStatus::Pass),
        count(CheckStatus::Fail) + count(CheckStatus::Warn),
        count(CheckStatus::Skipped)
    ));
    lines.join("\n")
}

fn mark(status: CheckStatus) -> &'static str {
    match status {
        CheckStatus::Pass => "✓",
        CheckStatus::Warn => "!",
        CheckStatus::Fail => "✗",
        CheckStatus::Skipped => "?",
    }
}
