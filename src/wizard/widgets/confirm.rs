//! A question before something that counts: two buttons that say what they do, the safe one chosen unless the screen says otherwise.

use crate::wizard::keymap::Command;

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

#[cfg(test)]
mod tests {
    use super::*;

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
}
