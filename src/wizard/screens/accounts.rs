//! Accounts: a profile and a Region for each side. Who stands behind them is asked as soon as they are chosen.

mod draw;
mod side;
#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use ratatui::Frame;
use ratatui::layout::Rect;

use self::side::SideState;
use super::Screen;
use crate::aws::Side;
use crate::aws::pair;
use crate::aws::problem::{Problem, ProblemKind};
use crate::aws::profiles::Profile;
use crate::wizard::action::{Answer, Opened};
use crate::wizard::effect::{Effect, Job, Slot};
use crate::wizard::keymap::{Command, Context};
use crate::wizard::state::State;
use crate::wizard::step::Step;
use crate::wizard::update::advance;
use crate::wizard::widgets::line::Edited;

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
        }
        contexts.push(Context::Form);
        contexts
    }

    fn enter(&self, state: &mut State) -> Vec<Effect> {
        state.accounts.going_on = false;
        state.run(Slot::Profiles, Job::ListProfiles)
    }

    fn command(&self, state: &mut State, command: Command) -> Vec<Effect> {
        state.accounts.going_on = false;
        let (side, part) = state.accounts.focus;
        match command {
            Command::Next => return next(state),
            Command::NextField => state.accounts.move_focus(1),
            Command::PreviousField => state.accounts.move_focus(-1),
            Command::Retry => return retry(state, side),
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
                    return changed_side(state, side);
                }
            }
        }
        Vec::new()
    }

    fn paste(&self, state: &mut State, text: &str) -> Vec<Effect> {
        let (side, part) = state.accounts.focus;
        let profiles = std::mem::take(&mut state.accounts.profiles);
        let target = state.accounts.side_mut(side);
        match part {
            Part::Profile => target.paste_in_list(text, &profiles),
            Part::Region => target.paste_region(text),
            Part::Code => target.code.paste(text),
        }
        state.accounts.profiles = profiles;
        if part == Part::Code { Vec::new() } else { changed_side(state, side) }
    }

    fn answer(&self, state: &mut State, slot: Slot, answer: Answer) -> Vec<Effect> {
        match (slot, answer) {
            (_, Answer::Profiles(Ok(profiles))) => return listed(state, profiles),
            (_, Answer::Profiles(Err(problem))) => {
                state.failure = Some(problem.clone());
                state.accounts.problem = Some(problem);
            }
            (Slot::Account(side), Answer::Account(result)) => return opened(state, side, result),
            _ => {}
        }
        Vec::new()
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
        due.into_iter().flat_map(|side| open(state, side)).collect()
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, state: &State) {
        draw::draw(frame, area, state);
    }
}

/// The cursor goes to this side's profile, which is the one that was chosen.
pub fn focus_on(state: &mut State, side: Side) {
    state.accounts.focus = (side, Part::Profile);
}

/// The profiles are known: chooses on each side what was chosen before, else the first and the second.
fn listed(state: &mut State, profiles: Vec<Profile>) -> Vec<Effect> {
    state.accounts.problem = None;
    let choices = state.session.as_ref().map(|session| session.choices.clone()).unwrap_or_default();
    let second = profiles.len().min(2).saturating_sub(1);
    for (side, choices, default) in [(Side::Source, choices.source, 0), (Side::Destination, choices.destination, second)] {
        state.accounts.side_mut(side).show(&profiles, &choices, default);
    }
    state.accounts.profiles = profiles;
    let mut effects = Vec::new();
    for side in [Side::Source, Side::Destination] {
        if !is_open(state, side) {
            *state.opened_mut(side) = None;
            effects.extend(open(state, side));
        }
    }
    effects
}

/// Whether what is open is what is chosen.
fn is_open(state: &State, side: Side) -> bool {
    let chosen = state.accounts.side(side);
    state.opened(side).is_some_and(|opened| {
        Some(opened.profile.as_str()) == chosen.profile(&state.accounts.profiles).map(|profile| profile.name.as_str())
            && opened.region == chosen.region.value()
    })
}

/// Another profile or Region: whoever was open no longer counts, and a moment later the new one is asked.
fn changed_side(state: &mut State, side: Side) -> Vec<Effect> {
    *state.opened_mut(side) = None;
    let now = state.now;
    let chosen = state.accounts.side_mut(side);
    chosen.problem = None;
    chosen.code.wipe();
    chosen.open_at = Some(now + SETTLED);
    state.abandon(Slot::Account(side))
}

