//! What an import leaves to be done: who was disabled in the source is disabled again, and the map from old subs to new ones.

use std::collections::BTreeMap;
use std::io::Write;

use async_trait::async_trait;
use tokio::sync::Mutex;

use crate::problem::{Problem, ProblemKind};
use crate::run::pace::Pace;
use crate::run::wait::RetryPolicy;
use crate::users::groups::person::Person;
use crate::users::import::results::RowFate;
use crate::users::index::{Found, Index, Status};
use crate::users::reading::adaptive::AdaptivePace;
use crate::users::reading::chain::{Pool, Position, find_one, stopped};
use crate::users::reading::everybody::{self, Reader};

/// AdminDisableUser is in UserUpdate: so many calls a second for the whole account, and not adjustable (facts §6.7).
const PER_SECOND: u32 = 25;

const ATTEMPTS: u32 = 6;

/// Goes past the source once more.
pub struct After<'a> {
    pub index: &'a Index<'a>,
    /// What became of each row. Only whoever was imported, and has not chosen a password since, is disabled again: anybody else who is
    /// enabled in the destination is so by somebody's will, which no plan of an import shows.
    pub fates: &'a BTreeMap<String, RowFate>,
    /// Subs in the destination of those who are disabled in the source and not there.
    pub to_disable: Vec<String>,
    /// Where the map goes: old sub, comma, new sub.
    pub map: Option<&'a mut (dyn Write + Send)>,
}

impl std::fmt::Debug for After<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("After").field("to_disable", &self.to_disable.len()).finish_non_exhaustive()
    }
}

#[async_trait]
impl Reader for After<'_> {
    async fn take(&mut self, people: Vec<Person>, _position: Option<&Position>) -> Result<(), Problem> {
        for person in people {
            let Found::Same(number) = self.index.find(&person) else { continue };
            let here = &self.index.records[number];
            let imported = self.fates.get(person.sub()) == Some(&RowFate::Succeeded) && here.status == Status::ResetRequired;
            if imported && !person.enabled && here.enabled() {
                self.to_disable.push(here.sub());
            }
            if let Some(map) = &mut self.map {
                writeln!(map, "{},{}", person.sub(), here.sub()).map_err(|error| {
                    Problem::new(ProblemKind::Local, "The map of subs could not be written.", error.to_string())
                        .remedy("Make room, then give the same command again.")
                })?;
            }
        }
        Ok(())
    }
}

/// Disables these users of the destination, by their subs.
///
/// # Errors
/// What AWS refuses, and the wish to stop. Giving the command again continues.
pub async fn disable(subs: &[String], pool: Pool<'_>) -> Result<(), Problem> {
    let (mut pace, lists) = (Pace::new(PER_SECOND), Mutex::new(AdaptivePace::new(everybody::PER_SECOND)));
    for sub in subs {
        // The operation takes user names; only where addresses stand for them is the sub one.
        if let Some(person) = find_one(pool, format!("sub = \"{sub}\""), &lists).await? {
            disable_one(&person.username, sub, pool, &mut pace).await?;
        }
    }
    Ok(())
}

async fn disable_one(username: &str, sub: &str, pool: Pool<'_>, pace: &mut Pace) -> Result<(), Problem> {
    for attempt in 1.. {
        pace.turn(pool.stop).await;
        if pool.stop.requested() {
            return Err(stopped());
        }
        let call = pool.account.write.cognito.admin_disable_user().user_pool_id(pool.id).username(username);
        let Err(error) = call.send().await else { break };
        let problem = pool.account.problem(format!("Could not disable the user with the sub {sub}"), &error);
        let may_pass = matches!(problem.kind, ProblemKind::Throttled | ProblemKind::Network | ProblemKind::Service);
        if !may_pass || attempt >= ATTEMPTS {
            return Err(problem);
        }
        pool.stop.pause(RetryPolicy::PROPAGATION.pause(attempt + 1)).await;
    }
    Ok(())
}
