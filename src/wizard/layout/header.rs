//! The header: which migration, and both accounts, always in sight.

use ratatui::Frame;
use ratatui::layout::{Alignment, Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use crate::aws::Side;
use crate::text::printable;
use crate::wizard::state::State;
use crate::wizard::widgets::wrap::{columns, cut};

/// Columns of a Region's name: the longest today is 14 (`ap-southeast-1`); new ones get cut, not misaligned.
const REGION: usize = 14;

const BADGE: &str = "SANDBOX: pretend accounts";

/// Draws the three lines.
pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &State) {
    let [title, source, destination] = Layout::vertical([Constraint::Length(1); 3]).areas(area);
    let theme = state.theme();
    let badge = if state.start.sandbox { columns(BADGE) as u16 + 1 } else { 0 };
    let [name, corner] = Layout::horizontal([Constraint::Min(0), Constraint::Length(badge)]).areas(title);
    let mut spans = vec![Span::raw(" "), Span::styled("cognito-ferry", theme.title())];
    if let Some(session) = &state.session {
        let room = usize::from(name.width).saturating_sub(18);
        spans.push(Span::styled(theme.separator(), theme.dim()));
        spans.push(Span::raw(cut(&printable(&session.name), room, theme.ellipsis())));
    }
    frame.render_widget(Line::from(spans), name);
    if state.start.sandbox {
        frame.render_widget(Line::styled(format!("{BADGE} "), theme.warning()).alignment(Alignment::Right), corner);
    }
    draw_side(frame, source, state, Side::Source);
    draw_side(frame, destination, state, Side::Destination);
}

/// One side: account id, Region, profile; and which endpoints are in force, if not AWS's usual ones.
fn draw_side(frame: &mut Frame<'_>, area: Rect, state: &State, side: Side) {
    let theme = state.theme();
    let mut spans = vec![Span::styled(format!(" {:<13}", side.to_string()), theme.dim())];
    match state.opened(side) {
        Some(opened) => {
            spans.push(Span::styled(format!("{:<12}", printable(&opened.identity.account)), theme.title()));
            spans.push(Span::raw(format!("  {:<REGION$}  ", cut(&printable(&opened.region), REGION, theme.ellipsis()))));
            let room = usize::from(area.width).saturating_sub(1 + 13 + 12 + 4 + REGION);
            let overrides = endpoints_text(&opened.endpoint_variants, &opened.endpoint_overrides, room / 2, theme.ellipsis());
            let profile = cut(&printable(&opened.profile), room.saturating_sub(columns(&overrides) + 2), theme.ellipsis());
            spans.push(Span::raw(profile));
            if !overrides.is_empty() {
                spans.push(Span::styled(format!("  {overrides}"), theme.warning()));
            }
        }
        None => spans.push(Span::styled("not open", theme.dim())),
    }
    frame.render_widget(Line::from(spans), area);
}

/// AWS's own endpoints of another kind by their names ("FIPS"); then the first override in full if it fits, and how many more there are.
fn endpoints_text(variants: &[String], overrides: &[String], room: usize, ellipsis: &str) -> String {
    let names: Vec<&str> = variants.iter().filter_map(|variant| variant.split(" endpoints").next()).collect();
    let names = printable(&names.join(", ")).into_owned();
    let (first, rest) = match (names.is_empty(), overrides) {
        (true, []) => return String::new(),
        (true, [first, rest @ ..]) => (printable(first).into_owned(), rest.len()),
        (false, rest) => (names, rest.len()),
    };
    let more = if rest == 0 { String::new() } else { format!(" +{rest}") };
    cut(&format!("! {first}"), room.saturating_sub(columns(&more)), ellipsis) + &more
}
