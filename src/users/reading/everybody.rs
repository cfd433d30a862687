//! Everybody of a pool, once each: by one chain, or by sixteen at a time over the first digit of the sub, which then has to be shown to be
//! complete (facts §14.5).

use std::time::Duration;

use async_trait::async_trait;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::adaptive::AdaptivePace;
use super::chain::{Chain, PAGE, Pool, Position, Seen, key_of};
use super::progress::Progress;
use crate::problem::Problem;
use crate::users::groups::person::Person;

/// UserList: so many calls a second for the whole account and Region, and not adjustable (facts §6.7).
pub const QUOTA: u32 = 30;

/// Production keeps the other half.
pub const PER_SECOND: u32 = QUOTA / 2;

/// What a pool is read with.
#[derive(Debug, Clone)]
pub struct Options {
    /// Pages a second, at most [`QUOTA`].
    pub per_second: u32,
    /// Sixteen chains at a time.
    pub shards: bool,
    /// For the time left.
    pub estimated: Option<u64>,
    /// Where an earlier reading stopped.
    pub position: Position,
}

impl Options {
    pub fn new(per_second: u32) -> Self {
        Self { per_second: per_second.clamp(1, QUOTA), shards: false, estimated: None, position: Position::beginning() }
    }
}

/// What reading gives out.
#[async_trait]
pub trait Reader: Send {
    /// People who were not given before, and where a chain that begins again would go on; none while several chains are read.
    ///
    /// # Errors
    /// What ends the reading.
    async fn take(&mut self, people: Vec<Person>, position: Option<&Position>) -> Result<(), Problem>;

    fn progress(&mut self, _progress: &Progress) {}

    /// The sixteen chains were not complete, so that one chain reads the pool again.
    fn fell_back(&mut self, _why: &str) {}
}

/// A reader whose progress somebody else is told.
pub struct Watched<'a> {
    pub reader: &'a mut dyn Reader,
    pub on_progress: &'a mut (dyn FnMut(&Progress) + Send),
}

#[async_trait]
impl Reader for Watched<'_> {
    async fn take(&mut self, people: Vec<Person>, position: Option<&Position>) -> Result<(), Problem> {
        self.reader.take(people, position).await
    }

    fn progress(&mut self, progress: &Progress) {
        (self.on_progress)(progress);
    }

    fn fell_back(&mut self, why: &str) {
        self.reader.fell_back(why);
    }
}

impl std::fmt::Debug for Watched<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Watched").finish_non_exhaustive()
    }
}

/// How reading went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    pub users: u64,
    pub pages: u64,
    /// Why sixteen chains were not enough; none where they were, or were not asked for.
    pub fell_back: Option<String>,
}

/// Pages of the whole list that are compared with what the sixteen chains gave.
const PROOF_PAGES: usize = 10;

/// Everybody who is not in `seen`, which afterwards holds them all.
///
/// # Errors
/// What the service refuses, the wish to stop, and what the reader says.
pub async fn read(pool: Pool<'_>, options: &Options, seen: &mut Seen, reader: &mut dyn Reader) -> Result<Summary, Problem> {
    let pace = Mutex::new(AdaptivePace::new(options.per_second));
    let mut work =
        Work { pool, options, pace: &pace, seen, reader, summary: Summary::default(), started: Instant::now(), told: None };
    if options.shards && options.position.token.is_none() {
        work.shards().await?;
        let Some(why) = work.missing().await? else { return Ok(work.summary) };
        work.reader.fell_back(&why);
        work.summary.fell_back = Some(why);
    }
    work.whole().await?;
    Ok(work.summary)
}

struct Work<'a, 'b> {
    pool: Pool<'a>,
    options: &'b Options,
    pace: &'b Mutex<AdaptivePace>,
    seen: &'b mut Seen,
    reader: &'b mut dyn Reader,
    summary: Summary,
    started: Instant,
    told: Option<Instant>,
}

/// Between two words of progress.
const TELL_EVERY: Duration = Duration::from_millis(200);

impl Work<'_, '_> {
    async fn whole(&mut self) -> Result<(), Problem> {
        let mut chain = Chain::new(self.pool, None, self.options.position.clone());
        while let Some(page) = chain.next(self.pace).await? {
            self.take(page, Some(&chain.position)).await?;
        }
        Ok(())
    }

    async fn shards(&mut self) -> Result<(), Problem> {
        let pace = self.pace;
        let prefixes = (0..16).map(|digit| format!("sub ^= \"{digit:x}\""));
        let chains = prefixes.map(|filter| Chain::new(self.pool, Some(filter), Position::beginning()));
        let mut under_way: FuturesUnordered<_> = chains.map(|chain| page_of(chain, pace)).collect();
        while let Some((chain, page)) = under_way.next().await {
            let Some(page) = page? else { continue };
            under_way.push(page_of(chain, pace));
            self.take(page, None).await?;
        }
        Ok(())
    }

    /// Why the sixteen chains cannot have been all, as far as that shows.
    async fn missing(&mut self) -> Result<Option<String>, Problem> {
        if let Some(estimated) = self.options.estimated.filter(|estimated| self.summary.users * 100 < estimated * 99) {
            return Ok(Some(format!("the pool says about {estimated} users, and they gave {}", self.summary.users)));
        }
        let mut chain = Chain::new(self.pool, None, Position::beginning());
        for _ in 0..PROOF_PAGES {
            let Some(page) = chain.next(self.pace).await? else { break };
            if page.iter().any(|person| !self.seen.contains(&key_of(person.sub()))) {
                return Ok(Some("a user of the whole list was in none of them".into()));
            }
        }
        Ok(None)
    }

    async fn take(&mut self, mut page: Vec<Person>, position: Option<&Position>) -> Result<(), Problem> {
        page.retain(|person| self.seen.insert(key_of(person.sub())));
        self.summary.users += page.len() as u64;
        self.summary.pages += 1;
        self.reader.take(page, position).await?;
        if self.told.is_none_or(|told| told.elapsed() >= TELL_EVERY) {
            self.told = Some(Instant::now());
            let per_second = self.pace.lock().await.per_second();
            self.reader.progress(&Progress {
                users: self.summary.users,
                estimated: self.options.estimated,
                elapsed: self.started.elapsed(),
                slowed_to: (per_second < self.options.per_second).then_some(per_second),
            });
        }
        Ok(())
    }
}

async fn page_of<'a>(mut chain: Chain<'a>, pace: &Mutex<AdaptivePace>) -> (Chain<'a>, Result<Option<Vec<Person>>, Problem>) {
    let page = chain.next(pace).await;
    (chain, page)
}

/// Pages that so many users make at the least.
pub fn pages_of(users: u64) -> u64 {
    users.div_ceil(PAGE.unsigned_abs().into())
}
