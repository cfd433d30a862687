//! Editing one line of text: what a text field does to its characters and its cursor. Pure.
//!
//! The cursor is a byte offset that always stands between two graphemes, so that neither a wide character nor a letter with
//! combining marks is ever split.

use std::borrow::Cow;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::text::printable;
use crate::wizard::keymap::binding::{Command, Edit};

/// Which characters a line takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepts {
    /// What can be seen: no control characters, and no invisible ones either, which only ever come from a sloppy copy.
    Visible,
    /// Everything but control characters: a password may hold what no name may.
    AllButControls,
}

/// What a command did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edited {
    /// The text is another one now.
    Changed,
    /// It was for the text, which is the same.
    Moved,
    /// It means nothing to a line of text.
    Ignored,
}

/// One line of text and its cursor.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    text: String,
    /// Bytes from the start; between graphemes.
    cursor: usize,
    /// Most bytes that it takes.
    limit: usize,
    accepts: Accepts,
}

impl std::fmt::Debug for Line {
    /// Without the text: it may be a password.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Line").field("limit", &self.limit).finish_non_exhaustive()
    }
}

impl Line {
    /// An empty line that takes at most `limit` bytes.
    pub fn new(limit: usize, accepts: Accepts) -> Self {
        Self { text: String::new(), cursor: 0, limit, accepts }
    }

    /// Makes room for everything it can ever take, so that no edit moves the text and leaves a copy behind.
    pub fn reserve_all(&mut self) {
        self.text.reserve_exact(self.limit);
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Bytes before the cursor.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The text itself, to be wiped.
    pub fn text_mut(&mut self) -> &mut String {
        self.cursor = 0;
        &mut self.text
    }

    /// Puts `text` in place of what is there, the cursor behind it.
    pub fn set(&mut self, text: &str) {
        self.text.clear();
        self.cursor = 0;
        self.paste(text);
    }

    /// Types or edits.
    pub fn command(&mut self, command: Command) -> Edited {
        let before = self.text.len();
        match command {
            Command::Type(character) => self.insert(character),
            Command::Edit(edit) => self.edit(edit),
            _ => return Edited::Ignored,
        }
        if self.text.len() == before { Edited::Moved } else { Edited::Changed }
    }

    fn edit(&mut self, edit: Edit) {
        match edit {
            Edit::Left => self.cursor = self.previous(),
            Edit::Right => self.cursor = self.next(),
            Edit::WordLeft => self.cursor = self.word_start(),
            Edit::WordRight => self.cursor = self.word_end(),
            Edit::Start => self.cursor = 0,
            Edit::End => self.cursor = self.text.len(),
            Edit::DeleteLeft => self.remove(self.previous()..self.cursor),
            Edit::DeleteRight => self.remove(self.cursor..self.next()),
            Edit::DeleteWordLeft => self.remove(self.word_start()..self.cursor),
            Edit::DeleteToStart => self.remove(0..self.cursor),
            Edit::DeleteToEnd => self.remove(self.cursor..self.text.len()),
        }
    }

    /// Types one character.
    pub fn insert(&mut self, character: char) {
        if !self.takes(character) || self.text.len() + character.len_utf8() > self.limit {
            return;
        }
        self.text.insert(self.cursor, character);
        self.cursor = self.boundary_at_or_after(self.cursor + character.len_utf8());
    }

    /// Inserts pasted text: trimmed, in one line, without the characters that the line does not take.
    pub fn paste(&mut self, text: &str) {
        for character in text.trim().chars() {
            self.insert(character);
        }
    }

    fn takes(&self, character: char) -> bool {
        match self.accepts {
            Accepts::AllButControls => !character.is_control(),
            Accepts::Visible => matches!(printable(character.encode_utf8(&mut [0; 4])), Cow::Borrowed(_)),
        }
    }

    fn remove(&mut self, range: Range<usize>) {
        let start = range.start;
        self.text.replace_range(range, "");
        // What stood left and right of the gap may have become one grapheme.
        self.cursor = self.boundary_at_or_after(start);
    }

    /// Where the grapheme before the cursor begins.
    fn previous(&self) -> usize {
        self.text[..self.cursor].grapheme_indices(true).next_back().map_or(0, |(index, _)| index)
    }

    /// Where the grapheme after the cursor ends.
    fn next(&self) -> usize {
        self.text[self.cursor..].graphemes(true).next().map_or(self.cursor, |grapheme| self.cursor + grapheme.len())
    }

    /// Where the word before the cursor begins. Names are words joined by `-`, `/` and the like: each part is a stop.
    fn word_start(&self) -> usize {
        let mut inside = false;
        for (index, grapheme) in self.text[..self.cursor].grapheme_indices(true).rev() {
            let word = is_word(grapheme);
            if inside && !word {
                return index + grapheme.len();
            }
            inside |= word;
        }
        0
    }

    /// Where the word after the cursor ends.
    fn word_end(&self) -> usize {
        let mut inside = false;
        for (index, grapheme) in self.text[self.cursor..].grapheme_indices(true) {
            let word = is_word(grapheme);
            if inside && !word {
                return self.cursor + index;
            }
            inside |= word;
        }
        self.text.len()
    }

    fn boundary_at_or_after(&self, offset: usize) -> usize {
        self.text.grapheme_indices(true).map(|(index, _)| index).find(|index| *index >= offset).unwrap_or(self.text.len())
    }

    /// The part that fits into `width` columns with the cursor in it.
    pub fn view(&self, width: usize) -> View<'_> {
        let before: Vec<(usize, &str)> = self.text[..self.cursor].grapheme_indices(true).collect();
        // One column stays free for the cursor behind the last character.
        let mut start = self.cursor;
        let mut column = 0;
        for (index, grapheme) in before.into_iter().rev() {
            if column + grapheme.width() + 1 > width {
                break;
            }
            column += grapheme.width();
            start = index;
        }
        let mut end = self.cursor;
        let mut used = column;
        for grapheme in self.text[self.cursor..].graphemes(true) {
            if used + grapheme.width() > width {
                break;
            }
            used += grapheme.width();
            end += grapheme.len();
        }
        View { text: &self.text[start..end], cursor_column: column, more_left: start > 0, more_right: end < self.text.len() }
    }
}

