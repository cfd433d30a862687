//! A question before something that counts: two buttons that say what they do, the safe one chosen unless the screen says otherwise.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Block, Clear, Paragraph};

use super::wrap::{cut, wrap};
use crate::wizard::keymap::Command;
use crate::wizard::theme::Theme;

/// What the operator said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Do it.
    Go,
    /// Leave it.
    Stay,
    /// Still thinking.
    Open,
}

/// A question with its two buttons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirm {
    /// The question, short.
    pub title: String,
    /// What follows from it, in sentences.
    pub text: Vec<String>,
    /// Verb and object: `Apply 8 changes in 111111111111 and 222222222222`.
    pub go: String,
    /// `Keep working`.
    pub stay: String,
    /// Whether Enter does it now.
    pub go_chosen: bool,
}

impl Confirm {
    /// A question whose safe button is chosen.
    pub fn new(title: impl Into<String>, go: impl Into<String>, stay: impl Into<String>) -> Self {
        Self { title: title.into(), text: Vec::new(), go: go.into(), stay: stay.into(), go_chosen: false }
    }

    /// One more sentence.
    #[must_use]
    pub fn text(mut self, sentence: impl Into<String>) -> Self {
        self.text.push(sentence.into());
        self
    }

    /// Enter does it: for what has been shown in full and can be taken back.
    #[must_use]
    pub fn choose_go(mut self) -> Self {
        self.go_chosen = true;
        self
    }

    pub fn command(&mut self, command: Command) -> Verdict {
        match command {
            Command::Yes => return Verdict::Go,
            Command::Next if self.go_chosen => return Verdict::Go,
            Command::Next | Command::No | Command::Back => return Verdict::Stay,
            Command::Left | Command::Right => self.go_chosen = !self.go_chosen,
            _ => {}
        }
        Verdict::Open
    }
}

/// Draws the question as a box in the middle of `area`: its sentences, then one line for each button.
pub fn draw(frame: &mut Frame<'_>, area: Rect, confirm: &Confirm, theme: Theme) {
    let width = area.width.min(64);
    let inner = usize::from(width.saturating_sub(4));
    let mut lines: Vec<Line<'_>> = confirm.text.iter().flat_map(|text| wrap(text, inner)).map(Line::from).collect();
    lines.push(Line::default());
    lines.extend(button(&confirm.go, confirm.go_chosen, inner, theme));
    lines.extend(button(&confirm.stay, !confirm.go_chosen, inner, theme));
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX).min(area.height);
    let place = Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 3, width, height };
    frame.render_widget(Clear, place);
    let block = Block::bordered()
        .border_set(theme.border())
        .border_style(theme.accent())
        .title(Line::styled(format!(" {} ", cut(&confirm.title, inner, theme.ellipsis())), theme.title()));
    let text = Rect { x: place.x + 2, y: place.y + 1, width: width.saturating_sub(4), height: height.saturating_sub(2) };
    frame.render_widget(block, place);
    // When the box is too small for everything, the buttons are what has to be seen.
    let skipped = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_sub(text.height);
    frame.render_widget(Paragraph::new(lines).scroll((skipped, 0)), text);
}

fn button(text: &str, chosen: bool, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let style = if chosen { theme.selected() } else { Style::new() };
    wrap(text, width.saturating_sub(4))
        .into_iter()
        .enumerate()
        .map(|(row, text)| {
            let mark = if chosen && row == 0 { theme.mark_current() } else { " " };
            Line::styled(format!("{mark} {text} "), style)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wizard::widgets::drawn::drawn;

    #[test]
    fn enter_on_a_fresh_question_changes_nothing() {
        let mut confirm = Confirm::new("Delete the session?", "Delete session acme", "Keep it");
        assert_eq!(confirm.command(Command::Next), Verdict::Stay);
    }

    #[test]
    fn the_other_button_takes_a_decision_of_its_own() {
        let mut confirm = Confirm::new("Delete the session?", "Delete session acme", "Keep it");
        assert_eq!(confirm.command(Command::Right), Verdict::Open);
        assert_eq!(confirm.command(Command::Next), Verdict::Go);
    }

    #[test]
    fn esc_never_does_it() {
        let mut confirm = Confirm::new("Apply?", "Apply 8 changes", "Not yet").choose_go();
        assert_eq!(confirm.command(Command::No), Verdict::Stay);
    }

    #[test]
    fn the_box_holds_its_words_and_marks_the_chosen_button_by_more_than_colour() {
        let confirm = Confirm::new("Apply this plan?", "Apply 8 changes in 111111111111 and 222222222222", "Not yet")
            .text("Everything it makes carries the tag cognito-ferry:session.");
        let theme = Theme { color: false, unicode: true };
        let text = drawn(50, 9, |frame| draw(frame, frame.area(), &confirm, theme));
        assert_eq!(
            text,
            [
                "╭ Apply this plan? ──────────────────────────────╮",
                "│ Everything it makes carries the tag            │",
                "│ cognito-ferry:session.                         │",
                "│                                                │",
                "│   Apply 8 changes in 111111111111 and          │",
                "│   222222222222                                 │",
                "│ › Not yet                                      │",
                "╰────────────────────────────────────────────────╯",
                "",
            ]
        );
    }
}