fn open(state: &mut State, side: Side) -> Vec<Effect> {
    let chosen = state.accounts.side_mut(side);
    chosen.open_at = None;
    chosen.problem = None;
    let mfa_code = (!chosen.code.is_empty()).then(|| chosen.code.secret());
    let region = Some(chosen.region.value().to_owned()).filter(|region| !region.is_empty());
    let chosen = state.accounts.side(side);
    let Some(profile) = chosen.profile(&state.accounts.profiles) else { return Vec::new() };
    // Asking without the code would only be answered by asking for it.
    if profile.mfa_serial.is_some() && mfa_code.is_none() {
        return Vec::new();
    }
    let profile = profile.name.clone();
    state.run(Slot::Account(side), Job::OpenAccount { side, profile, region, mfa_code })
}

fn opened(state: &mut State, side: Side, result: Result<Opened, Problem>) -> Vec<Effect> {
    // A code works once; whatever came out, it is of no more use.
    state.accounts.side_mut(side).code.wipe();
    match result {
        Ok(opened) => {
            if state.accounts.side(side).region.value().is_empty() {
                state.accounts.side_mut(side).region.set(&opened.region);
            }
            state.accounts.forget_problem(side);
            state.failure = None;
            *state.opened_mut(side) = Some(opened);
        }
        Err(problem) => {
            state.failure = Some(problem.clone());
            state.accounts.going_on = false;
            let part = if matches!(problem.kind, ProblemKind::MfaRequired { .. }) { Part::Code } else { Part::Profile };
            state.accounts.side_mut(side).problem = Some(problem);
            if state.step == Step::Accounts {
                state.accounts.focus = (side, part);
            }
        }
    }
    if state.accounts.going_on && state.step == Step::Accounts && state.account_runs().is_some() {
        return next(state);
    }
    Vec::new()
}

fn retry(state: &mut State, side: Side) -> Vec<Effect> {
    if state.accounts.problem.take().is_some() {
        return state.run(Slot::Profiles, Job::ListProfiles);
    }
    open(state, side)
}

fn copy(state: &State, side: Side) -> Vec<Effect> {
    let problem = state.accounts.problem.as_ref().or(state.accounts.problem(side));
    problem.map(|problem| Effect::Copy(problem.lines().join("\n"))).into_iter().collect()
}

/// Enter: goes on if both sides are open and go together; else to what is missing.
fn next(state: &mut State) -> Vec<Effect> {
    state.accounts.going_on = false;
    if state.accounts.problem.is_some() {
        return retry(state, Side::Source);
    }
    let mut effects = Vec::new();
    for side in [Side::Source, Side::Destination] {
        let chosen = state.accounts.side(side);
        if is_open(state, side) {
            continue;
        }
        if let Some(wrong) = chosen.refusal(&state.accounts.profiles) {
            state.accounts.focus = (side, wrong);
            return effects;
        }
        state.accounts.going_on = true;
        if state.pending(Slot::Account(side)).is_none() && state.pending(Slot::Profiles).is_none() {
            effects.extend(open(state, side));
        }
    }
    let (Some(source), Some(destination)) = (state.source.clone(), state.destination.clone()) else { return effects };
    if refused(state, &source, &destination).is_some() {
        state.notify("These two accounts cannot be used together.");
        return effects;
    }
    for (side, opened) in [(Side::Source, source), (Side::Destination, destination)] {
        state.known_accounts.insert(side, opened.identity.account.clone());
        state.choose(Step::Accounts, |choices| {
            let chosen = match side {
                Side::Source => &mut choices.source,
                Side::Destination => &mut choices.destination,
            };
            let before = (chosen.profile.replace(opened.profile.clone()), chosen.region.replace(opened.region.clone()));
            let other = before.0.is_some() && before != (chosen.profile.clone(), chosen.region.clone());
            // A pool of another account or Region is not here.
            if other {
                chosen.pool = None;
                if side == Side::Destination {
                    choices.destination_client = None;
                }
            }
        });
    }
    effects.extend(advance(state));
    effects
}

/// Why these two accounts cannot be used together in this session.
fn refused(state: &State, source: &Opened, destination: &Opened) -> Option<Problem> {
    let side = |opened: &Opened| (opened.profile.clone(), opened.identity.partition.clone());
    if let Some(problem) = pair::refusal(side(source), side(destination)) {
        return Some(problem);
    }
    let session = state.session.as_ref()?;
    let spec = session.spec.as_ref().filter(|_| session.written() > 0)?;
    [(source, &spec.source), (destination, &spec.destination)].into_iter().find_map(|(opened, place)| {
        let other = opened.identity.account != place.account;
        other.then(|| {
            let what = format!("This session has already made changes in account {}.", place.account);
            let why = format!("The profile {} is account {}.", opened.profile, opened.identity.account);
            let problem = Problem::new(ProblemKind::Invalid, what, why);
            problem.remedy("Choose a profile of the former, or begin a new migration for the latter.")
        })
    })
}
