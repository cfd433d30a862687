//! What the home screen knows: the saved sessions, and what a new one is to be called.

use crate::model::names;
use crate::problem::Problem;
use crate::session::document::SessionSummary;
use crate::text::printable;
use crate::wizard::operation::JobKind;
use crate::wizard::widgets::choice_list::{ChoiceList, Row};
use crate::wizard::widgets::confirm::Confirm;
use crate::wizard::widgets::text_field::TextField;

/// The first row; the saved sessions follow it.
const NEW: &str = "New migration";

/// What the home screen knows.
#[derive(Debug, Default)]
pub struct HomeState {
    pub sessions: Vec<SessionSummary>,
    pub list: ChoiceList,
    /// The new session's name.
    pub name: TextField,
    /// What the session that is being loaded is opened for.
    pub taking_back: bool,
    /// Enter was pressed before the saved sessions were known: go on when they are.
    pub submit_when_loaded: bool,
    /// Whether the cursor is in the name.
    pub naming: bool,
    /// Why the name is refused, once it was tried or edited.
    pub wrong: Option<String>,
    /// What could not be done, and with which job.
    pub problem: Option<(JobKind, Problem)>,
    /// The question before deleting this session.
    pub deleting: Option<(String, Confirm)>,
}

impl HomeState {
    /// The saved session under the cursor; none: the new one.
    pub fn chosen(&self) -> Option<&SessionSummary> {
        self.sessions.get(self.list.selected()?.checked_sub(1)?)
    }

    /// What a new session will be called.
    pub fn new_name(&self) -> &str {
        self.name.value()
    }

    /// These are the saved sessions.
    pub fn show(&mut self, sessions: Vec<SessionSummary>) {
        self.sessions = sessions;
        let saved = self.sessions.iter().map(row);
        self.list.set_rows(std::iter::once(Row::new([NEW])).chain(saved).collect());
    }

    /// Why the new name cannot be used.
    pub fn refusal(&self) -> Option<String> {
        let name = self.name.value();
        if self.sessions.iter().any(|session| session.name == name) {
            return Some(format!("There is a session {name} already: choose it above, or take another name."));
        }
        names::validate_session_name(name).err()
    }

    /// Asks before the session under the cursor is deleted.
    pub fn ask_to_delete(&mut self) {
        let Some(session) = self.chosen() else { return };
        let name = session.name.clone();
        let confirm = Confirm::new(format!("Delete the session {name}?"), format!("Delete {name}"), "Keep it")
            .text("Its choices and its record of what was changed are deleted. Nothing in AWS is changed.")
            .text("Without the record, cognito-ferry can no longer take its changes back.");
        self.deleting = Some((name, confirm));
    }
}

/// A saved session in the list: its name and where it stands, or that somebody works on it.
fn row(session: &SessionSummary) -> Row {
    let state = if session.in_use.is_some() { "in use" } else { &session.state };
    Row::new([printable(&session.name), printable(state)])
}
