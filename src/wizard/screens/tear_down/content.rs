//! A teardown in words: a summary, one row for each resource in the safe order, what somebody changed side by side, and the run.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use serde_json::Value;

use super::state::{TearDownState, ordered};
use crate::aws::Side;
use crate::migration::teardown::{self, ChangedMember, Removal, RemovalAction, Teardown};
use crate::text::printable;
use crate::wizard::operation::JobKind;
use crate::wizard::screens::live::content::ScreenWords;
use crate::wizard::state::State;
use crate::wizard::theme::Theme;
use crate::wizard::widgets::document::{self, Sign};
use crate::wizard::widgets::outline::Node;
use crate::wizard::widgets::problem_panel::hanging;
use crate::wizard::widgets::spinner::{elapsed_text, picture};
use crate::wizard::widgets::summary;
use crate::wizard::widgets::wrap::{cut_middle, fit, wrap};

/// Columns of the titles: the longest, and a gap.
const TITLE: usize = 27;

/// Columns before the text under an open row.
const INDENT: usize = 4;

/// Columns of `Before this session`, and a gap.
const MOMENT: usize = 21;

/// Where the rows are, under the summary.
pub fn list(state: &State, area: Rect) -> Rect {
    summary::below(area, summary::rows(summary_line(state), usize::from(area.width)).len())
}

/// What stands above the rows.
pub fn summary_line(state: &State) -> Line<'static> {
    let theme = state.theme();
    if let Some(elapsed) = state.elapsed(JobKind::PlanTeardown) {
        let text = format!("{} Looking at what is there in both accounts  {}", picture(elapsed, theme), elapsed_text(elapsed));
        return Line::styled(text, theme.accent());
    }
    let Some(teardown) = state.screens.tear_down.teardown.as_deref() else { return Line::default() };
    let waits = teardown.undecided().next().is_some();
    Line::styled(teardown::summary(teardown), if waits { theme.warning() } else { theme.accent() })
}

/// What only this screen can say of its run.
pub fn of_the_run(state: &State, width: u16) -> ScreenWords {
    let took = state.screens.tear_down.live.as_ref().map(|run| run.took).unwrap_or_default();
    ScreenWords {
        finished: finished(state, &state.screens.tear_down, elapsed_text(took), width),
        stopped: "Enter looks at what is left.",
        failed: "Enter looks at what is left.",
    }
}

fn finished(state: &State, screen: &TearDownState, time: String, width: u16) -> Vec<Line<'static>> {
    let theme = state.theme();
    let Some(result) = &screen.result else { return Vec::new() };
    let told = format!("{} {} deleted, {} set back in {time}.", theme.mark_done(), result.deleted, result.reverted);
    let what = match result.left {
        _ if result.archived && result.stays.is_empty() => "Nothing of it is left. Its record is in the archive.".to_owned(),
        _ if result.archived => {
            format!("Left for good: {}. Its record is in the archive.", printable(&result.stays.join(", ")))
        }
        1 => "One resource is left, so the session stays. Enter goes home.".to_owned(),
        left => format!("{left} resources are left, so the session stays. Enter goes home."),
    };
    let what = wrap(&what, usize::from(width).saturating_sub(2)).into_iter().map(|line| Line::raw(format!("  {line}")));
    std::iter::once(Line::styled(told, theme.good())).chain(what).collect()
}

/// The rows.
pub fn nodes(state: &State, width: usize) -> Vec<Node> {
    let (screen, theme) = (&state.screens.tear_down, state.theme());
    let Some(teardown) = screen.teardown.as_deref() else { return Vec::new() };
    let node = |removal: &Removal| Node {
        above: Vec::new(),
        head: head(removal, width, theme),
        body: body(removal, teardown, screen, width.saturating_sub(INDENT), theme)
            .into_iter()
            .map(|mut line| {
                line.spans.insert(0, Span::raw(" ".repeat(INDENT)));
                line
            })
            .collect(),
    };
    ordered(teardown).into_iter().map(node).collect()
}

