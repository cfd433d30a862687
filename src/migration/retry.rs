//! What may be tried again: a call whose answer was lost, or that met a busy service, in the same run after a pause; and a run that
//! ended, which says what is done and what is left.

use std::time::Duration;

use jiff::Timestamp;

use crate::command::Command;
use crate::model::resource_id::ResourceId;
use crate::problem::{Problem, ProblemKind};

/// The call may have been carried out all the same, or may be when it is made again: look, then decide.
pub fn is_outcome_unknown(problem: &Problem) -> bool {
    use ProblemKind::{AlreadyExists, Network, Service, Throttled};
    matches!(problem.kind, Network | Service | Throttled | AlreadyExists)
}

/// How long a call may be on its way: no client waits longer for an answer (src/aws/account/clients.rs).
const ON_ITS_WAY: Duration = Duration::from_secs(30);

/// How much longer a call that was begun then may still arrive; none where it no longer can.
pub fn may_still_arrive(begun: Timestamp, now: Timestamp) -> Option<Duration> {
    // A clock that was set back says nothing: then as long as any call.
    let since = Duration::try_from(now.duration_since(begun)).unwrap_or_default();
    ON_ITS_WAY.checked_sub(since).filter(|left| !left.is_zero())
}

/// The run stopped between two calls, as the operator asked.
pub fn stopped() -> Problem {
    Problem::new(ProblemKind::Interrupted, "Stopped as you asked.", "The call under way was finished, and all is saved.")
}

/// The failure that ended a run, with what is done and what is left, and how to go on.
pub fn with_progress(mut problem: Problem, done: usize, left: &[ResourceId], command: &Command) -> Problem {
    let titles: Vec<&str> = left.iter().map(|resource| resource.title()).collect();
    problem.why =
        format!("{} {done} of {} resources are done; left: {}.", problem.why.trim_end(), done + left.len(), titles.join(", "));
    match problem.kind {
        // Not AWS's own: somebody has to decide first; what can be decided is said already.
        ProblemKind::Conflict if problem.code.is_none() => problem,
        _ => problem.remedy(format!("What is done is saved. Continue with: {command}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_may_arrive_until_nobody_would_wait_for_its_answer() {
        let begun: Timestamp = "2026-11-21T09:00:00Z".parse().unwrap();
        let left = |now: &str| may_still_arrive(begun, now.parse().unwrap());
        assert_eq!(left("2026-11-21T09:00:10Z"), Some(Duration::from_secs(20)));
        assert_eq!(left("2026-11-21T09:00:30Z"), None);
        assert_eq!(left("2026-11-21T10:00:00Z"), None);
        assert_eq!(left("2026-11-21T08:00:00Z"), Some(ON_ITS_WAY));
    }

    #[test]
    fn a_failure_says_what_is_done_what_is_left_and_how_to_go_on() {
        let problem = Problem::new(ProblemKind::Throttled, "Could not create the role.", "Rate exceeded.");
        let left = [ResourceId::SourceRole, ResourceId::Function];
        let problem = with_progress(problem, 2, &left, &Command::ferry("apply").session("acme"));
        assert_eq!(problem.why, "Rate exceeded. 2 of 4 resources are done; left: cross-account role, function.");
        assert_eq!(problem.remedy, ["What is done is saved. Continue with: cognito-ferry apply --session acme"]);
    }
}
