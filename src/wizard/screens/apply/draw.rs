//! How the apply screen looks.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::put_back;
use super::state::ApplyState;
use crate::wizard::screens::live;
use crate::wizard::screens::live::draw::ScreenWords;
use crate::wizard::screens::live::run::LiveRun;
use crate::wizard::state::State;
use crate::wizard::theme::Theme;
use crate::wizard::widgets::confirm;
use crate::wizard::widgets::spinner::elapsed_text;

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

/// What only this screen can say.
pub fn words(apply: &ApplyState, theme: Theme) -> ScreenWords {
    ScreenWords {
        finished: apply.live.as_ref().map(|live| finished(apply, live, theme)).unwrap_or_default(),
        stopped: "Enter plans the rest.",
        failed: match apply.live.as_ref().and_then(put_back::offered) {
            Some(_) => "b puts back what was recorded; Enter plans what is left.",
            None => "Enter plans what is left.",
        },
    }
}

fn finished(apply: &ApplyState, live: &LiveRun, theme: Theme) -> Vec<Line<'static>> {
    let ((created, updated, unchanged), time) = (apply.counts, elapsed_text(live.took));
    let text = match created + updated {
        0 => format!("{} No changes: everything was as it must be.", theme.mark_done()),
        _ => format!("{} {created} created, {updated} updated, {unchanged} unchanged in {time}.", theme.mark_done()),
    };
    vec![Line::styled(text, theme.good()), Line::raw("  Enter goes on: each resource is checked.")]
}
