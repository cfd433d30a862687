//! Rows that open: a list in which each row can show what is under it. Pure.
//!
//! Moving down inside a row that is open and longer than the screen scrolls first and goes on to the next row afterwards, so
//! that arrows alone read everything.

use std::collections::BTreeSet;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::choice_list::draw_more;
use crate::wizard::keymap::binding::Command;
use crate::wizard::theme::Theme;

/// Which row is chosen, which are open, and the first line that is seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    pub selected: usize,
    open: BTreeSet<usize>,
    offset: usize,
}

/// One row: lines above it (a heading for it and those after it), itself, and what is under it when it is open.
#[derive(Debug, Clone, Default)]
pub struct Node {
    pub above: Vec<Line<'static>>,
    pub head: Line<'static>,
    pub body: Vec<Line<'static>>,
}

/// How much there is to show: for each row the lines above it and the lines under it when it is open; the lines of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extent {
    pub rows: Vec<(usize, usize)>,
    pub height: usize,
}

impl Extent {
    pub fn of(nodes: &[Node], height: u16) -> Self {
        Self { rows: nodes.iter().map(|node| (node.above.len(), node.body.len())).collect(), height: usize::from(height) }
    }
}

impl Outline {
    pub fn is_open(&self, row: usize) -> bool {
        self.open.contains(&row)
    }

    pub fn open(&mut self, row: usize) {
        self.open.insert(row);
    }

    /// Starts again at the top, all closed.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// The first line to draw.
    pub fn offset(&self, extent: &Extent) -> usize {
        self.offset.min(self.total(extent).saturating_sub(extent.height))
    }

    /// Moves, opens, closes. False: not for it, or no way to go (up on the first row, down behind the last).
    pub fn command(&mut self, command: Command, extent: &Extent) -> bool {
        if extent.rows.is_empty() {
            return false;
        }
        self.selected = self.selected.min(extent.rows.len() - 1);
        match command {
            Command::Down => return self.down(extent),
            Command::Up => return self.up(extent),
            Command::Expand => self.toggle(extent),
            Command::First => self.select(0, extent),
            Command::Last => self.select(extent.rows.len() - 1, extent),
            Command::PageDown => self.offset = self.scrolled(extent, extent.height as isize),
            Command::PageUp => self.offset = self.scrolled(extent, -(extent.height as isize)),
            _ => return false,
        }
        true
    }

    /// Opens or closes the chosen row.
    pub fn toggle(&mut self, extent: &Extent) {
        if !self.open.remove(&self.selected) {
            self.open.insert(self.selected);
        }
        self.show(extent);
    }

    pub fn select(&mut self, row: usize, extent: &Extent) {
        self.selected = row;
        self.show(extent);
    }

    fn down(&mut self, extent: &Extent) -> bool {
        let end = self.head(self.selected, extent) + self.lines(self.selected, extent);
        if end > self.offset + extent.height && self.is_open(self.selected) {
            self.offset += 1;
            return true;
        }
        if self.selected + 1 == extent.rows.len() {
            return false;
        }
        self.select(self.selected + 1, extent);
        true
    }

    fn up(&mut self, extent: &Extent) -> bool {
        if self.head(self.selected, extent) < self.offset {
            self.offset -= 1;
            return true;
        }
        if self.selected == 0 {
            return false;
        }
        self.selected -= 1;
        let head = self.head(self.selected, extent);
        if head < self.offset {
            // Coming from below, the end of a row that is longer than the screen is read first.
            let end = head + self.lines(self.selected, extent);
            self.offset = head.max(end.saturating_sub(extent.height));
        }
        true
    }

    /// Brings the chosen row into sight: all of it if it fits, else from its head.
    fn show(&mut self, extent: &Extent) {
        let head = self.head(self.selected, extent);
        let end = head + self.lines(self.selected, extent);
        if end > self.offset + extent.height {
            self.offset = end - extent.height;
        }
        self.offset = self.offset.min(head).min(self.total(extent).saturating_sub(extent.height));
    }

    fn scrolled(&self, extent: &Extent, by: isize) -> usize {
        self.offset.saturating_add_signed(by).min(self.total(extent).saturating_sub(extent.height))
    }

