//! What lies over a screen: the help, which is searched by typing, a failure or the screen in full, and the question before leaving.

pub mod state;

use self::state::{Help, Overlay, Reading, ReadingContent};
use super::contexts::failure;
use super::effect::Effect;
use super::layout;
use super::navigation::leave;
use super::screens;
use super::state::State;
use super::step::Step;
use super::widgets::confirm::{Confirm, Verdict};
use super::widgets::line::Edited;
use super::widgets::scroll::Scroll;
use crate::wizard::keymap::binding::Command;

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
    let room = state.question_room();
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

/// Shows that failure in full, or the screen, whose text is asked for.
pub fn read(state: &mut State) -> Vec<Effect> {
    let (content, effects) = match failure(state) {
        Some(problem) => (ReadingContent::Failure(problem), Vec::new()),
        None => (ReadingContent::Screen(String::new()), vec![Effect::ReadScreen]),
    };
    state.overlay = Some(Overlay::Reading(Reading { content, scroll: Scroll::top() }));
    effects
}

/// The text of the screen that is to be read, unless it has been closed again.
pub fn show_text(state: &mut State, text: String) {
    if let Some(Overlay::Reading(Reading { content: ReadingContent::Screen(shown), .. })) = &mut state.overlay {
        *shown = text;
    }
}

fn in_reading(state: &mut State, command: Command, (lines, height): (usize, usize)) -> Vec<Effect> {
    let Some(Overlay::Reading(reading)) = &mut state.overlay else { return Vec::new() };
    match command {
        Command::Back | Command::Next => state.overlay = None,
        Command::Copy => {
            return vec![Effect::Copy(reading.content.text())];
        }
        command => {
            reading.scroll.command(command, lines, height);
        }
    }
    Vec::new()
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
