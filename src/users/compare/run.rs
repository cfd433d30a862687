//! Two streaming passes: the destination becomes numbers, the source goes past them. ListUsers only: nobody becomes an active user by being
//! compared (facts §6.5).

use async_trait::async_trait;

use crate::model::attribute_mapping::UserMapping;
use crate::problem::Problem;
use crate::users::classify::{Question, questions};
use crate::users::compare::classes::{Class, Comparison, leads_to};
use crate::users::compare::values::{Values, differing, digest, found, wanted};
use crate::users::groups::person::{Person, is_federated};
use crate::users::index::{Found, Index, Record, Status};
use crate::users::reading::adaptive::AdaptivePace;
use crate::users::reading::chain::{Pool, Position, Seen, find_one};
use crate::users::reading::everybody::{self, Options, Reader, Watched};
use crate::users::reading::progress::Progress;

/// Users whose differing attributes are looked up by name; more are counted without.
const LOOKED_UP: usize = 1_000;

/// Which pass is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    Destination,
    Source,
}

/// What is compared.
#[derive(Debug)]
pub struct Sides<'a> {
    pub source: Pool<'a>,
    pub destination: Pool<'a>,
    pub mapping: &'a UserMapping,
    /// EstimatedNumberOfUsers of source and destination.
    pub estimated: [u64; 2],
    /// Pages a second on each side.
    pub per_second: u32,
    pub shards: bool,
}

/// Compares both pools. `progress` is told how far each pass is.
///
/// # Errors
/// What either pool refuses, and the wish to stop.
pub async fn compare(sides: &Sides<'_>, progress: &mut (dyn FnMut(Pass, &Progress) + Send)) -> Result<Comparison, Problem> {
    let mapping = sides.mapping;
    let [source_users, destination_users] = sides.estimated;
    let options = |estimated| Options { shards: sides.shards, estimated: Some(estimated), ..Options::new(sides.per_second) };
    let mut index = Index::new(mapping, destination_users, |person: &Person| digest(&found(person, mapping)));
    let mut watched = Watched { reader: &mut index, on_progress: &mut |at: &Progress| progress(Pass::Destination, at) };
    everybody::read(sides.destination, &options(destination_users), &mut Seen::new(), &mut watched).await?;
    index.finish();
    let mut against = Against { mapping, index: &mut index, comparison: Comparison::default(), differing: Vec::new(), progress };
    everybody::read(sides.source, &options(source_users), &mut Seen::new(), &mut against).await?;
    let Against { mut comparison, differing, .. } = against;
    look_up(sides, differing, &mut comparison).await?;
    settle(&index, &mut comparison);
    Ok(comparison)
}

/// Whose values differ, until it is known in what.
struct Differing {
    sub: String,
    here: String,
    wanted: Values,
}

struct Against<'a, 'b> {
    mapping: &'a UserMapping,
    index: &'b mut Index<'a>,
    comparison: Comparison,
    differing: Vec<Differing>,
    progress: &'b mut (dyn FnMut(Pass, &Progress) + Send),
}

#[async_trait]
impl Reader for Against<'_, '_> {
    async fn take(&mut self, people: Vec<Person>, _position: Option<&Position>) -> Result<(), Problem> {
        for person in people {
            self.comparison.source += 1;
            let (sub, values) = (person.sub(), wanted(&person, self.mapping));
            let class = match self.index.claim(&person) {
                _ if is_federated(&person) => Class::Federated,
                Found::Nobody => absent(&person),
                Found::Doubtful(_, mismatch) => Class::Doubtful(mismatch),
                Found::Same(number) => {
                    let record = &self.index.records[number];
                    let class = class_of(&person, digest(&values), record);
                    if class == Class::Attribute(String::new()) && self.differing.len() < LOOKED_UP {
                        self.differing.push(Differing { sub: sub.to_owned(), here: record.sub(), wanted: values });
                        continue;
                    }
                    class
                }
            };
            self.comparison.add(class, sub);
        }
        Ok(())
    }

    fn progress(&mut self, progress: &Progress) {
        (self.progress)(Pass::Source, progress);
    }
}

/// Somebody who is not in the destination: those whom nobody decided to bring are expected to be absent.
fn absent(person: &Person) -> Class {
    questions(person, false).find(|question| !Question::by_default(*question)).map_or(Class::Missing, Class::NotMoved)
}

/// Of somebody who is on both sides.
fn class_of(person: &Person, wanted: u64, here: &Record) -> Class {
    let since_the_move = person.modified > i64::from(here.created);
    match () {
        () if here.is_matched_twice() => Class::Twice,
        () if wanted != here.digest && since_the_move => Class::SourceChanged,
        () if wanted != here.digest && here.changed_since_made() => Class::ChangedHere,
        () if wanted != here.digest => Class::Attribute(String::new()),
        () if person.enabled != here.enabled() && since_the_move => Class::SourceChanged,
        () if person.enabled != here.enabled() => Class::Enabled,
        () if !leads_to(Status::of(&person.status), here.status) => Class::Status,
        () => Class::Equal,
    }
}

/// Reads those again whose values differ, each by their sub, and names the attributes.
async fn look_up(sides: &Sides<'_>, people: Vec<Differing>, comparison: &mut Comparison) -> Result<(), Problem> {
    let pace = tokio::sync::Mutex::new(AdaptivePace::new(sides.per_second));
    for person in people {
        let here = find_one(sides.destination, format!("sub = \"{}\"", person.here), &pace).await?;
        let values = here.map(|here| found(&here, sides.mapping)).unwrap_or_default();
        match differing(&person.wanted, &values).first() {
            // Changed back, or read before a change was seen everywhere.
            None => comparison.add(Class::Equal, &person.sub),
            Some(name) => comparison.add(Class::Attribute((*name).to_owned()), &person.sub),
        }
    }
    Ok(())
}

/// Who of the destination nobody of the source is.
fn settle(index: &Index<'_>, comparison: &mut Comparison) {
    comparison.destination = index.records.len() as u64;
    for record in index.records.iter().filter(|record| !record.is_matched()) {
        let class = if record.status == Status::ExternalProvider { Class::Federated } else { Class::OnlyHere };
        if class == Class::OnlyHere {
            comparison.add(class, &record.sub());
        }
    }
}
