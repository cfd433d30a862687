//! Prints the engine's events while it works: as lines for people, or one JSON document each for programs.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;

use super::output;
use crate::event::{self, Event, Events};
use crate::model::change::ResourceOperation;
use crate::text::printable;
use crate::users::groups::text::lasting;

/// How events are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventFormat {
    Text,
    Json,
    /// Beside the result, on standard error, and no more than a line every two seconds.
    Status,
    /// Not at all: what there is to say is said before or afterwards.
    Silent,
}

/// Between two lines of status.
const STATUS_EVERY: Duration = Duration::from_secs(2);

/// Does the work, and prints its events until it ends.
pub async fn printing<T>(format: EventFormat, work: impl AsyncFnOnce(&Events) -> T) -> T {
    let (events, receiver) = event::channel();
    let printer = tokio::spawn(print(receiver, format));
    let result = work(&events).await;
    drop(events);
    // It ends with the channel; were it to panic, the result is still the engine's.
    drop(printer.await);
    result
}

async fn print(mut events: mpsc::Receiver<Event>, format: EventFormat) {
    let mut last: Option<Instant> = None;
    while let Some(event) = events.recv().await {
        match format {
            // An event that cannot be written is lost to the reader; the session has it all the same.
            EventFormat::Json => drop(output::json_line(&event)),
            EventFormat::Text => line(&event).iter().for_each(|line| output::line(line)),
            EventFormat::Status if last.is_none_or(|last| last.elapsed() >= STATUS_EVERY) => {
                if let Some(line) = line(&event) {
                    last = Some(Instant::now());
                    output::aside(line.trim_start());
                }
            }
            EventFormat::Status | EventFormat::Silent => {}
        }
    }
}

/// One event for people; a failure is told at the end, in full.
fn line(event: &Event) -> Option<String> {
    Some(match event {
        Event::ApplyStarted { changes } => format!("\nApplying {changes} changes."),
        Event::Started { resource, name, .. } | Event::Removing { resource, name, .. } => {
            format!("… {}: {}", resource.title(), printable(name))
        }
        Event::Note { text, .. } => format!("    {}", printable(text)),
        Event::Waiting { waiting_for, elapsed_milliseconds, pause_milliseconds, .. } => format!(
            "    waiting for {} ({:.1} s so far, looking again in {:.1} s)",
            printable(waiting_for),
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
        Event::TeardownStarted { .. } => "\nTearing down.".into(),
        Event::Removed { resource, operation, name, elapsed_milliseconds } => {
            let done = if *operation == ResourceOperation::Delete { "deleted" } else { "set back" };
            format!("✓ {}: {done} {} ({:.1} s)", resource.title(), printable(name), seconds(*elapsed_milliseconds))
        }
        Event::TeardownFinished { deleted, reverted, left, .. } => {
            format!("\nTaken back: {deleted} deleted, {reverted} set back, {left} left.")
        }
        Event::ReadingGroup { number, of } => format!("reading group {number} of {of}"),
        Event::ReadingUsers { seen } => format!("reading the destination's users: {seen} so far"),
        Event::AddingMembers { done, of, elapsed_milliseconds } => {
            let rate = *done as f64 / seconds(*elapsed_milliseconds).max(0.001);
            let left = ((of - done) as f64 / rate.max(0.001)).ceil() as u64;
            format!("added {done} of {of} · {rate:.1} a second · {} left", lasting(left))
        }
        Event::Checked { .. } | Event::Failed { .. } | Event::Interrupted { .. } => return None,
    })
}

fn seconds(milliseconds: u64) -> f64 {
    Duration::from_millis(milliseconds).as_secs_f64()
}
