//! `groups`: both sides compared, whoever is missing in the destination added, and who is in which group then.

use std::time::Duration;

use serde_json::{Value, json};

use super::arguments::{Arguments, GroupsArguments};
use super::connect::{self, Connected};
use super::event_printer::{EventFormat, printing};
use super::exit::Exit;
use super::signals::stoppable;
use super::{output, question};
use crate::model::blueprint::Blueprint;
use crate::problem::{Problem, ProblemKind};
use crate::users::groups::context::SyncContext;
use crate::users::groups::person::MemberStatus;
use crate::users::groups::sync;
use crate::users::groups::sync::{Added, Comparison};
use crate::users::groups::text;

/// The version of the document that `--json` prints.
const GROUPS_FORMAT: u32 = 1;

/// Between two looks of `--watch`.
const PAUSE: Duration = Duration::from_secs(60);

pub async fn run(arguments: &Arguments, flags: &GroupsArguments) -> Result<Exit, Problem> {
    connect::named(arguments)?;
    question::require_somebody(arguments, "add users to groups", "Give --yes: it adds users to groups, and removes none.")?;
    let Connected { session, accounts, spec, .. } = connect::reread(arguments).await?;
    let blueprint = Blueprint::new(&spec, &session.made);
    let format = if arguments.json { EventFormat::Silent } else { EventFormat::Status };
    stoppable(async |stop| {
        printing(format, async |events| {
            let destination_pool = blueprint.destination_pool_id().to_owned();
            let context =
                SyncContext { spec: &spec, destination_pool, accounts: &accounts, per_second: flags.per_second, events, stop };
            sync_until_done(arguments, flags, &blueprint, &context).await
        })
        .await
    })
    .await
}

async fn sync_until_done(
    arguments: &Arguments,
    flags: &GroupsArguments,
    blueprint: &Blueprint,
    context: &SyncContext<'_>,
) -> Result<Exit, Problem> {
    let mut agreed = arguments.yes;
    loop {
        let mut comparison = sync::compare(blueprint, context).await?;
        let mut added = Added::default();
        if !comparison.reconciliation.additions.is_empty() {
            let intention = text::intention(&comparison.reconciliation, flags.per_second);
            if !arguments.json {
                intention.iter().for_each(|line| output::line(line));
            }
            agreed = agreed || question::agreed("Add them?").await?;
            if !agreed {
                output::aside("Nothing was changed.");
                return Ok(Exit::Interrupted);
            }
            added = sync::add(&comparison.reconciliation.additions, context).await?;
            comparison = sync::compare(blueprint, context).await?;
        }
        print_result(arguments, flags, &comparison, &added)?;
        let missing = !comparison.reconciliation.additions.is_empty();
        if !flags.watch || (!missing && comparison.reconciliation.waiting() == 0) {
            return Ok(if missing { Exit::Failed } else { Exit::Fine });
        }
        if !arguments.json {
            output::aside(&format!("Looking again in {} s; Ctrl-C ends it.", PAUSE.as_secs()));
        }
        context.stop.pause(PAUSE).await;
        if context.stop.requested() {
            let why = "Nothing was under way. Run it again whenever you like: it goes on from what both pools say.";
            return Err(Problem::new(ProblemKind::Interrupted, "Stopped as you asked.", why));
        }
    }
}

fn print_result(arguments: &Arguments, flags: &GroupsArguments, comparison: &Comparison, added: &Added) -> Result<(), Problem> {
    if arguments.json {
        let document = document(&arguments.session, comparison, added);
        return if flags.watch { output::json_line(&document) } else { output::document(&document) };
    }
    let lines = text::added(added).into_iter().chain([String::new()]);
    lines.chain(text::statuses(&comparison.reconciliation, &comparison.snapshot)).for_each(|line| output::line(&line));
    Ok(())
}

fn document(session: &Option<String>, comparison: &Comparison, added: &Added) -> Value {
    let doubtful = comparison.snapshot.statuses.iter().filter_map(|(person, status)| match status {
        MemberStatus::Doubtful { username, why } => Some(json!({ "source": person, "destination": username, "why": why })),
        _ => None,
    });
    json!({
        "format_version": GROUPS_FORMAT,
        "session": session,
        "added": added.memberships,
        "gone": added.gone,
        "refused": added.refused,
        "groups": comparison.reconciliation.groups,
        "doubtful": doubtful.collect::<Vec<_>>(),
        "unplanned_groups": comparison.snapshot.unknown,
    })
}
