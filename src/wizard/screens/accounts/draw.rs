//! How the accounts screen looks. Where there is room, both sides stand beside each other; else the one that is not under the
//! cursor is folded to two lines.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::opening::is_open;
use super::side::{AccountField, SideState};
use super::submitting::refused;
use crate::aws::Side;
use crate::aws::account::pair;
use crate::text::printable;
use crate::wizard::operation::{JobKind, Opened};
use crate::wizard::state::State;
use crate::wizard::widgets::choice_list;
use crate::wizard::widgets::spinner::elapsed_text;
use crate::wizard::widgets::text_field::{self, Label};
use crate::wizard::widgets::wrap::{cut, wrap};
use crate::wizard::widgets::{problem_panel, secret_field};

/// Columns from which both sides stand beside each other.
const WIDE: u16 = 96;

/// Rows of a folded side, the gap under it included.
const FOLDED: u16 = 3;

/// Columns of the labels.
const LABEL: u16 = 10;

const NO_PROFILES: &str =
    "No profile is configured yet. Run `aws configure sso` or `aws configure` in another window, then press r to look again.";

/// Draws both sides, and what concerns both.
pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &State) {
    let accounts = &state.screens.accounts;
    if let Some(problem) = &accounts.problem {
        return problem_panel::draw(frame, area, problem_panel::lines(problem, usize::from(area.width), state.theme()));
    }
    let message = message(state, usize::from(area.width));
    let height = if message.is_empty() { 0 } else { message.len() as u16 + 1 };
    let [sides, message_area] = Layout::vertical([Constraint::Min(0), Constraint::Length(height)]).areas(area);
    if height > 0 {
        let rows = Rect { y: message_area.y + 1, height: height - 1, ..message_area }.intersection(area);
        frame.render_widget(Paragraph::new(message), rows);
    }
    if area.width >= WIDE {
        let [left, _, right] = Layout::horizontal([Constraint::Fill(1), Constraint::Length(3), Constraint::Fill(1)]).areas(sides);
        draw_open(frame, left, state, Side::Source);
        draw_open(frame, right, state, Side::Destination);
        return;
    }
    let (focused, _) = accounts.focus;
    let heights = match focused {
        Side::Source => [Constraint::Min(0), Constraint::Length(FOLDED - 1)],
        Side::Destination => [Constraint::Length(FOLDED), Constraint::Min(0)],
    };
    let areas: [Rect; 2] = Layout::vertical(heights).areas(sides);
    for (side, area) in [Side::Source, Side::Destination].into_iter().zip(areas) {
        if side == focused { draw_open(frame, area, state, side) } else { draw_folded(frame, area, state, side) }
    }
}

/// What concerns both sides together.
fn message(state: &State, width: usize) -> Vec<Line<'static>> {
    let theme = state.theme();
    // Beside the Region it says so itself.
    if let Some(wrong) = state.screens.accounts.wrong.as_ref().filter(|_| state.screens.accounts.focus.1 != AccountField::Region)
    {
        return problem_panel::hanging(theme.mark_failed(), wrong, width, theme.bad());
    }
    if let (Some(source), Some(destination)) = (&state.source, &state.destination)
        && let Some(problem) = refused(state, source, destination)
    {
        return problem_panel::lines(&problem, width, theme);
    }
    if state.screens.accounts.submit_when_loaded {
        return problem_panel::hanging(theme.mark_current(), &awaited(state), width, theme.accent());
    }
    match same(state) {
        Some(text) => problem_panel::hanging(theme.mark_warning(), &text, width, theme.warning()),
        None => Vec::new(),
    }
}

/// What Enter waits for.
fn awaited(state: &State) -> String {
    let waits = |side| state.pending(JobKind::OpenAccount(side)).is_some();
    match (waits(Side::Source), waits(Side::Destination)) {
        (true, true) => "Going on as soon as both accounts have answered.",
        (true, false) => "Going on as soon as the source account has answered.",
        (false, true) => "Going on as soon as the destination account has answered.",
        (false, false) => "Going on as soon as the profiles are read.",
    }
    .into()
}

/// What both sides have in common, so that nobody overlooks it.
fn same(state: &State) -> Option<String> {
    let side = |opened: &Opened| [&opened.profile, &opened.region, &opened.identity.account].map(Clone::clone);
    let both = pair::in_common(&side(state.source.as_ref()?), &side(state.destination.as_ref()?))?;
    Some(format!("{both} That is allowed: the users move between two pools of it."))
}

fn heading(state: &State, side: Side) -> Line<'static> {
    let theme = state.theme();
    let focused = state.screens.accounts.focus.0 == side;
    let (name, what) = match (side, state.screens.accounts.side(side).list.is_undecided()) {
        (Side::Source, true) => ("Source", "choose the account where the users are"),
        (Side::Source, false) => ("Source", "the account where the users are"),
        (Side::Destination, true) => ("Destination", "choose the account where they shall be"),
        (Side::Destination, false) => ("Destination", "the account where they shall be"),
    };
    let style = if focused { theme.accent().patch(theme.title()) } else { theme.title() };
    Line::from(vec![Span::styled(name, style), Span::styled(format!("  {what}"), theme.dim())])
}

