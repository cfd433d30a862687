//! Rows that open: a list in which each row can show what is under it. Pure.
//!
//! Moving down inside a row that is open and longer than the screen scrolls first and goes on to the next row afterwards, so
//! that arrows alone read everything.

use std::collections::BTreeSet;

use crate::wizard::keymap::Command;

/// Which row is chosen, which are open, and the first line that is seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    pub selected: usize,
    open: BTreeSet<usize>,
    offset: usize,
}

/// What there is to show: for each row how many lines it has under it when it is open, and the lines of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extent {
    pub bodies: Vec<usize>,
    pub height: usize,
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
        if extent.bodies.is_empty() {
            return false;
        }
        self.selected = self.selected.min(extent.bodies.len() - 1);
        match command {
            Command::Down => return self.down(extent),
            Command::Up => return self.up(extent),
            Command::Expand => self.toggle(extent),
            Command::First => self.select(0, extent),
            Command::Last => self.select(extent.bodies.len() - 1, extent),
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
        if self.selected + 1 == extent.bodies.len() {
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
        1 + if self.is_open(row) { extent.bodies[row] } else { 0 }
    }

    fn total(&self, extent: &Extent) -> usize {
        self.head(extent.bodies.len(), extent)
    }
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
        let extent = Extent { bodies: vec![9, 0, 0], height: 5 };
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
        let extent = Extent { bodies: vec![0, 0], height: 5 };
        assert!(!press(&mut Outline::default(), Command::Up, &extent));
    }

    #[test]
    fn closing_a_row_brings_it_back_into_sight() {
        let extent = Extent { bodies: vec![30, 0], height: 5 };
        let mut outline = Outline::default();
        press(&mut outline, Command::Expand, &extent);
        press(&mut outline, Command::PageDown, &extent);
        press(&mut outline, Command::Expand, &extent);
        assert_eq!(outline.offset(&extent), 0);
    }

    #[test]
    fn nothing_to_show_takes_no_key() {
        assert!(!press(&mut Outline::default(), Command::Down, &Extent { bodies: vec![], height: 5 }));
    }

    proptest! {
        #[test]
        fn arrows_alone_reach_every_line(bodies in prop::collection::vec(0_usize..12, 1..6), height in 1_usize..8) {
            let extent = Extent { bodies: bodies.clone(), height };
            let mut outline = Outline::default();
            (0..bodies.len()).for_each(|row| outline.open(row));
            let total: usize = bodies.iter().map(|body| body + 1).sum();
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
