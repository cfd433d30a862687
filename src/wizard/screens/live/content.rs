//! A run in words, and where on the screen they lie.

use std::borrow::Cow;
use std::time::Instant;

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::Line;

use super::progress::Progress;
use super::run::{End, LiveRun};
use crate::wizard::theme::Theme;
use crate::wizard::widgets::choice_list::text_width;
use crate::wizard::widgets::problem_panel::{self, hanging};
use crate::wizard::widgets::spinner::{countdown_text, elapsed_text, picture};
use crate::wizard::widgets::summary;
use crate::wizard::widgets::wrap::wrap;

/// Columns before the rows on which a line of the log goes on: those of its time.
const CONTINUED: usize = 8;

/// Fewest lines of the log that are worth a heading.
const LOG: u16 = 2;

/// Columns from which one line is enough to say what is waited for.
const WIDE: u16 = 90;

/// What only the screen can say.
#[derive(Debug)]
pub struct ScreenWords {
    /// That all is done, and what Enter does then.
    pub finished: Vec<Line<'static>>,
    /// What Enter does after it was stopped, and after a failure.
    pub stopped: &'static str,
    pub failed: &'static str,
}

/// The failure, if there is one.
pub fn panel(live: &LiveRun, width: u16, theme: Theme) -> Vec<Line<'static>> {
    match &live.end {
        Some(End::Failed(problem)) => problem_panel::lines(problem, usize::from(width), theme),
        _ => Vec::new(),
    }
}

/// Where it stands, the rows, a heading, and what is left for the log or the failure. A failure takes the room it needs: what to do
/// counts more than the rows that went well.
pub fn areas(area: Rect, progress: &Progress, panel: usize, told: usize) -> [Rect; 4] {
    let rows = u16::try_from(progress.rows.len()).unwrap_or(u16::MAX);
    let standing = if area.width < WIDE && panel == 0 { 3 } else { 2 }.max(u16::try_from(told).unwrap_or(u16::MAX));
    let left = area.height.saturating_sub(standing + 1);
    let below = if panel > 0 { u16::try_from(panel).unwrap_or(u16::MAX).min(left.saturating_sub(1)) } else { LOG.min(left) };
    let rows = rows.min(left.saturating_sub(below));
    let heights = [standing, rows, 1].map(Constraint::Length);
    Layout::vertical([heights[0], heights[1], heights[2], Constraint::Min(0)]).areas(area)
}

/// Rows of the log, and how many of them are seen.
pub fn log_extent(live: &LiveRun, told: ScreenWords, area: Rect, now: Instant, theme: Theme) -> (usize, usize) {
    let standing = lines_of_standing(live, told, now, area.width, theme).len();
    let [.., below] = areas(area, &live.progress, panel(live, area.width, theme).len(), standing);
    (log_rows(&live.progress, text_width(area)).len(), usize::from(below.height))
}

/// The log in rows of this width; a line that is longer goes on under itself.
pub fn log_rows(progress: &Progress, width: usize) -> Vec<Cow<'_, str>> {
    let rows = progress.log.iter().flat_map(|line| match line.columns() <= width {
        true => vec![Cow::Borrowed(line.shown())],
        false => {
            let (time, text) = line.shown().split_at_checked(CONTINUED).unwrap_or(("", line.shown()));
            let wrapped = wrap(text, width.saturating_sub(CONTINUED).max(1)).into_iter().enumerate();
            wrapped.map(|(row, text)| format!("{:CONTINUED$}{text}", if row == 0 { time } else { "" }).into()).collect()
        }
    });
    rows.collect()
}

/// Where the run stands, in words.
pub fn lines_of_standing(live: &LiveRun, told: ScreenWords, now: Instant, width: u16, theme: Theme) -> Vec<Line<'static>> {
    let progress = &live.progress;
    let (done, all) = (progress.done(), progress.rows.len());
    match &live.end {
        Some(End::Finished) => told.finished,
        Some(End::Stopped) => {
            let text = format!("{} Stopped as you asked: {done} of {all} done.", theme.mark_warning());
            let mut lines = summary::rows(Line::styled(text, theme.warning()), usize::from(width));
            let then = format!("Nothing was cut off in the middle. {}", told.stopped);
            lines.extend(hanging(" ", &then, usize::from(width), Style::new()));
            lines
        }
        Some(End::Failed(_)) => {
            let place = progress.failed().map_or_else(String::new, |row| format!(" at the {}", row.resource.title()));
            let text = format!("{} Failed{place}: {done} of {all} done.", theme.mark_failed());
            let mut lines = summary::rows(Line::styled(text, theme.bad()), usize::from(width));
            lines.extend(hanging(" ", &format!("What is done stays done. {}", told.failed), usize::from(width), Style::new()));
            lines
        }
        None => {
            let elapsed = now.saturating_duration_since(progress.started);
            let text = format!("{} {done} of {all} done, {}", picture(elapsed, theme), elapsed_text(elapsed));
            let mut lines = vec![Line::styled(text, theme.accent())];
            lines.extend(hanging(" ", &what_goes_on(live, now), usize::from(width), Style::new()));
            lines
        }
    }
}

fn what_goes_on(live: &LiveRun, now: Instant) -> String {
    if live.stopping {
        return "Stopping after the current call. Ctrl-C again leaves now.".into();
    }
    match live.progress.current() {
        Some((_, Some(waiting))) => {
            let left = waiting.next.saturating_duration_since(now);
            let again = if left.is_zero() { "looking now".to_owned() } else { format!("again in {}", countdown_text(left)) };
            format!("Try {}, {again}: waiting for {}", waiting.attempt, waiting.what)
        }
        Some((row, None)) => format!("{} {}", capital(row.work.doing()), row.resource.title()),
        None => "Looking at what is there".into(),
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
