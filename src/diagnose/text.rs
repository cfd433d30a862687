//! The report as plain text, narrow enough for 80 columns: the chain as a picture, the broken link marked, then what was found about it.
//! Whatever came from AWS is made printable here.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::report::DiagnosisReport;
use super::variables::Meaning;
use crate::check::finding::{Check, CheckStatus};
use crate::diagnose::link::{Link, LinkId, LinkState};
use crate::model::place::Place;
use crate::preflight::text;
use crate::sign_in::report_text;
use crate::text::printable;

/// Columns.
const WIDTH: usize = 80;
/// Of a link's title, the longest of which has 20.
const TITLE: usize = 21;

/// Everything: the chain, each finding in full, what was read from the function, the test sign-in, and the outcome last.
pub fn text(report: &DiagnosisReport) -> String {
    let of = |status: CheckStatus| report.checks().filter(move |check| check.status == status).collect::<Vec<&Check>>();
    let mut lines = chain(report);
    for (status, heading) in [(CheckStatus::Fail, "Broken"), (CheckStatus::Warn, "Warnings")] {
        let found = of(status);
        if !found.is_empty() {
            lines.extend([String::new(), heading.to_owned(), String::new()]);
            lines.extend(found.iter().flat_map(|check| wrapped(&text::in_full(check))));
        }
    }
    let unavailable = of(CheckStatus::Skipped);
    if !unavailable.is_empty() {
        lines.extend([String::new(), "Not looked at".to_owned(), String::new()]);
        lines.extend(text::not_looked_at(&unavailable, true).iter().flat_map(|paragraph| wrapped(paragraph)));
    }
    lines.extend(values(report));
    if let Some(sign_in) = &report.sign_in {
        lines.extend([String::new(), "The test sign-in".to_owned(), String::new()]);
        lines.extend(report_text::text(sign_in).lines().flat_map(wrapped));
    }
    lines.extend([String::new()]);
    lines.extend(wrapped(&outcome(report)));
    // Findings end with an empty line, and so do sections.
    lines.dedup_by(|next, line| next.is_empty() && line.is_empty());
    lines.join("\n")
}

/// The chain, link below link.
pub fn chain(report: &DiagnosisReport) -> Vec<String> {
    let mut lines = vec![heading("Destination", Some(&report.destination))];
    for link in &report.links {
        if link.id == LinkId::Trust {
            lines.push(heading("Source", report.source.as_ref()));
        }
        let bar = match link.id {
            LinkId::DestinationClient => '┌',
            LinkId::SourcePool => '└',
            _ => '├',
        };
        lines.push(row(bar, link));
        if link.state == LinkState::Broken && link.id != LinkId::SourcePool {
            lines.push(" ╎".to_owned());
        }
    }
    lines
}

fn heading(side: &str, place: Option<&Place>) -> String {
    let Some(place) = place else { return format!("{side}  not seen: no profile of its account") };
    // A pool's id begins with its Region.
    let pool = if place.pool_id.is_empty() { &place.region } else { &place.pool_id };
    let line = format!("{side}  {} · {pool} · profile {}", place.account, place.profile);
    shortened(&printable(&line), WIDTH)
}

fn row(bar: char, link: &Link) -> String {
    let mark = match link.state {
        LinkState::Whole if link.has_warnings() => '!',
        LinkState::Whole => '✓',
        LinkState::Broken => '✗',
        LinkState::Unknown => '?',
        LinkState::NotUsed => '·',
    };
    let tail = match link.state {
        LinkState::Broken => "  ◀ BROKEN",
        LinkState::Unknown => "  not seen",
        LinkState::NotUsed => "  not used",
        LinkState::Whole => "",
    };
    let room = WIDTH - 5 - TITLE - tail.width();
    let name = shortened(&printable(&link.name), room);
    let gap = if tail.is_empty() { 0 } else { room - name.width() };
    format!(" {bar} {mark} {:<TITLE$}{name}{}{tail}", link.title, " ".repeat(gap)).trim_end().to_owned()
}

