//! How the pools screen looks: three parts under each other. The one under the cursor is open; the others are one line each.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::new_pool::NewPoolField;
use super::same_pool::{SAME_POOL, same_pool_chosen};
use super::section::{ListSection, users};
use super::state::{PoolsField, PoolsState};
use crate::aws::Side;
use crate::text::printable;
use crate::wizard::operation::JobKind;
use crate::wizard::state::State;
use crate::wizard::widgets::choice_list;
use crate::wizard::widgets::problem_panel;
use crate::wizard::widgets::spinner::elapsed_text;
use crate::wizard::widgets::text_field::{self, Label};
use crate::wizard::widgets::wrap::cut;

/// Columns of the parts' names.
const NAME: usize = 18;

/// Columns of the labels of the new pool's fields.
const LABEL: u16 = 18;

const NO_CLIENTS: &str =
    "This pool has no app client. Create one in it, then press r to look again. Or choose another pool, or a new one.";

/// Draws the lists, or why there are none.
pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &State) {
    let pools = &state.screens.pools;
    if let Some(problem) = pools.problem() {
        return problem_panel::draw(frame, area, problem_panel::lines(problem, usize::from(area.width), state.theme()));
    }
    let message = message(state, usize::from(area.width));
    let parts = [
        PoolsField::Source,
        PoolsField::Destination,
        if pools.makes_new() { PoolsField::New(NewPoolField::Name) } else { PoolsField::Client },
    ];
    let said = message.len() as u16 + u16::from(!message.is_empty());
    let spare = area.height.saturating_sub(said.max(1));
    let above = Rect { height: area.height.saturating_sub(said), ..area };
    // With enough room everything is open.
    let all = spare >= parts.iter().map(|part| open_height(pools, *part) + 1).sum::<u16>();
    let mut y = area.y;
    for part in parts {
        let open = all || is_focused(pools, part);
        let others = parts.iter().filter(|other| !is_focused(pools, **other)).count() as u16;
        let room = if all { open_height(pools, part) } else { spare.saturating_sub(others * 2 + 1) };
        let height = if open { open_height(pools, part).min(room.max(3)) } else { 1 };
        let here = Rect { y, height, ..area }.intersection(above);
        if open {
            draw_open(frame, here, state, part)
        } else {
            draw_folded(frame, here, state, part)
        }
        y = y.saturating_add(height + 1);
    }
    let at =
        Rect { y: area.bottom().saturating_sub(message.len() as u16), height: message.len() as u16, ..area }.intersection(area);
    frame.render_widget(Paragraph::new(message), at);
}

fn is_focused(pools: &PoolsState, part: PoolsField) -> bool {
    pools.focus == part || matches!((pools.focus, part), (PoolsField::New(_), PoolsField::New(_)))
}

/// Rows of a part that shows everything, its heading included.
fn open_height(pools: &PoolsState, part: PoolsField) -> u16 {
    let rows = match part {
        PoolsField::Source => rows(&pools.source),
        PoolsField::Destination => rows(&pools.destination),
        PoolsField::Client => rows(&pools.clients),
        PoolsField::New(_) => NewPoolField::ORDER.len() + 1,
    };
    1 + u16::try_from(rows).unwrap_or(u16::MAX / 4)
}

fn rows<T>(section: &ListSection<T>) -> usize {
    // What it says where there is nothing takes some rows.
    let entries =
        if section.loaded { section.list.rows().len().max(if section.list.rows().is_empty() { 3 } else { 1 }) } else { 1 };
    entries + usize::from(section.list.filter().is_some())
}

fn kind(part: PoolsField) -> Option<JobKind> {
    match part {
        PoolsField::Source => Some(JobKind::ListPools(Side::Source)),
        PoolsField::Destination => Some(JobKind::ListPools(Side::Destination)),
        PoolsField::Client => Some(JobKind::ListClients),
        PoolsField::New(_) => None,
    }
}

fn name(part: PoolsField, undecided: bool) -> (&'static str, &'static str) {
    match (part, undecided) {
        (PoolsField::Source, true) => ("Source pool", "choose the one whose users move"),
        (PoolsField::Source, false) => ("Source pool", "its users move"),
        (PoolsField::Destination, true) => ("Destination pool", "choose where the users shall be"),
        (PoolsField::Destination, false) => ("Destination pool", "the users shall be here"),
        (PoolsField::Client, true) => ("App client", "choose the one that your application signs in with"),
        (PoolsField::Client, false) => ("App client", "your application signs in with it"),
        (PoolsField::New(_), _) => ("New pool", "its settings are the source pool's"),
    }
}

fn no_source_pools(state: &State) -> String {
    let place = state.opened(Side::Source).map_or_else(String::new, |opened| {
        format!(" in account {}, {}", printable(&opened.identity.account), printable(&opened.region))
    });
    format!("There is no user pool{place}. Press Esc to choose another account or Region, or r to look again.")
}

