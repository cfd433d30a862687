//! No faster than a service takes calls: a token bucket. The clock is tokio's, which a test may pause.

use std::time::Duration;

use tokio::time::Instant;

use crate::run::progress::Stop;

/// What a rest earns. Little more than one call: the pace holds in every second, and what a timer overshoots is not lost.
const MOST_SAVED: f64 = 1.5;

/// Lets through so many calls a second, evenly.
#[derive(Debug)]
pub struct Pace {
    per_second: f64,
    tokens: f64,
    counted: Instant,
}

impl Pace {
    /// `per_second`: at least 1.
    pub fn new(per_second: u32) -> Self {
        let per_second = f64::from(per_second.max(1));
        Self { per_second, tokens: 1.0, counted: Instant::now() }
    }

    /// Waits for the next call's turn, or for the wish to stop.
    pub async fn turn(&mut self, stop: &Stop) {
        loop {
            let now = Instant::now();
            let earned = now.duration_since(self.counted).as_secs_f64() * self.per_second;
            self.tokens = (self.tokens + earned).min(MOST_SAVED);
            self.counted = now;
            // Earnings are fractions: a whole token less a rounding is one.
            if self.tokens >= 1.0 - 1e-9 || stop.requested() {
                self.tokens -= 1.0;
                return;
            }
            // The timer is as fine as a millisecond; no pause at all would be a busy loop.
            let pause = Duration::from_secs_f64((1.0 - self.tokens) / self.per_second);
            stop.pause(pause.max(Duration::from_millis(1))).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn calls_go_out_at_the_pace_and_never_faster() {
        let (mut pace, stop, started) = (Pace::new(25), Stop::new(), Instant::now());
        let mut times = Vec::new();
        for _ in 0..200 {
            pace.turn(&stop).await;
            times.push(started.elapsed());
        }
        for (number, time) in times.iter().enumerate() {
            // In any second that ends here there are at most 25 calls.
            let in_second = times[..=number].iter().filter(|earlier| **earlier + Duration::from_secs(1) > *time).count();
            assert!(in_second <= 26, "{in_second} calls in the second before {time:?}");
        }
        let whole = started.elapsed().as_secs_f64();
        assert!((7.9..8.5).contains(&whole), "{whole} s for 200 calls at 25 a second");
    }

    #[tokio::test(start_paused = true)]
    async fn a_wish_to_stop_ends_the_wait() {
        let (mut pace, stop, started) = (Pace::new(1), Stop::new(), Instant::now());
        pace.turn(&stop).await;
        stop.request();
        pace.turn(&stop).await;
        assert!(started.elapsed() < Duration::from_millis(10));
    }
}
