//! From step to step: what screens ask for by [`Effect::Go`] is done here.

use super::effect::{Effect, Navigation};
use super::gate;
use super::screens;
use super::state::State;
use super::step::{Mark, Step};

/// Goes where the effects ask for, in their order; gives the others, and those that going there brings.
pub fn perform(state: &mut State, effects: Vec<Effect>) -> Vec<Effect> {
    let mut left = Vec::with_capacity(effects.len());
    for effect in effects {
        let Effect::Go(navigation) = effect else {
            left.push(effect);
            continue;
        };
        let further = match navigation {
            Navigation::To(step) => go(state, step),
            Navigation::Next => advance(state),
            Navigation::Again => gate::enter(state),
            Navigation::Reopened => gate::reopen(state),
        };
        left.extend(perform(state, further));
    }
    left
}

/// Shows this step, saves where the operator is, and opens the accounts first if the step needs them and they are not open.
fn go(state: &mut State, step: Step) -> Vec<Effect> {
    state.step = step;
    state.notice = None;
    if step == Step::Home || step >= Step::Plan {
        state.return_to_plan = None;
    }
    let mut effects = if step == Step::Home { Vec::new() } else { state.save() };
    effects.extend(gate::enter(state));
    effects
}

/// This step is answered: the next one; on the way back to the plan, the next that this answer has made doubtful.
fn advance(state: &mut State) -> Vec<Effect> {
    state.set_mark(state.step, Mark::Done);
    let doubtful = |step: &Step| state.return_to_plan.is_none() || *step >= Step::Plan || state.mark(*step) != Mark::Done;
    let next = Step::ORDER.into_iter().filter(|step| *step > state.step).find(doubtful);
    match next {
        Some(step) => go(state, step),
        None => Vec::new(),
    }
}

/// Esc: the step before, never blocked.
pub fn back(state: &mut State) -> Vec<Effect> {
    if !gate::closed(state) && screens::of(state.step).escape(state) {
        return Vec::new();
    }
    let before = match state.return_to_plan {
        Some(step) if step == state.step => Some(Step::Plan),
        _ => screens::of(state.step).before(state),
    };
    match before {
        Some(step) => go(state, step),
        None => Vec::new(),
    }
}

/// Saves and quits.
pub fn leave(state: &mut State, code: u8) -> Vec<Effect> {
    let mut effects = if state.step == Step::Home { Vec::new() } else { state.save() };
    effects.push(Effect::Quit { code });
    effects
}
