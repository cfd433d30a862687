//! One list of the pools screen: what was found, and what is chosen of it. Pure.

use crate::aws::document::pools::{ClientSummary, PoolSummary};
use crate::problem::Problem;
use crate::text::printable;
use crate::wizard::widgets::choice_list::{ChoiceList, Row};

/// A list, with what stands behind its rows.
#[derive(Debug)]
pub struct ListSection<T> {
    pub list: ChoiceList,
    found: Vec<T>,
    /// Whether the list has been answered: an empty one is then really empty.
    pub loaded: bool,
    pub problem: Option<Problem>,
    /// The id that the session names, where it is not in the list.
    gone: Option<String>,
    /// By the rows.
    ids: Vec<String>,
    /// What was chosen before it was listed anew.
    before: Option<String>,
}

impl<T> Default for ListSection<T> {
    fn default() -> Self {
        Self {
            list: ChoiceList::default(),
            found: Vec::new(),
            loaded: false,
            problem: None,
            gone: None,
            ids: Vec::new(),
            before: None,
        }
    }
}

impl<T> ListSection<T> {
    /// What is under the list's cursor; none where it is on the row for a new one, or on nothing.
    pub fn chosen(&self) -> Option<&T> {
        self.found.get(self.list.selected()?)
    }

    /// Puts in what was found, and chooses the one of this id, else the only one that there is. `extra` is a row after all the others.
    pub fn fill(&mut self, found: Vec<T>, rows: Vec<Row>, ids: Vec<String>, chosen: Option<&str>, extra: Option<Row>) {
        self.list = ChoiceList::waiting(rows.into_iter().chain(extra).collect());
        self.gone = None;
        let place = |wanted: &str| ids.iter().position(|id| id == wanted);
        let before = self.before.take().and_then(|before| place(&before));
        match (before, chosen, ids.len()) {
            (Some(index), ..) => self.list.select(index),
            (None, Some(chosen), _) => match place(chosen) {
                Some(index) => self.list.select(index),
                None => {
                    self.list.choose_none();
                    self.gone = Some(chosen.to_owned());
                }
            },
            (None, None, 1) => self.list.select(0),
            (None, None, _) => {}
        }
        self.ids = ids;
        self.found = found;
        self.loaded = true;
        self.problem = None;
    }

    /// The id that the session names and that is not in the list, as long as nothing else is chosen.
    pub fn gone(&self) -> Option<&str> {
        self.gone.as_deref().filter(|_| self.list.selected().is_none())
    }

    /// It is listed anew. The choice comes back if it is still there.
    pub fn forget(&mut self) {
        let before = self.list.selected().and_then(|index| self.ids.get(index).cloned());
        *self = Self { before: before.or(self.before.take()), ..Self::default() };
    }
}

/// Name, users, id.
pub fn pool_rows(pools: &[PoolSummary]) -> Vec<Row> {
    pools
        .iter()
        .map(|pool| Row::new([printable(&pool.name).into_owned(), users(pool.users), printable(&pool.id).into_owned()]))
        .collect()
}

/// The row after the pools that are there.
pub fn new_pool_row() -> Row {
    Row::new(["Create a new pool like the source's"])
}

/// Rows and ids.
pub fn client_rows(clients: &[ClientSummary]) -> (Vec<Row>, Vec<String>) {
    let rows = clients.iter().map(|client| {
        let secret = if client.has_secret { "with secret" } else { "no secret" };
        Row::new([printable(&client.name).into_owned(), secret.into(), printable(&client.id).into_owned()])
    });
    (rows.collect(), clients.iter().map(|client| client.id.clone()).collect())
}

/// `12,402 users`.
pub fn users(count: Option<i64>) -> String {
    let Some(count) = count else { return "users not counted".into() };
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text} user{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_and_one_user_is_no_users() {
        assert_eq!(
            [0, 1, 999, 12_402, 1_000_000].map(|count| users(Some(count))),
            ["0 users", "1 user", "999 users", "12,402 users", "1,000,000 users"]
        );
    }
}
