//! A failure in full, over the screen that had no room for all of it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Padding};

use crate::wizard::overlay::Reading;
use crate::wizard::state::State;
use crate::wizard::widgets::choice_list::draw_more;
use crate::wizard::widgets::problem_panel;

/// Widest lines that are read with ease.
const WIDTH: u16 = 100;

/// Rows and columns of the frame, its padding included.
const AROUND: (u16, u16) = (4, 2);

pub fn draw(frame: &mut Frame<'_>, state: &State, reading: &Reading) {
    let (theme, outer) = (state.theme(), panel(state));
    frame.render_widget(Clear, outer);
    let block = Block::bordered()
        .border_style(theme.dim())
        .border_set(theme.border())
        .title(Span::styled(" What went wrong ", theme.title()))
        .padding(Padding::horizontal(1));
    let inner = block.inner(outer);
    frame.render_widget(block, outer);
    let (lines, height) = (lines(state, reading), usize::from(inner.height));
    let (count, offset) = (lines.len(), reading.scroll.offset(lines.len(), height));
    for (row, line) in inner.rows().zip(lines.into_iter().skip(offset)) {
        frame.render_widget(line, row);
    }
    let edge = Rect { width: inner.width + 1, ..inner };
    draw_more(frame, edge, offset > 0, offset + height < count, theme);
}

/// How many lines there are, and how many of them are seen.
pub fn extent(state: &State, reading: &Reading) -> (usize, usize) {
    (lines(state, reading).len(), usize::from(panel(state).height.saturating_sub(AROUND.1)))
}

fn panel(state: &State) -> Rect {
    let middle = super::middle(state);
    let width = middle.width.min(WIDTH);
    Rect { x: middle.x + (middle.width - width) / 2, width, ..middle }
}

fn lines(state: &State, reading: &Reading) -> Vec<Line<'static>> {
    problem_panel::lines(&reading.problem, usize::from(panel(state).width.saturating_sub(AROUND.0)), state.theme())
}
