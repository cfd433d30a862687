//! One list of the pools screen: what was found, and what is chosen of it. Pure.

use crate::aws::problem::Problem;
use crate::text::printable;
use crate::users::pools::{ClientSummary, PoolSummary};
use crate::wizard::widgets::choice_list::{ChoiceList, Row};

#[derive(Debug)]
pub struct Section<T> {
    pub list: ChoiceList,
    found: Vec<T>,
    /// Whether the list has been answered: an empty one is then really empty.
    pub loaded: bool,
    pub problem: Option<Problem>,
}

impl<T> Default for Section<T> {
    fn default() -> Self {
        Self { list: ChoiceList::default(), found: Vec::new(), loaded: false, problem: None }
    }
}

impl<T> Section<T> {
    /// What is under the list's cursor; none where it is on the row for a new one, or on nothing.
    pub fn chosen(&self) -> Option<&T> {
        self.found.get(self.list.selected()?)
    }

    /// Puts in what was found, and chooses the one of this id, else the first. `extra` is a row after all the others.
    pub fn fill(&mut self, found: Vec<T>, rows: Vec<Row>, ids: Vec<String>, chosen: Option<&str>, extra: Option<Row>) {
        self.list = ChoiceList::new(rows.into_iter().chain(extra).collect());
        if let Some(index) = chosen.and_then(|chosen| ids.iter().position(|id| id == chosen)) {
            self.list.select(index);
        }
        self.found = found;
        self.loaded = true;
        self.problem = None;
    }

    pub fn forget(&mut self) {
        *self = Self::default();
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