fn is_word(grapheme: &str) -> bool {
    grapheme.chars().next().is_some_and(char::is_alphanumeric)
}

/// What of a line can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View<'a> {
    pub text: &'a str,
    /// Columns from the left edge.
    pub cursor_column: usize,
    pub more_left: bool,
    pub more_right: bool,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(text: &str) -> Line {
        let mut line = Line::new(400, Accepts::Visible);
        line.set(text);
        line
    }

    fn edit(line: &mut Line, edit: Edit) -> Edited {
        line.command(Command::Edit(edit))
    }

    #[test]
    fn typing_goes_in_at_the_cursor() {
        let mut line = line("acme");
        edit(&mut line, Edit::Start);
        assert_eq!(line.command(Command::Type('x')), Edited::Changed);
        assert_eq!((line.text(), line.cursor()), ("xacme", 1));
    }

    #[test]
    fn cutting_to_either_end_leaves_the_other_half() {
        let mut first = line("one-two");
        for _ in 0..3 {
            edit(&mut first, Edit::Left);
        }
        let mut second = first.clone();
        edit(&mut first, Edit::DeleteToStart);
        edit(&mut second, Edit::DeleteToEnd);
        assert_eq!((first.text(), second.text()), ("two", "one-"));
    }

    #[test]
    fn deleting_a_word_takes_one_part_of_a_name() {
        let mut line = line("cognito-ferry-acme");
        edit(&mut line, Edit::DeleteWordLeft);
        assert_eq!(line.text(), "cognito-ferry-");
        edit(&mut line, Edit::DeleteWordLeft);
        assert_eq!(line.text(), "cognito-");
    }

    #[test]
    fn word_moves_stop_at_the_parts_of_a_name() {
        let mut line = line("cognito-ferry");
        edit(&mut line, Edit::WordLeft);
        assert_eq!(line.cursor(), 8);
        edit(&mut line, Edit::WordLeft);
        assert_eq!(line.cursor(), 0);
        edit(&mut line, Edit::WordRight);
        assert_eq!(line.cursor(), 7);
    }

    #[test]
    fn a_pasted_line_break_or_control_character_never_gets_in() {
        let mut line = line("");
        line.paste("  eu-west-1_\nAbC\u{7}\u{1b}[31m\u{200b} \r\n");
        assert_eq!(line.text(), "eu-west-1_AbC[31m");
    }

    #[test]
    fn backspace_takes_a_letter_with_its_accents() {
        let mut line = line("Zoe\u{308}\u{301}");
        edit(&mut line, Edit::DeleteLeft);
        assert_eq!(line.text(), "Zo");
    }

    #[test]
    fn an_accent_typed_after_its_letter_joins_it() {
        let mut line = line("e");
        line.insert('\u{301}');
        assert_eq!((line.text(), line.cursor()), ("e\u{301}", 3));
    }

    #[test]
    fn a_full_line_takes_nothing_more() {
        let mut line = Line::new(4, Accepts::Visible);
        line.paste("山田山");
        assert_eq!(line.text(), "山");
    }

    #[test]
    fn the_view_follows_the_cursor_and_says_where_more_is() {
        let mut line = line("arn:aws:iam::111111111111:role/x");
        let view = line.view(10);
        assert_eq!((view.text, view.cursor_column, view.more_left, view.more_right), ("11:role/x", 9, true, false));
        edit(&mut line, Edit::Start);
        let view = line.view(10);
        assert_eq!((view.text, view.cursor_column, view.more_left, view.more_right), ("arn:aws:ia", 0, false, true));
    }

    #[test]
    fn commands_of_the_screen_are_left_to_the_screen() {
        let mut line = line("x");
        for command in [Command::Next, Command::Back, Command::NextField, Command::Up, Command::Interrupt] {
            assert_eq!(line.command(command), Edited::Ignored);
        }
    }

    fn any_command() -> impl Strategy<Value = Command> {
        const EDITS: [Edit; 11] = [
            Edit::Left,
            Edit::Right,
            Edit::WordLeft,
            Edit::WordRight,
            Edit::Start,
            Edit::End,
            Edit::DeleteLeft,
            Edit::DeleteRight,
            Edit::DeleteWordLeft,
            Edit::DeleteToStart,
            Edit::DeleteToEnd,
        ];
        const JOINING: [char; 13] =
            ['e', '\u{301}', '山', '👩', '\u{200d}', '🏽', '🇨', '🇭', 'ก', '\u{e33}', '\u{1100}', '\u{1161}', '-'];
        prop_oneof![
            2 => any::<char>().prop_map(Command::Type),
            4 => prop::sample::select(JOINING.to_vec()).prop_map(Command::Type),
            4 => prop::sample::select(EDITS.to_vec()).prop_map(Command::Edit),
        ]
    }

    fn is_boundary(text: &str, offset: usize) -> bool {
        offset == text.len() || text.grapheme_indices(true).any(|(index, _)| index == offset)
    }

    proptest! {
        #[test]
        fn no_edit_ever_splits_a_grapheme_or_leaves_the_line(
            accepts in prop::sample::select(vec![Accepts::Visible, Accepts::AllButControls]),
            start in "\\PC{0,12}",
            commands in prop::collection::vec(any_command(), 0..60),
        ) {
            let mut line = Line::new(64, accepts);
            line.paste(&start);
            for command in commands {
                line.command(command);
                prop_assert!(is_boundary(line.text(), line.cursor()), "{:?} at {}", line.text(), line.cursor());
                prop_assert!(line.text().len() <= 64);
                prop_assert!(!line.text().chars().any(char::is_control));
            }
        }

        #[test]
        fn what_is_seen_fits_and_holds_the_cursor(text in "\\PC{0,40}", steps in 0_usize..40, width in 1_usize..30) {
            let mut line = Line::new(400, Accepts::Visible);
            line.paste(&text);
            for _ in 0..steps {
                line.command(Command::Edit(Edit::Left));
            }
            let view = line.view(width);
            prop_assert!(view.text.graphemes(true).map(UnicodeWidthStr::width).sum::<usize>() <= width);
            prop_assert!(view.cursor_column < width);
            prop_assert!(line.text().contains(view.text));
        }

        #[test]
        fn a_paste_lands_whole_at_the_cursor(left in "[a-z]{0,8}", right in "[a-z]{0,8}", middle in "[A-Z]{1,8}") {
            let mut line = Line::new(400, Accepts::Visible);
            line.paste(&right);
            line.command(Command::Edit(Edit::Start));
            line.paste(&left);
            line.paste(&middle);
            prop_assert_eq!(line.text(), format!("{left}{middle}{right}"));
            prop_assert_eq!(line.cursor(), left.len() + middle.len());
        }
    }
}
