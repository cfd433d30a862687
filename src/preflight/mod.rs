//! Preflight: read-only checks before anything is made, one file per theme. What the checks decide is pure, over facts that
//! `gather` reads side by side, at most four round trips deep.

mod delivery;
mod deployed_by;
pub mod destination_client;
mod destination_pool;
mod destination_update;
pub mod facts;
pub mod folded;
mod function_side;
mod gather;
mod identity;
mod names;
mod needs;
mod own_code;
mod own_zip;
mod permissions;
mod pool_facts;
mod regions;
pub mod risk;
pub mod schema;
pub mod source_pool;
pub mod summary;
pub mod text;
pub mod threat_protection;
mod token_sessions;
mod unverifiable;
mod users;

use futures_util::StreamExt as _;
use futures_util::future::FutureExt as _;
use futures_util::stream::FuturesUnordered;

use self::facts::{Facts, Subject};
use crate::aws::Side;
use crate::aws::account::Accounts;
use crate::check::finding::Check;
use crate::event::{Event, Events};
use crate::model::choices::Choices;
use crate::problem::Problem;
use crate::session::document::Session;

/// A theme: its checks, once the facts that it needs are there.
type Theme = fn(&Subject, &Facts) -> Option<Vec<Check>>;

/// In the order in which the checks are listed.
const THEMES: [Theme; 15] = [
    identity::checks,
    permissions::checks,
    source_pool::checks,
    threat_protection::checks,
    token_sessions::checks,
    destination_pool::checks,
    delivery::checks,
    destination_update::checks,
    schema::checks,
    destination_client::checks,
    function_side::checks,
    regions::checks,
    own_code::checks,
    names::checks,
    unverifiable::checks,
];

/// Looks at everything that the choices name, reading only; each finding is told as soon as what it rests on is known. Answers that
/// are still open leave their checks skipped.
///
/// Errors: the credentials of a side have run out.
pub async fn run(session: &Session, choices: &Choices, accounts: &Accounts, events: &Events) -> Result<Vec<Check>, Problem> {
    let subject = Subject::new(session, choices, accounts);
    let [old, new] = [Side::Source, Side::Destination].map(|side| gather::pool(&subject, side, accounts));
    let client = gather::client(&subject, accounts);
    let mut facts = Facts::default();
    let mut parts: FuturesUnordered<_> = [
        gather::identities(accounts).boxed(),
        gather::source(&subject, accounts, old.clone()).boxed(),
        gather::destination(&subject, accounts, new.clone(), client.clone()).boxed(),
        gather::permissions(&subject, accounts, [old, new], client).boxed(),
    ]
    .into_iter()
    .collect();
    let mut found: [Option<Vec<Check>>; THEMES.len()] = Default::default();
    while let Some(part) = parts.next().await {
        facts.take(part);
        if let Some(problem) = facts.expired() {
            return Err(problem.clone());
        }
        for (theme, found) in THEMES.iter().zip(&mut found).filter(|(_, found)| found.is_none()) {
            *found = theme(&subject, &facts);
            for check in found.iter().flatten() {
                events.emit(Event::Checked { check: check.clone() }).await;
            }
        }
    }
    Ok(found.into_iter().flatten().flatten().collect())
}

/// All checks over facts that are at hand: what [`run`] returns, without reading anything.
pub fn decide(subject: &Subject, facts: &Facts) -> Vec<Check> {
    THEMES.iter().filter_map(|theme| theme(subject, facts)).flatten().collect()
}