/// Sign, what it is, what it is called.
fn head(removal: &Removal, width: usize, theme: Theme) -> Line<'static> {
    let (sign, style) = match removal.action {
        RemovalAction::Delete => ("-", theme.bad()),
        RemovalAction::Revert => ("~", theme.accent()),
        RemovalAction::Changed => (theme.mark_warning(), theme.warning()),
        RemovalAction::MarkRemoved
        | RemovalAction::Unmanaged
        | RemovalAction::Keep
        | RemovalAction::Skip
        | RemovalAction::CannotRemove => ("=", theme.dim()),
    };
    let name = cut_middle(&printable(&removal.name), width.saturating_sub(TITLE + 4), theme.ellipsis());
    Line::from(vec![
        Span::styled(format!("{sign} "), style),
        Span::raw(fit(removal.resource.title(), TITLE, theme.ellipsis())),
        Span::styled(name, if removal.action == RemovalAction::Unmanaged { theme.dim() } else { Style::new() }),
    ])
}

fn body(removal: &Removal, teardown: &Teardown, screen: &TearDownState, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let place = match removal.resource.side() {
        Side::Source => &teardown.spec.source,
        Side::Destination => &teardown.spec.destination,
    };
    let what = match removal.action {
        RemovalAction::Delete => "This session made it: it is deleted.",
        RemovalAction::Revert => {
            "This session edited it: these members get their recorded values back, and nothing else is touched."
        }
        RemovalAction::MarkRemoved => "Gone already, or as it was before: only its record is closed.",
        RemovalAction::CannotRemove => "This session made it, and nobody can remove it: it stays.",
        RemovalAction::Unmanaged => "Not this session's: it stays as it is.",
        RemovalAction::Changed => "Somebody changed it since: you decide.",
        RemovalAction::Keep => "You decided to keep it as it is: it is yours from then on. x takes it back after all.",
        RemovalAction::Skip => "You decided to leave it for later: the session stays until then. x takes it back after all.",
    };
    let style = if removal.action == RemovalAction::Changed { theme.warning() } else { theme.dim() };
    let mut lines = hanging(theme.mark_open(), &format!("{what} Account {} ({}).", place.account, place.region), width, style);
    if removal.action == RemovalAction::Changed {
        for (key, text) in [
            ("k", "Keep it as it is: it is yours from then on."),
            ("x", "Take it back all the same."),
            ("s", "Leave it for later."),
        ] {
            lines.extend(hanging(key, text, width, theme.accent()));
        }
    } else if screen.decisions.force.contains(&removal.resource) {
        let text = "You decided to take it back all the same. k keeps it, s leaves it for later.";
        lines.extend(hanging(theme.mark_warning(), text, width, theme.warning()));
    }
    for note in &removal.notes {
        lines.extend(hanging(theme.mark_warning(), note, width, theme.warning()));
    }
    // Of what waits for a decision, nothing is going to be written.
    let written = if removal.action == RemovalAction::Changed { &[][..] } else { &removal.fields };
    for line in document::field_lines(written, theme.arrow()) {
        let style = match line.sign {
            Sign::Added => theme.good(),
            Sign::Removed => theme.bad(),
            Sign::Changed => theme.accent(),
            Sign::Same => Style::new(),
        };
        lines.extend(hanging(&line.sign.character().to_string(), &line.text, width, style));
    }
    for disagreement in &removal.disagreements {
        lines.extend(side_by_side(disagreement, width, theme));
    }
    lines
}

/// The three values of a member, under each other, so that they can be compared letter by letter.
fn side_by_side(disagreement: &ChangedMember, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = vec![Line::styled(printable(&disagreement.path).into_owned(), theme.title())];
    let values = [
        ("Before this session", &disagreement.recorded, theme.dim()),
        ("Written by it", &disagreement.written, Style::new()),
        ("Now", &disagreement.current, theme.warning()),
    ];
    for (moment, value, style) in values {
        let value =
            value.as_ref().map_or_else(|| "nothing".to_owned(), |value: &Value| printable(&value.to_string()).into_owned());
        for (row, mut line) in hanging("", &value, width.saturating_sub(MOMENT), style).into_iter().enumerate() {
            let moment = if row == 0 { moment } else { "" };
            line.spans.insert(0, Span::styled(fit(moment, MOMENT, theme.ellipsis()), theme.dim()));
            lines.push(line);
        }
    }
    lines
}
