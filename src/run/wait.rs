//! Waiting for facts (rule 8): look, pause a little longer each time, look again, say what is waited for.
//!
//! IAM is eventually consistent; Terraform allows two minutes for a role to become usable (facts §4.1), Lambda's own waiter five
//! minutes for a function to become Active (facts §5).

use std::time::Duration;

use crate::problem::{Problem, ProblemKind};
use crate::run::progress::{ProgressSink, Report, Stop};

/// How long, and how often.
#[derive(Debug, Clone, Copy)]
pub struct RetryPolicy {
    pub first_pause: Duration,
    pub longest_pause: Duration,
    pub limit: Duration,
}

impl RetryPolicy {
    /// For a role or a policy to be seen everywhere.
    pub const PROPAGATION: Self =
        Self { first_pause: Duration::from_millis(250), longest_pause: Duration::from_secs(5), limit: Duration::from_secs(150) };
    /// For a function to become Active, or an update of it to succeed.
    pub const FUNCTION: Self =
        Self { first_pause: Duration::from_millis(250), longest_pause: Duration::from_secs(3), limit: Duration::from_secs(300) };

    /// The pause before the next look: doubled each time, up to the longest.
    pub fn pause(&self, attempt: u32) -> Duration {
        self.first_pause.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1).min(16))).min(self.longest_pause)
    }
}

/// What one look found.
#[derive(Debug)]
pub enum Poll<T> {
    Ready(T),
    /// Not yet; the problem that it becomes if the policy runs out.
    NotYet(Problem),
}

/// Looks until it is ready, the policy runs out, or the operator wants to stop.
pub async fn until<T, F>(
    waiting_for: &str,
    policy: RetryPolicy,
    progress: &dyn ProgressSink,
    stop: &Stop,
    mut look: impl FnMut() -> F + Send,
) -> Result<T, Problem>
where
    T: Send,
    F: Future<Output = Result<Poll<T>, Problem>> + Send,
{
    let started = tokio::time::Instant::now();
    for attempt in 1.. {
        let last = match look().await? {
            Poll::Ready(found) => return Ok(found),
            Poll::NotYet(problem) => problem,
        };
        let elapsed = started.elapsed();
        let pause = policy.pause(attempt);
        if elapsed + pause > policy.limit {
            return Err(gave_up(waiting_for, elapsed, last));
        }
        progress.report(Report::Waiting { waiting_for: waiting_for.to_owned(), attempt, elapsed, pause }).await;
        stop.pause(pause).await;
        if stop.requested() {
            return Err(interrupted(waiting_for));
        }
    }
    unreachable!("attempts are counted without an end")
}

fn gave_up(waiting_for: &str, elapsed: Duration, last: Problem) -> Problem {
    let why = format!("Waited {} s for {waiting_for}. {}", elapsed.as_secs(), last.why);
    Problem { why, ..last }.remedy("Give the same command again: it continues here. IAM sometimes takes some minutes.")
}

/// Stopped while it waited.
pub(super) fn interrupted(waiting_for: &str) -> Problem {
    Problem::new(ProblemKind::Interrupted, "Stopped as you asked.", format!("It was waiting for {waiting_for}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_trait::async_trait;
    use std::sync::Mutex;

    #[derive(Default)]
    struct Heard(Mutex<Vec<Report>>);

    #[async_trait]
    impl ProgressSink for Heard {
        async fn report(&self, report: Report) {
            self.0.lock().unwrap().push(report);
        }
    }

    fn not_yet() -> Problem {
        Problem::new(ProblemKind::Invalid, "Could not create the function.", "The role cannot be assumed by Lambda.")
    }

    #[tokio::test(start_paused = true)]
    async fn pauses_grow_and_are_told_until_it_is_ready() {
        let heard = Heard::default();
        let (mut looks, stop) = (0, Stop::new());
        let found = until("the role", RetryPolicy::PROPAGATION, &heard, &stop, || {
            looks += 1;
            let found = if looks == 4 { Poll::Ready("here") } else { Poll::NotYet(not_yet()) };
            async { Ok(found) }
        });
        assert_eq!(found.await.unwrap(), "here");
        let pauses: Vec<u128> = heard.0.into_inner().unwrap().iter().map(pause_of).collect();
        assert_eq!(pauses, [250, 500, 1000]);
    }

    #[tokio::test(start_paused = true)]
    async fn when_patience_runs_out_the_last_reason_is_told() {
        let result: Result<(), _> = until("the role", RetryPolicy::PROPAGATION, &Heard::default(), &Stop::new(), || async {
            Ok(Poll::NotYet(not_yet()))
        })
        .await;
        let problem = result.unwrap_err();
        assert!(problem.why.contains("for the role") && problem.why.contains("cannot be assumed by Lambda"), "{problem:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_wish_to_stop_ends_the_pause() {
        let stop = Stop::new();
        let asked = stop.clone();
        let waiting = until::<(), _>("the role", RetryPolicy::PROPAGATION, &Heard(Mutex::default()), &stop, || {
            asked.request();
            async { Ok(Poll::NotYet(not_yet())) }
        })
        .await;
        assert_eq!(waiting.unwrap_err().kind, ProblemKind::Interrupted);
    }

    fn pause_of(report: &Report) -> u128 {
        match report {
            Report::Waiting { pause, .. } => pause.as_millis(),
            Report::Note(_) => 0,
        }
    }
}
