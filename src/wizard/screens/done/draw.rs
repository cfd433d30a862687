//! How the last screen looks.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::content::lines;
use crate::wizard::state::State;
use crate::wizard::widgets::choice_list::{draw_more, text_width};

/// Draws as much of it as there is room for.
pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &State) {
    let (lines, height) = (lines(state, text_width(area)), usize::from(area.height));
    let offset = state.screens.done.scroll.offset(lines.len(), height);
    for (row, line) in area.rows().zip(lines.iter().skip(offset)) {
        frame.render_widget(line, row);
    }
    draw_more(frame, area, offset > 0, offset + height < lines.len(), state.theme());
}
