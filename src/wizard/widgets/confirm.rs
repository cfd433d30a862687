//! A question before something that counts: two buttons that say what they do, the safe one chosen unless the screen says otherwise.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Block, Clear, Paragraph};

use super::choice_list::draw_more;
use super::wrap::{cut, wrap};
use crate::wizard::keymap::binding::Command;
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
    /// The first row of the text that is seen, where not all of it fits.
    scroll: usize,
}

impl Confirm {
    /// A question whose safe button is chosen.
    pub fn new(title: impl Into<String>, go: impl Into<String>, stay: impl Into<String>) -> Self {
        Self { title: title.into(), text: Vec::new(), go: go.into(), stay: stay.into(), go_chosen: false, scroll: 0 }
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

    /// `room` is what [`room`] leaves for the box.
    pub fn command(&mut self, command: Command, room: Rect) -> Verdict {
        match command {
            Command::Up => self.scroll = self.scroll.saturating_sub(1),
            Command::Down => self.scroll = (self.scroll + 1).min(last_row(self, room)),
            Command::Yes => return Verdict::Go,
            Command::Next if self.go_chosen => return Verdict::Go,
            Command::Next | Command::No | Command::Back => return Verdict::Stay,
            Command::Left | Command::Right => self.go_chosen = !self.go_chosen,
            _ => {}
        }
        Verdict::Open
    }
}

/// Widest box.
const WIDTH: u16 = 64;

/// What the box may cover of a screen: all but its last two rows, where the keys are.
pub fn room(screen: Rect) -> Rect {
    Rect { height: screen.height.saturating_sub(2), ..screen }
}

/// The rows of the text, and those of the gap and the buttons under it.
fn rows(confirm: &Confirm, width: u16, theme: Theme) -> (Vec<Line<'static>>, Vec<Line<'static>>) {
    let inner = usize::from(width.saturating_sub(4));
    let text = confirm.text.iter().flat_map(|text| wrap(text, inner)).map(Line::from).collect();
    let mut buttons = vec![Line::default()];
    buttons.extend(button(&confirm.go, confirm.go_chosen, inner, theme));
    buttons.extend(button(&confirm.stay, !confirm.go_chosen, inner, theme));
    (text, buttons)
}

/// How far the text can be scrolled in this room.
fn last_row(confirm: &Confirm, room: Rect) -> usize {
    let theme = Theme { color: false, unicode: false };
    let (text, buttons) = rows(confirm, room.width.min(WIDTH), theme);
    (text.len() + buttons.len() + 2).saturating_sub(usize::from(room.height)).min(text.len())
}

/// Draws the question as a box in the middle of `area`: its sentences, then one line for each button. A box that needs more than
/// that covers more of the screen; where even that is too little, its text scrolls above the buttons.
pub fn draw(frame: &mut Frame<'_>, area: Rect, confirm: &Confirm, theme: Theme) {
    let all = |area: Rect| {
        let (text, buttons) = rows(confirm, area.width.min(WIDTH), theme);
        text.len() + buttons.len() + 2
    };
    let area = if all(area) > usize::from(area.height) { room(frame.area()) } else { area };
    let width = area.width.min(WIDTH);
    let inner = usize::from(width.saturating_sub(4));
    let height = u16::try_from(all(area)).unwrap_or(u16::MAX).min(area.height);
    let place = Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 3, width, height };
    frame.render_widget(Clear, place);
    let block = Block::bordered()
        .border_set(theme.border())
        .border_style(theme.accent())
        .title(Line::styled(format!(" {} ", cut(&confirm.title, inner, theme.ellipsis())), theme.title()));
    let within = Rect { x: place.x + 2, y: place.y + 1, width: width.saturating_sub(4), height: height.saturating_sub(2) };
    frame.render_widget(block, place);
    let (text, buttons) = rows(confirm, width, theme);
    // When the box is too small for everything, the buttons are what has to be seen.
    let under = u16::try_from(buttons.len()).unwrap_or(u16::MAX).min(within.height);
    let [above, below] = Layout::vertical([Constraint::Min(0), Constraint::Length(under)]).areas(within);
    let (count, shown) = (text.len(), usize::from(above.height));
    let offset = confirm.scroll.min(count.saturating_sub(shown));
    frame.render_widget(Paragraph::new(text.into_iter().skip(offset).collect::<Vec<_>>()), above);
    let skipped = u16::try_from(buttons.len()).unwrap_or(u16::MAX).saturating_sub(below.height);
    frame.render_widget(Paragraph::new(buttons).scroll((skipped, 0)), below);
    let edge = Rect { width: above.width + 1, ..above };
    draw_more(frame, edge, offset > 0, offset + shown < count, theme);
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
    use crate::wizard::widgets::test_support::drawn;

    const SCREEN: Rect = Rect::new(0, 0, 80, 22);

    #[test]
    fn enter_on_a_fresh_question_changes_nothing() {
        let mut confirm = Confirm::new("Delete the session?", "Delete session acme", "Keep it");
        assert_eq!(confirm.command(Command::Next, SCREEN), Verdict::Stay);
    }

    #[test]
    fn the_other_button_takes_a_decision_of_its_own() {
        let mut confirm = Confirm::new("Delete the session?", "Delete session acme", "Keep it");
        assert_eq!(confirm.command(Command::Right, SCREEN), Verdict::Open);
        assert_eq!(confirm.command(Command::Next, SCREEN), Verdict::Go);
    }

    #[test]
    fn esc_never_does_it() {
        let mut confirm = Confirm::new("Apply?", "Apply 8 changes", "Not yet").choose_go();
        assert_eq!(confirm.command(Command::No, SCREEN), Verdict::Stay);
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

    #[test]
    fn a_text_that_is_too_long_for_the_screen_scrolls_above_its_buttons() {
        let sentence = |number| format!("Sentence {number} is read before anything happens.");
        let mut confirm =
            (0..20).fold(Confirm::new("Apply?", "Apply", "Not yet"), |confirm, number| confirm.text(sentence(number)));
        let theme = Theme { color: false, unicode: true };
        let screen = |confirm: &Confirm| drawn(60, 16, |frame| draw(frame, Rect::new(10, 6, 40, 6), confirm, theme)).join("\n");
        let mut seen = String::new();
        for _ in 0..30 {
            let shown = screen(&confirm);
            assert!(shown.contains("Not yet") && shown.contains("Apply "), "{shown}");
            seen += &shown;
            confirm.command(Command::Down, room(Rect::new(0, 0, 60, 16)));
        }
        assert!((0..20).all(|number| seen.contains(&sentence(number))), "{seen}");
        confirm.command(Command::Up, room(Rect::new(0, 0, 60, 16)));
        assert!(!screen(&confirm).contains(&sentence(19)), "one up from the end is one up, however often down was pressed");
    }
}
