//! A failure or a screen in full, over the screen that had no room for all of it.

use ratatui::backend::TestBackend;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Padding};
use ratatui::{Frame, Terminal};

use crate::wizard::layout::areas::middle;
use crate::wizard::layout::screen::draw_screen;
use crate::wizard::overlay::state::{Reading, ReadingContent};
use crate::wizard::state::State;
use crate::wizard::widgets::choice_list::draw_more;
use crate::wizard::widgets::problem_panel;
use crate::wizard::widgets::wrap::wrap;

/// Widest lines that are read with ease.
const WIDTH: u16 = 100;

/// Columns and rows of the frame, its padding included.
const AROUND: (u16, u16) = (4, 2);

/// The room that a screen is drawn in to be read in full: as wide as any screen that stacks its parts, and higher than any but
/// the longest lists, which scroll on the screen itself.
const ROOM: (u16, u16) = (95, 1000);

/// Draws as much of it as there is room for.
pub fn draw(frame: &mut Frame<'_>, state: &State, reading: &Reading) {
    let (theme, outer) = (state.theme(), panel(state));
    frame.render_widget(Clear, outer);
    let block = Block::bordered()
        .border_style(theme.dim())
        .border_set(theme.border())
        .title(Span::styled(title(state, reading), theme.title()))
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
    let middle = middle(state);
    let width = middle.width.min(WIDTH);
    Rect { x: middle.x + (middle.width - width) / 2, width, ..middle }
}

fn title(state: &State, reading: &Reading) -> String {
    match reading.content {
        ReadingContent::Failure(_) => " What went wrong ".into(),
        ReadingContent::Screen(_) => format!(" {} ", state.step.title()),
    }
}

fn lines(state: &State, reading: &Reading) -> Vec<Line<'static>> {
    let width = usize::from(panel(state).width.saturating_sub(AROUND.0));
    match &reading.content {
        ReadingContent::Failure(problem) => problem_panel::lines(problem, width, state.theme()),
        ReadingContent::Screen(text) => text.lines().flat_map(|line| wrap(line, width)).map(Line::raw).collect(),
    }
}

/// The text of the screen below, as it is drawn where there is room for all of it.
pub fn screen_text(state: &State) -> String {
    let Ok(mut terminal) = Terminal::new(TestBackend::new(ROOM.0, ROOM.1));
    let Ok(_) = terminal.draw(|frame| draw_screen(frame, frame.area(), state));
    let buffer = terminal.backend().buffer();
    let row = |y: u16| (0..ROOM.0).map(|x| buffer[(x, y)].symbol()).collect::<String>();
    let rows: Vec<String> = (0..ROOM.1).map(|y| row(y).trim_end().to_owned()).collect();
    rows.join("\n").trim_end().to_owned()
}

#[cfg(test)]
mod tests;
