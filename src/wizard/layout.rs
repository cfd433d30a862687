//! The frame around every screen.
//!
//! ```text
//!  cognito-ferry · acme-to-new                          SANDBOX
//!  source       111111111111  eu-west-1     old-account
//!  destination  222222222222  eu-central-1  new-account
//! ───────────────┬─────────────────────────────────────────────
//!  ✓ Home        │ Accounts
//!  › Accounts    │ What this is and why it is needed.
//!  · User pools  │
//!  …             │ the screen's own matter
//! ───────────────┴─────────────────────────────────────────────
//!  Enter continue  Esc back  ? keys  q leave
//! ```

mod footer;
mod header;
pub mod help;
mod overlays;
mod rail;
pub mod reading;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

use super::state::State;
use super::step::Step;
use super::widgets::confirm;
use super::widgets::wrap::wrap;
use super::{gate, screens};

/// The smallest terminal that a screen fits in.
pub const MINIMUM: (u16, u16) = (60, 16);

/// Columns of the rail, its line included.
const RAIL: u16 = 17;

/// Columns from which there is room for the rail beside the matter; below, the title says which step it is.
const WITH_RAIL: u16 = 72;

/// Rows from which a gap is left above the matter.
const WITH_GAP: u16 = 20;

pub fn too_small(state: &State) -> bool {
    state.width < MINIMUM.0 || state.height < MINIMUM.1
}

/// Draws everything.
pub fn draw(frame: &mut Frame<'_>, state: &State) {
    if frame.area().width < MINIMUM.0 || frame.area().height < MINIMUM.1 {
        return draw_too_small(frame, state);
    }
    let [header, upper, middle, lower, footer] = bands(frame.area(), state);
    let [rail, matter] = columns(middle);
    header::draw(frame, header, state);
    rule(frame, upper, state, state.theme().tee_down());
    if rail.width > 0 {
        rail::draw(frame, rail, state);
    }
    draw_matter(frame, matter, state);
    rule(frame, lower, state, state.theme().tee_up());
    footer::draw(frame, footer, state);
    if let Some(overlay) = &state.overlay {
        overlays::draw(frame, middle, state, overlay);
    }
}

/// Top to bottom: header, line, rail and matter, line, footer.
fn bands(area: Rect, state: &State) -> [Rect; 5] {
    let (one, footer) = (Constraint::Length(1), Constraint::Length(footer::height(state, area.width)));
    Layout::vertical([Constraint::Length(3), one, Constraint::Min(0), one, footer]).areas(area)
}

/// Rail, where there is room for it, and matter.
fn columns(middle: Rect) -> [Rect; 2] {
    let rail = if middle.width < WITH_RAIL { 0 } else { RAIL };
    Layout::horizontal([Constraint::Length(rail), Constraint::Min(0)]).areas(middle)
}

/// The step, and where no rail shows it, which of how many it is.
fn title(state: &State) -> String {
    let on_the_way = Step::Done.index() + 1;
    match state.step {
        step if state.width >= WITH_RAIL || step.index() >= on_the_way => step.title().into(),
        step => format!("{} ({} of {on_the_way})", step.title(), step.index() + 1),
    }
}

/// Title, explanation, gap, and what is left for the screen itself.
fn rows(matter: Rect, state: &State) -> ([Rect; 4], Vec<String>) {
    let matter = Rect { x: matter.x + 1, width: matter.width.saturating_sub(2), ..matter };
    let mut explanation = screens::of(state.step).explanation(state);
    if state.returning.is_some() {
        explanation.push_str(" Enter takes it and leads back to the plan.");
    }
    let explanation = wrap(&explanation, usize::from(matter.width));
    let height = Constraint::Length(u16::try_from(explanation.len()).unwrap_or(2));
    let one = Constraint::Length(1);
    let gap = Constraint::Length(u16::from(state.height >= WITH_GAP));
    (Layout::vertical([one, height, gap, Constraint::Min(0)]).areas(matter), explanation)
}

/// Where the screen that is shown draws its matter: what scrolls has to know how much of it is seen.
pub fn matter(state: &State) -> Rect {
    let ([.., matter], _) = rows(columns(middle(state))[1], state);
    matter
}

/// Between the two lines across the screen: where overlays lie.
fn middle(state: &State) -> Rect {
    let [_, _, middle, ..] = bands(Rect::new(0, 0, state.width, state.height), state);
    middle
}

/// What a question may cover: everything but the keys that answer it.
pub fn question_room(state: &State) -> Rect {
    confirm::room(Rect::new(0, 0, state.width, state.height))
}

/// A line across the screen, with the place where the rail's line meets it.
fn rule(frame: &mut Frame<'_>, area: Rect, state: &State, meeting: &str) {
    let theme = state.theme();
    if area.width < WITH_RAIL {
        let line = theme.horizontal().repeat(usize::from(area.width));
        return frame.render_widget(Line::from(Span::styled(line, theme.dim())), area);
    }
    let left = theme.horizontal().repeat(usize::from(RAIL) - 1);
    let right = theme.horizontal().repeat(usize::from(area.width.saturating_sub(RAIL)));
    frame.render_widget(Line::from(Span::styled(format!("{left}{meeting}{right}"), theme.dim())), area);
}

fn draw_matter(frame: &mut Frame<'_>, area: Rect, state: &State) {
    let theme = state.theme();
    let ([title, why, _, matter], explanation) = rows(area, state);
    frame.render_widget(Line::styled(self::title(state), theme.title()), title);
    frame.render_widget(Paragraph::new(explanation.into_iter().map(Line::from).collect::<Vec<_>>()).style(theme.dim()), why);
    draw_screen(frame, matter, state);
}

/// The screen's own matter, or what stands in its place until both accounts are open.
fn draw_screen(frame: &mut Frame<'_>, area: Rect, state: &State) {
    if gate::closed(state) {
        gate::draw(frame, area, state);
    } else {
        screens::of(state.step).draw(frame, area, state);
    }
}

fn draw_too_small(frame: &mut Frame<'_>, state: &State) {
    let (width, height) = (frame.area().width, frame.area().height);
    let text = format!(
        "The terminal is {width}x{height}; this needs {}x{}. You are at: {}. Make it larger to go on, or leave with Ctrl-C. Running work goes on.",
        MINIMUM.0,
        MINIMUM.1,
        state.step.title()
    );
    frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: true }), frame.area());
}
