//! What lies over a screen: the list of keys, and the question before leaving.

use super::effect::Effect;
use super::keymap::Command;
use super::screens;
use super::state::State;
use super::step::Step;
use super::update::leave;
use super::widgets::confirm::{Confirm, Verdict};

/// Rows that a page key jumps.
const PAGE: u16 = 10;

/// One overlay at a time; while it is open, its keys are the only ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Overlay {
    Help { scroll: u16 },
    Leave(Confirm),
}

/// A key while an overlay is open.
pub fn command(state: &mut State, command: Command) -> Vec<Effect> {
    match &mut state.overlay {
        Some(Overlay::Help { scroll }) => match command {
            Command::Down => *scroll = scroll.saturating_add(1),
            Command::Up => *scroll = scroll.saturating_sub(1),
            Command::PageDown => *scroll = scroll.saturating_add(PAGE),
            Command::PageUp => *scroll = scroll.saturating_sub(PAGE),
            Command::First => *scroll = 0,
            Command::Last => *scroll = u16::MAX,
            Command::Back => state.overlay = None,
            _ => {}
        },
        Some(Overlay::Leave(confirm)) => match confirm.command(command) {
            Verdict::Go => return leave(state, 0),
            Verdict::Stay => state.overlay = None,
            Verdict::Open => {}
        },
        None => {}
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
