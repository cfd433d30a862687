//! How the options look: a form of one line each, and under it what the field under the cursor is for.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::form::{Field, Form};
use crate::wizard::effect::Slot;
use crate::wizard::state::State;
use crate::wizard::widgets::choice_list::draw_more;
use crate::wizard::widgets::text_field::{self, Label};
use crate::wizard::widgets::wrap::wrap;

/// Columns of the labels.
const LABEL: u16 = 25;

/// Rows of the help under the form.
const HELP: u16 = 2;

pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &State) {
    let Some(form) = &state.options.form else {
        if let Some(elapsed) = state.elapsed(Slot::ExternalId) {
            frame.render_widget(Line::from(format!("{} Making a random external id", state.spinner(elapsed))), area);
        }
        return;
    };
    let wanted: u16 = Field::ORDER.iter().map(|field| height(state, form, *field, area.width)).sum();
    let rows = wanted.min(area.height.saturating_sub(HELP));
    let [fields, _, help] = Layout::vertical([
        Constraint::Length(rows),
        Constraint::Length(area.height.saturating_sub(rows + HELP).min(1)),
        Constraint::Length(HELP),
    ])
    .areas(area);
    draw_fields(frame, fields, state, form);
    let text = wrap(state.options.focus.help(), usize::from(help.width).saturating_sub(2));
    let lines: Vec<Line<'_>> = text.into_iter().map(|line| Line::from(format!("  {line}"))).collect();
    frame.render_widget(Paragraph::new(lines).style(state.theme().dim()), help);
}

fn label<'a>(state: &State, field: Field, wrong: Option<&'a str>) -> Label<'a> {
    Label { text: field.label(), width: LABEL, focused: state.options.focus == field, wrong, placeholder: field.placeholder() }
}

fn height(state: &State, form: &Form, field: Field, width: u16) -> u16 {
    let wrong = form.refusal(field);
    text_field::height(&label(state, field, wrong.as_deref()), form.text(field).value(), width)
}

/// Draws the fields so that the one under the cursor is in sight.
fn draw_fields(frame: &mut Frame<'_>, area: Rect, state: &State, form: &Form) {
    let heights = Field::ORDER.map(|field| height(state, form, field, area.width));
    let focus = state.options.focus as usize;
    let mut first = 0;
    while first < focus && heights[first..=focus].iter().sum::<u16>() > area.height {
        first += 1;
    }
    let mut y = area.y;
    let mut below = false;
    for (field, height) in Field::ORDER.into_iter().zip(heights).skip(first) {
        let here = Rect { y, height, ..area };
        if here.bottom() > area.bottom() {
            below = true;
            break;
        }
        draw_field(frame, here, state, form, field);
        y = here.bottom();
    }
    draw_more(frame, area, first > 0, below, state.theme());
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
