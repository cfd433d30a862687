//! How the story of a sign-in is told: what came out, what to do, the chain link by link, the attributes side by side.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::sign_in::report::{AttributePair, AttributeVerdict, SignInReport, SignInStep, StepOutcome};
use crate::text::{printable, printable_lines};
use crate::wizard::theme::Theme;
use crate::wizard::widgets::problem_panel::{hanging, indented};
use crate::wizard::widgets::wrap::fit;

/// The story in this width.
pub fn lines(story: &SignInReport, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let (mark, style) = if story.succeeded { (theme.mark_done(), theme.good()) } else { (theme.mark_failed(), theme.bad()) };
    let mut lines = hanging(mark, &printable_lines(&story.headline), width, style);
    if !story.remedy.is_empty() {
        let cause = story.cause.as_ref().map_or_else(String::new, |cause| format!(" (cause: {})", printable(cause)));
        lines.push(Line::from(vec![Span::styled("  What to do", theme.title()), Span::styled(cause, theme.dim())]));
        for action in &story.remedy {
            lines.extend(indented(hanging(theme.arrow(), &printable_lines(action), width.saturating_sub(2), theme.accent())));
        }
    }
    lines.push(Line::default());
    for step in &story.steps {
        lines.extend(told(step, width, theme));
    }
    if !story.attributes.is_empty() {
        lines.push(Line::default());
        lines.extend(side_by_side(&story.attributes, width, theme));
    }
    lines
}

fn told(step: &SignInStep, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let (mark, style) = match step.outcome {
        StepOutcome::Worked => (theme.mark_done(), theme.good()),
        StepOutcome::Broken => (theme.mark_failed(), theme.bad()),
        StepOutcome::Unknown => ("?", theme.dim()),
    };
    let mut lines = hanging(mark, &printable(&step.title), width, style);
    for seen in &step.evidence {
        let seen = hanging(theme.mark_open(), &printable_lines(seen), width.saturating_sub(2), theme.dim());
        lines.extend(indented(seen).map(|line| line.patch_style(theme.dim())));
    }
    lines
}

fn side_by_side(attributes: &[AttributePair], width: usize, theme: Theme) -> Vec<Line<'static>> {
    // A quarter for the name, the rest in halves; two columns for the mark, two between the columns.
    let name = (width / 4).clamp(8, 24);
    let value = width.saturating_sub(name + 2 + 4) / 2;
    let row = |mark: &str, style: Style, cells: [&str; 3]| {
        let [title, source, destination] = cells;
        Line::from(vec![
            Span::styled(format!("{mark} "), style),
            Span::raw(fit(title, name, theme.ellipsis())),
            Span::raw(format!("  {}", fit(source, value, theme.ellipsis()))),
            Span::raw(format!("  {}", fit(destination, value, theme.ellipsis()))),
        ])
    };
    let mut lines = vec![row(" ", theme.dim(), ["Attribute", "source", "destination"]).patch_style(theme.title())];
    for pair in attributes {
        let (mark, style) = match pair.verdict {
            AttributeVerdict::Same => ("=", theme.good()),
            AttributeVerdict::Expected => (theme.mark_open(), theme.dim()),
            AttributeVerdict::Different => (theme.mark_warning(), theme.bad()),
            AttributeVerdict::MissingInDestination => ("-", theme.bad()),
            AttributeVerdict::OnlyInDestination => ("+", theme.warning()),
        };
        let shown =
            |value: &Option<String>| value.as_deref().map_or_else(|| "(none)".to_owned(), |value| printable(value).into_owned());
        lines.push(row(mark, style, [&printable(&pair.name), &shown(&pair.source), &shown(&pair.destination)]));
    }
    let own = attributes.iter().any(|pair| pair.verdict == AttributeVerdict::Expected);
    if own {
        lines.push(Line::styled(format!("{} always its own in each pool", theme.mark_open()), theme.dim()));
    }
    lines
}
