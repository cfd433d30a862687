//! How the plan looks.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::rows::{Bodies, nodes, summary_line};
use crate::wizard::operation::JobKind;
use crate::wizard::state::State;
use crate::wizard::widgets::choice_list::text_width;
use crate::wizard::widgets::confirm;
use crate::wizard::widgets::outline;
use crate::wizard::widgets::problem_panel;
use crate::wizard::widgets::spinner;
use crate::wizard::widgets::summary;

/// Draws the plan, or why there is none, and the question over it.
pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &State) {
    draw_plan(frame, area, state);
    if let Some(confirm) = &state.screens.plan.confirm {
        confirm::draw(frame, area, confirm, state.theme());
    }
}

fn draw_plan(frame: &mut Frame<'_>, area: Rect, state: &State) {
    let theme = state.theme();
    if let Some(problem) = &state.screens.plan.problem {
        let lines = problem_panel::lines(problem, usize::from(area.width), theme);
        return problem_panel::draw(frame, area, lines);
    }
    let Some(plan) = state.screens.plan.plan.as_deref() else {
        if let Some(elapsed) = state.elapsed(JobKind::Plan) {
            let time = spinner::elapsed_text(elapsed);
            let text = format!("{} Looking at what is there in both accounts  {time}", spinner::picture(elapsed, theme));
            summary::draw(frame, area, Line::styled(text, theme.accent()));
        }
        return;
    };
    let list = summary::draw(frame, area, summary_line(plan, state.screens.plan.repairing, theme));
    outline::draw(frame, list, &state.screens.plan.outline, nodes(state, text_width(area), Bodies::Open), theme);
}
