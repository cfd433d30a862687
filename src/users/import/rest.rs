//! Who is left: the destination as numbers, then the source past it, person by person, with a row for whoever can be imported.

use std::collections::HashSet;

use async_trait::async_trait;
use serde_json::Value;

use crate::aws::account::Account;
use crate::aws::document::pools::number_of_users;
use crate::model::attribute_mapping::{UserMapping, is_case_sensitive};
use crate::problem::Problem;
use crate::users::classify::{Question, Row, Rules};
use crate::users::csv::header::Header;
use crate::users::groups::person::Person;
use crate::users::import::sort::{Sorter, Tally, Twins};
use crate::users::index::Index;
use crate::users::reading::chain::{Pool, Position, Seen};
use crate::users::reading::everybody::{self, Options, Reader, Watched};
use crate::users::reading::progress::Progress;

/// What is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    Destination,
    /// Names that differ by case only.
    Names,
    Source,
}

impl Pass {
    pub fn words(self) -> &'static str {
        match self {
            Self::Destination => "the destination",
            Self::Names => "user names of the source",
            Self::Source => "the source",
        }
    }
}

/// Hears how far each pass is.
pub type OnProgress<'a> = &'a mut (dyn FnMut(Pass, &Progress) + Send);

/// Both pools, and everything that a row follows from.
#[derive(Debug)]
pub struct Rest<'a> {
    pub source: Pool<'a>,
    pub destination: Pool<'a>,
    pub mapping: &'a UserMapping,
    pub header: &'a Header,
    /// Both pools as DescribeUserPool tells them: source, destination.
    pub pools: [&'a Value; 2],
    pub include: Vec<Question>,
    /// Pages a second from each.
    pub per_second: u32,
    pub shards: bool,
}

/// Takes the rows as they come.
#[async_trait]
pub trait Rows: Send {
    /// # Errors
    /// What ends the reading.
    async fn take(&mut self, person: &Person, row: Row) -> Result<(), Problem>;
}

/// Who was found on the way to the rows.
#[derive(Debug)]
pub struct Known<'a> {
    pub index: Index<'a>,
    pub twins: HashSet<u64>,
}

impl<'a> Rest<'a> {
    /// Reads the destination, and the source's names where they need it.
    ///
    /// # Errors
    /// What a pool refuses, and the wish to stop.
    pub async fn know(&self, on_progress: OnProgress<'_>) -> Result<Known<'a>, Problem> {
        let [source, destination] = self.pools;
        let mut index = Index::new(self.mapping, number_of_users(destination), |_| 0);
        let mut watched = Watched { reader: &mut index, on_progress: &mut |at: &Progress| on_progress(Pass::Destination, at) };
        everybody::read(self.destination, &self.options(destination), &mut Seen::new(), &mut watched).await?;
        index.finish();
        let mut twins = Twins::new(self.mapping);
        if is_case_sensitive(source) && !self.mapping.exact_case {
            let mut watched = Watched { reader: &mut twins, on_progress: &mut |at: &Progress| on_progress(Pass::Names, at) };
            everybody::read(self.source, &self.options(source), &mut Seen::new(), &mut watched).await?;
        }
        Ok(Known { index, twins: twins.twice })
    }

    /// Reads the source, and gives a row for each who can be imported. `seen`: whom to pass over.
    ///
    /// # Errors
    /// What the pool refuses, the wish to stop, and what the rows' taker says.
    pub async fn each(
        &self,
        known: &Known<'a>,
        seen: &mut Seen,
        rows: &mut dyn Rows,
        on_progress: OnProgress<'_>,
    ) -> Result<Tally, Problem> {
        let [source, destination] = self.pools;
        let rules = Rules::new(self.header, self.mapping, destination, self.include.clone());
        let sorter = Sorter { rules, index: &known.index, twins: &known.twins, tally: Tally::default() };
        let mut sorting = Sorting { sorter, rows };
        let mut watched = Watched { reader: &mut sorting, on_progress: &mut |at: &Progress| on_progress(Pass::Source, at) };
        everybody::read(self.source, &self.options(source), seen, &mut watched).await?;
        Ok(sorting.sorter.tally)
    }

    fn options(&self, pool: &Value) -> Options {
        Options { shards: self.shards, estimated: Some(number_of_users(pool)), ..Options::new(self.per_second) }
    }
}

struct Sorting<'a, 'b> {
    sorter: Sorter<'a>,
    rows: &'b mut dyn Rows,
}

#[async_trait]
impl Reader for Sorting<'_, '_> {
    async fn take(&mut self, people: Vec<Person>, _position: Option<&Position>) -> Result<(), Problem> {
        for person in people {
            if let Some(row) = self.sorter.sort(&person) {
                self.rows.take(&person, row).await?;
            }
        }
        Ok(())
    }
}

/// The header of the destination's import files.
///
/// # Errors
/// What the pool refuses, and a header that the grammar cannot write.
pub async fn header(account: &Account, pool: &Value) -> Result<Header, Problem> {
    let id = crate::aws::document::text(pool, "Id");
    let call = account.read.cognito.get_csv_header().user_pool_id(id).send();
    let what = || format!("Could not read the CSV header of the user pool {id}");
    let answer = call.await.map_err(|error| account.problem(what(), &error))?;
    Header::read(answer.csv_header(), pool)
}