    /// The line on which a row begins.
    fn head(&self, row: usize, extent: &Extent) -> usize {
        (0..row).map(|before| self.lines(before, extent)).sum()
    }

    fn lines(&self, row: usize, extent: &Extent) -> usize {
        let (above, body) = extent.rows[row];
        above + 1 + if self.is_open(row) { body } else { 0 }
    }

    fn total(&self, extent: &Extent) -> usize {
        self.head(extent.rows.len(), extent)
    }
}

/// Draws the rows, the chosen one marked if the outline has the cursor.
pub fn draw(frame: &mut Frame<'_>, area: Rect, outline: &Outline, nodes: Vec<Node>, theme: Theme) {
    let extent = Extent::of(&nodes, area.height);
    let (offset, total) = (outline.offset(&extent), outline.total(&extent));
    let mut lines = Vec::new();
    for (row, node) in nodes.into_iter().enumerate() {
        let chosen = row == outline.selected;
        let mut head = node.head;
        head.spans.insert(0, Span::raw(format!("{} ", if chosen { theme.mark_current() } else { " " })));
        lines.extend(node.above);
        lines.push(if chosen { head.patch_style(theme.chosen()) } else { head });
        if outline.is_open(row) {
            lines.extend(node.body);
        }
    }
    for (row, line) in area.rows().zip(lines.into_iter().skip(offset)) {
        frame.render_widget(line, row);
    }
    draw_more(frame, area, offset > 0, offset + usize::from(area.height) < total, theme);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn press(outline: &mut Outline, command: Command, extent: &Extent) -> bool {
        outline.command(command, extent)
    }

    #[test]
    fn down_reads_an_open_row_to_its_end_before_it_goes_on() {
        let extent = Extent { rows: vec![(0, 9), (0, 0), (0, 0)], height: 5 };
        let mut outline = Outline::default();
        press(&mut outline, Command::Expand, &extent);
        for step in 1..=5 {
            press(&mut outline, Command::Down, &extent);
            assert_eq!((outline.selected, outline.offset(&extent)), (0, step));
        }
        press(&mut outline, Command::Down, &extent);
        assert_eq!(outline.selected, 1);
    }

    #[test]
    fn up_on_the_first_row_is_left_to_the_screen() {
        let extent = Extent { rows: vec![(0, 0), (0, 0)], height: 5 };
        assert!(!press(&mut Outline::default(), Command::Up, &extent));
    }

    #[test]
    fn closing_a_row_brings_it_back_into_sight() {
        let extent = Extent { rows: vec![(0, 30), (0, 0)], height: 5 };
        let mut outline = Outline::default();
        press(&mut outline, Command::Expand, &extent);
        press(&mut outline, Command::PageDown, &extent);
        press(&mut outline, Command::Expand, &extent);
        assert_eq!(outline.offset(&extent), 0);
    }

    #[test]
    fn nothing_to_show_takes_no_key() {
        assert!(!press(&mut Outline::default(), Command::Down, &Extent { rows: vec![], height: 5 }));
    }

    proptest! {
        #[test]
        fn arrows_alone_reach_every_line(rows in prop::collection::vec((0_usize..3, 0_usize..12), 1..6), height in 1_usize..8) {
            let extent = Extent { rows: rows.clone(), height };
            let mut outline = Outline::default();
            (0..rows.len()).for_each(|row| outline.open(row));
            let total: usize = rows.iter().map(|(above, body)| above + body + 1).sum();
            let mut down = BTreeSet::new();
            let mut up = BTreeSet::new();
            let see = |outline: &Outline, seen: &mut BTreeSet<usize>| {
                let offset = outline.offset(&extent);
                seen.extend(offset..(offset + height).min(total));
            };
            see(&outline, &mut down);
            while press(&mut outline, Command::Down, &extent) {
                see(&outline, &mut down);
            }
            see(&outline, &mut up);
            while press(&mut outline, Command::Up, &extent) {
                see(&outline, &mut up);
            }
            prop_assert_eq!(down.len(), total);
            prop_assert_eq!(up.len(), total);
        }
    }
}
