//! A list to choose one thing from: arrows, page keys, filtering by typing. Pure; [`draw`] shows it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line as Text, Span};

use super::line::{Accepts, Edited, Line};
use super::text_field;
use super::wrap::{columns, fit, wrap};
use crate::wizard::keymap::binding::{Command, Context};
use crate::wizard::theme::Theme;

/// Rows that a page key jumps: what a list shows at 80x24.
const PAGE: usize = 10;

/// Longest filter, in bytes.
const FILTER_LIMIT: usize = 100;

/// One thing to choose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Its columns, printable; the first is what it is called.
    pub cells: Vec<String>,
    /// Why it cannot be chosen, if so. It is shown all the same, dim, with the reason.
    pub unavailable: Option<String>,
}

impl Row {
    pub fn new(cells: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { cells: cells.into_iter().map(Into::into).collect(), unavailable: None }
    }

    #[must_use]
    pub fn unavailable(mut self, reason: impl Into<String>) -> Self {
        self.unavailable = Some(reason.into());
        self
    }

    fn matches(&self, words: &[String]) -> bool {
        let text = self.cells.join(" ").to_lowercase();
        words.iter().all(|word| text.contains(word.as_str()))
    }
}

/// The rows, the filter and the chosen row.
#[derive(Clone, PartialEq, Eq)]
pub struct ChoiceList {
    rows: Vec<Row>,
    filter: Line,
    /// Whether the filter is open: there is text in it, or there is about to be.
    filtering: bool,
    /// Indices into `rows` that the filter lets through.
    shown: Vec<usize>,
    /// Index into `rows`; it counts while the filter shows it.
    chosen: Option<usize>,
    /// Whether the choice has consequences, so that being first in the list must not make it.
    waits: bool,
}

impl Default for ChoiceList {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl std::fmt::Debug for ChoiceList {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("ChoiceList")
            .field("rows", &self.rows.len())
            .field("filter", &self.filter.text())
            .field("selected", &self.selected())
            .finish()
    }
}

impl ChoiceList {
    /// A list whose cursor begins on its first row.
    pub fn new(rows: Vec<Row>) -> Self {
        let filter = Line::new(FILTER_LIMIT, Accepts::Visible);
        let mut list = Self { rows, filter, filtering: false, shown: Vec::new(), chosen: None, waits: false };
        list.apply_filter();
        list
    }

    /// A list in which nothing is chosen until somebody chooses; only where there is a single row that can be, it is.
    pub fn waiting(rows: Vec<Row>) -> Self {
        let mut list = Self { waits: true, chosen: None, ..Self::new(rows) };
        list.choose_the_only_one();
        list
    }

    /// Puts other rows in; the choice stays on the row with the same first cells, where there is one.
    pub fn set_rows(&mut self, rows: Vec<Row>) {
        let chosen = self.selected().map(|index| self.rows[index].cells.clone());
        self.chosen = chosen.and_then(|cells| rows.iter().position(|row| row.cells == cells));
        self.rows = rows;
        self.apply_filter();
        if self.waits {
            self.choose_the_only_one();
        }
    }

    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The filter, if it is open.
    pub fn filter(&self) -> Option<&Line> {
        self.filtering.then_some(&self.filter)
    }

    /// Rows that the filter lets through, as indices into the rows.
    pub fn shown(&self) -> &[usize] {
        &self.shown
    }

    /// The chosen row, as index into the rows; none while nobody has chosen, or while the filter hides it.
    pub fn selected(&self) -> Option<usize> {
        self.chosen.filter(|chosen| self.shown.binary_search(chosen).is_ok())
    }

    /// Whether there is something to choose, and nobody has.
    pub fn is_undecided(&self) -> bool {
        self.selected().is_none() && !self.shown.is_empty()
    }

    /// Chooses the row of this index, if the filter shows it.
    pub fn select(&mut self, index: usize) {
        if self.shown.contains(&index) {
            self.chosen = Some(index);
        }
    }

    /// The choice is taken back.
    pub fn choose_none(&mut self) {
        self.chosen = None;
    }

    /// The chosen row's place among those that are shown.
    fn position(&self) -> Option<usize> {
        self.shown.binary_search(&self.chosen?).ok()
    }

