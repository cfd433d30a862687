//! The footer: the keys that work now, the most important first; the least important go when it gets narrow. Or a notice.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::wizard::contexts::contexts;
use crate::wizard::keymap::{self, LiveBinding};
use crate::wizard::state::{Notice, State};
use crate::wizard::widgets::wrap::{columns, wrap};

const GAP: usize = 2;

/// Most rows that a notice takes.
const MOST: u16 = 6;

/// Draws the notice, or else the keys.
pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &State) {
    let theme = state.theme();
    let width = usize::from(area.width).saturating_sub(2);
    if let Some(notice) = &state.notice {
        for (row, text) in area.rows().zip(notice_rows(notice, area.width)) {
            frame.render_widget(Line::styled(format!(" {text}"), theme.accent()), row);
        }
        return;
    }
    let mut spans = vec![Span::raw(" ")];
    for (key, label) in hints(&keymap::live(&contexts(state)), width) {
        spans.push(Span::styled(key, theme.accent()));
        spans.push(Span::styled(format!(" {label}{:GAP$}", ""), theme.dim()));
    }
    frame.render_widget(Line::from(spans), area);
}

/// Rows that the footer takes: one, and for a long notice as many as it needs.
pub fn height(state: &State, width: u16) -> u16 {
    let rows = state.notice.as_ref().map_or(1, |notice| notice_rows(notice, width).len());
    u16::try_from(rows).unwrap_or(u16::MAX).min(MOST)
}

fn notice_rows(notice: &Notice, width: u16) -> Vec<String> {
    wrap(&notice.text, usize::from(width).saturating_sub(2))
}

/// Keys and labels in order of priority, as many as fit.
fn hints(live: &[LiveBinding], width: usize) -> Vec<(String, &'static str)> {
    let mut live: Vec<_> = live.iter().filter(|live| live.binding.priority > 0).collect();
    live.sort_by_key(|live| std::cmp::Reverse(live.binding.priority));
    let mut used = 0;
    let hints = live.into_iter().map(|live| (live.key().name(), live.binding.label));
    hints
        .take_while(|(key, label)| {
            used += columns(key) + 1 + columns(label);
            let fits = used <= width;
            used += GAP;
            fits
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wizard::keymap::binding::Context;

    #[test]
    fn the_least_important_hints_go_first_when_it_gets_narrow() {
        let live = keymap::live(&[Context::List, Context::Screen]);
        let wide = hints(&live, 120);
        let narrow = hints(&live, 30);
        assert_eq!(wide[..narrow.len()], narrow[..]);
        assert!(narrow.len() < wide.len());
        assert_eq!(narrow[0], ("Enter".into(), "continue"));
    }
}