/// Which variable was taken for what. Values that were recognised are shown, all others are only named.
fn values(report: &DiagnosisReport) -> Vec<String> {
    let mut lines = vec![String::new(), "What leads to the source".to_owned(), String::new()];
    for value in &report.values {
        let told = match (&value.value, &value.from) {
            (Some(value), Some(from)) => format!("{} ({})", printable(value), printable(from)),
            _ => "not found".to_owned(),
        };
        lines.extend(wrapped(&format!("  {}: {told}", value.what)));
    }
    let others = |meanings: &[Meaning]| {
        let named = report.variables.iter().filter(|variable| meanings.contains(&variable.meaning));
        named.map(|variable| printable(&variable.name).into_owned()).collect::<Vec<_>>().join(", ")
    };
    for (meanings, words) in [
        (&[Meaning::AccessKeys, Meaning::SourceClientSecret, Meaning::Masked][..], "variables that hold secrets (never shown)"),
        (&[Meaning::OurSettings][..], "settings of cognito-ferry's function"),
        (&[Meaning::Unknown][..], "variables not recognised (not shown)"),
    ] {
        let named = others(meanings);
        if !named.is_empty() {
            lines.extend(wrapped(&format!("  {words}: {named}")));
        }
    }
    lines
}

fn outcome(report: &DiagnosisReport) -> String {
    let count = |state| report.links.iter().filter(|link| link.state == state).count();
    let (whole, broken, unknown) = (count(LinkState::Whole), count(LinkState::Broken), count(LinkState::Unknown));
    let beside = report.beside.iter().any(|check| check.status == CheckStatus::Fail);
    let counts = format!("({whole} whole, {broken} broken, {unknown} not seen)");
    match (report.broken(), unknown, beside) {
        (Some(link), _, _) => format!("✗ The chain is broken at: {}. {counts}", link.title),
        (None, _, true) => format!("✗ The chain holds as far as it was seen, but not every attribute fits. {counts}"),
        (None, 0, false) => format!("✓ The chain is whole. {counts}"),
        (None, _, false) => format!("? No link is seen to be broken, and not every link was seen. {counts}"),
    }
}

/// The text in so many columns, its middle left out where it is longer: both ends of a name tell more than its middle.
fn shortened(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let half = room.saturating_sub(1) / 2;
    let resolved = |characters: &mut dyn Iterator<Item = char>, room: usize| {
        let mut used = 0;
        characters
            .take_while(|character| {
                used += character.width().unwrap_or_default();
                used <= room
            })
            .collect::<Vec<char>>()
    };
    let front: String = resolved(&mut text.chars(), room - 1 - half).into_iter().collect();
    let back: String = resolved(&mut text.chars().rev(), half).into_iter().rev().collect();
    format!("{front}…{back}")
}

/// Prose in lines of 80 columns, continued below its first word. What is to be pasted stays on one line.
fn wrapped(text: &str) -> Vec<String> {
    if text.is_empty() {
        return vec![String::new()];
    }
    text.lines().flat_map(|line| if is_to_be_pasted(line) { vec![line.to_owned()] } else { folded(line) }).collect()
}

fn is_to_be_pasted(line: &str) -> bool {
    let said = line.trim_start_matches([' ', '→']);
    said.contains("aws ") || said.starts_with("cognito-ferry ") || said.starts_with('{') || said.starts_with("signIn(")
}

fn folded(line: &str) -> Vec<String> {
    let indent = line.len() - line.trim_start().len();
    let marked = line.trim_start().starts_with(['→', '✗', '!', '-', '✓', '?']);
    let below = " ".repeat(indent + if marked { 2 } else { 0 });
    let mut lines = vec![" ".repeat(indent)];
    let mut begun = false;
    for word in line.split_whitespace() {
        let current = lines.last_mut().filter(|current| !begun || current.width() + 1 + word.width() <= WIDTH);
        match current {
            Some(current) => {
                if begun {
                    current.push(' ');
                }
                current.push_str(word);
            }
            None => lines.push(format!("{below}{word}")),
        }
        begun = true;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_keeps_both_ends() {
        assert_eq!(shortened("abcdefghij", 10), "abcdefghij");
        assert_eq!(shortened("abcdefghijk", 5), "ab…jk");
        let shown = shortened("山山山山山山", 7);
        assert!(shown.width() <= 7 && shown.starts_with("山") && shown.ends_with("山"), "{shown}");
    }

    #[test]
    fn prose_is_folded_under_itself_and_commands_are_not() {
        let prose = format!("      → {}", "word ".repeat(30));
        let lines = wrapped(&prose);
        assert!(lines.len() > 1 && lines.iter().all(|line| line.width() <= WIDTH), "{lines:?}");
        assert!(lines[1].starts_with("        word"), "{lines:?}");
        let command = format!("      → aws iam get-role --role-name {}", "x".repeat(90));
        assert_eq!(wrapped(&command), [command]);
    }
}
