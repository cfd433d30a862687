//! A failure, in full: what happened, why, what to do. The same words as on the command line.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::wrap::wrap;
use crate::problem::Problem;
use crate::text::{printable, printable_lines};
use crate::wizard::theme::Theme;

/// The lines of the panel in this width.
pub fn lines(problem: &Problem, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = hanging(theme.mark_failed(), &printable_lines(&problem.what), width, theme.bad());
    lines.extend(hanging(" ", &printable_lines(&problem.why), width, Style::new()));
    if !problem.remedy.is_empty() {
        lines.push(Line::default());
        lines.push(Line::styled("  What to do", theme.title()));
        for action in &problem.remedy {
            lines.extend(indented(hanging(theme.arrow(), &printable_lines(action), width.saturating_sub(2), theme.accent())));
        }
    }
    let facts = facts(problem);
    if !facts.is_empty() {
        lines.push(Line::default());
        lines.extend(hanging(" ", &facts, width, theme.dim()));
    }
    lines
}

/// Draws as much of the panel as fits, and says so where that is not all.
pub fn draw(frame: &mut Frame<'_>, area: Rect, mut lines: Vec<Line<'static>>) {
    let (count, height) = (lines.len(), usize::from(area.height));
    if count > height && height > 1 {
        lines.truncate(height - 1);
        lines.push(Line::raw(format!("  ({} more lines: Ctrl-O shows them)", count - height + 1)));
    }
    for (row, line) in area.rows().zip(lines) {
        frame.render_widget(line, row);
    }
}

/// AWS's name for the error and the id of the request, which AWS's support asks for; empty where neither is known.
fn facts(problem: &Problem) -> String {
    let facts: Vec<String> = [("AWS error", &problem.code), ("request id", &problem.request_id)]
        .into_iter()
        .filter_map(|(name, value)| value.as_ref().map(|value| format!("{name} {}", printable(value))))
        .collect();
    facts.join(", ")
}

/// The failure as text to copy.
pub fn text(problem: &Problem) -> String {
    let facts = Some(facts(problem)).filter(|facts| !facts.is_empty());
    printable_lines(&problem.lines().into_iter().chain(facts).collect::<Vec<_>>().join("\n"))
}

/// Text behind a mark, continued lines under the text. The mark has the style; text is plain unless the mark is blank.
pub fn hanging(mark: &str, text: &str, width: usize, style: Style) -> Vec<Line<'static>> {
    let gap = super::wrap::columns(mark) + 1;
    wrap(text, width.saturating_sub(gap).max(1))
        .into_iter()
        .enumerate()
        .map(|(row, text)| {
            let head = if row == 0 { format!("{mark} ") } else { " ".repeat(gap) };
            let body = if mark.trim().is_empty() { Span::styled(text, style) } else { Span::raw(text) };
            Line::from(vec![Span::styled(head, style), body])
        })
        .collect()
}

/// The lines, two columns further in.
pub fn indented(lines: Vec<Line<'static>>) -> impl Iterator<Item = Line<'static>> {
    lines.into_iter().map(|mut line| {
        line.spans.insert(0, Span::raw("  "));
        line
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::ProblemKind;

    #[test]
    fn a_failure_says_what_why_and_what_to_do_within_its_columns() {
        let mut problem = Problem::new(
            ProblemKind::AccessDenied { action: Some("iam:CreateRole".into()), resource: None },
            "Could not create the role cognito-ferry-acme-source (profile old-account).",
            "The user arn:aws:iam::111111111111:user/dev\u{1b}[2J may not call iam:CreateRole.",
        )
        .remedy("Ask whoever looks after 111111111111 for iam:CreateRole on this role.")
        .remedy("cognito-ferry --session acme");
        problem.code = Some("AccessDenied".into());
        let text: Vec<String> = lines(&problem, 48, Theme { color: true, unicode: true })
            .iter()
            .map(|line| line.to_string().trim_end().to_owned())
            .collect();
        assert_eq!(
            text,
            [
                "✗ Could not create the role",
                "  cognito-ferry-acme-source (profile",
                "  old-account).",
                "  The user",
                "  arn:aws:iam::111111111111:user/dev\\u{1b}[2J",
                "  may not call iam:CreateRole.",
                "",
                "  What to do",
                "  → Ask whoever looks after 111111111111 for",
                "    iam:CreateRole on this role.",
                "  → cognito-ferry --session acme",
                "",
                "  AWS error AccessDenied",
            ]
        );
    }

    #[test]
    fn the_mark_is_red_and_the_reason_is_plain() {
        let theme = Theme { color: true, unicode: true };
        let lines = lines(&Problem::new(ProblemKind::Network, "No answer.", "The host cannot be reached."), 40, theme);
        assert_eq!(lines[0].spans[0].style, theme.bad());
        assert_eq!(lines[1].spans[1].style, Style::new());
    }
}
