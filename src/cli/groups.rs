//! `groups`: both sides compared, whom the destination lacks added, and how the groups stand then.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::arguments::{Arguments, GroupsArguments};
use super::connect::{self, Connected};
use super::exit::Exit;
use super::{output, question, signals};
use crate::model::blueprint::Blueprint;
use crate::problem::{Problem, ProblemKind};
use crate::run::progress::Stop;
use crate::users::groups::context::{Progress, Tools};
use crate::users::groups::person::Standing;
use crate::users::groups::sweep;
use crate::users::groups::sweep::{Added, Comparison};
use crate::users::groups::text;

/// The version of the document that `--json` prints.
const GROUPS_FORMAT: u32 = 1;

/// Between two looks of `--watch`.
const PAUSE: Duration = Duration::from_secs(60);

/// Between two lines of progress.
const TELL_EVERY: Duration = Duration::from_secs(2);

const HEARD: usize = 64;

pub async fn run(arguments: &Arguments, flags: &GroupsArguments) -> Result<Exit, Problem> {
    connect::named(arguments)?;
    question::require_somebody(arguments, "add users to groups", "Give --yes: it adds users to groups, and removes nobody.")?;
    let Connected { session, accounts, spec, .. } = connect::reread(arguments).await?;
    let blueprint = Blueprint::new(&spec, &session.made);
    let stop = Stop::new();
    let (progress, heard) = mpsc::channel(HEARD);
    let teller = tokio::spawn(tell(heard, arguments.json));
    let signals = tokio::spawn(signals::stop_when_asked(stop.clone()));
    let destination_pool = blueprint.destination_pool_id().to_owned();
    let tools = Tools {
        spec: &spec,
        destination_pool,
        accounts: &accounts,
        per_second: flags.per_second,
        progress: &progress,
        stop: &stop,
    };
    let result = sweeps(arguments, flags, &blueprint, &tools).await;
    drop(progress);
    signals.abort();
    // It ends with the channel.
    drop(teller.await);
    result
}

async fn sweeps(
    arguments: &Arguments,
    flags: &GroupsArguments,
    blueprint: &Blueprint,
    tools: &Tools<'_>,
) -> Result<Exit, Problem> {
    let mut agreed = arguments.yes;
    loop {
        let mut comparison = sweep::look(blueprint, tools).await?;
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
            added = sweep::add(&comparison.reconciliation.additions, tools).await?;
            comparison = sweep::look(blueprint, tools).await?;
        }
        tell_standings(arguments, flags, &comparison, &added)?;
        let missing = !comparison.reconciliation.additions.is_empty();
        if !flags.watch || (!missing && comparison.reconciliation.waiting() == 0) {
            return Ok(if missing { Exit::Failed } else { Exit::Fine });
        }
        if !arguments.json {
            output::aside(&format!("Looking again in {} s; Ctrl-C ends it.", PAUSE.as_secs()));
        }
        tools.stop.pause(PAUSE).await;
        if tools.stop.requested() {
            let why = "Nothing was under way. Run it again whenever you like: it goes on from what both pools say.";
            return Err(Problem::new(ProblemKind::Interrupted, "Stopped as you asked.", why));
        }
    }
}

fn tell_standings(arguments: &Arguments, flags: &GroupsArguments, comparison: &Comparison, added: &Added) -> Result<(), Problem> {
    if arguments.json {
        let document = document(&arguments.session, comparison, added);
        return if flags.watch { output::json_line(&document) } else { output::document(&document) };
    }
    let lines = text::added(added).into_iter().chain([String::new()]);
    lines.chain(text::standings(&comparison.reconciliation, &comparison.picture)).for_each(|line| output::line(&line));
    Ok(())
}

fn document(session: &Option<String>, comparison: &Comparison, added: &Added) -> Value {
    let doubtful = comparison.picture.standings.iter().filter_map(|(person, standing)| match standing {
        Standing::Doubtful { username, why } => Some(json!({ "source": person, "destination": username, "why": why })),
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
        "unplanned_groups": comparison.picture.unknown,
    })
}

/// Tells how it goes on, now and then, until nobody sends any more.
async fn tell(mut heard: mpsc::Receiver<Progress>, quiet: bool) {
    let mut last: Option<Instant> = None;
    while let Some(progress) = heard.recv().await {
        let now = Instant::now();
        let waited = last.is_none_or(|last| now.duration_since(last) >= TELL_EVERY);
        if let Some(line) = text::progress(&progress).filter(|_| waited && !quiet) {
            last = Some(now);
            output::aside(&line);
        }
    }
}
