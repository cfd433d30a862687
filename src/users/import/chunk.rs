//! One file of rows, in memory only, and whose rows they are.

use crate::users::classify::Row;
use crate::users::csv::encode::{MOST_BYTES, MOST_ROWS, push_row};
use crate::users::csv::header::Header;

/// The rows of one job.
#[derive(Clone)]
pub struct Chunk {
    header: String,
    /// Rows with their ends, without the header.
    text: String,
    /// Where each row ends in `text`.
    ends: Vec<usize>,
    /// Of each row, the sub in the source.
    pub subs: Vec<String>,
    most_rows: usize,
}

impl std::fmt::Debug for Chunk {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Chunk").field("rows", &self.rows()).finish_non_exhaustive()
    }
}

impl Chunk {
    /// `most_rows`: of this kind of job; never more than Cognito takes.
    pub fn new(header: &Header, most_rows: usize) -> Self {
        let header = format!("{}\n", header.line);
        Self { header, text: String::new(), ends: Vec::new(), subs: Vec::new(), most_rows: most_rows.min(MOST_ROWS) }
    }

    /// Appends a row. False, and nothing is appended, where it does not fit any more.
    pub fn push(&mut self, row: &Row, sub: &str) -> bool {
        let start = self.text.len();
        push_row(&mut self.text, row.cells.iter().map(String::as_str));
        if self.rows() == self.most_rows || self.header.len() + self.text.len() > MOST_BYTES {
            self.text.truncate(start);
            return false;
        }
        self.ends.push(self.text.len());
        self.subs.push(sub.to_owned());
        true
    }

    pub fn rows(&self) -> usize {
        self.ends.len()
    }

    /// The file as it is uploaded.
    pub fn file(&self) -> Vec<u8> {
        [self.header.as_bytes(), self.text.as_bytes()].concat()
    }

    /// Both halves: the first and the second.
    pub fn halves(&self) -> [Self; 2] {
        let half = self.rows() / 2;
        [self.only(|number| number < half), self.only(|number| number >= half)]
    }

    /// The rows whose number, from 0, is wanted.
    pub fn only(&self, is_wanted: impl Fn(usize) -> bool) -> Self {
        let mut part = Self { text: String::new(), ends: Vec::new(), subs: Vec::new(), ..self.clone_empty() };
        let mut start = 0;
        for (number, end) in self.ends.iter().enumerate() {
            if is_wanted(number) {
                part.text.push_str(&self.text[start..*end]);
                part.ends.push(part.text.len());
                part.subs.push(self.subs[number].clone());
            }
            start = *end;
        }
        part
    }

    fn clone_empty(&self) -> Self {
        Self { header: self.header.clone(), text: String::new(), ends: Vec::new(), subs: Vec::new(), most_rows: self.most_rows }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn chunk(rows: &[&str], most: usize) -> Chunk {
        let names = ["cognito:username".to_owned(), "name".to_owned()];
        let mut chunk = Chunk::new(&Header::read(&names, &json!({})).unwrap(), most);
        for name in rows {
            let row = Row { cells: vec![(*name).into(), "a, b".into()], doubtful: false };
            chunk.push(&row, name);
        }
        chunk
    }

    fn text(chunk: &Chunk) -> String {
        String::from_utf8(chunk.file()).unwrap()
    }

    #[test]
    fn a_file_has_the_header_and_every_row_with_its_end() {
        assert_eq!(text(&chunk(&["ada", "bob"], 9)), "cognito:username,name\nada,a\\, b\nbob,a\\, b\n");
    }

    #[test]
    fn what_does_not_fit_is_not_appended() {
        let chunk = chunk(&["ada", "bob", "eve"], 2);
        assert_eq!(chunk.subs, ["ada", "bob"]);
    }

    #[test]
    fn halves_hold_every_row_once() {
        let whole = chunk(&["ada", "bob", "eve"], 9);
        let [first, second] = whole.halves();
        assert_eq!([first.subs.clone(), second.subs.clone()].concat(), whole.subs);
        assert_eq!(text(&first), "cognito:username,name\nada,a\\, b\n");
        assert_eq!(second.rows(), 2);
    }
}
