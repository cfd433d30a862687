//! The teardown as text: what goes, what is set back, what waits for a decision.

use serde_json::Value;

use super::carry_out::TornDown;
use super::plan::Teardown;
use crate::aws::Side;
use crate::migration::teardown::removal::{Disagreement, Removal, Way};
use crate::text::{printable, printable_lines};

/// The teardown as the plain command prints it.
pub fn text(teardown: &Teardown) -> String {
    let mut lines = Vec::new();
    for removal in teardown.removals.iter().filter(|removal| removal.way != Way::NotOurs) {
        let (side, place) = match removal.resource.side() {
            Side::Source => ("source", &teardown.spec.source),
            Side::Destination => ("destination", &teardown.spec.destination),
        };
        lines.push(format!("{} {} in {side} account {}", sign(removal.way), printable(&removal.name), place.account));
        lines.extend(details(removal).into_iter().map(|line| format!("    {line}")));
        lines.extend(removal.notes.iter().map(|note| format!("    {}", printable(note))));
    }
    let not_ours: Vec<String> = teardown
        .removals
        .iter()
        .filter(|removal| removal.way == Way::NotOurs)
        .map(|removal| format!("= {} is not this session's: it stays.", printable(&removal.name)))
        .collect();
    lines.extend(not_ours);
    lines.push(String::new());
    lines.push(summary(teardown));
    lines.join("\n")
}

/// `Teardown: 6 to delete, 2 to set back.`
pub fn summary(teardown: &Teardown) -> String {
    let count = |way| teardown.removals.iter().filter(|removal| removal.way == way).count();
    if !teardown.has_removals() && count(Way::Changed) == 0 {
        return "Nothing to take back.".into();
    }
    let mut summary = format!("Teardown: {} to delete, {} to set back", count(Way::Delete), count(Way::PutBack));
    for (way, words) in [(Way::Changed, "to decide"), (Way::Keep, "kept"), (Way::Skip, "left for later")] {
        if count(way) > 0 {
            summary.push_str(&format!(", {} {words}", count(way)));
        }
    }
    summary + "."
}

/// What is said when nothing is left to take back.
pub fn farewell(session: &str, torn_down: &TornDown) -> String {
    let left = match torn_down.stays.as_slice() {
        [] => format!("Nothing of the session {session} is left in either account."),
        stays => format!("Of the session {session} is left what nobody can remove: {}.", printable(&stays.join(", "))),
    };
    format!("{left} Its record is in the archive.")
}

fn sign(way: Way) -> char {
    match way {
        Way::Delete => '-',
        Way::PutBack => '~',
        Way::Changed => '!',
        Way::Close | Way::NotOurs | Way::Keep | Way::Skip | Way::Stays => '=',
    }
}

fn details(removal: &Removal) -> Vec<String> {
    match removal.way {
        Way::Delete | Way::NotOurs => Vec::new(),
        Way::PutBack => {
            let line = |field: &crate::model::change::FieldChange| {
                format!("~ {}: {} → {}", printable(&field.path), shown(&field.before), shown(&field.after))
            };
            removal.fields.iter().map(line).collect()
        }
        Way::Close => vec!["Gone already, or as it was before.".into()],
        Way::Keep => vec!["You decided to keep it as it is.".into()],
        Way::Skip => vec!["Left for later.".into()],
        Way::Stays => vec!["It stays: nobody can remove it.".into()],
        Way::Changed => removal.disagreements.iter().flat_map(side_by_side).collect(),
    }
}

fn side_by_side(disagreement: &Disagreement) -> Vec<String> {
    vec![
        format!("Somebody changed {} since:", printable(&disagreement.path)),
        format!("  before this session  {}", shown(&disagreement.recorded)),
        format!("  written by it        {}", shown(&disagreement.written)),
        format!("  now                  {}", shown(&disagreement.current)),
    ]
}

fn shown(value: &Option<Value>) -> String {
    value.as_ref().map_or_else(|| "nothing".into(), |value| printable_lines(&value.to_string()))
}
