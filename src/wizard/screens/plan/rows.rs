//! The plan in words: a summary, one row for each change under its account, and under an open row why, what differs, and the
//! whole document.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::answers::GivenAnswer;
use super::state::{PlanRow, replaceable, rows_of};
use crate::aws::Side;
use crate::migration::direction;
use crate::migration::plan::Plan;
use crate::model::change::{Change, ChangeAction as Verb};
use crate::model::place::Place;
use crate::text::printable;
use crate::wizard::state::State;
use crate::wizard::theme::Theme;
use crate::wizard::widgets::document;
use crate::wizard::widgets::outline::Node;
use crate::wizard::widgets::problem_panel::hanging;
use crate::wizard::widgets::summary;
use crate::wizard::widgets::wrap::{columns, cut, cut_middle, fit, wrap};

/// Columns of the titles: the longest, and a gap.
const TITLE: usize = 27;

/// Columns before the text under an open row.
const INDENT: usize = 4;

/// Which rows' bodies are worth writing: drawing and moving about need the open ones, opening a row needs its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bodies {
    Open,
    All,
}

/// Where the rows are, under the summary.
pub fn list(state: &State, area: Rect) -> Rect {
    let Some(plan) = state.screens.plan.plan.as_deref() else { return area };
    let above = summary::rows(summary_line(plan, state.screens.plan.repairing, state.theme()), usize::from(area.width)).len();
    summary::below(area, above)
}

/// How many there are of each kind.
pub fn summary_line(plan: &Plan, repairing: bool, theme: Theme) -> Line<'static> {
    let unchanged = plan.count(Verb::Adopt) + plan.count(Verb::Keep);
    let counts = [
        (plan.count(Verb::Conflict), "to decide", theme.warning()),
        (plan.count(Verb::Create), "to create", theme.good()),
        (plan.count(Verb::Update), "to update", theme.accent()),
        (unchanged, if repairing { "as they must be" } else { "unchanged" }, theme.dim()),
        (plan.warnings(), if plan.warnings() == 1 { "warning" } else { "warnings" }, theme.warning()),
    ];
    if plan.conflicts().next().is_none() && !plan.has_changes() {
        let then = if repairing { " Enter goes back to verify." } else { "" };
        return Line::styled(format!("{} No changes: everything is as it must be.{then}", theme.mark_done()), theme.good());
    }
    let mut spans = Vec::new();
    for (count, words, style) in counts.into_iter().filter(|(count, ..)| *count > 0) {
        if !spans.is_empty() {
            spans.push(Span::raw(", "));
        }
        spans.push(Span::styled(format!("{count} {words}"), style));
    }
    Line::from(spans)
}

/// The rows of the plan.
pub fn nodes(state: &State, width: usize, bodies: Bodies) -> Vec<Node> {
    let Some(plan) = state.screens.plan.plan.as_deref() else { return Vec::new() };
    let theme = state.theme();
    let mut group = None;
    let mut direction = direction_lines(plan, width, theme);
    rows_of(&state.screens.plan, plan)
        .into_iter()
        .enumerate()
        .map(|(number, row)| {
            let here = group_of(row);
            let heading = if group.replace(here) == Some(here) { Vec::new() } else { heading(here, plan, width, theme) };
            let above = direction.drain(..).chain(heading).collect();
            let wanted = bodies == Bodies::All || state.screens.plan.outline.is_open(number);
            let (head, body) = match row {
                PlanRow::Change(change) => (head(change, width, theme), wanted.then(|| body(change, width, theme))),
                PlanRow::Answer(answer) => (answer_head(answer, width, theme), wanted.then(|| answer_body(answer, width, theme))),
            };
            Node { above, head, body: body.unwrap_or_default() }
        })
        .collect()
}

/// Above everything: who moves, from where to where.
fn direction_lines(plan: &Plan, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let [from, to] = direction::lines(&plan.spec);
    let mut lines: Vec<Line<'static>> = wrap(&format!("Users move {from}"), width).into_iter().map(Line::raw).collect();
    lines.extend(wrap(&to, width).into_iter().map(Line::raw));
    lines.extend(
        direction::in_common(&plan.spec)
            .into_iter()
            .flat_map(|both| hanging(theme.mark_warning(), &both, width, theme.warning())),
    );
    lines
}

/// What stands under one heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heading {
    Conflicts,
    Changes(Side),
    Answers,
}

fn group_of(row: PlanRow<'_>) -> Heading {
    match row {
        PlanRow::Change(change) if change.action == Verb::Conflict => Heading::Conflicts,
        PlanRow::Change(change) => Heading::Changes(change.resource.side()),
        PlanRow::Answer(_) => Heading::Answers,
    }
}

fn heading(group: Heading, plan: &Plan, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let text = match group {
        Heading::Conflicts => "These wait for your choice".to_owned(),
        Heading::Changes(side) => {
            let Place { account, region, .. } = match side {
                Side::Source => &plan.spec.source,
                Side::Destination => &plan.spec.destination,
            };
            format!("In the {side} account {account} ({region})")
        }
        Heading::Answers => "What it follows from (e changes an answer)".to_owned(),
    };
    vec![Line::styled(cut(&text, width, theme.ellipsis()), theme.dim())]
}

