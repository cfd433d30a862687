//! How a teardown looks.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::content::{nodes, of_the_run, summary_line};
use crate::wizard::screens::live;
use crate::wizard::state::State;
use crate::wizard::widgets::choice_list::text_width;
use crate::wizard::widgets::confirm;
use crate::wizard::widgets::outline;
use crate::wizard::widgets::problem_panel;
use crate::wizard::widgets::summary;

/// Draws the run, the error or the rows, and the question over them.
pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &State) {
    draw_content(frame, area, state);
    let screen = &state.screens.tear_down;
    let stopping = screen.live.as_ref().and_then(|live| live.confirm.as_ref());
    if let Some(question) = screen.question.as_ref().map(|(_, confirm)| confirm).or(stopping) {
        confirm::draw(frame, area, question, state.theme());
    }
}

fn draw_content(frame: &mut Frame<'_>, area: Rect, state: &State) {
    let (screen, theme) = (&state.screens.tear_down, state.theme());
    if let Some(run) = &screen.live {
        return live::draw::draw(frame, area, run, of_the_run(state, area.width), state.now, theme);
    }
    if let Some(problem) = &screen.problem {
        return problem_panel::draw(frame, area, problem_panel::lines(problem, usize::from(area.width), theme));
    }
    let list = summary::draw(frame, area, summary_line(state));
    outline::draw(frame, list, &screen.outline, nodes(state, text_width(area)), theme);
}
