//! Where everything lies on the screen.

use ratatui::layout::{Constraint, Layout, Rect};

use super::footer;
use crate::wizard::screens;
use crate::wizard::state::State;
use crate::wizard::widgets::wrap::wrap;

/// The smallest terminal that a screen fits in.
pub const MINIMUM: (u16, u16) = (60, 16);

/// Columns of the rail, its line included.
pub const RAIL: u16 = 17;

/// Columns from which there is room for the rail beside the content; below, the title says which step it is.
pub const WITH_RAIL: u16 = 72;

/// Rows from which a gap is left above the content.
pub const WITH_GAP: u16 = 20;

/// Whether nothing can be seen.
pub fn too_small(state: &State) -> bool {
    state.width < MINIMUM.0 || state.height < MINIMUM.1
}

/// Top to bottom: header, line, rail and content, line, footer.
pub fn bands(area: Rect, state: &State) -> [Rect; 5] {
    let (one, footer) = (Constraint::Length(1), Constraint::Length(footer::height(state, area.width)));
    Layout::vertical([Constraint::Length(3), one, Constraint::Min(0), one, footer]).areas(area)
}

/// Rail, where there is room for it, and content.
pub fn columns(middle: Rect) -> [Rect; 2] {
    let rail = if middle.width < WITH_RAIL { 0 } else { RAIL };
    Layout::horizontal([Constraint::Length(rail), Constraint::Min(0)]).areas(middle)
}

/// Title, explanation, gap, and what is left for the screen itself.
pub fn rows(right: Rect, state: &State) -> ([Rect; 4], Vec<String>) {
    let right = Rect { x: right.x + 1, width: right.width.saturating_sub(2), ..right };
    let mut explanation = screens::of(state.step).explanation(state);
    if state.return_to_plan.is_some() {
        explanation.push_str(" Enter takes it and leads back to the plan.");
    }
    let explanation = wrap(&explanation, usize::from(right.width));
    let height = Constraint::Length(u16::try_from(explanation.len()).unwrap_or(2));
    let one = Constraint::Length(1);
    let gap = Constraint::Length(u16::from(state.height >= WITH_GAP));
    (Layout::vertical([one, height, gap, Constraint::Min(0)]).areas(right), explanation)
}

/// Where the screen that is shown draws its content: `update` keeps it in the state.
pub fn content(state: &State) -> Rect {
    let ([.., content], _) = rows(columns(middle(state))[1], state);
    content
}

/// Between the two lines across the screen: where overlays lie.
pub fn middle(state: &State) -> Rect {
    let [_, _, middle, ..] = bands(Rect::new(0, 0, state.width, state.height), state);
    middle
}