/// Sign, what it is, what it is called.
fn head(change: &Change, width: usize, theme: Theme) -> Line<'static> {
    let style = match change.action {
        Verb::Create => theme.good(),
        Verb::Update => theme.accent(),
        Verb::Adopt | Verb::Keep => theme.dim(),
        Verb::Conflict => theme.warning(),
    };
    let name = cut_middle(&printable(&change.name), width.saturating_sub(TITLE + 4), theme.ellipsis());
    Line::from(vec![
        Span::styled(format!("{} ", change.action.sign()), style),
        Span::raw(fit(change.resource.title(), TITLE, theme.ellipsis())),
        Span::styled(name, if change.action.writes() { Style::new() } else { style }),
    ])
}

/// What was asked, and the answer.
fn answer_head(answer: &GivenAnswer, width: usize, theme: Theme) -> Line<'static> {
    let value = cut_middle(&printable(&answer.value), width.saturating_sub(TITLE + 4), theme.ellipsis());
    Line::from(vec![Span::raw("  "), Span::raw(fit(answer.title, TITLE, theme.ellipsis())), Span::styled(value, theme.dim())])
}

/// The answer in full, and what follows from it.
fn answer_body(answer: &GivenAnswer, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let room = width.saturating_sub(INDENT);
    let is_cut = columns(&printable(&answer.value)) > width.saturating_sub(TITLE + 4);
    let told = match answer.notes.is_empty() {
        true if is_cut => std::slice::from_ref(&answer.value),
        _ => answer.notes.as_slice(),
    };
    let mut lines: Vec<_> = told.iter().flat_map(|line| plain(&printable(line), room, Style::new())).collect();
    lines.extend(hanging("e", "Change it; Enter then leads back here, to the plan made anew.", room, theme.accent()));
    indent(lines)
}

fn indent(lines: Vec<Line<'static>>) -> Vec<Line<'static>> {
    let indented = lines.into_iter().map(|mut line| {
        line.spans.insert(0, Span::raw(" ".repeat(INDENT)));
        line
    });
    indented.collect()
}

fn body(change: &Change, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let room = width.saturating_sub(INDENT);
    let mut lines = plain(&printable(&change.why), room, theme.dim());
    match change.action {
        Verb::Adopt => {
            lines.extend(plain("It is there and matches: used as it is, and left alone at teardown.", room, theme.dim()))
        }
        Verb::Keep => lines.extend(plain("This session made it, and it is as it must be.", room, theme.dim())),
        Verb::Create | Verb::Update | Verb::Conflict => {}
    }
    lines.extend(warnings(change, room, theme));
    if !change.left_behind.is_empty() {
        lines.push(Line::styled("Stays behind in the source", theme.title()));
        let left = change.left_behind.iter().map(|left| format!("{}: {}.", left.member, left.why));
        lines.extend(left.flat_map(|left| plain(&printable(&left), room, Style::new())));
    }
    lines.extend(choice(change, room, theme));
    if !change.fields.is_empty() {
        lines.push(Line::styled("What differs", theme.title()));
        lines.extend(document::drawn(&document::field_lines(&change.fields, theme.arrow()), room, theme));
    }
    lines.push(Line::styled("The whole document", theme.title()));
    let before = match change.action {
        Verb::Adopt | Verb::Keep => Some(&change.after),
        _ => change.before.as_ref(),
    };
    lines.extend(document::drawn(&document::document_lines(before, &change.after), room, theme));
    indent(lines)
}

/// Each warning's sentence behind its mark; the lines to copy as they are.
fn warnings(change: &Change, room: usize, theme: Theme) -> Vec<Line<'static>> {
    let told = change.warnings.iter().flat_map(|warning| warning.lines().enumerate());
    told.flat_map(|(number, line)| match number {
        0 => hanging(theme.mark_warning(), &printable(line), room, theme.warning()),
        _ => hanging(" ", &printable(line), room, Style::new()),
    })
    .collect()
}

/// For a conflict: what stands there and what can be done.
fn choice(change: &Change, room: usize, theme: Theme) -> Vec<Line<'static>> {
    let Some(conflict) = &change.conflict else { return Vec::new() };
    let mut lines = hanging(theme.mark_warning(), &printable(&conflict.found), room, theme.warning());
    lines.push(Line::styled("Your choice", theme.title()));
    if replaceable(change) {
        lines.extend(hanging("x", "Replace it: what stands there is recorded and put back at teardown.", room, theme.accent()));
    }
    lines.extend(hanging("e", &format!("{} e goes to the answer.", printable(&conflict.alternative)), room, theme.accent()));
    lines.extend(hanging("q", "Stop here: nothing has been changed.", room, theme.accent()));
    lines
}

fn plain(text: &str, width: usize, style: Style) -> Vec<Line<'static>> {
    wrap(text, width).into_iter().map(|line| Line::styled(line, style)).collect()
}
