//! Making a call again: how often, and the growing pause between two attempts, which is reported and ends with the wish to stop.

use std::time::Duration;

use crate::problem::Problem;
use crate::run::progress::{ProgressSink, Report, Stop};
use crate::run::wait::{RetryPolicy, interrupted};

/// How often a call is made, after the SDK's own attempts.
const ATTEMPTS: u32 = 5;

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
        if self.made >= ATTEMPTS || self.stop.requested() {
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