    fn choose_the_only_one(&mut self) {
        let mut available = self.rows.iter().enumerate().filter(|(_, row)| row.unavailable.is_none());
        if let (None, Some((only, _)), None) = (self.chosen, available.next(), available.next()) {
            self.chosen = Some(only);
        }
    }

    /// The first line to draw so that the chosen row is in sight: it stays in the middle while the list moves under it.
    pub fn offset(&self, height: usize) -> usize {
        self.position().unwrap_or(0).saturating_sub(height / 2).min(self.shown.len().saturating_sub(height))
    }

    /// The keys that are live while the list has the cursor: while there is a filter, letters are text; in a single row there is
    /// nothing to move or to filter.
    pub fn contexts(&self) -> &'static [Context] {
        match (self.filtering, self.rows.len()) {
            (true, _) => &[Context::Text, Context::List],
            (false, 0 | 1) => &[],
            (false, _) => &[Context::List],
        }
    }

    /// Moves or filters. False: not for it, or no way to go (up on the first row, down on the last). Where nobody has chosen yet,
    /// going down begins at the first row.
    pub fn command(&mut self, command: Command) -> bool {
        let last = self.shown.len().saturating_sub(1);
        let before = self.position();
        let to = match command {
            Command::Down => before.map_or(0, |before| (before + 1).min(last)),
            Command::Up => match before {
                Some(before) => before.saturating_sub(1),
                None => return false,
            },
            Command::PageDown => before.map_or(0, |before| (before + PAGE).min(last)),
            Command::PageUp => before.unwrap_or(0).saturating_sub(PAGE),
            Command::First => 0,
            Command::Last => last,
            Command::Filter => {
                self.filtering = true;
                return true;
            }
            Command::Type(_) | Command::Edit(_) => return self.edit_filter(command),
            _ => return false,
        };
        self.chosen = self.shown.get(to).copied().or(self.chosen);
        self.position() != before || !matches!(command, Command::Down | Command::Up)
    }

    /// Esc: clears the filter. False: there is none.
    pub fn escape(&mut self) -> bool {
        let filtering = self.filtering;
        self.clear_filter();
        filtering
    }

    /// Pasted text filters too.
    pub fn paste(&mut self, text: &str) {
        self.filter.paste(text);
        self.filtering = true;
        self.apply_filter();
    }

    pub fn clear_filter(&mut self) {
        self.filter.set("");
        self.filtering = false;
        self.apply_filter();
    }

    fn edit_filter(&mut self, command: Command) -> bool {
        // A blank at the start would filter nothing.
        if command == Command::Type(' ') && !self.filtering {
            return false;
        }
        self.filtering = true;
        let edited = self.filter.command(command);
        if edited == Edited::Changed {
            self.apply_filter();
        }
        edited != Edited::Ignored
    }

    /// Lets rows through that hold every word of the filter, whatever the case; the choice stays on its row if that is still shown.
    /// Else it is on the first that is, or, in a list that waits, on the only one that is.
    fn apply_filter(&mut self) {
        let words: Vec<String> = self.filter.text().split_whitespace().map(str::to_lowercase).collect();
        self.shown = (0..self.rows.len()).filter(|index| self.rows[*index].matches(&words)).collect();
        match self.shown[..] {
            [] => {}
            _ if self.selected().is_some() => {}
            [only] if !words.is_empty() => self.chosen = Some(only),
            [first, ..] if !self.waits => self.chosen = Some(first),
            _ => {}
        }
    }
}

/// Widest a column after the first gets where the list is narrow.
const COLUMN: usize = 24;

