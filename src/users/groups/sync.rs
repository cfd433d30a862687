//! The sync: reads both sides, adds whoever is missing, reads again. It keeps nothing of its own: both pools say what is done, so that
//! it may be stopped at any time and run again.

use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt as _};
use serde::Serialize;
use tokio::time::Instant;

use super::context::{SyncContext, again, stopped};
use crate::command::Command;
use crate::event::{Event, ResourceReporter, milliseconds};
use crate::model::blueprint::Blueprint;
use crate::model::groups::wanted;
use crate::model::resource_id::ResourceId;
use crate::model::user_options::Memberships;
use crate::problem::{Problem, ProblemKind};
use crate::run::pace::Pace;
use crate::run::retry::Retry;
use crate::run::wait::RetryPolicy;
use crate::users::groups::read;
use crate::users::groups::read::Snapshot;
use crate::users::groups::reconcile::{Addition, Reconciliation, reconcile};

/// AdminAddUserToGroup is in UserUpdate: so many calls a second for the whole account, and not adjustable (facts §6.7).
pub const PER_SECOND: u32 = 25;

/// Calls under way at a time: enough for the pace where an answer takes a tenth of a second.
const AT_A_TIME: usize = 4;

/// While the service is busy: the pace of the whole account is at stake, not one call.
const BUSY: RetryPolicy = RetryPolicy { first_pause: Duration::from_secs(1), ..RetryPolicy::PROPAGATION };

/// Both sides compared.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    pub snapshot: Snapshot,
    pub reconciliation: Reconciliation,
}

/// How adding came out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Added {
    pub memberships: usize,
    /// Who was gone between reading and adding; the next sync sees.
    pub gone: usize,
    /// What the service refused for one person alone, such as too many groups.
    pub refused: Vec<Refused>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refused {
    #[serde(flatten)]
    pub addition: Addition,
    pub why: String,
}

/// Reads both sides. Writes nothing.
///
/// # Errors
/// Groups that the plan left out, or that are not made yet.
pub async fn compare(blueprint: &Blueprint, context: &SyncContext<'_>) -> Result<Comparison, Problem> {
    if context.spec.options.users.groups == Memberships::None {
        let why = "It was planned with --groups none.";
        let command = Command::ferry("apply").session(&context.spec.session).with("--groups", "sweep");
        return Err(Problem::new(ProblemKind::Invalid, "Groups are no part of this migration.", why).remedy(command));
    }
    let names: Vec<String> = wanted(blueprint).into_iter().map(|group| group.name).collect();
    let snapshot = read::read(&names, context).await?;
    let reconciliation = reconcile(&snapshot.memberships, &snapshot.statuses);
    Ok(Comparison { snapshot, reconciliation })
}

/// Makes these additions. What one person alone is refused is told and passed over; what would meet everybody ends the work.
pub async fn add(additions: &[Addition], context: &SyncContext<'_>) -> Result<Added, Problem> {
    let (mut pace, started, mut added) = (Pace::new(context.per_second.clamp(1, PER_SECOND)), Instant::now(), Added::default());
    let (mut next, mut done, mut under_way) = (0, 0, FuturesUnordered::new());
    let mut first_problem = None;
    loop {
        let go_on = first_problem.is_none() && !context.stop.requested();
        if go_on && next < additions.len() && under_way.len() < AT_A_TIME {
            pace.turn(context.stop).await;
            if !context.stop.requested() {
                under_way.push(add_member(&additions[next], context));
                next += 1;
            }
            continue;
        }
        // What is under way is finished, also when it is time to stop.
        let Some((addition, result)) = under_way.next().await else { break };
        done += 1;
        match result {
            Ok(()) => added.memberships += 1,
            Err(problem) => match problem.code.as_deref() {
                Some("UserNotFoundException") => added.gone += 1,
                _ if concerns_one_person(&problem) => {
                    added.refused.push(Refused { addition: addition.clone(), why: problem.why });
                }
                _ => first_problem = first_problem.or(Some(problem)),
            },
        }
        let (of, elapsed_milliseconds) = (additions.len(), milliseconds(started.elapsed()));
        context.events.emit(Event::AddingMembers { done, of, elapsed_milliseconds }).await;
    }
    match first_problem {
        // Cut short by the wish to stop while it waited for the service.
        Some(problem) if context.stop.requested() && may_pass(&problem) => Err(stopped(&context.spec.session)),
        Some(problem) => Err(problem.remedy(again(&context.spec.session))),
        None if next < additions.len() => Err(stopped(&context.spec.session)),
        None => Ok(added),
    }
}

async fn add_member<'a>(addition: &'a Addition, context: &SyncContext<'_>) -> (&'a Addition, Result<(), Problem>) {
    let account = &context.accounts.destination;
    let Addition { username, group } = addition;
    let reporter = ResourceReporter { events: context.events, resource: ResourceId::Groups };
    let mut retry = Retry::new(BUSY, &reporter, context.stop);
    loop {
        let call = account.write.cognito.admin_add_user_to_group().user_pool_id(&context.destination_pool);
        let Err(error) = call.username(username).group_name(group).send().await else { return (addition, Ok(())) };
        // The person is not named: what went wrong is the same for everybody, or told apart.
        let problem = account.problem(format!("Could not add a user to the group {group}"), &error);
        if !may_pass(&problem) {
            return (addition, Err(problem));
        }
        // Adding somebody who is in the group already succeeds (facts §6.8): a lost answer is no reason to look first.
        if let Err(problem) = retry.pause(&problem, "the service, which is busy").await {
            return (addition, Err(problem));
        }
    }
}

fn may_pass(problem: &Problem) -> bool {
    matches!(problem.kind, ProblemKind::Throttled | ProblemKind::Network | ProblemKind::Service | ProblemKind::Interrupted)
}

fn concerns_one_person(problem: &Problem) -> bool {
    matches!(problem.code.as_deref(), Some("LimitExceededException" | "InvalidParameterException"))
}