fn draw_open(frame: &mut Frame<'_>, area: Rect, state: &State, part: PoolsField) {
    let (pools, theme) = (&state.screens.pools, state.theme());
    let focused = is_focused(pools, part);
    let [head, body] = Layout::vertical([Constraint::Length(1), Constraint::Min(0)]).areas(area);
    let undecided = match part {
        PoolsField::Source => pools.source.list.is_undecided(),
        PoolsField::Destination => pools.destination.list.is_undecided(),
        PoolsField::Client => pools.clients.list.is_undecided(),
        PoolsField::New(_) => false,
    };
    let (name, what) = name(part, undecided);
    let style = if focused { theme.accent().patch(theme.title()) } else { theme.title() };
    frame.render_widget(Line::from(vec![Span::styled(name, style), Span::styled(format!("  {what}"), theme.dim())]), head);
    if let Some(text) = waiting(state, part) {
        return frame.render_widget(Line::from(format!("  {text}")), body);
    }
    match part {
        PoolsField::Source => choice_list::draw(frame, body, &pools.source.list, focused, &no_source_pools(state), theme),
        PoolsField::Destination => choice_list::draw(frame, body, &pools.destination.list, focused, "", theme),
        PoolsField::Client => choice_list::draw(frame, body, &pools.clients.list, focused, NO_CLIENTS, theme),
        PoolsField::New(_) => draw_form(frame, body, state),
    }
}

fn draw_form(frame: &mut Frame<'_>, area: Rect, state: &State) {
    let (form, theme) = (&state.screens.pools.new, state.theme());
    let mut y = area.y;
    for part in NewPoolField::ORDER {
        let wrong = form
            .refusal(part)
            .filter(|_| !form.field(part).value().is_empty() || state.screens.pools.focus == PoolsField::New(part));
        let label = Label {
            text: part.label(),
            width: LABEL,
            focused: state.screens.pools.focus == PoolsField::New(part),
            wrong: wrong.as_deref(),
            placeholder: part.placeholder(),
        };
        let height = text_field::height(&label, form.field(part).value(), area.width);
        let here = Rect { y, height, ..area }.intersection(area);
        text_field::draw(frame, here, &label, form.field(part).line(), theme);
        y = y.saturating_add(height);
    }
}

fn draw_folded(frame: &mut Frame<'_>, area: Rect, state: &State, part: PoolsField) {
    let theme = state.theme();
    let value = waiting(state, part).unwrap_or_else(|| chosen_text(&state.screens.pools, part, theme.separator()));
    let value = cut(&value, usize::from(area.width).saturating_sub(NAME), theme.ellipsis());
    frame.render_widget(
        Line::from(vec![Span::styled(format!("{:<NAME$}", name(part, false).0), theme.title()), Span::raw(value)]),
        area,
    );
}

fn chosen_text(pools: &PoolsState, part: PoolsField, separator: &str) -> String {
    let pool = |pool: &crate::aws::document::pools::PoolSummary| {
        [printable(&pool.name).into_owned(), users(pool.users), printable(&pool.id).into_owned()].join(separator)
    };
    match part {
        PoolsField::Source => pools.source.chosen().map(pool),
        PoolsField::Destination if pools.makes_new() => Some(section_new()),
        PoolsField::Destination => pools.destination.chosen().map(pool),
        PoolsField::Client => {
            pools.clients.chosen().map(|client| [printable(&client.name), printable(&client.id)].join(separator))
        }
        PoolsField::New(_) => {
            let fields = [NewPoolField::Name, NewPoolField::Client].map(|part| pools.new.field(part).value().to_owned());
            Some(fields.join(separator))
        }
    }
    .unwrap_or_else(|| "not chosen yet".into())
}

fn section_new() -> String {
    "a new one, like the source's".into()
}

/// What is being listed, and for how long.
fn waiting(state: &State, part: PoolsField) -> Option<String> {
    let what = match part {
        PoolsField::Source | PoolsField::Destination => "Listing the user pools and counting their users",
        PoolsField::Client => "Listing the app clients",
        PoolsField::New(_) => return None,
    };
    if part == PoolsField::Client && state.pending(JobKind::ListClients).is_none() && !state.screens.pools.clients.loaded {
        return Some("Listed once the destination pool is chosen.".into());
    }
    let elapsed = state.elapsed(kind(part)?)?;
    let time = if elapsed.as_secs() >= 1 { format!("  {}", elapsed_text(elapsed)) } else { String::new() };
    Some(format!("{} {what}{time}", state.spinner(elapsed)))
}

fn message(state: &State, width: usize) -> Vec<Line<'static>> {
    let (pools, theme) = (&state.screens.pools, state.theme());
    if let Some(refused) = &pools.refused {
        return problem_panel::hanging(theme.mark_failed(), refused, width, theme.bad());
    }
    if pools.submit_when_loaded {
        return problem_panel::hanging(theme.mark_current(), "Going on as soon as the lists are there.", width, theme.accent());
    }
    if same_pool_chosen(state) {
        return problem_panel::hanging(theme.mark_failed(), SAME_POOL, width, theme.bad());
    }
    if let Some(gone) = gone(pools) {
        return problem_panel::hanging(theme.mark_warning(), &gone, width, theme.warning());
    }
    match pools.destination.chosen().and_then(|pool| pool.user_migration.as_deref()) {
        Some(function) => {
            let text = format!(
                "The destination pool already has a UserMigration trigger: {}. The plan will show it and ask.",
                printable(function)
            );
            problem_panel::hanging(theme.mark_warning(), &text, width, theme.warning())
        }
        None => Vec::new(),
    }
}

/// What the session names and the lists do not hold.
fn gone(pools: &PoolsState) -> Option<String> {
    let told =
        |what: &str, id: Option<&str>| id.map(|id| format!("The session's {what}, {}, is not here any more.", printable(id)));
    told("source pool", pools.source.gone())
        .or_else(|| told("destination pool", pools.destination.gone()))
        .or_else(|| told("app client", pools.clients.gone()))
}
