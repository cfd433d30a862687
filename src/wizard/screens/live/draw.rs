//! How work in the accounts is drawn while it goes on: where it stands, the rows, what is waited for, and the log or the failure
//! underneath.
//!
//! ```text
//! ⠹ 3 of 8 done, 12 s
//!   Waiting until Lambda can assume the role: try 3, again in 2 s
//! ✓ migration app client       created    0.4 s
//! ⠹ function                   creating   3.2 s
//! · invoke permission
//! ── Log ──────────────
//! ```

use std::time::Instant;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::content::{ScreenWords, areas, lines_of_standing, log_rows, panel};
use super::progress::{Progress, ProgressRow, Status};
use super::run::LiveRun;
use crate::wizard::theme::Theme;
use crate::wizard::widgets::choice_list::{draw_more, text_width};
use crate::wizard::widgets::problem_panel;
use crate::wizard::widgets::spinner::{elapsed_text, picture};
use crate::wizard::widgets::wrap::fit;

/// Columns of the titles: the longest, and a gap.
const TITLE: usize = 27;

/// Draws it.
pub fn draw(frame: &mut Frame<'_>, area: Rect, live: &LiveRun, told: ScreenWords, now: Instant, theme: Theme) {
    let progress = &live.progress;
    let panel = panel(live, area.width, theme);
    let lines = lines_of_standing(live, told, now, area.width, theme);
    let [standing, rows, heading, below] = areas(area, progress, panel.len(), lines.len());
    for (row, line) in standing.rows().zip(lines) {
        frame.render_widget(line, row);
    }
    draw_rows(frame, rows, progress, now, theme);
    if !panel.is_empty() {
        return problem_panel::draw(frame, below, panel);
    }
    if below.height > 0 {
        draw_log(frame, heading, below, live, theme);
    }
}

/// The rows; where they do not all fit, those around the one that counts.
fn draw_rows(frame: &mut Frame<'_>, area: Rect, progress: &Progress, now: Instant, theme: Theme) {
    let counts = |row: &ProgressRow| matches!(row.status, Status::Working { .. } | Status::Stopped | Status::Failed);
    let focus = progress.rows.iter().position(counts).unwrap_or_else(|| progress.done());
    let height = usize::from(area.height);
    let offset = (focus + height.min(2)).saturating_sub(height).min(progress.rows.len().saturating_sub(height));
    for (place, row) in area.rows().zip(progress.rows.iter().skip(offset)) {
        frame.render_widget(row_line(row, now, theme), place);
    }
    draw_more(frame, area, offset > 0, offset + height < progress.rows.len(), theme);
}

fn row_line(row: &ProgressRow, now: Instant, theme: Theme) -> Line<'static> {
    let (mark, style, words, time) = match &row.status {
        Status::Open => (theme.mark_open(), theme.dim(), "", String::new()),
        Status::Working { since, waiting } => {
            let elapsed = now.saturating_duration_since(*since);
            let words = if waiting.is_some() { "waiting" } else { row.work.doing() };
            (picture(elapsed, theme), theme.accent(), words, elapsed_text(elapsed))
        }
        Status::Done { work, took } if work.writes() => (theme.mark_done(), theme.good(), work.done(), elapsed_text(*took)),
        Status::Done { work, .. } => ("=", theme.dim(), work.done(), String::new()),
        Status::Stopped => (theme.mark_warning(), theme.warning(), "stopped", String::new()),
        Status::Failed => (theme.mark_failed(), theme.bad(), "failed", String::new()),
    };
    let title = fit(row.resource.title(), TITLE, theme.ellipsis());
    Line::from(vec![
        Span::styled(format!("{mark} "), style),
        Span::styled(title, if row.status == Status::Open { style } else { Style::new() }),
        Span::styled(format!("{words:<13}{time:>8}"), style),
    ])
}

fn draw_log(frame: &mut Frame<'_>, heading: Rect, area: Rect, live: &LiveRun, theme: Theme) {
    let rows = log_rows(&live.progress, text_width(area));
    let (lines, height) = (rows.len(), usize::from(area.height));
    let follows = if live.log.follows() { "" } else { " (End follows)" };
    let title = format!("{0}{0} Log{follows} ", theme.horizontal());
    let rest = theme.horizontal().repeat(usize::from(heading.width).saturating_sub(title.chars().count()));
    frame.render_widget(Line::styled(format!("{title}{rest}"), theme.dim()), heading);
    let offset = live.log.offset(lines, height);
    for (row, line) in area.rows().zip(rows.into_iter().skip(offset)) {
        frame.render_widget(Line::styled(line, theme.dim()), row);
    }
    draw_more(frame, area, offset > 0, offset + height < lines, theme);
}
