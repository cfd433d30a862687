//! How the apply screen looks.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::content::words;
use super::put_back;
use crate::wizard::screens::live;
use crate::wizard::state::State;
use crate::wizard::widgets::confirm;

/// Draws the run, or how far putting back is.
pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &State) {
    let (screen, theme) = (&state.screens.apply, state.theme());
    if let Some(stage) = &screen.put_back {
        return put_back::draw::draw(frame, area, state, stage);
    }
    let Some(run) = &screen.live else { return };
    live::draw::draw(frame, area, run, words(screen, theme), state.now, theme);
    if let Some(confirm) = &run.confirm {
        confirm::draw(frame, area, confirm, theme);
    }
}
