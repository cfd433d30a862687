//! `apply`: shows the plan, asks, carries it out, prints each step.

use std::io::IsTerminal as _;

use super::arguments::Arguments;
use super::connect::{self, Connected};
use super::event_printer::{EventFormat, printing};
use super::exit::Exit;
use super::signals::stoppable;
use super::{output, question};
use crate::command::Command;
use crate::function::probe::Unproven;
use crate::migration::plan::Plan;
use crate::migration::{apply, direction, plan, plan_text};
use crate::model::blueprint::Blueprint;
use crate::model::groups;
use crate::problem::{Problem, ProblemKind};

pub async fn run(arguments: &Arguments) -> Result<Exit, Problem> {
    let name = connect::named(arguments)?.to_owned();
    question::require_somebody(arguments, "apply", "Look at the plan with `cognito-ferry plan`, then apply with --yes.")?;
    let mut connected = connect::open(arguments).await?;
    let plan = plan::make(&connected.session, &connected.spec, &connected.accounts).await?;
    connected.store.save(&connected.session)?;
    if !arguments.json {
        output::line(&plan_text::text(&plan));
    }
    if !arguments.yes && plan.has_changes() && !question::agreed(&apply_question(&plan)).await? {
        output::aside("Nothing was changed.");
        return Ok(Exit::Interrupted);
    }
    let mut unproven = if arguments.yes { Unproven::GoOn } else { Unproven::Stop };
    let result = loop {
        match execute(arguments, &mut connected, &plan, unproven).await {
            Err(problem) if problem.kind == ProblemKind::Unproven && unproven == Unproven::Stop => {
                output::tell(&problem);
                if !question::agreed("Go on all the same, and let a test sign-in decide?").await? {
                    output::aside("It stays as it is now. Applying again continues here.");
                    return Ok(Exit::Interrupted);
                }
                unproven = Unproven::GoOn;
            }
            Err(problem) if problem.kind == ProblemKind::ExpiredCredentials && may_renew(arguments) => {
                connect::renew(arguments, &mut connected, &problem).await?;
            }
            result => break result,
        }
    };
    match result {
        Ok(()) => {
            if !arguments.json {
                output::line(&format!("Check each resource with:   {}", Command::ferry("verify").session(&name)));
                output::line(&format!(
                    "Sign a user in with:        {}",
                    Command::ferry("sign-in").session(&name).with("--username", "NAME")
                ));
                if !groups::wanted(&Blueprint::new(&plan.spec, &connected.session.made)).is_empty() {
                    output::line(&format!("See who is in which group:  {}", Command::ferry("groups").session(&name)));
                }
            }
            Ok(Exit::Fine)
        }
        // The Failed event has told it to programs already.
        Err(problem) if arguments.json => Ok(Exit::of(&problem)),
        Err(problem) => Err(problem),
    }
}

/// Names once more who moves where: it is the last thing that is read.
fn apply_question(plan: &Plan) -> String {
    format!("{} Apply these changes?", direction::sentence(&plan.spec))
}

async fn execute(arguments: &Arguments, connected: &mut Connected, plan: &Plan, unproven: Unproven) -> Result<(), Problem> {
    let format = match (arguments.json, plan.has_changes()) {
        (true, _) => EventFormat::Json,
        (false, true) => EventFormat::Text,
        // The plan has said already that there is nothing to do.
        (false, false) => EventFormat::Silent,
    };
    let Connected { session, accounts, store, .. } = connected;
    stoppable(async |stop| {
        printing(format, async |events| apply::apply(session, plan, accounts, store, events, stop, unproven).await).await
    })
    .await
}

/// Credentials that run out in the middle are renewed by the operator, where there is one; then the run goes on from there.
pub fn may_renew(arguments: &Arguments) -> bool {
    !arguments.json && std::io::stdin().is_terminal()
}
