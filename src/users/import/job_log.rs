//! The log of a user import job: what each line says of which row. The number of the first row is established, never assumed: AWS's own
//! solution takes the header's for it, and names the wrong user of every line (facts §14.7). Pure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Succeeded,
    /// Somebody of that name is there.
    Skipped,
    Failed,
}

/// Of each row, by its number from 0: what became of it, and why. Rows of which nothing is known are absent.
pub type Outcomes = BTreeMap<usize, (Outcome, String)>;

/// One line: `[FAILED] Line Number 7 - The reason.` Other lines, such as the test at the beginning, are none.
pub fn read_line(message: &str) -> Option<(u64, Outcome, &str)> {
    let (mark, rest) = message.trim().strip_prefix('[')?.split_once("] Line Number ")?;
    let outcome = match mark {
        "SUCCEEDED" => Outcome::Succeeded,
        "SKIPPED" => Outcome::Skipped,
        "FAILED" => Outcome::Failed,
        _ => return None,
    };
    let (number, reason) = rest.split_once(" - ").unwrap_or((rest, ""));
    Some((number.trim().parse().ok()?, outcome, reason.trim()))
}

/// The log as rows. `first`: the number of the first row, where an earlier job has settled it. `rows`: how many the job has.
///
/// Gives the number that was used too. Where the log has a line for each row, the smallest is the first row's; otherwise only what is
/// settled already can tell.
pub fn outcomes<'a>(messages: impl Iterator<Item = &'a str>, rows: usize, first: Option<u64>) -> (Outcomes, Option<u64>) {
    let lines: BTreeMap<u64, (Outcome, &str)> =
        messages.filter_map(read_line).map(|(number, outcome, reason)| (number, (outcome, reason))).collect();
    let smallest = lines.keys().next().copied();
    let span = lines.keys().next_back().zip(smallest).map_or(0, |(largest, smallest)| largest - smallest + 1);
    let is_whole = lines.len() == rows && span == rows as u64;
    let first = if is_whole { smallest } else { first };
    let Some(start) = first else { return (Outcomes::new(), None) };
    let row = |number: u64| number.checked_sub(start).and_then(|row| usize::try_from(row).ok()).filter(|row| *row < rows);
    let known = lines.into_iter().filter_map(|(number, (outcome, reason))| Some((row(number)?, (outcome, reason.to_owned()))));
    (known.collect(), Some(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As published of a file with two users.
    const PUBLISHED: [&str; 4] = [
        "Cognito User Pools Import - Test Log",
        "Cognito User Pools Import - Test Log",
        "[SUCCEEDED] Line Number 2 - The import succeeded.",
        "[SKIPPED] Line Number 3 - The user already exists.",
    ];

    #[test]
    fn the_published_log_of_two_users_begins_at_line_2() {
        let (outcomes, first) = outcomes(PUBLISHED.into_iter(), 2, None);
        assert_eq!(first, Some(2));
        assert_eq!(outcomes[&0].0, Outcome::Succeeded);
        assert_eq!(outcomes[&1], (Outcome::Skipped, "The user already exists.".into()));
    }

    #[test]
    fn any_number_may_be_the_first_and_the_order_is_free() {
        let lines = ["[FAILED] Line Number 2 - No.", "[SUCCEEDED] Line Number 1 - Yes."];
        let (outcomes, first) = outcomes(lines.into_iter(), 2, None);
        assert_eq!((first, outcomes[&0].0, outcomes[&1].0), (Some(1), Outcome::Succeeded, Outcome::Failed));
    }

    #[test]
    fn a_log_with_gaps_settles_nothing_by_itself() {
        let lines = ["[SUCCEEDED] Line Number 3 - Yes."];
        assert_eq!(outcomes(lines.into_iter(), 3, None), (Outcomes::new(), None));
        let (known, _) = outcomes(lines.into_iter(), 3, Some(2));
        assert_eq!(known.keys().copied().collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn a_line_outside_the_file_is_nobodys() {
        let lines = ["[SUCCEEDED] Line Number 1 - Yes.", "[SUCCEEDED] Line Number 99 - Yes."];
        assert!(outcomes(lines.into_iter(), 3, Some(2)).0.is_empty());
    }

    #[test]
    fn other_texts_are_no_lines() {
        for text in [
            "",
            "[SUCCEEDED] Line 2",
            "[WHAT] Line Number 2 - x",
            "[FAILED] Line Number x - y",
            "Cognito User Pools Import - Test Log",
        ] {
            assert_eq!(read_line(text), None, "{text}");
        }
        assert_eq!(read_line("[FAILED] Line Number 12 - a - b "), Some((12, Outcome::Failed, "a - b")));
    }
}
