//! Making a call again: how often, and the growing pause between two attempts, which is reported and ends with the wish to stop.

use std::time::Duration;

use crate::problem::Problem;
use crate::run::progress::{ProgressSink, Report, Stop};
use crate::run::wait::{RetryPolicy, interrupted};

/// The attempts of one call.
pub struct Retry<'a> {
    policy: RetryPolicy,
    made: u32,
    progress: &'a dyn ProgressSink,
    stop: &'a Stop,
}

impl<'a> Retry<'a> {
    pub fn new(policy: RetryPolicy, progress: &'a dyn ProgressSink, stop: &'a Stop) -> Self {
        Self { policy, made: 0, progress, stop }
    }

    /// Pauses before the next attempt.
    ///
    /// # Errors
    /// The problem of the last attempt, where none is left; that the operator wants to stop.
    pub async fn pause(&mut self, problem: &Problem, waiting_for: impl Into<String>) -> Result<(), Problem> {
        self.made += 1;
        if self.made >= self.policy.attempts || self.stop.requested() {
            return Err(problem.clone());
        }
        // Two that met each other once must not meet again.
        let jitter = Duration::from_millis(rand::random_range(0..250));
        let pause = self.policy.pause(self.made) + jitter;
        let (waiting_for, attempt) = (waiting_for.into(), self.made);
        let report = Report::Waiting { waiting_for: waiting_for.clone(), attempt, elapsed: Duration::ZERO, pause };
        self.progress.report(report).await;
        self.stop.pause(pause).await;
        if self.stop.requested() { Err(interrupted(&waiting_for)) } else { Ok(()) }
    }
}

impl std::fmt::Debug for Retry<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Retry").field("made", &self.made).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::ProblemKind;
    use crate::run::progress::Unread;

    fn busy() -> Problem {
        Problem::new(ProblemKind::Throttled, "Could not create the role.", "Rate exceeded.")
    }

    #[tokio::test(start_paused = true)]
    async fn the_last_attempts_problem_comes_back_after_pauses_that_grow() {
        let (stop, started) = (Stop::new(), tokio::time::Instant::now());
        let mut retry = Retry::new(RetryPolicy::PROPAGATION, &Unread, &stop);
        for _ in 1..RetryPolicy::PROPAGATION.attempts {
            retry.pause(&busy(), "the service").await.unwrap();
        }
        assert_eq!(retry.pause(&busy(), "the service").await.unwrap_err(), busy());
        let (least, most) = (Duration::from_millis(250 + 500 + 1000), Duration::from_millis(750));
        assert!((least..=least + most).contains(&started.elapsed()), "{:?}", started.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_wish_to_stop_ends_the_pause_and_none_is_made_after_it() {
        let stop = Stop::new();
        let mut retry = Retry::new(RetryPolicy::PROPAGATION, &Unread, &stop);
        let problem = busy();
        let (ended, ()) = tokio::join!(retry.pause(&problem, "the service"), async { stop.request() });
        assert_eq!(ended.unwrap_err().kind, ProblemKind::Interrupted);
        assert_eq!(retry.pause(&busy(), "the service").await.unwrap_err(), busy());
    }
}
