//! How the home screen looks: the choices, and what belongs to the one under the cursor.

use jiff::Timestamp;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::problem::{Problem, ProblemKind};
use crate::session::store::SessionSummary;
use crate::text::printable;
use crate::wizard::operation::JobKind;
use crate::wizard::state::State;
use crate::wizard::widgets::choice_list;
use crate::wizard::widgets::text_field::{self, Label};
use crate::wizard::widgets::wrap::wrap;
use crate::wizard::widgets::{confirm, problem_panel, spinner};

/// Rows from which there is room for gaps.
const ROOMY: u16 = 12;

/// Draws the list and what belongs to the row under the cursor.
pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &State) {
    let home = &state.screens.home;
    // On a small screen every row counts.
    let gap = u16::from(area.height >= ROOMY);
    let rows =
        u16::try_from(home.list.rows().len()).unwrap_or(u16::MAX).saturating_add(gap.max(home.list.filter().is_some().into()));
    let list = rows.clamp(1 + gap, area.height.saturating_sub(6).max(1 + gap));
    let [list, _, below] = Layout::vertical([Constraint::Length(list), Constraint::Length(gap), Constraint::Min(0)]).areas(area);
    choice_list::draw(frame, list, &home.list, !home.naming, "", state.theme());
    match home.chosen() {
        Some(session) => draw_saved(frame, below, state, session),
        None => draw_new(frame, below, state),
    }
    if let Some((_, question)) = &home.deleting {
        confirm::draw(frame, area, question, state.theme());
    }
}

fn draw_new(frame: &mut Frame<'_>, area: Rect, state: &State) {
    let (home, theme) = (&state.screens.home, state.theme());
    let label = Label { text: "Session name", width: 16, focused: home.naming, wrong: home.wrong.as_deref(), placeholder: "" };
    let height = text_field::height(&label, home.name.value(), area.width);
    let gap = u16::from(area.height >= ROOMY / 2);
    let [name, _, rest] = Layout::vertical([Constraint::Length(height), Constraint::Length(gap), Constraint::Min(0)]).areas(area);
    text_field::draw(frame, name, &label, home.name.line(), theme);
    if let Some((_, problem)) = &home.problem {
        return problem_panel::draw(frame, rest, problem_panel::lines(problem, usize::from(rest.width), theme));
    }
    let text = match (working(state), state.elapsed(JobKind::ListSessions)) {
        (Some(text), _) => text,
        (None, Some(elapsed)) => {
            let then = if home.submit_when_loaded { ", then on to a new migration" } else { "" };
            format!("{} Looking for saved sessions{then}.", spinner::picture(elapsed, theme))
        }
        (None, None) => {
            "The session keeps your answers and a record of every change, so that you can stop at any point and continue later. \
                 It never holds a password."
                .into()
        }
    };
    let lines: Vec<Line<'_>> =
        wrap(&text, usize::from(rest.width).saturating_sub(2)).into_iter().map(|line| Line::from(format!("  {line}"))).collect();
    frame.render_widget(Paragraph::new(lines).style(theme.dim()), rest);
}

/// The session under the cursor: from where to where, how far, how old.
fn draw_saved(frame: &mut Frame<'_>, area: Rect, state: &State, session: &SessionSummary) {
    let theme = state.theme();
    let width = usize::from(area.width);
    let fact = |name: &str, value: String| Line::from(vec![Span::styled(format!("  {name:<14}"), theme.dim()), Span::raw(value)]);
    let mut lines = vec![
        fact("Source", printable(&session.source).into_owned()),
        fact("Destination", printable(&session.destination).into_owned()),
        fact("State", printable(&session.state).into_owned()),
        fact("Last change", age(state.wall(), session.updated)),
    ];
    if let Some(text) = working(state) {
        lines.push(Line::default());
        lines.extend(problem_panel::hanging(" ", &text, width, theme.accent()));
    }
    if let Some(holder) = session.in_use.as_ref().filter(|_| state.screens.home.problem.is_none()) {
        lines.push(Line::default());
        lines.extend(problem_panel::hanging(theme.mark_warning(), &format!("In use. {holder}"), width, theme.warning()));
    }
    if let Some(problem) = &session.problem {
        lines.push(Line::default());
        lines.extend(problem_panel::hanging(theme.mark_failed(), &printable(problem), width, theme.bad()));
    }
    if let Some((_, problem)) = &state.screens.home.problem {
        lines.push(Line::default());
        lines.extend(problem_panel::lines(problem, width, theme));
    }
    problem_panel::draw(frame, area, lines);
}

/// Why this session cannot be continued, as there may have been no room to say in full.
pub fn hindrance(session: &SessionSummary) -> Option<Problem> {
    let name = &session.name;
    let of = |what: String, why: &String| Problem::new(ProblemKind::Local, what, why.clone());
    let broken = session.problem.as_ref().map(|why| of(format!("The session {name} cannot be continued."), why));
    broken.or_else(|| session.in_use.as_ref().map(|why| of(format!("The session {name} is in use."), why)))
}

/// What is waited for.
fn working(state: &State) -> Option<String> {
    let waits = |kind, what: &str| {
        let elapsed = state.elapsed(kind)?;
        Some(format!("{} {what}  {}", spinner::picture(elapsed, state.theme()), spinner::elapsed_text(elapsed)))
    };
    let opening = "Opening the session.";
    let opens = waits(JobKind::LoadSession, opening).or_else(|| waits(JobKind::BeginSession, opening));
    opens.or_else(|| waits(JobKind::DeleteSession, "Deleting the session."))
}

/// How long ago, as a person says it.
fn age(now: Timestamp, then: Timestamp) -> String {
    let minutes = (now.as_second() - then.as_second()).max(0) / 60;
    let (count, unit) = match minutes {
        0 => return "just now".into(),
        1..60 => (minutes, "minute"),
        60..1440 => (minutes / 60, "hour"),
        _ => (minutes / 1440, "day"),
    };
    format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_told_in_the_largest_unit_that_fits() {
        let now = Timestamp::from_second(10_000_000).unwrap();
        let told = [0, 59, 60, 7_200, 86_400 * 3].map(|seconds| age(now, Timestamp::from_second(10_000_000 - seconds).unwrap()));
        assert_eq!(told, ["just now", "just now", "1 minute ago", "2 hours ago", "3 days ago"]);
    }
}
