//! Reads the file of an import: UTF-8 without a byte order mark, no quoting, a backslash before a comma that is not the end of a cell, white
//! space around a value trimmed. One row that cannot be read makes the whole file unreadable.

use crate::core::state::import_behavior::{Backslash, ImportBehavior, Unusual};
use crate::core::state::imports::Table;

const MOST_BYTES: usize = 100_000_000;
const MOST_ROWS: usize = 500_000;
const LONGEST_ROW: usize = 16_000;

/// The file cannot be read. AWS does not say where.
#[derive(Debug, PartialEq, Eq)]
pub struct Unreadable;

/// The header, in whatever order it has the columns, and the rows.
pub fn parse(file: &[u8], columns: &[String], behavior: &ImportBehavior) -> Result<Table, Unreadable> {
    if file.len() > MOST_BYTES {
        return Err(Unreadable);
    }
    let text = std::str::from_utf8(file).map_err(|_| Unreadable)?;
    let mut lines = text.strip_suffix('\n').unwrap_or(text).split('\n');
    let header = cells(lines.next().unwrap_or_default(), behavior)?;
    let (mut wanted, mut found): (Vec<&String>, Vec<&String>) = (columns.iter().collect(), header.iter().collect());
    wanted.sort_unstable();
    found.sort_unstable();
    if wanted != found {
        return Err(Unreadable);
    }
    let rows = lines.map(|line| cells(line, behavior)).collect::<Result<Vec<_>, _>>()?;
    if rows.len() > MOST_ROWS || rows.iter().any(|row| row.len() != header.len()) {
        return Err(Unreadable);
    }
    Ok(Table { header, rows, done: 0 })
}

fn cells(line: &str, behavior: &ImportBehavior) -> Result<Vec<String>, Unreadable> {
    if line.chars().count() > LONGEST_ROW || behavior.carriage_return == Unusual::Refused && line.ends_with('\r') {
        return Err(Unreadable);
    }
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            ',' => cells.push(std::mem::take(&mut cell)),
            '"' if behavior.quote == Unusual::Refused => return Err(Unreadable),
            '\\' => match (letters.peek(), behavior) {
                (Some(','), _) => cell.extend(letters.next()),
                (Some('\\'), ImportBehavior { double_backslash: Backslash::Kept, .. }) => {
                    letters.next();
                    cell.push_str(r"\\");
                }
                (Some('\\'), ImportBehavior { double_backslash: Backslash::Eaten, .. }) => cell.extend(letters.next()),
                (Some('\\'), ImportBehavior { double_backslash: Backslash::Refused, .. })
                | (_, ImportBehavior { lone_backslash: Backslash::Refused, .. }) => return Err(Unreadable),
                (_, ImportBehavior { lone_backslash: Backslash::Kept, .. }) => cell.push('\\'),
                (_, ImportBehavior { lone_backslash: Backslash::Eaten, .. }) => {}
            },
            letter => cell.push(letter),
        }
    }
    cells.push(cell);
    Ok(cells.iter().map(|cell| cell.trim().to_owned()).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(line: &str, change: impl FnOnce(&mut ImportBehavior)) -> Result<Vec<String>, Unreadable> {
        let mut behavior = ImportBehavior::default();
        change(&mut behavior);
        cells(line, &behavior)
    }

    #[test]
    fn a_comma_after_a_backslash_stays_in_its_cell_and_white_space_around_a_value_goes() {
        assert_eq!(read("ada, 1 Main St\\, Town \t,,x\r", |_| ()).unwrap(), ["ada", "1 Main St, Town", "", "x"]);
    }

    #[test]
    fn nothing_is_a_quote() {
        assert_eq!(read("\"a,b\",c", |_| ()).unwrap(), ["\"a", "b\"", "c"]);
        assert_eq!(read("\"a\"", |behavior| behavior.quote = Unusual::Refused), Err(Unreadable));
    }

    #[test]
    fn a_backslash_is_what_the_switches_say() {
        assert_eq!(read(r"C:\dir,a\\b,\", |_| ()).unwrap(), [r"C:\dir", r"a\\b", r"\"]);
        assert_eq!(read(r"C:\dir,\", |behavior| behavior.lone_backslash = Backslash::Eaten).unwrap(), ["C:dir", ""]);
        assert_eq!(read(r"a\\b,\\,c", |behavior| behavior.double_backslash = Backslash::Eaten).unwrap(), [r"a\b", r"\", "c"]);
        assert_eq!(read(r"a\\b", |behavior| behavior.double_backslash = Backslash::Refused), Err(Unreadable));
        assert_eq!(read(r"a\b", |behavior| behavior.lone_backslash = Backslash::Refused), Err(Unreadable));
    }

    #[test]
    fn one_row_too_long_or_too_short_makes_the_file_unreadable() {
        let columns = ["a".to_owned(), "b".to_owned()];
        let behavior = ImportBehavior::default();
        let parsed = |text: &str| parse(text.as_bytes(), &columns, &behavior);
        assert_eq!(parsed("b,a\n1,2\n3,4").unwrap().rows, [["1", "2"], ["3", "4"]]);
        assert_eq!(parsed("a,b\n1,2\n").unwrap().rows.len(), 1, "the last line may end");
        for text in ["a\n1\n", "a,b,c\n1,2,3\n", "a,b\n1,2\n3\n", "a,b\n1,2,3\n", "a,b\n\n1,2\n", "\u{feff}a,b\n1,2\n"] {
            assert_eq!(parsed(text).err(), Some(Unreadable), "{text:?}");
        }
        let long = |letters: usize| parsed(&format!("a,b\n{},\n", "x".repeat(letters)));
        assert!(long(LONGEST_ROW - 1).is_ok() && long(LONGEST_ROW).is_err());
        assert_eq!(parse(b"a,b\n\xff,2\n", &columns, &behavior).err(), Some(Unreadable));
    }
}
