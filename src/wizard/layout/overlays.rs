//! What lies over a screen: the help, a failure in full, and the question before leaving.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{help, reading};
use crate::wizard::overlay::state::Overlay;
use crate::wizard::state::State;
use crate::wizard::widgets::confirm;

/// Draws the overlay that is open.
pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &State, overlay: &Overlay) {
    match overlay {
        Overlay::Help(help) => help::draw(frame, area, state, help),
        Overlay::Reading(reading) => reading::draw(frame, state, reading),
        Overlay::Leave(question) => confirm::draw(frame, area, question, state.theme()),
    }
}
