//! What the operator decides about one resource: keep it, take it back, leave it for later.

use super::looking::{look, selected};
use super::state::decidable;
use crate::migration::teardown::RemovalAction;
use crate::wizard::effect::Effect;
use crate::wizard::keymap::binding::Command;
use crate::wizard::state::State;

/// Decides about the resource under the cursor; what follows from it is looked at anew and shown.
pub fn decide(state: &mut State, command: Command) -> Vec<Effect> {
    let Some((resource, action)) =
        selected(state).filter(|removal| decidable(removal)).map(|removal| (removal.resource, removal.action))
    else {
        return Vec::new();
    };
    let decisions = &mut state.screens.tear_down.decisions;
    for decided in [&mut decisions.keep, &mut decisions.force, &mut decisions.skip] {
        decided.remove(&resource);
    }
    match command {
        Command::Keep => decisions.keep.insert(resource),
        Command::Skip => decisions.skip.insert(resource),
        // Where nobody changed anything, taking it back needs no decision.
        _ if matches!(action, RemovalAction::Delete | RemovalAction::Revert) => false,
        _ => decisions.force.insert(resource),
    };
    look(state)
}
