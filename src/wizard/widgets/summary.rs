//! A line in one or more styles, in as many rows as it needs.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::wrap::columns;

/// The line in rows of at most `width` columns, broken between words.
pub fn rows(line: Line<'static>, width: usize) -> Vec<Line<'static>> {
    let style = line.style;
    let mut rows = vec![Line::default().style(style)];
    let mut used = 0;
    for span in line.spans {
        for word in span.content.split_inclusive(' ') {
            let wide = columns(word.trim_end());
            if used > 0 && used + wide > width {
                rows.push(Line::default().style(style));
                used = 0;
            }
            used += columns(word);
            // There always is a last row: one was put in at the start.
            if let Some(row) = rows.last_mut() {
                row.spans.push(Span::styled(word.to_owned(), span.style));
            }
        }
    }
    rows
}

/// What is left under so many rows.
pub fn below(area: Rect, rows: usize) -> Rect {
    let above = u16::try_from(rows).unwrap_or(u16::MAX).min(area.height);
    Rect { y: area.y + above, height: area.height - above, ..area }
}

/// Draws the rows; gives what is left under them.
pub fn draw(frame: &mut Frame<'_>, area: Rect, line: Line<'static>) -> Rect {
    let rows = rows(line, usize::from(area.width));
    let left = below(area, rows.len());
    for (place, row) in area.rows().zip(rows) {
        frame.render_widget(row, place);
    }
    left
}

#[cfg(test)]
mod tests {
    use ratatui::style::{Color, Style};

    use super::*;

    #[test]
    fn words_stay_whole_and_keep_their_styles() {
        let line =
            Line::from(vec![Span::styled("3 failed", Color::Red), Span::raw(", "), Span::styled("12 passed", Color::Green)]);
        let rows = rows(line, 12);
        let text: Vec<String> = rows.iter().map(|row| row.to_string().trim_end().to_owned()).collect();
        assert_eq!(text, ["3 failed, 12", "passed"]);
        assert_eq!(rows[1].spans[0].style, Style::from(Color::Green));
    }

    #[test]
    fn a_line_that_fits_is_one_row_and_an_empty_one_too() {
        assert_eq!(rows(Line::raw("all is well"), 11).len(), 1);
        assert_eq!(rows(Line::default(), 11).len(), 1);
    }
}
