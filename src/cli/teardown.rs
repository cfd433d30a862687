//! `teardown`: shows what goes and what is set back, asks, does it.

use super::arguments::{Arguments, TeardownArguments};
use super::connect::{self, Connected};
use super::event_printer::{EventFormat, printing};
use super::exit::Exit;
use super::signals::stoppable;
use super::{apply, output, question};
use crate::command::Command;
use crate::migration::teardown::{self, Decisions, Teardown, TeardownContext, TeardownSummary};
use crate::problem::{Problem, ProblemKind};

pub async fn run(arguments: &Arguments, flags: &TeardownArguments) -> Result<Exit, Problem> {
    let name = connect::named(arguments)?.to_owned();
    question::require_somebody(arguments, "tear down", "Look at it with `cognito-ferry teardown --dry-run`, then give --yes.")
        .or_else(|problem| if flags.dry_run { Ok(()) } else { Err(problem) })?;
    let decisions = decisions(flags);
    let mut connected = connect::reopen(arguments).await?;
    let teardown = teardown::make(&connected.session, &decisions, &connected.accounts).await?;
    if flags.dry_run {
        match arguments.json {
            true => output::document(&teardown)?,
            false => output::line(&teardown::text(&teardown)),
        }
        return Ok(Exit::Fine);
    }
    if !arguments.json {
        output::line(&teardown::text(&teardown));
    }
    let mut keep_logs = flags.keep_logs;
    if !arguments.yes && teardown.has_removals() {
        if !question::agreed("Take these back?").await? {
            output::aside("Nothing was changed.");
            return Ok(Exit::Interrupted);
        }
        keep_logs = keep_logs || !question::agreed("Delete the function's log lines too?").await?;
    }
    let result = loop {
        match execute(arguments, &mut connected, &teardown, &decisions, keep_logs).await {
            Err(problem) if problem.kind == ProblemKind::ExpiredCredentials && apply::may_renew(arguments) => {
                connect::renew(arguments, &mut connected, &problem).await?;
            }
            result => break result,
        }
    };
    match result {
        Ok(torn_down) => {
            if !arguments.json {
                output::line(&farewell(&torn_down, &name));
            }
            Ok(Exit::Fine)
        }
        // The Failed event has told it to programs already.
        Err(problem) if arguments.json => Ok(Exit::of(&problem)),
        Err(problem) => Err(problem),
    }
}

async fn execute(
    arguments: &Arguments,
    connected: &mut Connected,
    teardown: &Teardown,
    decisions: &Decisions,
    keep_logs: bool,
) -> Result<TeardownSummary, Problem> {
    let format = if arguments.json { EventFormat::Json } else { EventFormat::Text };
    let Connected { session, accounts, store, .. } = connected;
    stoppable(async |stop| {
        printing(format, async |events| {
            let context = TeardownContext { accounts, store, events, stop, keep_logs };
            teardown::execute(session, teardown, decisions, context).await
        })
        .await
    })
    .await
}

fn decisions(flags: &TeardownArguments) -> Decisions {
    Decisions {
        keep: flags.keep.iter().copied().collect(),
        force: flags.force.iter().copied().collect(),
        skip: flags.skip.iter().copied().collect(),
        only: flags.only.iter().copied().collect(),
    }
}

fn farewell(torn_down: &TeardownSummary, name: &str) -> String {
    match torn_down.archived {
        true => teardown::farewell(name, torn_down),
        false => format!("The session {name} stays. Go on with: {}", Command::ferry("teardown").session(name)),
    }
}
