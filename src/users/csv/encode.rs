//! The grammar of a row (facts §14.2): UTF-8, no quotes, a comma in a value as `\,`, every row with its end.

/// Characters of a row at most, without its end.
pub const LONGEST_ROW: usize = 16_000;

/// Rows of a file at most, without the header.
pub const MOST_ROWS: usize = 500_000;

/// Bytes of a file at most, with the header. AWS says 100 MB; taken as the smaller reading.
pub const MOST_BYTES: usize = 100_000_000;

/// Whether a value can be written, and how surely it is read back as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Writable {
    Surely,
    /// It holds what the documents are silent about: a backslash, a quote, white space at an end, a code point that is no character.
    Perhaps,
    /// It holds a line end or another control character, for which the grammar has no way.
    Never,
}

/// How surely this value is read back as it was.
pub fn writable(value: &str) -> Writable {
    let is_noncharacter = |c: char| (c as u32) & 0xfffe == 0xfffe || ('\u{fdd0}'..='\u{fdef}').contains(&c);
    if value.chars().any(char::is_control) || value.contains(['\u{2028}', '\u{2029}']) {
        return Writable::Never;
    }
    let is_doubtful = |c: char| matches!(c, '\\' | '"' | '\u{feff}') || is_noncharacter(c);
    match value.trim() != value || value.chars().any(is_doubtful) {
        true => Writable::Perhaps,
        false => Writable::Surely,
    }
}

/// Appends one row with its end. Returns its length in characters, without the end.
pub fn push_row<'a>(file: &mut String, cells: impl IntoIterator<Item = &'a str>) -> usize {
    let start = file.len();
    for (number, cell) in cells.into_iter().enumerate() {
        if number > 0 {
            file.push(',');
        }
        match cell.contains(',') {
            true => file.push_str(&cell.replace(',', "\\,")),
            false => file.push_str(cell),
        }
    }
    let characters = file[start..].chars().count();
    file.push('\n');
    characters
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A reader of the documented grammar, written for itself: a backslash takes the next comma.
    fn read(row: &str) -> Vec<String> {
        let (mut cells, mut cell, mut letters) = (Vec::new(), String::new(), row.chars().peekable());
        while let Some(letter) = letters.next() {
            match letter {
                '\\' if letters.peek() == Some(&',') => cell.extend(letters.next()),
                ',' => cells.push(std::mem::take(&mut cell)),
                _ => cell.push(letter),
            }
        }
        cells.push(cell);
        cells
    }

    proptest! {
        #[test]
        fn what_is_surely_writable_is_read_back_as_it_was(cells in prop::collection::vec(any::<String>(), 1..8)) {
            let cells: Vec<String> = cells.into_iter().filter(|cell| writable(cell) == Writable::Surely).collect();
            prop_assume!(!cells.is_empty());
            let mut file = String::new();
            let characters = push_row(&mut file, cells.iter().map(String::as_str));
            let row = file.strip_suffix('\n').unwrap();
            prop_assert_eq!(characters, row.chars().count());
            prop_assert!(!row.contains(['\n', '\r', '"']));
            prop_assert_eq!(read(row), cells);
        }
    }

    #[test]
    fn what_the_documents_are_silent_about_is_doubtful_and_what_cannot_be_written_is_never() {
        for value in ["C:\\dir", "say \"hi\"", " ahead", "behind ", "\u{fdd0}", "\u{feff}mark"] {
            assert_eq!(writable(value), Writable::Perhaps, "{value:?}");
        }
        for value in ["two\nlines", "two\r", "nul\0", "bell\u{7}", "next\u{85}line", "line\u{2028}separator"] {
            assert_eq!(writable(value), Writable::Never, "{value:?}");
        }
        for value in ["", "Main St, 1", "日本語", "O'Neill", "a;b"] {
            assert_eq!(writable(value), Writable::Surely, "{value:?}");
        }
    }

    #[test]
    fn a_comma_is_escaped_and_nothing_is_quoted() {
        let mut file = String::new();
        push_row(&mut file, ["ada", "Main St, 1", ""]);
        assert_eq!(file, "ada,Main St\\, 1,\n");
    }
}
