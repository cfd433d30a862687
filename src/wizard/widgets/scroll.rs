//! Scrolling through lines that are only read: one number. Pure.

use crate::wizard::keymap::binding::Command;

/// The first line that is seen, and whether new lines pull the view along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scroll {
    offset: usize,
    follow: bool,
}

impl Scroll {
    /// For a document: starts at the top.
    pub fn top() -> Self {
        Self { offset: 0, follow: false }
    }

    /// For a log: stays at the end until someone scrolls up.
    pub fn following() -> Self {
        Self { offset: 0, follow: true }
    }

    /// Whether new lines are shown as they come.
    pub fn follows(self) -> bool {
        self.follow
    }

    /// The first line to draw, of `lines` lines on a screen of `height`.
    pub fn offset(self, lines: usize, height: usize) -> usize {
        let last = lines.saturating_sub(height);
        if self.follow { last } else { self.offset.min(last) }
    }

    /// Scrolls. False: not for it, or no way to go.
    pub fn command(&mut self, command: Command, lines: usize, height: usize) -> bool {
        let last = lines.saturating_sub(height);
        let from = self.offset(lines, height);
        let to = match command {
            Command::Up => from.saturating_sub(1),
            Command::Down => (from + 1).min(last),
            Command::PageUp => from.saturating_sub(height.saturating_sub(1).max(1)),
            Command::PageDown => (from + height.saturating_sub(1).max(1)).min(last),
            Command::First => 0,
            Command::Last => {
                self.follow = true;
                return true;
            }
            _ => return false,
        };
        if to < from {
            self.follow = false;
        }
        self.offset = to;
        to != from
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(scroll: &mut Scroll, command: Command, lines: usize) -> bool {
        scroll.command(command, lines, 10)
    }

    #[test]
    fn following_stops_on_scroll_up_and_resumes_with_end() {
        let mut scroll = Scroll::following();
        assert_eq!(scroll.offset(50, 10), 40);
        press(&mut scroll, Command::Up, 50);
        assert!(!scroll.follows());
        assert_eq!(scroll.offset(80, 10), 39);
        press(&mut scroll, Command::Last, 80);
        assert!(scroll.follows());
        assert_eq!(scroll.offset(81, 10), 71);
    }

    #[test]
    fn scrolling_down_by_hand_does_not_start_following() {
        let mut scroll = Scroll::top();
        for _ in 0..100 {
            press(&mut scroll, Command::PageDown, 30);
        }
        assert_eq!(scroll.offset(30, 10), 20);
        assert_eq!(scroll.offset(40, 10), 20);
    }

    #[test]
    fn text_that_fits_does_not_scroll() {
        let mut scroll = Scroll::following();
        assert!(!press(&mut scroll, Command::Up, 5));
        assert!(scroll.follows());
        assert_eq!(scroll.offset(5, 10), 0);
    }
}
