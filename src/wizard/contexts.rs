//! Which keys are live, and which failure is shown: what the footer, the help and the dispatch of keys go by.

use super::gate;
use super::keymap::binding::Context;
use super::overlay::state::Overlay;
use super::screens;
use super::state::State;
use crate::problem::Problem;

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
        contexts.push(if failure(state).is_some() { Context::Failure } else { Context::Readable });
    }
    contexts.push(Context::Screen);
    contexts
}

/// The failure that is shown, perhaps not in full.
pub fn failure(state: &State) -> Option<Problem> {
    if gate::closed(state) { gate::failed(state).cloned() } else { screens::of(state.step).reading(state) }
}
