//! A pace that gives way: halved when the service is busy, and a little faster again after each quiet stretch.

use std::time::Duration;

use tokio::time::Instant;

use crate::run::pace::Pace;
use crate::run::progress::Stop;

/// A stretch without a refusal after which the pace rises by one call a second.
const QUIET: Duration = Duration::from_secs(5);

/// Calls a second, between one and what was asked for.
#[derive(Debug)]
pub struct AdaptivePace {
    most: u32,
    per_second: u32,
    pace: Pace,
    changed: Instant,
}

impl AdaptivePace {
    /// `most`: calls a second, at least 1.
    pub fn new(most: u32) -> Self {
        let most = most.max(1);
        Self { most, per_second: most, pace: Pace::new(most), changed: Instant::now() }
    }

    /// Waits for the next call's turn, or for the wish to stop.
    pub async fn turn(&mut self, stop: &Stop) {
        if self.per_second < self.most && self.changed.elapsed() >= QUIET {
            self.set(self.per_second + 1);
        }
        self.pace.turn(stop).await;
    }

    /// The service asked to go slower.
    pub fn slow_down(&mut self) {
        self.set((self.per_second / 2).max(1));
    }

    pub fn per_second(&self) -> u32 {
        self.per_second
    }

    fn set(&mut self, per_second: u32) {
        self.per_second = per_second;
        self.pace = Pace::new(per_second);
        self.changed = Instant::now();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_refusal_halves_the_pace_and_quiet_brings_it_back() {
        let (mut pace, stop) = (AdaptivePace::new(15), Stop::new());
        pace.slow_down();
        pace.slow_down();
        assert_eq!(pace.per_second(), 3);
        tokio::time::advance(QUIET).await;
        pace.turn(&stop).await;
        assert_eq!(pace.per_second(), 4);
        for _ in 0..20 {
            tokio::time::advance(QUIET).await;
            pace.turn(&stop).await;
        }
        assert_eq!(pace.per_second(), 15);
    }

    #[tokio::test(start_paused = true)]
    async fn it_never_stands_still() {
        let mut pace = AdaptivePace::new(1);
        pace.slow_down();
        assert_eq!(pace.per_second(), 1);
    }
}
