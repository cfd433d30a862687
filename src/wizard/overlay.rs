//! What lies over a screen: the help, which is searched by typing, a failure or the screen in full, and the question before leaving.

use super::effect::Effect;
use super::gate;
use super::keymap::Command;
use super::layout;
use super::screens;
use super::state::State;
use super::step::Step;
use super::update::leave;
use super::widgets::confirm::{Confirm, Verdict};
use super::widgets::line::Edited;
use super::widgets::problem_panel;
use super::widgets::scroll::Scroll;
use super::widgets::text_field::TextField;
use crate::aws::problem::Problem;

/// One overlay at a time; while it is open, its keys are the only ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Overlay {
    Help(Help),
    Leave(Confirm),
    Reading(Reading),
}

/// What is read in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub matter: Matter,
    pub scroll: Scroll,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Matter {
    Failure(Problem),
    /// The text of the screen as it was when it was asked for.
    Screen(String),
}

impl Matter {
    /// All of it, as text to copy.
    pub fn text(&self) -> String {
        match self {
            Matter::Failure(problem) => problem_panel::text(problem),
            Matter::Screen(text) => text.clone(),
        }
    }
}

/// The open help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Help {
    /// What is searched for; nothing: the keys of the screen.
    pub filter: TextField,
    pub scroll: Scroll,
}

impl Default for Help {
    fn default() -> Self {
        Self { filter: TextField::default(), scroll: Scroll::top() }
    }
}

/// A key while an overlay is open.
pub fn command(state: &mut State, command: Command) -> Vec<Effect> {
    if let Some(Overlay::Help(help)) = &state.overlay {
        let extent = layout::help::extent(state, help);
        return in_help(state, command, extent);
    }
    if let Some(Overlay::Reading(reading)) = &state.overlay {
        let extent = layout::reading::extent(state, reading);
        return in_reading(state, command, extent);
    }
    let room = layout::question_room(state);
    match &mut state.overlay {
        Some(Overlay::Leave(confirm)) => match confirm.command(command, room) {
            Verdict::Go => return leave(state, 0),
            Verdict::Stay => state.overlay = None,
            Verdict::Open => {}
        },
        Some(Overlay::Help(_) | Overlay::Reading(_)) | None => {}
    }
    Vec::new()
}

/// The failure that is shown, perhaps not in full.
pub fn failure(state: &State) -> Option<Problem> {
    if gate::closed(state) { gate::failed(state).cloned() } else { screens::of(state.step).reading(state) }
}

/// Shows that failure in full, or the screen.
pub fn read(state: &mut State) -> Vec<Effect> {
    let matter = match failure(state) {
        Some(problem) => Matter::Failure(problem),
        None => Matter::Screen(layout::reading::screen_text(state)),
    };
    state.overlay = Some(Overlay::Reading(Reading { matter, scroll: Scroll::top() }));
    Vec::new()
}

fn in_reading(state: &mut State, command: Command, (lines, height): (usize, usize)) -> Vec<Effect> {
    let Some(Overlay::Reading(reading)) = &mut state.overlay else { return Vec::new() };
    match command {
        Command::Back | Command::Next => state.overlay = None,
        Command::Copy => {
            return vec![Effect::Copy(reading.matter.text())];
        }
        command => {
            reading.scroll.command(command, lines, height);
        }
    }
    Vec::new()
}

/// What a copied text is, as the beginning of a sentence.
pub fn what_is_copied(state: &State) -> &'static str {
    if failure(state).is_some() {
        return "The error";
    }
    match state.step {
        Step::Plan => "The plan",
        Step::Preflight | Step::Verify => "What was found",
        Step::Apply => "The log",
        Step::SignIn => "What happened",
        Step::TearDown if state.tear_down.begun() => "The log",
        Step::TearDown => "What would be taken back",
        Step::Home | Step::Accounts | Step::Pools | Step::Options | Step::Done => "The text",
    }
}

/// Letters search, Esc takes the search back before it closes.
fn in_help(state: &mut State, command: Command, (lines, height): (usize, usize)) -> Vec<Effect> {
    let Some(Overlay::Help(help)) = &mut state.overlay else { return Vec::new() };
    match command {
        Command::Back if !help.filter.value().is_empty() => *help = Help::default(),
        Command::Back | Command::Next => state.overlay = None,
        Command::Type(_) | Command::Edit(_) => {
            if help.filter.command(command) == Edited::Changed {
                help.scroll = Scroll::top();
            }
        }
        command => {
            help.scroll.command(command, lines, height);
        }
    }
    Vec::new()
}

/// Leaves at once where nothing is begun or everything is over; else asks. The safe button is chosen where something would be lost.
pub fn ask_before_leaving(state: &mut State) -> Vec<Effect> {
    let loss = screens::of(state.step).loss(state);
    if loss.is_none() && matches!(state.step, Step::Home | Step::Done) {
        return leave(state, 0);
    }
    let mut confirm = Confirm::new("Leave cognito-ferry?", "Leave", "Stay");
    if loss.is_none() {
        confirm = confirm.choose_go();
    }
    if let Some(loss) = loss {
        confirm = confirm.text(format!("If you leave now, {loss}"));
    }
    if let Some(session) = &state.session {
        let command = format!("{} --session {}", state.start.command, session.name);
        confirm = confirm.text("The session is saved. This continues it:").text(command);
    }
    state.overlay = Some(Overlay::Leave(confirm));
    Vec::new()
}
