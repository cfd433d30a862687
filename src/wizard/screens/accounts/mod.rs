//! Accounts: a profile and a Region for each side. Who stands behind them is asked as soon as they are chosen. Neither side is
//! chosen by being first in the list: whose users move is for the operator to say.

mod draw;
mod opening;
mod side;
pub mod state;
mod submitting;
#[cfg(test)]
mod tests;

use std::time::Instant;

use ratatui::Frame;
use ratatui::layout::Rect;

use self::side::AccountField;
use super::screen::Screen;
use crate::aws::Side;
use crate::problem::Problem;
use crate::wizard::effect::Effect;
use crate::wizard::keymap::binding::{Command, Context};
use crate::wizard::operation::{Answer, Job, JobKind};
use crate::wizard::state::State;
use crate::wizard::step::Step;
use crate::wizard::widgets::line::Edited;
use crate::wizard::widgets::problem_panel;

/// The screen, without data of its own.
#[derive(Debug)]
pub struct AccountsScreen;

impl Screen for AccountsScreen {
    fn explanation(&self, _state: &State) -> String {
        "The AWS profiles of the account that the users leave and of the account that they move to. Looking changes nothing."
            .into()
    }

    fn contexts(&self, state: &State) -> Vec<Context> {
        let accounts = &state.screens.accounts;
        let (side, part) = accounts.focus;
        let mut contexts = match part {
            AccountField::Profile => accounts.side(side).list.contexts().to_vec(),
            AccountField::Region | AccountField::Code => vec![Context::Text],
        };
        if accounts.problem.is_some() || accounts.problem(side).is_some() {
            contexts.push(Context::Problem);
        } else if accounts.profiles.is_empty() && state.pending(JobKind::ListProfiles).is_none() {
            contexts.push(Context::Empty);
        }
        contexts.push(Context::Form);
        contexts
    }

    fn enter(&self, state: &mut State) -> Vec<Effect> {
        state.screens.accounts.submit_when_loaded = false;
        state.screens.accounts.wrong = None;
        state.run(Job::ListProfiles {})
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        state.screens.accounts.submit_when_loaded = false;
        state.screens.accounts.wrong = None;
        let (side, part) = state.screens.accounts.focus;
        match command {
            Command::Next => return submitting::next(state),
            Command::NextField => state.screens.accounts.move_focus(1),
            Command::PreviousField => state.screens.accounts.move_focus(-1),
            Command::Retry => return opening::retry(state, side),
            Command::Copy => return copy(state, side),
            command => {
                let chosen = &mut state.screens.accounts;
                let profiles = std::mem::take(&mut chosen.profiles);
                let before = chosen.side(side).list.selected();
                let changed = match part {
                    AccountField::Profile => chosen.side_mut(side).move_in_list(command, &profiles),
                    AccountField::Region => chosen.side_mut(side).edit_region(command),
                    AccountField::Code => chosen.side_mut(side).code.command(command) == Edited::Changed,
                };
                chosen.profiles = profiles;
                // Arrows go on to the next field where the list ends.
                match command {
                    Command::Down if part == AccountField::Profile && chosen.side(side).list.selected() == before => {
                        chosen.move_focus(1)
                    }
                    Command::Up if part == AccountField::Profile && chosen.side(side).list.selected() == before => {
                        chosen.move_focus(-1)
                    }
                    _ => {}
                }
                if changed && part != AccountField::Code {
                    return opening::changed(state, side);
                }
            }
        }
        Vec::new()
    }

    fn paste(&self, state: &mut State, text: &str) -> Vec<Effect> {
        state.screens.accounts.submit_when_loaded = false;
        state.screens.accounts.wrong = None;
        let (side, part) = state.screens.accounts.focus;
        let profiles = std::mem::take(&mut state.screens.accounts.profiles);
        let target = state.screens.accounts.side_mut(side);
        match part {
            AccountField::Profile => target.paste_in_list(text, &profiles),
            AccountField::Region => target.paste_region(text),
            AccountField::Code => target.code.paste(text),
        }
        state.screens.accounts.profiles = profiles;
        if part == AccountField::Code { Vec::new() } else { opening::changed(state, side) }
    }

    fn answer(&self, state: &mut State, kind: JobKind, answer: Answer) -> Vec<Effect> {
        match (kind, answer) {
            (_, Answer::ListProfiles(Ok(profiles))) => {
                let mut effects = opening::listed(state, profiles);
                if submits(state) {
                    effects.extend(submitting::next(state));
                }
                return effects;
            }
            (_, Answer::ListProfiles(Err(problem))) => {
                state.failure = Some(problem.clone());
                state.screens.accounts.problem = Some(problem);
            }
            (JobKind::OpenAccount(side), Answer::OpenAccount(result)) => {
                opening::opened(state, side, result);
                if submits(state) && state.account_runs().is_some() {
                    return submitting::next(state);
                }
            }
            _ => {}
        }
        Vec::new()
    }

    fn problem<'a>(&self, state: &'a State) -> Option<&'a Problem> {
        let accounts = &state.screens.accounts;
        accounts.problem.as_ref().or(accounts.problem(accounts.focus.0))
    }

    fn escape(&self, state: &mut State) -> bool {
        let (side, part) = state.screens.accounts.focus;
        part == AccountField::Profile && state.screens.accounts.side_mut(side).list.escape()
    }

    fn deadline(&self, state: &State) -> Option<Instant> {
        [state.screens.accounts.source.open_at, state.screens.accounts.destination.open_at].into_iter().flatten().min()
    }

    fn on_deadline(&self, state: &mut State) -> Vec<Effect> {
        let due = |side: &Side| state.screens.accounts.side(*side).open_at.is_some_and(|moment| moment <= state.now);
        let due: Vec<Side> = [Side::Source, Side::Destination].into_iter().filter(due).collect();
        due.into_iter().flat_map(|side| opening::open(state, side)).collect()
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        draw::draw(frame, area, state);
    }
}

/// Whether Enter was pressed here before what it waits for was known.
fn submits(state: &State) -> bool {
    state.screens.accounts.submit_when_loaded && state.step == Step::Accounts
}

fn copy(state: &State, side: Side) -> Vec<Effect> {
    let problem = state.screens.accounts.problem.as_ref().or(state.screens.accounts.problem(side));
    problem.map(|problem| Effect::Copy(problem_panel::text(problem))).into_iter().collect()
}
