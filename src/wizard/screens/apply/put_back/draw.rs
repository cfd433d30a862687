//! How putting back looks.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::content::{headings, lines};
use crate::migration::restore::Restoration;
use crate::wizard::operation::JobKind;
use crate::wizard::screens::apply::state::PutBackStage;
use crate::wizard::state::State;
use crate::wizard::theme::Theme;
use crate::wizard::widgets::choice_list::draw_more;
use crate::wizard::widgets::confirm;
use crate::wizard::widgets::problem_panel;
use crate::wizard::widgets::scroll::Scroll;
use crate::wizard::widgets::spinner::{elapsed_text, picture};
use crate::wizard::widgets::summary;

/// Draws how far it is.
pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &State, stage: &PutBackStage) {
    let theme = state.theme();
    let busy = |kind, what: &str| {
        let elapsed = state.elapsed(kind).unwrap_or_default();
        Line::styled(format!("{} {what}  {}", picture(elapsed, theme), elapsed_text(elapsed)), theme.accent())
    };
    match stage {
        PutBackStage::Looking => drop(summary::draw(frame, area, busy(JobKind::PlanPutBack, "Looking at what stands there now"))),
        PutBackStage::Writing { stopping: false } => {
            summary::draw(frame, area, busy(JobKind::PutBack, "Putting it back as it was recorded"));
        }
        PutBackStage::Writing { stopping: true } => {
            summary::draw(frame, area, busy(JobKind::PutBack, "Stopping after the current call. Ctrl-C again leaves now."));
        }
        PutBackStage::Failed(problem) => {
            problem_panel::draw(frame, area, problem_panel::lines(problem, usize::from(area.width), theme));
        }
        PutBackStage::Done => {
            let done = format!("{} It is as it was recorded before this session's edit.", theme.mark_done());
            let lines = [Line::styled(done, theme.good()), Line::raw("  Enter plans what is left.")];
            for (row, line) in area.rows().zip(lines) {
                frame.render_widget(line, row);
            }
        }
        PutBackStage::Shown { shown, scroll, confirm } => {
            draw_shown(frame, area, shown, *scroll, theme);
            if let Some(confirm) = confirm {
                confirm::draw(frame, area, confirm, theme);
            }
        }
    }
}

fn draw_shown(frame: &mut Frame<'_>, area: Rect, shown: &Restoration, scroll: Scroll, theme: Theme) {
    let [name, heading] = headings(shown, theme);
    let below = summary::draw(frame, area, Line::styled(name, theme.title()));
    let list = summary::draw(frame, below, Line::styled(heading, theme.dim()));
    let lines = lines(shown, area, theme);
    let (count, height) = (lines.len(), usize::from(list.height));
    let offset = scroll.offset(count, height);
    for (row, line) in list.rows().zip(lines.into_iter().skip(offset)) {
        frame.render_widget(line, row);
    }
    draw_more(frame, list, offset > 0, offset + height < count, theme);
}
