//! How the options look: a form of one line each, and under it what the field under the cursor is for.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::field::{Field, FieldSection};
use super::form::Form;
use crate::wizard::operation::JobKind;
use crate::wizard::state::State;
use crate::wizard::widgets::choice_list::draw_more;
use crate::wizard::widgets::text_field::{self, Label};
use crate::wizard::widgets::wrap::{cut, wrap};

/// Columns of the labels.
const LABEL: u16 = 25;

/// Rows of the help under the form.
const HELP: u16 = 3;

/// One thing under the other: a section's heading, or a field.
#[derive(Debug, Clone, Copy)]
enum Item {
    Heading(FieldSection),
    Field(Field),
}

/// Draws the form, or that it is waited for.
pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &State) {
    let Some(form) = &state.screens.options.form else {
        if let Some(elapsed) = state.elapsed(JobKind::RandomExternalId) {
            let then = if state.screens.options.submit_when_loaded { ", then on to preflight" } else { "" };
            frame.render_widget(Line::from(format!("{} Making a random external id{then}", state.spinner(elapsed))), area);
        }
        return;
    };
    let wanted: u16 = items(form).into_iter().map(|item| height(state, form, item, area.width)).sum();
    let text = wrap(&form.help(state.screens.options.focus), usize::from(area.width).saturating_sub(2));
    let help = u16::try_from(text.len()).unwrap_or(u16::MAX).max(HELP.min(area.height / 2)).min(area.height.saturating_sub(2));
    let rows = wanted.min(area.height.saturating_sub(help));
    let [fields, _, help] = Layout::vertical([
        Constraint::Length(rows),
        Constraint::Length(area.height.saturating_sub(rows + help).min(1)),
        Constraint::Length(help),
    ])
    .areas(area);
    draw_items(frame, fields, state, form);
    let lines: Vec<Line<'_>> = text.into_iter().map(|line| Line::from(format!("  {line}"))).collect();
    frame.render_widget(Paragraph::new(lines).style(state.theme().dim()), help);
}

/// The last section's heading is the row that opens it.
fn items(form: &Form) -> Vec<Item> {
    let mut section = None;
    let mut items = Vec::new();
    for field in form.shown() {
        let new = section.replace(field.section()) != Some(field.section());
        if new && field.section() != FieldSection::Advanced {
            items.push(Item::Heading(field.section()));
        }
        items.push(Item::Field(field));
    }
    items
}

fn label<'a>(state: &State, field: Field, wrong: Option<&'a str>) -> Label<'a> {
    Label {
        text: field.label(),
        width: LABEL,
        focused: state.screens.options.focus == field,
        wrong,
        placeholder: field.placeholder(),
    }
}

fn height(state: &State, form: &Form, item: Item, width: u16) -> u16 {
    let Item::Field(field) = item else { return 1 };
    let wrong = form.refusal(field);
    text_field::height(&label(state, field, wrong.as_deref()), form.text(field).value(), width)
}

/// Draws what fits, the field under the cursor among it, with its heading where it is the first of its section.
fn draw_items(frame: &mut Frame<'_>, area: Rect, state: &State, form: &Form) {
    let items = items(form);
    let heights: Vec<u16> = items.iter().map(|item| height(state, form, *item, area.width)).collect();
    let focus =
        items.iter().position(|item| matches!(item, Item::Field(field) if *field == state.screens.options.focus)).unwrap_or(0);
    let mut first = 0;
    while first < focus && heights[first..=focus].iter().sum::<u16>() > area.height {
        first += 1;
    }
    let mut y = area.y;
    let mut below = false;
    for (item, height) in items.into_iter().zip(heights).skip(first) {
        // One field alone may be too high for a small screen: its message is cut off then, not its value.
        let height = if y == area.y { height.min(area.height) } else { height };
        let here = Rect { y, height, ..area };
        if here.bottom() > area.bottom() {
            below = true;
            break;
        }
        match item {
            Item::Heading(section) => frame.render_widget(Line::styled(section.title(), state.theme().dim()), here),
            Item::Field(Field::Advanced) => draw_fold(frame, here, state, form),
            Item::Field(field) => draw_field(frame, here, state, form, field),
        }
        y = here.bottom();
    }
    draw_more(frame, area, first > 0, below, state.theme());
}

/// The row that opens the last section: whether it is open, and while it is not, what is set in it.
fn draw_fold(frame: &mut Frame<'_>, area: Rect, state: &State, form: &Form) {
    let theme = state.theme();
    let label = label(state, Field::Advanced, None);
    text_field::draw_label(frame, area, &label, theme);
    let value = Rect { x: area.x + LABEL, width: area.width.saturating_sub(LABEL), height: 1, ..area };
    let set = form.set_in_advanced();
    let text = match (form.is_unfolded(), set.is_empty()) {
        (true, _) => "Space hides them".to_owned(),
        (false, true) => "Space shows them".to_owned(),
        (false, false) => format!("set: {}", set.join(", ")),
    };
    let style = if label.focused { theme.selected() } else { theme.dim() };
    frame.render_widget(Line::styled(cut(&text, usize::from(value.width), theme.ellipsis()), style), value);
}

fn draw_field(frame: &mut Frame<'_>, area: Rect, state: &State, form: &Form, field: Field) {
    let theme = state.theme();
    let wrong = form.refusal(field);
    let label = label(state, field, wrong.as_deref());
    if !field.is_choice() {
        return text_field::draw(frame, area, &label, form.text(field).line(), theme);
    }
    text_field::draw_label(frame, area, &label, theme);
    let value = Rect { x: area.x + LABEL, width: area.width.saturating_sub(LABEL), height: 1, ..area };
    let text = form.choice(field);
    let line = if label.focused {
        let [left, right] = if theme.unicode { ["‹ ", " ›"] } else { ["< ", " >"] };
        Line::from(vec![
            Span::styled(left, theme.accent()),
            Span::styled(text, theme.selected()),
            Span::styled(right, theme.accent()),
        ])
    } else {
        Line::from(text)
    };
    frame.render_widget(line, value);
}
