//! The sweep: reads both sides, adds whom it finds missing, reads again. It keeps nothing of its own: both pools say what is done, so that
//! it may be stopped at any time and run again.

use super::context::{Progress, Tools, again, stopped};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use serde::Serialize;
use tokio::time::Instant;

use crate::command::Command;
use crate::model::blueprint::Blueprint;
use crate::model::groups::wanted;
use crate::model::user_options::Memberships;
use crate::problem::{Problem, ProblemKind};
use crate::run::pace::Pace;
use crate::run::wait::Patience;
use crate::users::groups::read;
use crate::users::groups::read::Picture;
use crate::users::groups::reconcile::{Addition, Reconciliation, reconcile};

/// AdminAddUserToGroup is in UserUpdate: so many calls a second for the whole account, and not adjustable (facts §6.7).
pub const PER_SECOND: u32 = 25;

/// Calls under way at a time: enough for the pace where an answer takes a tenth of a second.
const AT_A_TIME: usize = 4;

/// How often one membership is tried while the service is busy, after the SDK's own attempts.
const ATTEMPTS: u32 = 6;

/// Both sides compared.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    pub picture: Picture,
    pub reconciliation: Reconciliation,
}

/// How adding came out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Added {
    pub memberships: usize,
    /// Who was gone between reading and adding; the next sweep sees.
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
pub async fn look(blueprint: &Blueprint, tools: &Tools<'_>) -> Result<Comparison, Problem> {
    if tools.spec.options.users.groups == Memberships::None {
        let why = "It was planned with --groups none.";
        let command = Command::ferry("apply").session(&tools.spec.session).with("--groups", "sweep");
        return Err(Problem::new(ProblemKind::Invalid, "Groups are no part of this migration.", why).remedy(command));
    }
    let names: Vec<String> = wanted(blueprint).into_iter().map(|group| group.name).collect();
    let picture = read::read(&names, tools).await?;
    let reconciliation = reconcile(&picture.memberships, &picture.standings);
    Ok(Comparison { picture, reconciliation })
}

/// Makes these additions. What one person alone is refused is told and passed over; what would meet everybody ends the work.
pub async fn add(additions: &[Addition], tools: &Tools<'_>) -> Result<Added, Problem> {
    let (mut pace, started, mut added) = (Pace::new(tools.per_second.clamp(1, PER_SECOND)), Instant::now(), Added::default());
    let (mut next, mut done, mut under_way) = (0, 0, FuturesUnordered::new());
    let mut first_problem = None;
    loop {
        let go_on = first_problem.is_none() && !tools.stop.requested();
        if go_on && next < additions.len() && under_way.len() < AT_A_TIME {
            pace.turn(tools.stop).await;
            if !tools.stop.requested() {
                under_way.push(one(&additions[next], tools));
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
        let elapsed_milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        tools.tell(Progress::Adding { done, of: additions.len(), elapsed_milliseconds }).await;
    }
    match first_problem {
        // Cut short by the wish to stop while it waited for the service.
        Some(problem) if tools.stop.requested() && may_pass(&problem) => Err(stopped(&tools.spec.session)),
        Some(problem) => Err(problem.remedy(again(&tools.spec.session))),
        None if next < additions.len() => Err(stopped(&tools.spec.session)),
        None => Ok(added),
    }
}

async fn one<'a>(addition: &'a Addition, tools: &Tools<'_>) -> (&'a Addition, Result<(), Problem>) {
    let account = &tools.accounts.destination;
    let Addition { username, group } = addition;
    for attempt in 1.. {
        let call = account.write.cognito.admin_add_user_to_group().user_pool_id(&tools.destination_pool);
        let Err(error) = call.username(username).group_name(group).send().await else { break };
        // The person is not named: what went wrong is the same for everybody, or told apart.
        let problem = account.problem(format!("Could not add a user to the group {group}"), &error);
        if attempt >= ATTEMPTS || tools.stop.requested() || !may_pass(&problem) {
            return (addition, Err(problem));
        }
        // Adding somebody who is in the group already succeeds (facts §6.8): a lost answer is no reason to look first.
        let pause = Patience::PROPAGATION.pause(attempt + 2);
        tools.tell(Progress::Busy { pause_milliseconds: u64::try_from(pause.as_millis()).unwrap_or(u64::MAX) }).await;
        tools.stop.pause(pause).await;
    }
    (addition, Ok(()))
}

fn may_pass(problem: &Problem) -> bool {
    matches!(problem.kind, ProblemKind::Throttled | ProblemKind::Network | ProblemKind::Service)
}

fn concerns_one_person(problem: &Problem) -> bool {
    matches!(problem.code.as_deref(), Some("LimitExceededException" | "InvalidParameterException"))
}
