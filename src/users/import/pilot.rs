//! The pilot: each of its users is looked up in the destination and compared in full before anybody else is imported.

use tokio::sync::Mutex;

use super::results::{Results, RowFate};
use crate::model::attribute_mapping::UserMapping;
use crate::problem::{Problem, ProblemKind};
use crate::users::compare::values::{differing, found, wanted};
use crate::users::groups::person::{Key, Person, keys_of};
use crate::users::reading::adaptive::AdaptivePace;
use crate::users::reading::chain::{Pool, find_one};
use crate::users::reading::everybody::PER_SECOND;

/// Whether everybody whose row succeeded is there with the source's values, and nobody whose row failed. Gives how many are there.
///
/// # Errors
/// The first disagreement: the log's lines mean something else than they say, or a value came over changed.
pub async fn agrees(people: &[Person], results: &Results, pool: Pool<'_>, mapping: &UserMapping) -> Result<usize, Problem> {
    let pace = Mutex::new(AdaptivePace::new(PER_SECOND));
    let mut users = 0;
    for person in people {
        let Some(fate) = results.fates.get(person.sub()) else { continue };
        let here = look_up(person, pool, mapping, &pace).await?;
        match (fate, here) {
            (RowFate::Succeeded, Some(here)) => {
                let (wanted, found) = (wanted(person, mapping), found(&here, mapping));
                if let [first, ..] = differing(&wanted, &found).as_slice() {
                    return Err(disagrees(format!("The user with the sub {} came over with another {first}.", person.sub())));
                }
                users += 1;
            }
            (RowFate::Succeeded, None) => {
                let why = format!(
                    "The log calls the row of the sub {} a success, and no such user is in the destination.",
                    person.sub()
                );
                return Err(disagrees(why));
            }
            (RowFate::Failed(_), Some(_)) => {
                let why =
                    format!("The log calls the row of the sub {} a failure, and the user is in the destination.", person.sub());
                return Err(disagrees(why));
            }
            _ => {}
        }
    }
    Ok(users)
}

async fn look_up(
    person: &Person,
    pool: Pool<'_>,
    mapping: &UserMapping,
    pace: &Mutex<AdaptivePace>,
) -> Result<Option<Person>, Problem> {
    for key in keys_of(mapping, person) {
        let (attribute, value) = match &key {
            Key::Username(name) => ("username", name),
            Key::Attribute(attribute, value) => (*attribute, value),
        };
        let filter = format!("{attribute} = \"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""));
        let here = find_one(pool, filter, pace).await?;
        if here.is_some() {
            return Ok(here);
        }
    }
    Ok(None)
}

fn disagrees(why: String) -> Problem {
    Problem::new(ProblemKind::Conflict, "The pilot of the import does not agree with the source.", why)
        .remedy("Nobody else was imported. Compare both pools, correct what differs in the source or the plan, and give the command again.")
}
