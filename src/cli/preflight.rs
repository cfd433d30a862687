//! `preflight`: what would fail, found by reading alone.

use std::collections::BTreeMap;

use serde_json::json;
use tokio::sync::mpsc;

use super::arguments::{Arguments, PreflightArguments};
use super::exit::Exit;
use super::{connect, junit, output};
use crate::aws::problem::{Problem, ProblemKind};
use crate::migration::check::{Check, CheckStatus};
use crate::migration::event::EVENT_CAPACITY;
use crate::preflight;
use crate::preflight::summary::Summary;
use crate::text::printable;

/// The version of the document that `--json` prints: assets/schema/preflight.json.
const PREFLIGHT_FORMAT: u32 = 1;

pub async fn run(arguments: &Arguments, preflight: &PreflightArguments) -> Result<Exit, Problem> {
    let store = connect::store(arguments)?;
    let session = connect::session(arguments, &store)?;
    let accounts = connect::accounts(arguments, &session.choices).await?;
    let (events, mut heard) = mpsc::channel(EVENT_CAPACITY);
    let listener = tokio::spawn(async move { while heard.recv().await.is_some() {} });
    let checks = preflight::run(&session, &session.choices, &accounts, &events).await?;
    drop(events);
    // It only empties the channel.
    drop(listener.await);
    let summary = Summary::of(&checks);
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
        false => output::line(&text(&checks, summary)),
    }
    let failed = summary.fail > 0 || preflight.strict && summary.warn > 0;
    Ok(if failed { Exit::Different } else { Exit::Fine })
}

/// The failures first and in full, then the warnings, then what could not be looked at; the passes of a theme on one line.
fn text(checks: &[Check], summary: Summary) -> String {
    let of = |status| checks.iter().filter(move |check| check.status == status);
    let mut lines = Vec::new();
    for (status, heading) in [(CheckStatus::Fail, "Failed"), (CheckStatus::Warn, "Warnings")] {
        if of(status).next().is_some() {
            lines.push(format!("{heading}\n"));
        }
        lines.extend(of(status).map(in_full));
    }
    let skipped = skipped(&of(CheckStatus::Skipped).collect::<Vec<_>>());
    if !skipped.is_empty() {
        lines.push("Not looked at\n".into());
        lines.extend(skipped);
    }
    let mut passed: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for check in of(CheckStatus::Pass) {
        let (theme, name) = check.id.split_once('.').unwrap_or((&check.id, ""));
        passed.entry(theme).or_default().push(name);
    }
    if !passed.is_empty() {
        lines.push("Passed\n".into());
        lines.extend(passed.iter().map(|(theme, names)| format!("  ✓ {theme}: {}", names.join(", "))));
        lines.push(String::new());
    }
    let Summary { pass, warn, fail, skipped } = summary;
    lines.push(format!("{fail} failed, {warn} warnings, {skipped} not looked at, {pass} passed"));
    lines.join("\n")
}

fn in_full(check: &Check) -> String {
    let mark = if check.status == CheckStatus::Fail { "✗" } else { "!" };
    let mut lines = vec![format!("  {mark} {}  [{}]", printable(&check.title), check.id)];
    lines.extend(check.evidence.iter().map(|evidence| format!("      {}", printable(evidence))));
    lines.extend(remedy(check, "      "));
    lines.push(String::new());
    lines.join("\n")
}

/// The first line of a remedy has the arrow; the others, commands and statements, stand below it as they are to be pasted.
fn remedy(check: &Check, indent: &str) -> Vec<String> {
    let lines = check.remedy.iter().flat_map(|remedy| remedy.lines()).enumerate();
    lines.map(|(at, line)| format!("{indent}{} {}", if at == 0 { "→" } else { " " }, printable(line))).collect()
}

/// What could not be looked at for one and the same reason is one paragraph.
fn skipped(checks: &[&Check]) -> Vec<String> {
    let mut reasons: Vec<(&[String], Vec<&Check>)> = Vec::new();
    for check in checks {
        match reasons.iter_mut().find(|(evidence, _)| *evidence == check.evidence.as_slice()) {
            Some((_, known)) => known.push(check),
            None => reasons.push((&check.evidence, vec![check])),
        }
    }
    let paragraph = |(evidence, checks): &(&[String], Vec<&Check>)| {
        let mut lines = vec![format!("  - {}", printable(&evidence.join(" · ")))];
        // What is to be done about all of them is said once.
        let same = checks.iter().all(|check| check.remedy == checks[0].remedy);
        for check in checks {
            lines.push(format!("      {}  [{}]", printable(&check.title), check.id));
            if !same {
                lines.extend(remedy(check, "        "));
            }
        }
        if same {
            lines.extend(remedy(checks[0], "    "));
        }
        lines.push(String::new());
        lines.join("\n")
    };
    reasons.iter().map(paragraph).collect()
}
