//! Sorting everybody of the source into classes, and counting them: who is here already, who can be imported, who not and why. Every person is
//! in exactly one class.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use async_trait::async_trait;

use crate::model::attribute_mapping::UserMapping;
use crate::problem::Problem;
use crate::users::classify::{Question, Reason, Row, Rules, Verdict, one_name};
use crate::users::compare::classes::{Count, EXAMPLES};
use crate::users::groups::person::{Person, hash_of};
use crate::users::index::{Found, Index};
use crate::users::reading::chain::Position;
use crate::users::reading::everybody::Reader;

/// What becomes of somebody.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "class", rename_all = "kebab-case")]
pub enum Class {
    /// In the destination already.
    Here,
    /// Has a row that is surely read as it is written.
    Clean,
    /// Has a row with something in it that the documents are silent about.
    Doubtful,
    /// Somebody has to decide; left out until then.
    LeftOut { question: Question },
    /// Cannot be imported.
    Impossible {
        #[serde(flatten)]
        reason: Reason,
    },
}

/// Everybody counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    pub users: u64,
    pub classes: BTreeMap<Class, Count>,
    /// Bytes that the rows have together.
    pub bytes: u64,
    /// Rows of people who are disabled in the source, and have to be disabled again.
    pub disabled: u64,
}

impl Tally {
    fn add(&mut self, class: Class, sub: &str) {
        self.users += 1;
        let count = self.classes.entry(class).or_default();
        count.users += 1;
        if count.examples.len() < EXAMPLES {
            count.examples.push(sub.to_owned());
        }
    }

    pub fn of(&self, class: &Class) -> u64 {
        self.classes.get(class).map_or(0, |count| count.users)
    }

    /// Who has a row.
    pub fn rows(&self) -> u64 {
        self.of(&Class::Clean) + self.of(&Class::Doubtful)
    }
}

/// Sorts one person after the other.
#[derive(Debug)]
pub struct Sorter<'a> {
    pub rules: Rules<'a>,
    /// The destination.
    pub index: &'a Index<'a>,
    /// Names that two people of the source have, by case apart: [`Twins`].
    pub twins: &'a HashSet<u64>,
    pub tally: Tally,
}

impl Sorter<'_> {
    /// The person's row, if there is to be one.
    pub fn sort(&mut self, person: &Person) -> Option<Row> {
        let (class, row) = self.class(person);
        if let Some(row) = &row {
            self.tally.bytes += row.cells.iter().map(|cell| cell.len() as u64 + 1).sum::<u64>();
            self.tally.disabled += u64::from(!person.enabled);
        }
        self.tally.add(class, person.sub());
        row
    }

    fn class(&self, person: &Person) -> (Class, Option<Row>) {
        match self.index.find(person) {
            Found::Same(_) => return (Class::Here, None),
            Found::Doubtful(..) => return (Class::Impossible { reason: Reason::NameTaken }, None),
            Found::Nobody => {}
        }
        let is_twin = self.twins.contains(&hash_of(&one_name(self.rules.mapping, person)));
        match self.rules.verdict(person, is_twin, None) {
            Verdict::Row(row) if row.doubtful => (Class::Doubtful, Some(row)),
            Verdict::Row(row) => (Class::Clean, Some(row)),
            Verdict::LeftOut(question) => (Class::LeftOut { question }, None),
            Verdict::Impossible(reason) => (Class::Impossible { reason }, None),
        }
    }
}

/// Finds names that differ by case only: a pass of its own, needed where the source tells them apart and the destination does not.
#[derive(Debug)]
pub struct Twins<'a> {
    mapping: &'a UserMapping,
    once: HashSet<u64>,
    pub twice: HashSet<u64>,
}

impl<'a> Twins<'a> {
    pub fn new(mapping: &'a UserMapping) -> Self {
        Self { mapping, once: HashSet::new(), twice: HashSet::new() }
    }
}

#[async_trait]
impl Reader for Twins<'_> {
    async fn take(&mut self, people: Vec<Person>, _position: Option<&Position>) -> Result<(), Problem> {
        for person in people {
            let name = hash_of(&one_name(self.mapping, &person));
            if !self.once.insert(name) {
                self.twice.insert(name);
            }
        }
        Ok(())
    }
}