/// Profile and Region in one line, who that is in another.
fn draw_folded(frame: &mut Frame<'_>, area: Rect, state: &State, side: Side) {
    let chosen = state.screens.accounts.side(side);
    let profile = chosen.profile(&state.screens.accounts.profiles).map_or("not chosen yet", |profile| &profile.name);
    let name = match side {
        Side::Source => "Source",
        Side::Destination => "Destination",
    };
    let width = usize::from(area.width).saturating_sub(15);
    let region = Some(chosen.region.value()).filter(|region| !region.is_empty());
    let text = [Some(profile), region].into_iter().flatten().map(printable).collect::<Vec<_>>().join(state.theme().separator());
    let line = Line::from(vec![
        Span::styled(format!("{name:<13}"), state.theme().title()),
        Span::raw(cut(&text, width, state.theme().ellipsis())),
    ]);
    let identity = match state.screens.accounts.problem(side).filter(|_| state.elapsed(JobKind::OpenAccount(side)).is_none()) {
        Some(_) => vec![Line::styled(format!("{} Not open. Tab shows why.", state.theme().mark_failed()), state.theme().bad())],
        None => identity(state, side, usize::from(area.width).saturating_sub(13)),
    };
    let indented = identity.into_iter().take(1).map(|mut line| {
        line.spans.insert(0, Span::raw(" ".repeat(13)));
        line
    });
    frame.render_widget(Paragraph::new(std::iter::once(line).chain(indented).collect::<Vec<_>>()), area);
}

fn draw_open(frame: &mut Frame<'_>, area: Rect, state: &State, side: Side) {
    let (accounts, theme) = (&state.screens.accounts, state.theme());
    let chosen = accounts.side(side);
    let (focused_side, part) = accounts.focus;
    let focused = |this: AccountField| focused_side == side && part == this;
    let identity = identity(state, side, usize::from(area.width).saturating_sub(2));
    let code = u16::from(chosen.asks_for_code(&accounts.profiles));
    let wrong = chosen.region_refusal();
    let region = Label {
        text: "Region",
        width: LABEL,
        focused: focused(AccountField::Region),
        wrong: wrong.as_deref(),
        placeholder: "the profile's own",
    };
    let region_height = text_field::height(&region, chosen.region.value(), area.width);
    let entries = match chosen.list.rows().len() {
        // What it says instead of them.
        0 => wrap(NO_PROFILES, usize::from(area.width)).len(),
        entries => entries,
    };
    let rows = u16::try_from(entries + usize::from(chosen.list.filter().is_some())).unwrap_or(u16::MAX);
    let rest = 1 + region_height + code + identity.len() as u16 + 1;
    let least = if chosen.list.rows().is_empty() { rows } else { 2 };
    let list = rows.max(1).min(area.height.saturating_sub(rest).max(least));
    let [head, list, region_area, code_area, identity_area] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(list),
        Constraint::Length(region_height),
        Constraint::Length(code),
        Constraint::Min(0),
    ])
    .areas(area);
    frame.render_widget(heading(state, side), head);
    if let Some(elapsed) = state.elapsed(JobKind::ListProfiles).filter(|_| chosen.list.rows().is_empty()) {
        frame.render_widget(Line::from(format!("  {} Reading the profiles", state.spinner(elapsed))), list);
    } else {
        choice_list::draw(frame, list, &chosen.list, focused(AccountField::Profile), NO_PROFILES, theme);
    }
    text_field::draw(frame, region_area, &region, chosen.region.line(), theme);
    if code > 0 {
        let device = chosen.device(&accounts.profiles).unwrap_or_default();
        let placeholder = format!("6 digits of {}", printable(device));
        let label =
            Label { text: "Code", width: LABEL, focused: focused(AccountField::Code), wrong: None, placeholder: &placeholder };
        secret_field::draw(frame, code_area, &label, &chosen.code, theme);
    }
    let at = Rect { x: identity_area.x + 2, width: identity_area.width.saturating_sub(2), ..identity_area };
    problem_panel::draw(frame, at, identity);
}

/// Who the chosen profile is, or that it is being asked, or why that failed.
fn identity(state: &State, side: Side, width: usize) -> Vec<Line<'static>> {
    let theme = state.theme();
    let chosen = state.screens.accounts.side(side);
    if let Some(text) = unusable(chosen) {
        return problem_panel::hanging(theme.mark_warning(), &text, width, theme.warning());
    }
    if let Some(elapsed) = state.elapsed(JobKind::OpenAccount(side)) {
        let time = if elapsed.as_secs() >= 1 { format!("  {}", elapsed_text(elapsed)) } else { String::new() };
        return vec![Line::from(format!("{} Asking AWS who this is{time}", state.spinner(elapsed)))];
    }
    if let Some(problem) = state.screens.accounts.problem(side) {
        return problem_panel::lines(problem, width, theme);
    }
    if let Some(text) = chosen.gone() {
        return problem_panel::hanging(theme.mark_warning(), &text, width, theme.warning());
    }
    let Some(opened) = state.opened(side).filter(|_| is_open(state, side)) else { return Vec::new() };
    let mut lines = vec![Line::from(vec![
        Span::styled(format!("{} ", theme.mark_done()), theme.good()),
        Span::raw(format!("account {}", printable(&opened.identity.account))),
    ])];
    let endpoints = opened.endpoint_variants.iter().chain(&opened.endpoint_overrides);
    let details = [opened.identity.arn.clone()].into_iter().chain(endpoints.map(|text| format!("! {text}")));
    for detail in details {
        lines.extend(
            wrap(&printable(&detail), width.saturating_sub(2))
                .into_iter()
                .map(|text| Line::styled(format!("  {text}"), theme.dim())),
        );
    }
    lines
}

/// Why the profile under the cursor cannot be used: its row may have had no room to say it in full.
fn unusable(chosen: &SideState) -> Option<String> {
    let why = chosen.list.rows().get(chosen.list.selected()?)?.unavailable.as_ref()?;
    Some(format!("This profile cannot be used: {why}"))
}
