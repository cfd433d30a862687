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
//!  …             │ the screen's own content
//! ───────────────┴─────────────────────────────────────────────
//!  Enter continue  Esc back  ? keys  q leave
//! ```

pub mod areas;
mod footer;
mod header;
pub mod help;
mod overlays;
mod rail;
pub mod reading;
mod screen;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

use self::areas::{MINIMUM, RAIL, WITH_RAIL, bands, columns, rows};
use self::screen::draw_screen;
use super::state::State;
use super::step::Step;

/// Draws everything.
pub fn draw(frame: &mut Frame<'_>, state: &State) {
    if frame.area().width < MINIMUM.0 || frame.area().height < MINIMUM.1 {
        return draw_too_small(frame, state);
    }
    let [header, upper, middle, lower, footer] = bands(frame.area(), state);
    let [rail, content] = columns(middle);
    header::draw(frame, header, state);
    rule(frame, upper, state, state.theme().tee_down());
    if rail.width > 0 {
        rail::draw(frame, rail, state);
    }
    draw_content(frame, content, state);
    rule(frame, lower, state, state.theme().tee_up());
    footer::draw(frame, footer, state);
    if let Some(overlay) = &state.overlay {
        overlays::draw(frame, middle, state, overlay);
    }
}

/// The step, and where no rail shows it, which of how many it is.
fn title(state: &State) -> String {
    let on_the_way = Step::Done.index() + 1;
    match state.step {
        step if state.width >= WITH_RAIL || step.index() >= on_the_way => step.title().into(),
        step => format!("{} ({} of {on_the_way})", step.title(), step.index() + 1),
    }
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

fn draw_content(frame: &mut Frame<'_>, area: Rect, state: &State) {
    let theme = state.theme();
    let ([title, why, _, content], explanation) = rows(area, state);
    frame.render_widget(Line::styled(self::title(state), theme.title()), title);
    frame.render_widget(Paragraph::new(explanation.into_iter().map(Line::from).collect::<Vec<_>>()).style(theme.dim()), why);
    draw_screen(frame, content, state);
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
