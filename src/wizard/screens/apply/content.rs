//! What only the apply screen can say of its run.

use ratatui::text::Line;

use super::put_back;
use super::state::ApplyState;
use crate::wizard::screens::live::content::ScreenWords;
use crate::wizard::screens::live::run::LiveRun;
use crate::wizard::theme::Theme;
use crate::wizard::widgets::spinner::elapsed_text;

/// When it has finished, was stopped, or failed.
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
