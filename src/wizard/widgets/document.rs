//! Documents and differences as signed lines: what stays, what comes, what goes, each with its sign and not by colour alone. Pure.

use ratatui::style::Style;
use ratatui::text::Line;
use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use crate::model::change::FieldChange;
use crate::text::{printable, printable_lines, readable_json};
use crate::wizard::theme::Theme;
use crate::wizard::widgets::problem_panel::hanging;

/// What a line of a difference says; the signs are Terraform's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    Added,
    Removed,
    Changed,
    Same,
}

impl Sign {
    pub fn character(self) -> char {
        match self {
            Sign::Added => '+',
            Sign::Removed => '-',
            Sign::Changed => '~',
            Sign::Same => ' ',
        }
    }
}

/// The lines as they are drawn: the sign in its colour, continued under the text.
pub fn drawn(lines: &[SignedLine], width: usize, theme: Theme) -> Vec<Line<'static>> {
    let style = |sign| match sign {
        Sign::Added => theme.good(),
        Sign::Removed => theme.bad(),
        Sign::Changed => theme.accent(),
        Sign::Same => Style::new(),
    };
    lines.iter().flat_map(|line| hanging(&line.sign.character().to_string(), &line.text, width, style(line.sign))).collect()
}

/// One line of a difference, printable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedLine {
    pub sign: Sign,
    pub text: String,
}

impl SignedLine {
    fn new(sign: Sign, text: impl Into<String>) -> Self {
        Self { sign, text: text.into() }
    }
}

/// Fields that differ: on one line with `arrow` between the values where both are short, else one line for each value.
pub fn field_lines(fields: &[FieldChange], arrow: &str) -> Vec<SignedLine> {
    fields.iter().flat_map(|change| field(change, arrow)).collect()
}

/// Longest value that is shown beside its path.
const INLINE: usize = 40;

fn field(change: &FieldChange, arrow: &str) -> Vec<SignedLine> {
    let path = printable(&change.path);
    match (&change.before, &change.after) {
        (None, None) => Vec::new(),
        (None, Some(after)) => signed(Sign::Added, &format!("{path}: "), after),
        (Some(before), None) => signed(Sign::Removed, &format!("{path}: "), before),
        (Some(before), Some(after)) => {
            let on_one_line = |value: &Value| printable(&value.to_string()).into_owned();
            let (old, new) = (on_one_line(before), on_one_line(after));
            if old.len() <= INLINE && new.len() <= INLINE {
                return vec![SignedLine::new(Sign::Changed, format!("{path}: {old} {arrow} {new}"))];
            }
            let mut lines = vec![SignedLine::new(Sign::Changed, format!("{path}:"))];
            lines.extend(signed(Sign::Removed, "  ", before));
            lines.extend(signed(Sign::Added, "  ", after));
            lines
        }
    }
}

/// The value behind its label, a document over several lines.
fn signed(sign: Sign, label: &str, value: &Value) -> Vec<SignedLine> {
    let text = json_text(value);
    let lines = text.lines().enumerate();
    lines
        .map(|(number, line)| SignedLine::new(sign, if number == 0 { format!("{label}{line}") } else { format!("  {line}") }))
        .collect()
}

/// The whole document, with the lines that change signed. Without a `before` nothing stands there yet: every line comes.
pub fn document_lines(before: Option<&Value>, after: &Value) -> Vec<SignedLine> {
    let after = json_text(after);
    let Some(before) = before else {
        return after.lines().map(|line| SignedLine::new(Sign::Added, line)).collect();
    };
    let before = json_text(before);
    TextDiff::from_lines(before.as_str(), after.as_str())
        .iter_all_changes()
        .map(|change| {
            let sign = match change.tag() {
                ChangeTag::Delete => Sign::Removed,
                ChangeTag::Insert => Sign::Added,
                ChangeTag::Equal => Sign::Same,
            };
            SignedLine::new(sign, change.value().trim_end_matches('\n'))
        })
        .collect()
}

/// The document as JSON over several lines, printable, ending with a line break.
pub fn json_text(value: &Value) -> String {
    format!("{}\n", printable_lines(&readable_json(value)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lines(signed: &[SignedLine]) -> Vec<String> {
        signed.iter().map(|line| format!("{} {}", line.sign.character(), line.text)).collect()
    }

    #[test]
    fn a_document_that_is_new_comes_with_every_line() {
        let document = document_lines(None, &json!({"Version": "2012-10-17"}));
        assert_eq!(lines(&document), ["+ {", "+   \"Version\": \"2012-10-17\"", "+ }"]);
    }

    #[test]
    fn a_document_that_changes_shows_what_stays_goes_and_comes() {
        let document = document_lines(Some(&json!({"A": 1, "B": 2})), &json!({"A": 1, "B": 3}));
        assert_eq!(lines(&document), ["  {", "    \"A\": 1,", "-   \"B\": 2", "+   \"B\": 3", "  }"]);
    }

    #[test]
    fn short_fields_stand_on_one_line_and_long_ones_under_each_other() {
        let fields = [
            FieldChange { path: "MemorySize".into(), before: Some(json!(128)), after: Some(json!(512)) },
            FieldChange { path: "Layers".into(), before: Some(json!([])), after: None },
            FieldChange {
                path: "LambdaConfig.UserMigration".into(),
                before: Some(json!("arn:aws:lambda:eu-west-1:222222222222:function:old")),
                after: Some(json!("arn:aws:lambda:eu-west-1:222222222222:function:cognito-ferry-acme")),
            },
        ];
        assert_eq!(
            lines(&field_lines(&fields, "→")),
            [
                "~ MemorySize: 128 → 512",
                "- Layers: []",
                "~ LambdaConfig.UserMigration:",
                "-   \"arn:aws:lambda:eu-west-1:222222222222:function:old\"",
                "+   \"arn:aws:lambda:eu-west-1:222222222222:function:cognito-ferry-acme\"",
            ]
        );
    }

    #[test]
    fn a_value_from_aws_cannot_reorder_the_line() {
        let fields = [FieldChange { path: "Name".into(), before: None, after: Some(json!("a\u{202e}b")) }];
        assert_eq!(lines(&field_lines(&fields, "→")), ["+ Name: \"a\\u{202e}b\""]);
    }
}
