//! `update(state, action, now) -> effects`: what every action does. A router; the screens' files do their own part.
//! Pure: it reads no clock, does no I/O, starts nothing.

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod keys;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod walk;

use std::hash::{Hash as _, Hasher as _};
use std::time::Instant;

use crossterm::event::{KeyEvent, KeyEventKind};

use super::action::Action;
use super::effect::{Effect, Slot};
use super::gate;
use super::keymap::{self, Command, Context};
use super::layout;
use super::overlay::{self, Help, Overlay};
use super::screens;
use super::state::State;
use super::step::{Mark, Step};
use crate::secret::Secret;

/// Exit code after Ctrl-C.
const INTERRUPTED: u8 = 130;

/// What the wizard does first, after its first frame.
pub fn begin(state: &mut State) -> Vec<Effect> {
    screens::of(state.step).enter(state)
}

pub fn update(state: &mut State, action: Action, now: Instant) -> Vec<Effect> {
    state.now = now;
    match action {
        Action::Key(event) if event.kind == KeyEventKind::Release => Vec::new(),
        Action::Key(event) => key(state, event),
        Action::Paste(text) => paste(state, &text),
        Action::Resize { width, height } => {
            (state.width, state.height) = (width, height);
            state.dirty = true;
            Vec::new()
        }
        Action::Resumed => {
            state.dirty = true;
            Vec::new()
        }
        Action::Deadline => {
            state.dirty = true;
            if state.notice.as_ref().is_some_and(|notice| notice.until <= now) {
                state.notice = None;
            }
            screens::of(state.step).on_deadline(state)
        }
        Action::Answer { slot, run, answer } => {
            if !state.accept(slot, run, true) {
                return Vec::new();
            }
            state.dirty = true;
            let mut effects = screens::of(slot.step()).answer(state, slot, answer);
            if matches!(slot, Slot::Account(_)) {
                effects.extend(gate::answered(state));
            }
            effects
        }
        Action::Engine { slot, run, event } => {
            if !state.accept(slot, run, false) {
                return Vec::new();
            }
            state.dirty = true;
            screens::of(slot.step()).engine(state, event)
        }
        Action::WrittenOut(Ok(path)) => {
            state.dirty = true;
            state.notify(format!("It is in {}, which only you can read. The next text takes its place there.", path.display()));
            Vec::new()
        }
        Action::WrittenOut(Err(problem)) => {
            state.dirty = true;
            state.notify(format!("{} {}", problem.what, problem.why));
            Vec::new()
        }
        Action::Saved(Ok(())) => Vec::new(),
        Action::Saved(Err(problem)) => {
            state.dirty = true;
            state.notify(format!("The session could not be saved: {}", problem.why));
            state.failure = Some(problem);
            Vec::new()
        }
    }
}

/// Which keys are live now, most specific first.
pub fn contexts(state: &State) -> Vec<Context> {
    match &state.overlay {
        Some(Overlay::Help(_)) => vec![Context::Help, Context::Text, Context::Document],
        Some(Overlay::Leave(_)) => vec![Context::Question],
        Some(Overlay::Reading(_)) => vec![Context::Reading, Context::Document],
        None => contexts_below(state),
    }
}

/// Which are live on the screen itself, whatever lies over it.
pub fn contexts_below(state: &State) -> Vec<Context> {
    let mut contexts = if gate::closed(state) { gate::contexts(state) } else { screens::of(state.step).contexts(state) };
    if contexts.is_empty() {
        contexts.push(Context::Busy);
    }
    if !contexts.contains(&Context::Question) {
        contexts.push(if overlay::failure(state).is_some() { Context::Failure } else { Context::Readable });
    }
    contexts.push(Context::Screen);
    contexts
}

fn key(state: &mut State, event: KeyEvent) -> Vec<Effect> {
    let Some(command) = keymap::command(&contexts(state), event) else { return Vec::new() };
    // On a terminal that is too small nothing can be seen, so nothing is changed: only leaving works.
    if layout::too_small(state) && !matches!(command, Command::Interrupt | Command::Suspend) {
        return Vec::new();
    }
    state.dirty = true;
    match command {
        Command::Interrupt => match screens::of(state.step).interrupt(state) {
            Some(effects) => effects,
            None => leave(state, INTERRUPTED),
        },
        Command::Suspend => vec![Effect::Suspend],
        command if state.overlay.is_some() => {
            let effects = overlay::command(state, command);
            copied(state, effects)
        }
        Command::Help => {
            state.overlay = Some(Overlay::Help(Help::default()));
            Vec::new()
        }
        Command::Leave => overlay::ask_before_leaving(state),
        Command::Back => back(state),
        Command::Wait => {
            state.notify("It is still under way.");
            Vec::new()
        }
        Command::Read => overlay::read(state),
        command => {
            let effects = match gate::closed(state) {
                true => gate::command(state, command),
                false => screens::of(state.step).command(state, command),
            };
            copied(state, effects)
        }
    }
}

/// Nobody knows whether a text has arrived in the clipboard: asked for the same once more, it goes to a file too.
fn copied(state: &mut State, mut effects: Vec<Effect>) -> Vec<Effect> {
    let text = effects.iter().find_map(|effect| if let Effect::Copy(text) = effect { Some(text.clone()) } else { None });
    let Some(text) = text else { return effects };
    let mut hasher = std::hash::DefaultHasher::new();
    text.hash(&mut hasher);
    if state.copied.replace(hasher.finish()) == Some(hasher.finish()) {
        effects.push(Effect::WriteOut(text));
    }
    effects
}

fn paste(state: &mut State, text: &Secret) -> Vec<Effect> {
    if state.overlay.is_some() || gate::closed(state) || layout::too_small(state) {
        return Vec::new();
    }
    state.dirty = true;
    // A pasted line break never submits a form.
    let line = text.filtered(|character| !character.is_control());
    screens::of(state.step).paste(state, line.expose())
}

/// Saves and quits.
pub fn leave(state: &mut State, code: u8) -> Vec<Effect> {
    let mut effects = if state.step == Step::Home { Vec::new() } else { state.save() };
    effects.push(Effect::Quit { code });
    effects
}

/// Esc: the step before, never blocked.
fn back(state: &mut State) -> Vec<Effect> {
    if !gate::closed(state) && screens::of(state.step).escape(state) {
        return Vec::new();
    }
    let before = match state.returning {
        Some(step) if step == state.step => Some(Step::Plan),
        _ => screens::of(state.step).before(state),
    };
    match before {
        Some(step) => go(state, step),
        None => Vec::new(),
    }
}

/// This step is answered: the next one; on the way back to the plan, the next that this answer has made doubtful.
pub fn advance(state: &mut State) -> Vec<Effect> {
    state.set_mark(state.step, Mark::Done);
    let doubtful = |step: &Step| state.returning.is_none() || *step >= Step::Plan || state.mark(*step) != Mark::Done;
    let next = Step::ORDER.into_iter().filter(|step| *step > state.step).find(doubtful);
    match next {
        Some(step) => go(state, step),
        None => Vec::new(),
    }
}

/// Shows this step, saves where the operator is, and opens the accounts first if the step needs them and they are not open.
pub fn go(state: &mut State, step: Step) -> Vec<Effect> {
    state.step = step;
    state.notice = None;
    if step == Step::Home || step >= Step::Plan {
        state.returning = None;
    }
    let mut effects = if step == Step::Home { Vec::new() } else { state.save() };
    effects.extend(gate::enter(state));
    effects
}
