//! What lies over a screen: all keys, and the question before leaving.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Paragraph};

use crate::wizard::keymap::{self, Context};
use crate::wizard::overlay::Overlay;
use crate::wizard::screens;
use crate::wizard::state::State;
use crate::wizard::widgets::confirm;
use crate::wizard::widgets::wrap::wrap;

const WIDTH: u16 = 64;

pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &State, overlay: &Overlay) {
    match overlay {
        Overlay::Help { scroll } => draw_help(frame, area, state, *scroll),
        Overlay::Leave(question) => confirm::draw(frame, area, question, state.theme()),
    }
}

/// All keys that work on this screen, from the same table that dispatches them.
fn draw_help(frame: &mut Frame<'_>, area: Rect, state: &State, scroll: u16) {
    let theme = state.theme();
    let mut lines = Vec::new();
    for keymap::Live { key, binding } in keymap::live(&below(state)) {
        let others = binding.keys.iter().filter(|other| **other != key);
        let keys: Vec<String> = std::iter::once(&key).chain(others).map(|key| key.name()).collect();
        let help = wrap(binding.help, usize::from(WIDTH) - 4 - 24);
        for (index, text) in help.into_iter().enumerate() {
            let keys = if index == 0 { keys.join(", ") } else { String::new() };
            lines.push(Line::from(vec![Span::styled(format!("{keys:<24}"), theme.accent()), Span::raw(text)]));
        }
    }
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(area.height.saturating_sub(4));
    let more = u16::try_from(lines.len()).unwrap_or(u16::MAX) > height;
    let inner = panel(frame, area, state, height + 1, if more { "Keys (Up and Down scroll)" } else { "Keys" });
    let last = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_sub(height);
    frame.render_widget(Paragraph::new(lines).scroll((scroll.min(last), 0)), Rect { height, ..inner });
}

/// The contexts under the overlay.
fn below(state: &State) -> Vec<Context> {
    screens::of(state.step).contexts(state)
}

/// A cleared box in the middle with a title; gives the room inside.
fn panel(frame: &mut Frame<'_>, area: Rect, state: &State, rows: u16, title: &str) -> Rect {
    let theme = state.theme();
    let (width, height) = (WIDTH.min(area.width), (rows + 3).min(area.height));
    let outer = Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
    frame.render_widget(Clear, outer);
    let block = ratatui::widgets::Block::bordered()
        .border_style(theme.dim())
        .border_set(theme.border())
        .title(Span::styled(format!(" {title} "), theme.title()))
        .padding(ratatui::widgets::Padding::new(1, 1, 1, 0));
    let inner = block.inner(outer);
    frame.render_widget(block, outer);
    inner
}
