//! What the accounts screen knows: the profiles, and what is chosen on each side.

use super::side::{AccountField, SideState};
use crate::aws::Side;
use crate::aws::profile::list::Profile;
use crate::problem::Problem;

/// What the accounts screen knows.
#[derive(Debug)]
pub struct AccountsState {
    pub profiles: Vec<Profile>,
    /// Why the profiles could not be listed.
    pub problem: Option<Problem>,
    pub source: SideState,
    pub destination: SideState,
    pub focus: (Side, AccountField),
    /// Enter was pressed while an account was being opened: go on as soon as both are.
    pub submit_when_loaded: bool,
    /// Why Enter did not go on, about the field that has the cursor.
    pub wrong: Option<String>,
}

impl Default for AccountsState {
    fn default() -> Self {
        Self {
            profiles: Vec::new(),
            problem: None,
            source: SideState::default(),
            destination: SideState::default(),
            focus: (Side::Source, AccountField::Profile),
            submit_when_loaded: false,
            wrong: None,
        }
    }
}

impl AccountsState {
    /// One side.
    pub fn side(&self, side: Side) -> &SideState {
        match side {
            Side::Source => &self.source,
            Side::Destination => &self.destination,
        }
    }

    /// One side, to be changed.
    pub fn side_mut(&mut self, side: Side) -> &mut SideState {
        match side {
            Side::Source => &mut self.source,
            Side::Destination => &mut self.destination,
        }
    }

    /// Why this side could not be opened.
    pub fn problem(&self, side: Side) -> Option<&Problem> {
        self.side(side).problem.as_ref()
    }

    /// What was opened cannot be used.
    pub fn refuse(&mut self, side: Side, problem: Problem) {
        self.side_mut(side).problem = Some(problem);
    }

    /// It is tried again.
    pub fn forget_problem(&mut self, side: Side) {
        self.side_mut(side).problem = None;
    }

    /// As if the profile that is chosen there could not be used.
    #[cfg(test)]
    pub fn make_unavailable(&mut self, side: Side, why: &str) {
        let list = &mut self.side_mut(side).list;
        let chosen = list.selected();
        let mut rows = list.rows().to_vec();
        if let Some(row) = chosen.and_then(|index| rows.get_mut(index)) {
            row.unavailable = Some(why.into());
        }
        list.set_rows(rows);
    }

    /// The fields in the order of Tab.
    pub fn fields(&self) -> Vec<(Side, AccountField)> {
        let fields = |side: Side| {
            let code = self.side(side).asks_for_code(&self.profiles).then_some((side, AccountField::Code));
            [Some((side, AccountField::Profile)), Some((side, AccountField::Region)), code].into_iter().flatten()
        };
        fields(Side::Source).chain(fields(Side::Destination)).collect()
    }

    /// The cursor goes to the field that holds the screen back, and the screen says why.
    pub fn point_to(&mut self, side: Side, field: AccountField, why: String) {
        self.submit_when_loaded = false;
        self.focus = (side, field);
        self.wrong = Some(why);
    }

    /// The cursor goes to this side's profile, which is the one that was chosen.
    pub fn focus_on(&mut self, side: Side) {
        self.focus = (side, AccountField::Profile);
    }

    /// The cursor goes so many fields on.
    pub fn move_focus(&mut self, steps: isize) {
        let fields = self.fields();
        let here = fields.iter().position(|field| *field == self.focus).unwrap_or(0) as isize;
        self.focus = fields[(here + steps).rem_euclid(fields.len() as isize) as usize];
    }
}
