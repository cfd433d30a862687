//! The engine's events as lines: for people, or one JSON document each for programs.

use std::time::Duration;

use tokio::sync::mpsc;

use super::output;
use crate::event::Event;
use crate::model::change::ResourceOperation;
use crate::text::printable;

/// How events are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    Text,
    Json,
    /// Everything has been said already.
    Nothing,
}

/// Tells events until nobody sends any more.
pub async fn tell(mut events: mpsc::Receiver<Event>, way: Telling) {
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
        Event::Removing { resource, name, .. } => format!("… {}: {}", resource.title(), printable(name)),
        Event::Removed { resource, operation, name, elapsed_milliseconds } => {
            let done = if *operation == ResourceOperation::Delete { "deleted" } else { "set back" };
            format!("✓ {}: {done} {} ({:.1} s)", resource.title(), printable(name), seconds(*elapsed_milliseconds))
        }
        Event::TeardownFinished { deleted, reverted, left, .. } => {
            format!("\nTaken back: {deleted} deleted, {reverted} set back, {left} left.")
        }
        Event::Checked { .. } | Event::Failed { .. } | Event::Interrupted { .. } => return None,
    })
}

fn seconds(milliseconds: u64) -> f64 {
    Duration::from_millis(milliseconds).as_secs_f64()
}
