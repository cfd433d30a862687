//! One chain of ListUsers pages, from its beginning to its end. A token that is too old, or that the service refuses, begins it anew; whom
//! it has given already it does not give again (facts §14.5).

use std::collections::HashSet;
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::adaptive::AdaptivePace;
use crate::aws::account::Account;
use crate::problem::{Problem, ProblemKind};
use crate::run::progress::Stop;
use crate::run::wait::RetryPolicy;
use crate::users::groups::person::Person;
use crate::users::groups::read::person;

/// What every list of this service gives at most. Fewer come often: only a page without a token is the last one (facts §6.6).
pub const PAGE: i32 = 60;

/// A token is good for an hour; an answer may be on its way for a while.
const TOKEN_LIFETIME: Duration = Duration::from_secs(50 * 60);

/// How often one page is asked for while the service is busy or the network away, after the SDK's own attempts.
const ATTEMPTS: u32 = 8;

/// How often a chain may begin anew before that is a fault.
const BEGINNINGS: u32 = 20;

/// A pool that is read.
#[derive(Debug, Clone, Copy)]
pub struct Pool<'a> {
    pub account: &'a Account,
    pub id: &'a str,
    pub stop: &'a Stop,
}

/// Where a chain stands: the token of its next page, and when that was given.
#[derive(Debug, Clone)]
pub struct Position {
    pub token: Option<String>,
    pub given: Instant,
}

impl Position {
    pub fn beginning() -> Self {
        Self { token: None, given: Instant::now() }
    }
}

/// Who has been given already, by the 16 bytes of a sub.
pub type Seen = HashSet<u128>;

/// A sub as a number: its own 128 bits, or a hash of a sub of another shape, which AWS does not rule out.
pub fn key_of(sub: &str) -> u128 {
    let hex: String = sub.chars().filter(|letter| *letter != '-').collect();
    let is_uuid = hex.len() == 32 && sub.len() == 36 && !sub.contains(char::is_uppercase);
    if let (true, Ok(key)) = (is_uuid, u128::from_str_radix(&hex, 16)) {
        return key;
    }
    let digest: [u8; 32] = Sha256::digest(sub.as_bytes()).into();
    // The first half of 32 bytes has 16.
    digest[..16].iter().fold(0, |key, byte| key << 8 | u128::from(*byte))
}

#[derive(Debug)]
pub struct Chain<'a> {
    pool: Pool<'a>,
    filter: Option<String>,
    pub position: Position,
    beginnings: u32,
    over: bool,
}

impl<'a> Chain<'a> {
    /// `filter` in AWS's own words: `sub ^= "0"`.
    pub fn new(pool: Pool<'a>, filter: Option<String>, position: Position) -> Self {
        Self { pool, filter, position, beginnings: 0, over: false }
    }

    /// The next page, or nothing after the last one. A short or empty page is a page.
    pub async fn next(&mut self, pace: &Mutex<AdaptivePace>) -> Result<Option<Vec<Person>>, Problem> {
        if self.over {
            return Ok(None);
        }
        let mut attempt = 0;
        loop {
            if self.position.token.is_some() && self.position.given.elapsed() >= TOKEN_LIFETIME {
                self.begin_anew()?;
            }
            pace.lock().await.turn(self.pool.stop).await;
            if self.pool.stop.requested() {
                return Err(stopped());
            }
            let problem = match self.page().await {
                Ok(page) => return Ok(Some(page)),
                Err(problem) => problem,
            };
            attempt += 1;
            let token_is_refused = self.position.token.is_some() && problem.code.as_deref() == Some("InvalidParameterException");
            match problem.kind {
                _ if token_is_refused => self.begin_anew()?,
                ProblemKind::Throttled | ProblemKind::Network | ProblemKind::Service if attempt < ATTEMPTS => {
                    if problem.kind == ProblemKind::Throttled {
                        pace.lock().await.slow_down();
                    }
                    self.pool.stop.pause(RetryPolicy::PROPAGATION.pause(attempt + 1)).await;
                }
                _ => return Err(problem),
            }
        }
    }

    async fn page(&mut self) -> Result<Vec<Person>, Problem> {
        let Pool { account, id, .. } = self.pool;
        let call = account.read.cognito.list_users().user_pool_id(id).limit(PAGE);
        let call = call.set_filter(self.filter.clone()).set_pagination_token(self.position.token.clone());
        let what = || format!("Could not list the users of the user pool {id}");
        let page = call.send().await.map_err(|error| account.problem(what(), &error))?;
        self.over = page.pagination_token.is_none();
        self.position = Position { token: page.pagination_token, given: Instant::now() };
        Ok(page.users.into_iter().flatten().map(person).collect())
    }

    fn begin_anew(&mut self) -> Result<(), Problem> {
        self.beginnings += 1;
        self.position = Position::beginning();
        let why =
            format!("Its list of users had to be begun anew {BEGINNINGS} times: the service refuses its own pagination tokens.");
        let what = || format!("Could not list the users of the user pool {}.", self.pool.id);
        if self.beginnings > BEGINNINGS { Err(Problem::new(ProblemKind::Service, what(), why)) } else { Ok(()) }
    }
}

/// The first user that a filter finds. A page may be empty and not the last.
///
/// # Errors
/// What the service refuses, and the wish to stop.
pub async fn find_one(pool: Pool<'_>, filter: String, pace: &Mutex<AdaptivePace>) -> Result<Option<Person>, Problem> {
    let mut chain = Chain::new(pool, Some(filter), Position::beginning());
    while let Some(page) = chain.next(pace).await? {
        if let Some(person) = page.into_iter().next() {
            return Ok(Some(person));
        }
    }
    Ok(None)
}

/// Stopped between two pages.
pub fn stopped() -> Problem {
    Problem::new(
        ProblemKind::Interrupted,
        "Stopped as you asked.",
        "The call under way was finished. Nothing was changed by reading.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sub_is_its_own_128_bits_and_another_shape_has_a_hash() {
        assert_eq!(key_of("00000000-0000-0000-0000-00000000002a"), 42);
        let odd = ["00000000-0000-0000-0000-00000000002A", "2a", "", "00000000000000000000000000000000002a", "é"];
        let keys: HashSet<u128> = odd.iter().map(|sub| key_of(sub)).collect();
        assert_eq!(keys.len(), odd.len());
        assert!(!keys.contains(&42));
    }
}
