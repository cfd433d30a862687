//! A field for one line of text, and how fields look: label, value with its cursor, what is wrong with it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line as Text, Span};

use super::line::{Accepts, Edited, Line};
use super::wrap::{columns, cut, fit, wrap};
use crate::wizard::keymap::binding::Command;
use crate::wizard::theme::Theme;

/// Longest value of a plain field, in bytes: more than any name, path or ARN that AWS takes.
const LIMIT: usize = 2048;

/// Fewest columns in which a value can be edited.
const NARROWEST: u16 = 12;

/// A value that is being typed.
#[derive(Clone, PartialEq, Eq)]
pub struct TextField(Line);

impl Default for TextField {
    fn default() -> Self {
        Self(Line::new(LIMIT, Accepts::Visible))
    }
}

impl std::fmt::Debug for TextField {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("TextField").field(&self.value()).finish()
    }
}

impl TextField {
    /// A field that holds `value`, the cursor behind it.
    pub fn new(value: &str) -> Self {
        let mut field = Self::default();
        field.set(value);
        field
    }

    pub fn value(&self) -> &str {
        self.0.text()
    }

    pub fn set(&mut self, value: &str) {
        self.0.set(value);
    }

    pub fn command(&mut self, command: Command) -> Edited {
        self.0.command(command)
    }

    pub fn paste(&mut self, text: &str) {
        self.0.paste(text);
    }

    pub fn line(&self) -> &Line {
        &self.0
    }
}

/// What stands around a value.
#[derive(Debug, Clone, Copy)]
pub struct Label<'a> {
    pub text: &'a str,
    /// Columns that the labels of this form take, the gap behind them included.
    pub width: u16,
    pub focused: bool,
    /// Why the value is refused.
    pub wrong: Option<&'a str>,
    /// What is shown, dim, while there is no value.
    pub placeholder: &'a str,
}

/// The rows that a field needs in this width: one, and those of the message under it if it does not fit beside it.
pub fn height(label: &Label<'_>, value: &str, width: u16) -> u16 {
    let below = label.wrong.filter(|wrong| !fits_beside(label, value, wrong, width));
    1 + below.map_or(0, |wrong| rows(wrap(wrong, message_width(label, width)).len()))
}

/// Draws label and value, and the message beside or under it.
pub fn draw(frame: &mut Frame<'_>, area: Rect, label: &Label<'_>, line: &Line, theme: Theme) {
    let shown = area.width.saturating_sub(label.width).max(1);
    let beside = label.wrong.filter(|wrong| fits_beside(label, line.text(), wrong, area.width));
    let room = shown.saturating_sub(beside.map_or(0, |wrong| rows(columns(wrong)) + 4));
    draw_label(frame, area, label, theme);
    let field = Rect { x: area.x + label.width.min(area.width), width: room, height: 1.min(area.height), ..area };
    draw_value(frame, field, line, label.focused, label.placeholder, theme);
    let Some(wrong) = label.wrong else { return };
    let sentence = |text: String| Text::from(Span::styled(text, theme.bad()));
    if beside.is_some() {
        let at = Rect { x: field.right() + 1, width: area.right().saturating_sub(field.right() + 1), ..field };
        frame.render_widget(sentence(format!("{} {wrong}", theme.mark_failed())), at);
        return;
    }
    for (row, text) in (1..area.height).zip(wrap(wrong, message_width(label, area.width))) {
        let mark = if row == 1 { theme.mark_failed() } else { " " };
        let at = Rect { x: field.x, y: area.y + row, width: shown, height: 1 };
        frame.render_widget(sentence(format!("{mark} {text}")), at);
    }
}

/// Draws the label alone, as every field of a form has it.
pub fn draw_label(frame: &mut Frame<'_>, area: Rect, label: &Label<'_>, theme: Theme) {
    let style = if label.focused { theme.accent().add_modifier(Modifier::BOLD) } else { Style::new() };
    let mark = if label.focused { theme.mark_current() } else { " " };
    let width = usize::from(label.width.saturating_sub(3));
    let text = format!("{mark} {}", cut(label.text, width, theme.ellipsis()));
    frame.render_widget(
        Text::styled(text, style),
        Rect { width: label.width.min(area.width), height: 1.min(area.height), ..area },
    );
}

