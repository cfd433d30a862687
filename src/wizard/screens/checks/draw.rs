//! How findings look.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::rows;
use super::state::Findings;
use crate::wizard::theme::Theme;
use crate::wizard::widgets::choice_list::text_width;
use crate::wizard::widgets::confirm;
use crate::wizard::widgets::outline;
use crate::wizard::widgets::problem_panel;
use crate::wizard::widgets::summary;

/// Draws the error, or the summary with the findings under it.
pub fn draw(frame: &mut Frame<'_>, area: Rect, findings: &Findings, summary: Line<'static>, theme: Theme) {
    if let Some(problem) = &findings.problem {
        return problem_panel::draw(frame, area, problem_panel::lines(problem, usize::from(area.width), theme));
    }
    let list = summary::draw(frame, area, summary);
    let nodes = rows::nodes(&findings.checks, text_width(area), theme);
    outline::draw(frame, list, &findings.outline, nodes, theme);
    if let Some(confirm) = &findings.confirm {
        confirm::draw(frame, area, confirm, theme);
    }
}
