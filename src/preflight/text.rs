//! Checks as text for people.

use std::collections::BTreeMap;

use super::summary::Summary;
use crate::migration::check::{Check, CheckStatus};
use crate::text::printable;

/// The failures first and in full, then the warnings, then what could not be looked at; the passes of a theme on one line.
pub fn all(checks: &[Check], summary: Summary) -> String {
    let of = |status| checks.iter().filter(move |check| check.status == status);
    let mut lines = Vec::new();
    for (status, heading) in [(CheckStatus::Fail, "Failed"), (CheckStatus::Warn, "Warnings")] {
        if of(status).next().is_some() {
            lines.push(format!("{heading}\n"));
        }
        lines.extend(of(status).map(in_full));
    }
    let skipped = not_looked_at(&of(CheckStatus::Skipped).collect::<Vec<_>>());
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

/// One finding with its evidence and remedy; ends with an empty line.
pub fn in_full(check: &Check) -> String {
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
pub fn not_looked_at(checks: &[&Check]) -> Vec<String> {
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