/// Draws a value in one row: underlined from end to end, so that one sees where to type, with the terminal's own cursor.
pub fn draw_value(frame: &mut Frame<'_>, area: Rect, line: &Line, focused: bool, placeholder: &str, theme: Theme) {
    if area.is_empty() {
        return;
    }
    let width = usize::from(area.width);
    let underlined = Style::new().add_modifier(Modifier::UNDERLINED);
    if !focused {
        let (text, style) = if line.text().is_empty() { (placeholder, theme.dim()) } else { (line.text(), Style::new()) };
        frame.render_widget(Text::styled(cut(text, width, theme.ellipsis()), style), area);
        return;
    }
    let view = line.view(width);
    let text = if line.text().is_empty() {
        Text::styled(fit(placeholder, width, theme.ellipsis()), theme.dim().patch(underlined))
    } else {
        Text::styled(fit(view.text, width, ""), underlined)
    };
    frame.render_widget(text, area);
    let clipped = Style::new().add_modifier(Modifier::REVERSED);
    let buffer = frame.buffer_mut();
    if view.more_left && view.cursor_column > 1 {
        buffer.set_string(area.x, area.y, "<", clipped);
    }
    if view.more_right {
        buffer.set_string(area.right() - 1, area.y, ">", clipped);
    }
    frame.set_cursor_position((area.x + rows(view.cursor_column).min(area.width - 1), area.y));
}

fn fits_beside(label: &Label<'_>, value: &str, wrong: &str, width: u16) -> bool {
    let needed = usize::from(label.width) + columns(value).max(usize::from(NARROWEST)) + 1 + 3 + columns(wrong);
    needed <= usize::from(width)
}

fn message_width(label: &Label<'_>, width: u16) -> usize {
    usize::from(width.saturating_sub(label.width + 2).max(8))
}

/// Columns and rows of the screen never come near the limit.
fn rows(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Position;

    use super::*;
    use crate::wizard::widgets::test_support::drawn_with_cursor;

    const THEME: Theme = Theme { color: true, unicode: true };

    fn label(wrong: Option<&str>) -> Label<'_> {
        Label { text: "Role name", width: 13, focused: true, wrong, placeholder: "none" }
    }

    fn drawn(width: u16, field: &TextField, wrong: Option<&str>) -> (Vec<String>, Position) {
        let label = label(wrong);
        let height = height(&label, field.value(), width);
        drawn_with_cursor(width, height, |frame| draw(frame, frame.area(), &label, field.line(), THEME))
    }

    #[test]
    fn the_message_stands_beside_the_value_where_there_is_room() {
        let (text, _) = drawn(60, &TextField::new("a b"), Some("No blanks."));
        assert_eq!(text, ["› Role name  a b                               ✗ No blanks."]);
    }

    #[test]
    fn the_message_stands_under_the_value_where_there_is_not() {
        let (text, _) = drawn(40, &TextField::new("a b"), Some("Letters, digits and +=,.@_- only, at most 64."));
        assert_eq!(text, ["› Role name  a b", "             ✗ Letters, digits and", "               +=,.@_- only, at most 64."]);
    }

    #[test]
    fn the_cursor_of_the_terminal_stands_behind_wide_characters() {
        let (_, cursor) = drawn(40, &TextField::new("山田"), None);
        assert_eq!(cursor, Position::new(17, 0));
    }

    #[test]
    fn a_long_value_shows_its_end_and_that_there_is_more() {
        let (text, cursor) = drawn(30, &TextField::new("arn:aws:iam::111111111111:role/cognito"), None);
        assert_eq!(text, ["› Role name  <11:role/cognito"]);
        assert_eq!(cursor, Position::new(29, 0));
    }
}
