//! Accounts: a profile and a Region for each side. Who stands behind them is asked as soon as they are chosen. Neither side is
//! chosen by being first in the list: whose users move is for the operator to say.

mod draw;
mod opening;
mod side;
mod taking;
#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use ratatui::Frame;
use ratatui::layout::Rect;

use self::side::SideState;
use super::Screen;
use crate::aws::Side;
use crate::aws::profile::list::Profile;
use crate::problem::Problem;
use crate::wizard::action::Answer;
use crate::wizard::effect::{Effect, Job, Slot};
use crate::wizard::keymap::binding::{Command, Context};
use crate::wizard::state::State;
use crate::wizard::widgets::line::Edited;
use crate::wizard::widgets::problem_panel;

/// How long a choice must stand before AWS is asked: moving through a list asks nobody.
const SETTLED: Duration = Duration::from_millis(300);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Profile,
    Region,
    /// The code of the multi-factor device, while the profile asks for one.
    Code,
}

#[derive(Debug)]
pub struct AccountsState {
    profiles: Vec<Profile>,
    /// Why the profiles could not be listed.
    problem: Option<Problem>,
    source: SideState,
    destination: SideState,
    focus: (Side, Part),
    /// Enter was pressed while an account was being opened: go on as soon as both are.
    going_on: bool,
    /// Why Enter did not go on, about the field that has the cursor.
    wrong: Option<String>,
}

impl Default for AccountsState {
    fn default() -> Self {
        Self {
            profiles: Vec::new(),
            problem: None,
            source: SideState::default(),
            destination: SideState::default(),
            focus: (Side::Source, Part::Profile),
            going_on: false,
            wrong: None,
        }
    }
}

impl AccountsState {
    fn side(&self, side: Side) -> &SideState {
        match side {
            Side::Source => &self.source,
            Side::Destination => &self.destination,
        }
    }

    fn side_mut(&mut self, side: Side) -> &mut SideState {
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
    fn parts(&self) -> Vec<(Side, Part)> {
        let parts = |side: Side| {
            let code = self.side(side).asks_for_code(&self.profiles).then_some((side, Part::Code));
            [Some((side, Part::Profile)), Some((side, Part::Region)), code].into_iter().flatten()
        };
        parts(Side::Source).chain(parts(Side::Destination)).collect()
    }

    fn move_focus(&mut self, steps: isize) {
        let parts = self.parts();
        let here = parts.iter().position(|part| *part == self.focus).unwrap_or(0) as isize;
        self.focus = parts[(here + steps).rem_euclid(parts.len() as isize) as usize];
    }
}

#[derive(Debug)]
pub struct Accounts;

impl Screen for Accounts {
    fn explanation(&self, _state: &State) -> String {
        "The AWS profiles of the account that the users leave and of the account that they move to. Looking changes nothing."
            .into()
    }

    fn contexts(&self, state: &State) -> Vec<Context> {
        let accounts = &state.accounts;
        let (side, part) = accounts.focus;
        let mut contexts = match part {
            Part::Profile => accounts.side(side).list.contexts().to_vec(),
            Part::Region | Part::Code => vec![Context::Text],
        };
        if accounts.problem.is_some() || accounts.problem(side).is_some() {
            contexts.push(Context::Problem);
        } else if accounts.profiles.is_empty() && state.pending(Slot::Profiles).is_none() {
            contexts.push(Context::Empty);
        }
        contexts.push(Context::Form);
        contexts
    }

    fn enter(&self, state: &mut State) -> Vec<Effect> {
        state.accounts.going_on = false;
        state.accounts.wrong = None;
        state.run(Slot::Profiles, Job::ListProfiles)
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        state.accounts.going_on = false;
        state.accounts.wrong = None;
        let (side, part) = state.accounts.focus;
        match command {
            Command::Next => return taking::next(state),
            Command::NextField => state.accounts.move_focus(1),
            Command::PreviousField => state.accounts.move_focus(-1),
            Command::Retry => return opening::retry(state, side),
            Command::Copy => return copy(state, side),
            command => {
                let chosen = &mut state.accounts;
                let profiles = std::mem::take(&mut chosen.profiles);
                let before = chosen.side(side).list.selected();
                let changed = match part {
                    Part::Profile => chosen.side_mut(side).move_in_list(command, &profiles),
                    Part::Region => chosen.side_mut(side).edit_region(command),
                    Part::Code => chosen.side_mut(side).code.command(command) == Edited::Changed,
                };
                chosen.profiles = profiles;
                // Arrows go on to the next field where the list ends.
                match command {
                    Command::Down if part == Part::Profile && chosen.side(side).list.selected() == before => chosen.move_focus(1),
                    Command::Up if part == Part::Profile && chosen.side(side).list.selected() == before => chosen.move_focus(-1),
                    _ => {}
                }
                if changed && part != Part::Code {
                    return opening::changed(state, side);
                }
            }
        }
        Vec::new()
    }

    fn paste(&self, state: &mut State, text: &str) -> Vec<Effect> {
        state.accounts.going_on = false;
        state.accounts.wrong = None;
        let (side, part) = state.accounts.focus;
        let profiles = std::mem::take(&mut state.accounts.profiles);
        let target = state.accounts.side_mut(side);
        match part {
            Part::Profile => target.paste_in_list(text, &profiles),
            Part::Region => target.paste_region(text),
            Part::Code => target.code.paste(text),
        }
        state.accounts.profiles = profiles;
        if part == Part::Code { Vec::new() } else { opening::changed(state, side) }
    }

    fn answer(&self, state: &mut State, slot: Slot, answer: Answer) -> Vec<Effect> {
        match (slot, answer) {
            (_, Answer::Profiles(Ok(profiles))) => return opening::listed(state, profiles),
            (_, Answer::Profiles(Err(problem))) => {
                state.failure = Some(problem.clone());
                state.accounts.problem = Some(problem);
            }
            (Slot::Account(side), Answer::Account(result)) => return opening::opened(state, side, result),
            _ => {}
        }
        Vec::new()
    }

    fn problem<'a>(&self, state: &'a State) -> Option<&'a Problem> {
        let accounts = &state.accounts;
        accounts.problem.as_ref().or(accounts.problem(accounts.focus.0))
    }

    fn escape(&self, state: &mut State) -> bool {
        let (side, part) = state.accounts.focus;
        part == Part::Profile && state.accounts.side_mut(side).list.escape()
    }

    fn deadline(&self, state: &State) -> Option<Instant> {
        [state.accounts.source.open_at, state.accounts.destination.open_at].into_iter().flatten().min()
    }

    fn on_deadline(&self, state: &mut State) -> Vec<Effect> {
        let due = |side: &Side| state.accounts.side(*side).open_at.is_some_and(|moment| moment <= state.now);
        let due: Vec<Side> = [Side::Source, Side::Destination].into_iter().filter(due).collect();
        due.into_iter().flat_map(|side| opening::open(state, side)).collect()
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        draw::draw(frame, area, state);
    }
}

/// The cursor goes to this side's profile, which is the one that was chosen.
pub fn focus_on(state: &mut State, side: Side) {
    state.accounts.focus = (side, Part::Profile);
}

fn copy(state: &State, side: Side) -> Vec<Effect> {
    let problem = state.accounts.problem.as_ref().or(state.accounts.problem(side));
    problem.map(|problem| Effect::Copy(problem_panel::text(problem))).into_iter().collect()
}
