//! Checks as rows that open to what was seen and what to do: preflight and verify show them alike. Pure.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::check::finding::{Check, CheckStatus, Drift};
use crate::migration::drift;
use crate::model::change::FieldChange;
use crate::preflight::folded::{self, CheckRow, Fold};
use crate::text::{printable, printable_lines};
use crate::wizard::theme::Theme;
use crate::wizard::widgets::document;
use crate::wizard::widgets::outline::Node;
use crate::wizard::widgets::problem_panel::{hanging, indented};
use crate::wizard::widgets::wrap::cut_middle;

/// A check that could not be looked at is not a pass.
pub fn all_pass(checks: &[Check]) -> bool {
    !checks.is_empty() && checks.iter().all(|check| matches!(check.status, CheckStatus::Pass | CheckStatus::Warn))
}

/// Whether a resource is there otherwise than planned, or is not there: applying again mends it. What somebody put onto a resource stays
/// theirs: the engine tells that in sentences, not as a difference.
pub fn drifted(check: &Check) -> bool {
    let mendable = check.drift.first().is_none_or(|first| check.evidence.starts_with(&drift::lines(first)));
    check.status == CheckStatus::Fail && check.resource.is_some() && mendable
}

/// How many of each kind.
pub fn counts(checks: &[Check], theme: Theme) -> Line<'static> {
    let counts = [
        (CheckStatus::Fail, "failed"),
        (CheckStatus::Warn, "with a warning"),
        (CheckStatus::Skipped, "could not be looked at"),
        (CheckStatus::Pass, "passed"),
    ];
    let mut spans = Vec::new();
    for (status, words) in counts {
        let count = checks.iter().filter(|check| check.status == status).count();
        if count > 0 {
            let comma = if spans.is_empty() { "" } else { ", " };
            spans.push(Span::raw(comma));
            spans.push(Span::styled(format!("{count} {words}"), mark(status, theme).1));
        }
    }
    Line::from(spans)
}

fn mark(status: CheckStatus, theme: Theme) -> (&'static str, Style) {
    match status {
        CheckStatus::Pass => (theme.mark_done(), theme.good()),
        CheckStatus::Warn => (theme.mark_warning(), theme.warning()),
        CheckStatus::Fail => (theme.mark_failed(), theme.bad()),
        CheckStatus::Skipped => ("?", theme.warning()),
    }
}

/// The rows.
pub fn nodes(checks: &[Check], width: usize, theme: Theme) -> Vec<Node> {
    let node = |row: CheckRow<'_>| {
        let (title, status, mut under) = match &row {
            CheckRow::One(check) => (check.title.clone(), check.status, body(check, width.saturating_sub(5), theme)),
            CheckRow::Several(fold) => (fold.title(), CheckStatus::Skipped, list_of(fold, width.saturating_sub(5), theme)),
        };
        let title = printable(&title);
        let (mark, style) = mark(status, theme);
        let shown = cut_middle(&title, width.saturating_sub(4), theme.ellipsis());
        if shown != title {
            // An open row says in full what its head had no room for.
            let full = hanging(" ", &title, width.saturating_sub(2), Style::new());
            under.splice(0..0, indented(full));
        }
        let head = Line::from(vec![Span::styled(format!("{mark} "), style), Span::raw(shown)]);
        Node { above: Vec::new(), head, body: under }
    };
    folded::rows(checks).into_iter().map(node).collect()
}

/// Each of what shares a cause, and what to do: once, where it is the same.
fn list_of(fold: &Fold<'_>, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines: Vec<Line<'static>> = Vec::new();
    let said_once = fold.remedy();
    let to_do = |remedy: &str| hanging(theme.arrow(), &printable_lines(remedy), width, theme.accent());
    for check in &fold.checks {
        lines.extend(hanging("?", &printable(&check.title), width, theme.warning()));
        for seen in check.evidence.iter().skip(fold.shared) {
            lines.extend(hanging(theme.mark_open(), &printable_lines(seen), width, theme.dim()));
        }
        lines.extend(check.remedy.as_deref().filter(|_| said_once.is_none()).into_iter().flat_map(to_do));
    }
    lines.extend(said_once.into_iter().flat_map(to_do));
    indented(indented(lines).collect()).collect()
}

/// What was seen, then what to do.
fn body(check: &Check, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = difference(&check.drift, width, theme);
    // The difference says the same as these lines of the evidence, and more clearly.
    let told: Vec<String> = check.drift.iter().flat_map(drift::lines).collect();
    for seen in check.evidence.iter().filter(|seen| !told.contains(seen)) {
        lines.extend(hanging(theme.mark_open(), &printable_lines(seen), width, theme.dim()));
    }
    if drifted(check) {
        lines.extend(hanging("p", "Repair it: plans just what differs, then asks.", width, theme.accent()));
    }
    if let Some(remedy) = &check.remedy {
        lines.extend(hanging(theme.arrow(), &printable_lines(remedy), width, theme.accent()));
    }
    indented(indented(lines).collect()).collect()
}

/// From what is wanted to what was found, and what was written where that is another value still.
fn difference(differences: &[Drift], width: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    if !differences.is_empty() {
        lines.push(Line::styled(format!("As wanted {} as found", theme.arrow()), theme.title()));
    }
    for piece in differences {
        let Drift { path, recorded, wanted, found } = piece;
        let field = FieldChange { path: path.clone(), before: wanted.clone(), after: found.clone() };
        if let Some(name) = field.plain_name() {
            lines.push(Line::styled(format!("  {name}"), theme.dim()));
        }
        lines.extend(document::drawn(&document::field_lines(&[field], theme.arrow()), width, theme));
        if let Some(recorded) = recorded.as_ref().filter(|recorded| Some(*recorded) != wanted.as_ref()) {
            lines.extend(hanging(" ", &format!("  recorded: {}", printable(&recorded.to_string())), width, theme.dim()));
        }
        if let Some(meaning) = drift::meaning(piece) {
            lines.extend(hanging(theme.mark_warning(), &printable(&meaning), width, theme.warning()));
        }
    }
    lines
}

/// The checks with what was seen, to copy.
pub fn text<'c>(checks: impl IntoIterator<Item = &'c Check>) -> String {
    let mut text = String::new();
    for check in checks {
        let status = match check.status {
            CheckStatus::Pass => "pass",
            CheckStatus::Warn => "warn",
            CheckStatus::Fail => "fail",
            CheckStatus::Skipped => "skipped",
        };
        text.push_str(&format!("{status}: {}\n", check.title));
        text.extend(check.evidence.iter().chain(&check.remedy).map(|line| format!("  {line}\n")));
    }
    printable_lines(&text) + "\n"
}