/// Draws the open filter, then the rows with their columns aligned. `empty` says what it means that there are no rows at all.
pub fn draw(frame: &mut Frame<'_>, area: Rect, list: &ChoiceList, focused: bool, empty: &str, theme: Theme) {
    let mut area = area;
    if let Some(filter) = list.filter().filter(|_| area.height > 1) {
        let label = "Filter: ";
        frame.render_widget(Text::styled(label, theme.accent()), Rect { height: 1, ..area });
        let field = Rect { x: area.x + 8.min(area.width), width: area.width.saturating_sub(8), height: 1, ..area };
        text_field::draw_value(frame, field, filter, focused, "", theme);
        area = Rect { y: area.y + 1, height: area.height - 1, ..area };
    }
    let width = usize::from(area.width);
    if list.shown.is_empty() {
        let text = match list.rows.is_empty() {
            true => empty.to_owned(),
            false => format!("None of {} matches the filter. Esc clears it.", list.rows.len()),
        };
        for (row, line) in area.rows().zip(wrap(&text, width)) {
            frame.render_widget(Text::styled(line, theme.dim()), row);
        }
        return;
    }
    let height = usize::from(area.height);
    let offset = list.offset(height);
    let widths = widths(list, width.saturating_sub(2));
    for (row, position) in area.rows().zip(offset..list.shown.len()) {
        frame.render_widget(row_text(list, position, &widths, focused, width, theme), row);
    }
    draw_more(frame, area, offset > 0, offset + height < list.shown.len(), theme);
}

fn row_text(list: &ChoiceList, position: usize, widths: &[usize], focused: bool, width: usize, theme: Theme) -> Text<'static> {
    let row = &list.rows[list.shown[position]];
    let chosen = list.chosen == Some(list.shown[position]);
    let base = match (chosen, focused, &row.unavailable) {
        (true, true, _) => theme.selected(),
        (true, false, _) => theme.chosen(),
        (false, _, Some(_)) => theme.dim(),
        (false, _, None) => Style::new(),
    };
    let mut spans = vec![Span::styled(format!("{} ", if chosen { theme.mark_current() } else { " " }), base)];
    if let Some(reason) = &row.unavailable {
        let text = format!("{}  {reason}", row.cells.first().map_or("", String::as_str));
        spans.push(Span::styled(fit(&text, width.saturating_sub(2), theme.ellipsis()), base));
        return Text::from(spans);
    }
    // A row of one cell is a sentence, not a name: it may run across the columns.
    if let [only] = row.cells.as_slice() {
        spans.push(Span::styled(fit(only, width.saturating_sub(2), theme.ellipsis()), base));
        return Text::from(spans);
    }
    for (index, (cell, width)) in row.cells.iter().zip(widths).enumerate() {
        let style = if index > 0 && !chosen { theme.dim() } else { base };
        spans.push(Span::styled(fit(cell, width.saturating_sub(2), theme.ellipsis()), style));
        spans.push(Span::styled("  ", style));
    }
    Text::from(spans)
}

/// The columns' widths, gaps included: what the widest cell needs; the first gives way when it gets narrow, then the last go.
fn widths(list: &ChoiceList, width: usize) -> Vec<usize> {
    let tables = || list.rows.iter().filter(|row| row.cells.len() > 1);
    let count = tables().map(|row| row.cells.len()).max().unwrap_or(0);
    let mut widths: Vec<usize> = (0..count)
        .map(|column| tables().filter_map(|row| row.cells.get(column)).map(|cell| columns(cell) + 2).max().unwrap_or(2))
        .collect();
    for column in widths.iter_mut().skip(1) {
        *column = (*column).min(COLUMN.max(width / 3));
    }
    while widths.len() > 1 && widths.iter().skip(1).sum::<usize>() + 16 > width {
        widths.pop();
    }
    let rest: usize = widths.iter().skip(1).sum();
    if let Some(first) = widths.first_mut() {
        *first = (*first).min(width.saturating_sub(rest));
    }
    widths
}

/// Columns for text in what scrolls: the last column is left to the marks of [`draw_more`].
pub fn text_width(area: Rect) -> usize {
    usize::from(area.width.saturating_sub(1))
}

/// Marks at the right edge that there is more above or below.
pub fn draw_more(frame: &mut Frame<'_>, area: Rect, above: bool, below: bool, theme: Theme) {
    if area.is_empty() {
        return;
    }
    let buffer = frame.buffer_mut();
    let column = area.right() - 1;
    if above {
        buffer.set_string(column, area.y, theme.mark_more_above(), theme.accent());
    }
    if below {
        buffer.set_string(column, area.bottom() - 1, theme.mark_more_below(), theme.accent());
    }
}

#[cfg(test)]
mod tests;
