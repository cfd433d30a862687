//! `update(state, action, now) -> effects`: what every action does. A router; the screens' files do their own part.
//! Pure: it reads no clock, does no I/O, starts nothing.

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use std::hash::{Hash as _, Hasher as _};
use std::time::Instant;

use crossterm::event::{KeyEvent, KeyEventKind};

use super::action::Action;
use super::contexts::contexts;
use super::effect::{Effect, Navigation};
use super::gate;
use super::keymap;
use super::layout::areas;
use super::navigation::{self, back, leave};
use super::operation::JobKind;
use super::overlay;
use super::overlay::state::{Help, Overlay};
use super::screens;
use super::state::State;
use super::step::Step;
use super::widgets::spinner;
use crate::secret::Secret;
use crate::wizard::keymap::binding::Command;

/// Exit code after Ctrl-C.
const INTERRUPTED: u8 = 130;

/// What the wizard does first, after its first frame.
pub fn begin(state: &mut State) -> Vec<Effect> {
    let effects = screens::of(state.step).enter(state);
    finish(state, effects)
}

/// Shows this step.
pub fn show(state: &mut State, step: Step) -> Vec<Effect> {
    finish(state, vec![Effect::Go(Navigation::To(step))])
}

/// What this action does; gives what is wanted from outside.
pub fn update(state: &mut State, action: Action, now: Instant) -> Vec<Effect> {
    state.now = now;
    let effects = act(state, action);
    finish(state, effects)
}

/// Goes where the effects ask for. Then what is shown, how large, and with which notice is known: so is where its content lies.
fn finish(state: &mut State, effects: Vec<Effect>) -> Vec<Effect> {
    let effects = navigation::perform(state, effects);
    state.content = areas::content(state);
    effects
}

/// The next moment at which something on the screen changes by itself, if any.
pub fn deadline(state: &State) -> Option<Instant> {
    let seen = |kind: &JobKind| kind.step() == state.step || matches!(kind, JobKind::OpenAccount(_));
    let spinning = state.all_pending().filter(|(kind, _)| seen(kind));
    let spinner = spinning.map(|(_, pending)| spinner::next_deadline(pending.since, state.now)).min();
    let notice = state.notice.as_ref().map(|notice| notice.until);
    let screen = screens::of(state.step).deadline(state);
    [spinner, notice, screen].into_iter().flatten().min()
}

fn act(state: &mut State, action: Action) -> Vec<Effect> {
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
            if state.notice.as_ref().is_some_and(|notice| notice.until <= state.now) {
                state.notice = None;
            }
            screens::of(state.step).on_deadline(state)
        }
        Action::Answer { run, answer } => {
            let Some(kind) = state.finish(run) else { return Vec::new() };
            state.dirty = true;
            let effects = screens::of(kind.step()).answer(state, kind, answer);
            let mut effects = navigation::perform(state, effects);
            if matches!(kind, JobKind::OpenAccount(_)) {
                effects.extend(gate::answered(state));
            }
            effects
        }
        Action::Engine { run, event } => {
            let Some(kind) = state.awaited(run) else { return Vec::new() };
            state.dirty = true;
            screens::of(kind.step()).engine(state, event)
        }
        Action::Copied(text) => {
            state.dirty = true;
            state.notify(text);
            Vec::new()
        }
        Action::ScreenText(text) => {
            state.dirty = true;
            overlay::show_text(state, text);
            Vec::new()
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

fn key(state: &mut State, event: KeyEvent) -> Vec<Effect> {
    let Some(command) = keymap::command(&contexts(state), event) else { return Vec::new() };
    // On a terminal that is too small nothing can be seen, so nothing is changed: only leaving works.
    if areas::too_small(state) && !matches!(command, Command::Interrupt | Command::Suspend) {
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
    if state.overlay.is_some() || gate::closed(state) || areas::too_small(state) {
        return Vec::new();
    }
    state.dirty = true;
    // A pasted line break never submits a form.
    let line = text.filtered(|character| !character.is_control());
    screens::of(state.step).paste(state, line.expose())
}
