//! The middle of the screen: the content of the step that is shown.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::wizard::state::State;
use crate::wizard::{gate, screens};

/// The screen's own content, or what stands in its place until both accounts are open.
pub fn draw_screen(frame: &mut Frame<'_>, area: Rect, state: &State) {
    if gate::closed(state) {
        gate::draw(frame, area, state);
    } else {
        screens::of(state.step).draw(frame, area, state);
    }
}
