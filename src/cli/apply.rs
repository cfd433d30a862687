//! `apply`: shows the plan, asks, carries it out, tells each step.

use std::io::IsTerminal as _;
use std::time::Duration;

use tokio::sync::mpsc;

use super::arguments::Arguments;
use super::connect::{self, Connected};
use super::exit::Exit;
use super::{output, signals};
use crate::aws::problem::{Problem, ProblemKind};
use crate::migration::event::{EVENT_CAPACITY, Event};
use crate::migration::stop::Stop;
use crate::migration::{apply, plan, plan_text};
use crate::text::printable;

pub async fn run(arguments: &Arguments) -> Result<Exit, Problem> {
    let name = connect::named(arguments)?.to_owned();
    let can_ask = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    if !arguments.yes && (!can_ask || arguments.json) {
        return Err(Problem::new(ProblemKind::Invalid, "Nobody can be asked whether to apply.", "This is not a terminal.")
            .remedy("Look at the plan with `cognito-ferry plan`, then apply with --yes."));
    }
    let store = connect::store(arguments)?;
    let session = connect::session(arguments, &store)?;
    let Connected { store, mut session, accounts, spec } = connect::connect(arguments, store, session).await?;
    let plan = plan::make(&session, &spec, &accounts).await?;
    store.save(&session)?;
    if !arguments.json {
        output::line(&plan_text::text(&plan));
    }
    if !arguments.yes && plan.has_changes() && !agreed().await? {
        output::aside("Nothing was changed.");
        return Ok(Exit::Interrupted);
    }
    let stop = Stop::new();
    let signals = tokio::spawn(signals::stop_when_asked(stop.clone()));
    let (events, heard) = mpsc::channel(EVENT_CAPACITY);
    let way = match (arguments.json, plan.has_changes()) {
        (true, _) => Telling::Json,
        (false, true) => Telling::Text,
        // The plan has said already that there is nothing to do.
        (false, false) => Telling::Nothing,
    };
    let teller = tokio::spawn(tell(heard, way));
    let result = apply::apply(&mut session, &plan, &accounts, &store, &events, &stop).await;
    drop(events);
    signals.abort();
    // The teller ends with the channel; were it to panic, the result below is still the engine's.
    drop(teller.await);
    match result {
        Ok(()) => {
            if !arguments.json {
                output::line(&format!("Check each piece with:      cognito-ferry verify --session {name}"));
                output::line(&format!("Sign a user in with:        cognito-ferry sign-in --session {name} --username NAME"));
            }
            Ok(Exit::Fine)
        }
        // The Failed event has told it to programs already.
        Err(problem) if arguments.json => Ok(Exit::of(&problem)),
        Err(problem) => Err(match problem.kind {
            ProblemKind::Interrupted => problem,
            _ => problem.remedy(format!("What is done is saved. Continue with: cognito-ferry apply --session {name}")),
        }),
    }
}

async fn agreed() -> Result<bool, Problem> {
    output::ask("\nApply these changes? Only 'yes' is taken for yes: ");
    let answer = tokio::task::spawn_blocking(|| {
        let mut answer = String::new();
        std::io::stdin().read_line(&mut answer).map(|_| answer)
    });
    match answer.await {
        Ok(Ok(answer)) => Ok(answer.trim() == "yes"),
        Ok(Err(error)) => Err(Problem::new(ProblemKind::Local, "Your answer could not be read.", error.to_string())),
        Err(error) => Err(Problem::new(ProblemKind::Local, "Your answer could not be read.", error.to_string())),
    }
}

enum Telling {
    Text,
    Json,
    Nothing,
}

async fn tell(mut events: mpsc::Receiver<Event>, way: Telling) {
    while let Some(event) = events.recv().await {
        match way {
            // An event that cannot be written is lost to the reader; the session has it all the same.
            Telling::Json => drop(output::json_line(&event)),
            Telling::Text => line(&event).iter().for_each(|line| output::line(line)),
            Telling::Nothing => {}
        }
    }
}

/// One event for people; a failure is told at the end, in full.
fn line(event: &Event) -> Option<String> {
    Some(match event {
        Event::ApplyStarted { changes } => format!("\nApplying {changes} changes."),
        Event::Started { resource, name, .. } => format!("… {}: {}", resource.title(), printable(name)),
        Event::Note { text, .. } => format!("    {}", printable(text)),
        Event::Waiting { waiting_for, elapsed_milliseconds, pause_milliseconds, .. } => format!(
            "    waiting for {waiting_for} ({:.1} s so far, looking again in {:.1} s)",
            seconds(*elapsed_milliseconds),
            seconds(*pause_milliseconds)
        ),
        Event::Changed { resource, action, name, elapsed_milliseconds } if action.writes() => {
            format!("✓ {}: {} ({:.1} s)", resource.title(), printable(name), seconds(*elapsed_milliseconds))
        }
        Event::Changed { resource, name, .. } => format!("= {}: {}", resource.title(), printable(name)),
        Event::ApplyFinished { created, updated, unchanged } => {
            format!("\nApplied: {created} created, {updated} updated, {unchanged} unchanged.")
        }
        Event::Checked { .. } | Event::Failed { .. } | Event::Interrupted { .. } => return None,
    })
}

fn seconds(milliseconds: u64) -> f64 {
    Duration::from_millis(milliseconds).as_secs_f64()
}
