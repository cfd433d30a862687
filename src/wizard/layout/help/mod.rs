//! The help: the keys that work on the screen under it, from the same table that dispatches them; and while something is typed, all
//! keys of the wizard that have to do with it, with the place where they work.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Padding, Paragraph};

use crate::wizard::contexts::contexts_below;
use crate::wizard::keymap;
use crate::wizard::keymap::binding::{Binding, Key};
use crate::wizard::keymap::{LiveBinding, TABLE};
use crate::wizard::layout::areas::middle;
use crate::wizard::overlay::state::Help;
use crate::wizard::state::State;
use crate::wizard::theme::Theme;
use crate::wizard::widgets::choice_list::draw_more;
use crate::wizard::widgets::text_field;
use crate::wizard::widgets::wrap::{cut, wrap};

const WIDTH: u16 = 64;

/// Columns of the keys.
const KEYS: usize = 24;

/// Rows of the panel that are no keys: its frame, the filter, and a gap under it.
const AROUND: u16 = 4;

/// Draws the keys that are searched for.
pub fn draw(frame: &mut Frame<'_>, middle: Rect, state: &State, help: &Help) {
    let theme = state.theme();
    let outer = panel(middle, state);
    frame.render_widget(Clear, outer);
    let block = Block::bordered()
        .border_style(theme.dim())
        .border_set(theme.border())
        .title(Span::styled(" Keys ", theme.title()))
        .padding(Padding::horizontal(1));
    let inner = block.inner(outer);
    frame.render_widget(block, outer);
    let label = "Search: ";
    frame.render_widget(Line::styled(label, theme.accent()), Rect { height: 1, ..inner });
    let taken = label.len() as u16;
    let field = Rect { x: inner.x + taken, width: inner.width.saturating_sub(taken), height: 1, ..inner };
    text_field::draw_value(frame, field, help.filter.line(), true, "type what you want to do", theme);
    let list = Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner };
    let lines = lines(state, help);
    let (count, height) = (lines.len(), usize::from(list.height));
    let offset = help.scroll.offset(count, height);
    frame.render_widget(Paragraph::new(lines).scroll((u16::try_from(offset).unwrap_or(u16::MAX), 0)), list);
    let edge = Rect { width: list.width + 1, ..list };
    draw_more(frame, edge, offset > 0, offset + height < count, theme);
}

/// How many lines there are, and how many of them are seen.
pub fn extent(state: &State, help: &Help) -> (usize, usize) {
    let height = panel(middle(state), state).height.saturating_sub(AROUND);
    (lines(state, help).len(), usize::from(height))
}

/// As high as all keys of the screen need, whatever is typed: a panel that jumps is hard to read.
fn panel(middle: Rect, state: &State) -> Rect {
    let keys = u16::try_from(here(state, &[]).len()).unwrap_or(u16::MAX);
    let (width, height) = (width(state), keys.saturating_add(AROUND).min(middle.height));
    Rect { x: middle.x + (middle.width - width) / 2, y: middle.y + (middle.height - height) / 2, width, height }
}

/// Columns of the panel.
fn width(state: &State) -> u16 {
    middle(state).width.min(WIDTH)
}

fn lines(state: &State, help: &Help) -> Vec<Line<'static>> {
    let (theme, typed) = (state.theme(), help.filter.value());
    let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    let mut lines = here(state, &words);
    let width = width(state);
    if words.is_empty() {
        return lines;
    }
    let live: Vec<_> = keymap::live(&contexts_below(state)).into_iter().map(|live| live.binding).collect();
    let mut place = None;
    let is_here = |binding: &Binding| live.iter().any(|other| other.context == binding.context && other.keys == binding.keys);
    for binding in TABLE.iter().filter(|binding| !is_here(binding)) {
        let at = keymap::place(binding.context);
        if !matches(binding, &words) && !words.iter().all(|word| at.contains(word.as_str())) {
            continue;
        }
        if place.replace(at) != Some(at) {
            lines.push(Line::styled(format!("Not here, but on: {at}"), theme.dim()));
        }
        lines.extend(row(binding.keys, binding.help, width, theme));
    }
    if lines.is_empty() {
        lines.push(Line::styled("No key has to do with that. Esc clears the search.", theme.dim()));
    }
    lines
}

/// The keys of this screen that have to do with all of these words.
fn here(state: &State, words: &[String]) -> Vec<Line<'static>> {
    let live = keymap::live(&contexts_below(state)).into_iter().filter(|live| matches(live.binding, words));
    live.flat_map(|LiveBinding { keys, binding }| row(&keys, binding.help, width(state), state.theme())).collect()
}

/// Whether the keys' names and what they do hold every word.
fn matches(binding: &Binding, words: &[String]) -> bool {
    let keys: Vec<String> = binding.keys.iter().map(|key| key.name()).collect();
    let text = format!("{} {} {}", keys.join(" "), binding.label, binding.help).to_lowercase();
    words.iter().all(|word| text.contains(word.as_str()))
}

/// The keys and what they do.
fn row(keys: &[Key], help: &str, width: u16, theme: Theme) -> Vec<Line<'static>> {
    let keys: Vec<String> = keys.iter().copied().map(Key::name).collect();
    let keys = cut(&keys.join(", "), KEYS - 1, theme.ellipsis());
    let help = wrap(help, usize::from(width).saturating_sub(4 + KEYS));
    let line = |(row, text)| {
        let keys = if row == 0 { keys.as_str() } else { "" };
        Line::from(vec![Span::styled(format!("{keys:<KEYS$}"), theme.accent()), Span::raw(text)])
    };
    help.into_iter().enumerate().map(line).collect()
}

#[cfg(test)]
mod tests;
