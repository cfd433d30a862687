//! The rail: the steps in order, each with its mark.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::wizard::state::State;
use crate::wizard::step::{Mark, Step};

/// Draws the steps.
pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &State) {
    let theme = state.theme();
    let edge = area.x + area.width - 1;
    for row in area.rows() {
        frame.render_widget(Span::styled(theme.vertical(), theme.dim()), Rect { x: edge, width: 1, ..row });
    }
    // Where not all fit, those around the one that is shown.
    let height = usize::from(area.height);
    let first = (state.step.index() + 2).saturating_sub(height).min(Step::ORDER.len().saturating_sub(height));
    for (step, row) in Step::ORDER.into_iter().skip(first).zip(area.rows()) {
        let (mark, style) = picture(state, step);
        let name = if step == state.step { theme.title() } else { style };
        let line = Line::from(vec![Span::raw(" "), Span::styled(mark, style), Span::raw(" "), Span::styled(step.title(), name)]);
        frame.render_widget(line, Rect { width: area.width - 1, ..row });
    }
}

fn picture(state: &State, step: Step) -> (&'static str, Style) {
    let theme = state.theme();
    match state.mark(step) {
        _ if step == state.step => (theme.mark_current(), theme.accent()),
        Mark::Done => (theme.mark_done(), theme.good()),
        Mark::Stale => (theme.mark_stale(), theme.warning()),
        Mark::Failed => (theme.mark_failed(), theme.bad()),
        Mark::Open => (theme.mark_open(), theme.dim()),
    }
}
