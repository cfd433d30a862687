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
mod overlays;
mod rail;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

use super::state::State;
use super::widgets::wrap::wrap;
use super::{gate, screens};

/// The smallest terminal that a screen fits in.
pub const MINIMUM: (u16, u16) = (60, 16);

/// Columns of the rail, its line included.
const RAIL: u16 = 17;

pub fn too_small(state: &State) -> bool {
    state.width < MINIMUM.0 || state.height < MINIMUM.1
}

/// Draws everything.
pub fn draw(frame: &mut Frame<'_>, state: &State) {
    if frame.area().width < MINIMUM.0 || frame.area().height < MINIMUM.1 {
        return draw_too_small(frame, state);
    }
    let [header, upper, middle, lower, footer] = Layout::vertical([
        Constraint::Length(3),
        Constraint::Length(1),
        Constraint::Min(0),
        Constraint::Length(1),
        Constraint::Length(1),
    ])
    .areas(frame.area());
    let [rail, matter] = Layout::horizontal([Constraint::Length(RAIL), Constraint::Min(0)]).areas(middle);
    header::draw(frame, header, state);
    rule(frame, upper, state, state.theme().tee_down());
    rail::draw(frame, rail, state);
    draw_matter(frame, matter, state);
    rule(frame, lower, state, state.theme().tee_up());
    footer::draw(frame, footer, state);
    if let Some(overlay) = state.overlay {
        overlays::draw(frame, middle, state, overlay);
    }
}

/// A line across the screen, with the place where the rail's line meets it.
fn rule(frame: &mut Frame<'_>, area: Rect, state: &State, meeting: &str) {
    let theme = state.theme();
    let left = theme.horizontal().repeat(usize::from(RAIL) - 1);
    let right = theme.horizontal().repeat(usize::from(area.width.saturating_sub(RAIL)));
    frame.render_widget(Line::from(Span::styled(format!("{left}{meeting}{right}"), theme.dim())), area);
}

fn draw_matter(frame: &mut Frame<'_>, area: Rect, state: &State) {
    let theme = state.theme();
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let screen = screens::of(state.step);
    let explanation = wrap(&screen.explanation(state), usize::from(area.width));
    let height = u16::try_from(explanation.len()).unwrap_or(2);
    let [title, why, _, matter] =
        Layout::vertical([Constraint::Length(1), Constraint::Length(height), Constraint::Length(1), Constraint::Min(0)]).areas(area);
    frame.render_widget(Line::styled(state.step.title(), theme.title()), title);
    frame.render_widget(Paragraph::new(explanation.into_iter().map(Line::from).collect::<Vec<_>>()).style(theme.dim()), why);
    if gate::closed(state) {
        gate::draw(frame, matter, state);
    } else {
        screen.draw(frame, matter, state);
    }
}

fn draw_too_small(frame: &mut Frame<'_>, state: &State) {
    let (width, height) = (frame.area().width, frame.area().height);
    let text = format!(
        "The terminal is {width}x{height}; this needs {}x{}. You are at: {}. Make it larger to go on, or press q to leave. Running work goes on.",
        MINIMUM.0,
        MINIMUM.1,
        state.step.title()
    );
    frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: true }), frame.area());
}
