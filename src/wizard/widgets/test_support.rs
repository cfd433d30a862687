//! For tests: what a drawing looks like as text.

use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::{Frame, Terminal};
use unicode_width::UnicodeWidthStr;

/// The screen's lines without trailing blanks, after drawing once.
pub fn drawn(width: u16, height: u16, draw: impl FnOnce(&mut Frame<'_>)) -> Vec<String> {
    drawn_with_cursor(width, height, draw).0
}

/// The same, and where the terminal's cursor stands.
pub fn drawn_with_cursor(width: u16, height: u16, draw: impl FnOnce(&mut Frame<'_>)) -> (Vec<String>, Position) {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(draw).unwrap();
    let cursor = terminal.get_cursor_position().unwrap();
    (lines(terminal.backend().buffer()), cursor)
}

/// The lines of a buffer without trailing blanks.
pub fn lines(buffer: &Buffer) -> Vec<String> {
    buffer.content().chunks(usize::from(buffer.area.width)).map(line).collect()
}

/// A wide character takes the cell behind it too.
fn line(cells: &[ratatui::buffer::Cell]) -> String {
    let mut text = String::new();
    let mut covered = 0;
    for cell in cells {
        if covered > 0 {
            covered -= 1;
            continue;
        }
        text.push_str(cell.symbol());
        covered = cell.symbol().width().saturating_sub(1);
    }
    text.trim_end().to_owned()
}
