//! Checks as text for people.

use std::collections::BTreeMap;

use super::folded::{self, CheckRow};
use super::summary::CheckSummary;
use crate::check::finding::{Check, CheckStatus};
use crate::text::printable;

/// The failures first and in full, then the warnings, then what could not be looked at; the passes of a theme on one line. `verbose`
/// opens what is folded.
pub fn all(checks: &[Check], summary: CheckSummary, verbose: bool) -> String {
    let of = |status| checks.iter().filter(move |check| check.status == status);
    let mut lines = Vec::new();
    for (status, heading) in [(CheckStatus::Fail, "Failed"), (CheckStatus::Warn, "Warnings")] {
        if of(status).next().is_some() {
            lines.push(format!("{heading}\n"));
        }
        lines.extend(of(status).map(in_full));
    }
    let skipped = not_looked_at(&of(CheckStatus::Skipped).collect::<Vec<_>>(), verbose);
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
    let CheckSummary { pass, warn, fail, skipped } = summary;
    lines.push(format!("{fail} failed, {warn} warnings, {skipped} not looked at, {pass} passed"));
    lines.join("\n")
}

/// One finding with its evidence and remedy; ends with an empty line.
pub fn in_full(check: &Check) -> String {
    let mark = if check.status == CheckStatus::Fail { "✗" } else { "!" };
    let mut lines = vec![format!("  {mark} {}  [{}]", printable(&check.title), check.id)];
    lines.extend(check.evidence.iter().map(|evidence| format!("      {}", printable(evidence))));
    lines.extend(remedy(check.remedy.as_deref(), "      "));
    lines.push(String::new());
    lines.join("\n")
}

/// The first line of a remedy has the arrow; the others, commands and statements, stand below it as they are to be pasted.
fn remedy(remedy: Option<&str>, indent: &str) -> Vec<String> {
    let lines = remedy.iter().flat_map(|remedy| remedy.lines()).enumerate();
    lines.map(|(at, line)| format!("{indent}{} {}", if at == 0 { "→" } else { " " }, printable(line))).collect()
}

/// What could not be looked at. What shares its cause is one paragraph with all that it concerns, or, where that is not `open`, one line.
pub fn not_looked_at(checks: &[&Check], open: bool) -> Vec<String> {
    folded::not_looked_at(checks.iter().copied()).iter().map(|row| paragraph(row, open)).collect()
}

fn paragraph(row: &CheckRow<'_>, open: bool) -> String {
    let mut lines = Vec::new();
    match row {
        CheckRow::One(check) => {
            lines.push(format!("  - {}", printable(&check.evidence.join(" · "))));
            lines.push(format!("      {}  [{}]", printable(&check.title), check.id));
            lines.extend(remedy(check.remedy.as_deref(), "    "));
        }
        CheckRow::Several(fold) if !open => {
            lines.push(format!("  - {} (--verbose lists them)", printable(&fold.title())));
            // A permission to ask for is worth a line; what nobody can know has many answers.
            lines.extend(remedy(fold.remedy(), "    "));
        }
        CheckRow::Several(fold) => {
            lines.push(format!("  - {}", printable(&fold.cause())));
            let said_once = fold.remedy();
            for check in &fold.checks {
                lines.push(format!("      {}  [{}]", printable(&check.title), check.id));
                lines.extend(check.evidence.iter().skip(fold.shared).map(|evidence| format!("        {}", printable(evidence))));
                lines.extend(remedy(check.remedy.as_deref().filter(|_| said_once.is_none()), "        "));
            }
            lines.extend(remedy(said_once, "    "));
        }
    }
    lines.push(String::new());
    lines.join("\n")
}
