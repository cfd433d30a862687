//! The teardown as text: what goes, what is set back, what waits for a decision.

use serde_json::Value;

use super::execute::TeardownSummary;
use super::plan::Teardown;
use crate::aws::Side;
use crate::migration::teardown::removal::{ChangedMember, Removal, RemovalAction};
use crate::text::{printable, printable_lines};

/// The teardown as the plain command prints it.
pub fn text(teardown: &Teardown) -> String {
    let mut lines = Vec::new();
    for removal in teardown.removals.iter().filter(|removal| removal.action != RemovalAction::Unmanaged) {
        let (side, place) = match removal.resource.side() {
            Side::Source => ("source", &teardown.spec.source),
            Side::Destination => ("destination", &teardown.spec.destination),
        };
        lines.push(format!("{} {} in {side} account {}", sign(removal.action), printable(&removal.name), place.account));
        lines.extend(details(removal).into_iter().map(|line| format!("    {line}")));
        lines.extend(removal.notes.iter().map(|note| format!("    {}", printable(note))));
    }
    let not_ours: Vec<String> = teardown
        .removals
        .iter()
        .filter(|removal| removal.action == RemovalAction::Unmanaged)
        .map(|removal| format!("= {} is not this session's: it stays.", printable(&removal.name)))
        .collect();
    lines.extend(not_ours);
    lines.push(String::new());
    lines.push(summary(teardown));
    lines.join("\n")
}

/// `Teardown: 6 to delete, 2 to set back.`
pub fn summary(teardown: &Teardown) -> String {
    let count = |action| teardown.removals.iter().filter(|removal| removal.action == action).count();
    if !teardown.has_removals() && count(RemovalAction::Changed) == 0 {
        return "Nothing to remove.".into();
    }
    let mut summary =
        format!("Teardown: {} to delete, {} to set back", count(RemovalAction::Delete), count(RemovalAction::Revert));
    for (action, words) in
        [(RemovalAction::Changed, "to decide"), (RemovalAction::Keep, "kept"), (RemovalAction::Skip, "left for later")]
    {
        if count(action) > 0 {
            summary.push_str(&format!(", {} {words}", count(action)));
        }
    }
    summary + "."
}

/// What is said when nothing is left to take back.
pub fn farewell(session: &str, torn_down: &TeardownSummary) -> String {
    let left = match torn_down.stays.as_slice() {
        [] => format!("Nothing of the session {session} is left in either account."),
        stays => format!("The session {session} keeps what cannot be removed: {}.", printable(&stays.join(", "))),
    };
    format!("{left} Its record is in the archive.")
}

fn sign(action: RemovalAction) -> char {
    match action {
        RemovalAction::Delete => '-',
        RemovalAction::Revert => '~',
        RemovalAction::Changed => '!',
        RemovalAction::MarkRemoved
        | RemovalAction::Unmanaged
        | RemovalAction::Keep
        | RemovalAction::Skip
        | RemovalAction::CannotRemove => '=',
    }
}

fn details(removal: &Removal) -> Vec<String> {
    match removal.action {
        RemovalAction::Delete | RemovalAction::Unmanaged => Vec::new(),
        RemovalAction::Revert => {
            let line = |field: &crate::model::change::FieldChange| {
                format!("~ {}: {} → {}", printable(&field.path), shown(&field.before), shown(&field.after))
            };
            removal.fields.iter().map(line).collect()
        }
        RemovalAction::MarkRemoved => vec!["Gone already, or as it was before.".into()],
        RemovalAction::Keep => vec!["You decided to keep it as it is.".into()],
        RemovalAction::Skip => vec!["Left for later.".into()],
        RemovalAction::CannotRemove => vec!["It stays: it cannot be removed.".into()],
        RemovalAction::Changed => removal.disagreements.iter().flat_map(side_by_side).collect(),
    }
}

fn side_by_side(disagreement: &ChangedMember) -> Vec<String> {
    vec![
        format!("{} has been changed since:", printable(&disagreement.path)),
        format!("  before this session  {}", shown(&disagreement.recorded)),
        format!("  written by it        {}", shown(&disagreement.written)),
        format!("  now                  {}", shown(&disagreement.current)),
    ]
}

fn shown(value: &Option<Value>) -> String {
    value.as_ref().map_or_else(|| "nothing".into(), |value| printable_lines(&value.to_string()))
}
