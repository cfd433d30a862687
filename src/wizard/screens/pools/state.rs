//! What the pools screen knows: what was listed, and what is chosen.

use std::time::Instant;

use super::new_pool::{NewPoolField, NewPoolForm};
use super::section::ListSection;
use crate::aws::document::pools::{ClientSummary, PoolSummary};
use crate::problem::Problem;
use crate::wizard::keymap::binding::Command;
use crate::wizard::operation::RunId;
use crate::wizard::widgets::choice_list::Row;

/// One of the answers of this screen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PoolsField {
    #[default]
    Source,
    Destination,
    Client,
    New(NewPoolField),
}

/// What the pools screen knows.
#[derive(Debug, Default)]
pub struct PoolsState {
    pub source: ListSection<PoolSummary>,
    pub destination: ListSection<PoolSummary>,
    pub clients: ListSection<ClientSummary>,
    pub new: NewPoolForm,
    pub focus: PoolsField,
    /// When the app clients of the chosen pool are listed.
    pub list_clients_at: Option<Instant>,
    /// The pool whose app clients are listed or being listed.
    pub clients_of: Option<String>,
    /// The accounts that the lists are of.
    pub listed: [Option<RunId>; 2],
    /// Enter was pressed while something was being listed.
    pub submit_when_loaded: bool,
    pub refused: Option<String>,
}

impl PoolsState {
    /// The source pool, as it was found; none in a session that is continued behind this screen.
    pub fn source(&self) -> Option<&PoolSummary> {
        self.source.chosen()
    }

    /// The destination pool and its app client, as they were found; none in a session that is continued behind this screen.
    pub fn destination(&self) -> Option<(&PoolSummary, &ClientSummary)> {
        Some((self.destination.chosen()?, self.clients.chosen()?))
    }

    /// The cursor goes there.
    pub fn focus_on(&mut self, field: PoolsField) {
        self.focus = field;
    }

    /// Whether the destination pool is to be made.
    pub fn makes_new(&self) -> bool {
        self.destination.loaded && self.destination.chosen().is_none() && self.destination.list.selected().is_some()
    }

    /// The fields in the order of Tab.
    pub fn fields(&self) -> Vec<PoolsField> {
        let mut fields = vec![PoolsField::Source, PoolsField::Destination];
        if self.makes_new() {
            fields.extend(NewPoolField::ORDER.map(PoolsField::New));
        } else {
            fields.push(PoolsField::Client);
        }
        fields
    }

    /// The cursor goes so many fields on.
    pub fn move_focus(&mut self, steps: isize) {
        let fields = self.fields();
        let here = fields.iter().position(|field| *field == self.focus).unwrap_or(0) as isize;
        self.focus = fields[(here + steps).rem_euclid(fields.len() as isize) as usize];
    }

    /// Arrows go on to the next field where the list ends.
    pub fn go_on_where_the_list_ends(&mut self, command: Command, used: bool) {
        match command {
            Command::Down if !used => self.move_focus(1),
            Command::Up if !used => self.move_focus(-1),
            _ => {}
        }
    }

    /// Whether the list under the cursor is known, and empty.
    pub fn nothing_to_choose(&self) -> bool {
        let empty = |loaded: bool, rows: &[Row]| loaded && rows.is_empty();
        match self.focus {
            PoolsField::Source => empty(self.source.loaded, self.source.list.rows()),
            PoolsField::Client => empty(self.clients.loaded, self.clients.list.rows()),
            PoolsField::Destination | PoolsField::New(_) => false,
        }
    }

    /// Why something could not be listed.
    pub fn problem(&self) -> Option<&Problem> {
        [&self.source.problem, &self.destination.problem, &self.clients.problem].into_iter().find_map(Option::as_ref)
    }
}
