//! The user whom the test made is removed again, asked: so that the test can be repeated.

use super::state::SignInState;
use crate::problem::Problem;
use crate::sign_in::removal;
use crate::sign_in::removal::UserRemoval;
use crate::sign_in::report::CreatedUser;
use crate::text::printable;
use crate::wizard::effect::Effect;
use crate::wizard::keymap::binding::Command;
use crate::wizard::operation::Job;
use crate::wizard::state::State;
use crate::wizard::widgets::confirm::{Confirm, Verdict};

/// The user who may be removed: this sign-in made them, and they are still there.
pub fn removable(screen: &SignInState) -> Option<&CreatedUser> {
    screen.story.as_ref()?.created.as_ref()
}

/// Asks whether to remove them.
pub fn ask(screen: &mut SignInState) {
    let Some(user) = removable(screen) else { return };
    let name = removal::both_names(screen.user_name.value(), &user.user_name);
    let (name, pool, account) = (printable(&name), printable(&user.pool_id), &user.account);
    let confirm = Confirm::new("Remove this user again?", format!("Remove from {account}"), "Keep the user")
        .text(format!("{name} in the destination pool {pool}, account {account}: this test made the user."))
        .text("The source keeps its user, so that the test can be repeated.");
    screen.question = Some(confirm);
}

/// A key for that question.
pub fn answered(state: &mut State, command: Command) -> Vec<Effect> {
    let room = state.question_room();
    let Some(question) = &mut state.screens.sign_in.question else { return Vec::new() };
    let verdict = question.command(command, room);
    if verdict != Verdict::Open {
        state.screens.sign_in.question = None;
    }
    if verdict == Verdict::Go { start(state) } else { Vec::new() }
}

fn start(state: &mut State) -> Vec<Effect> {
    let Some(user_name) = removable(&state.screens.sign_in).map(|user| user.user_name.clone()) else { return Vec::new() };
    let (Some(session), Some(accounts)) = (&state.session, state.account_runs()) else { return Vec::new() };
    let Some(spec) = session.spec.clone() else { return Vec::new() };
    let job = Job::RemoveUser { session: Box::new(session.clone()), spec: Box::new(spec), accounts, user_name };
    state.run(job)
}

/// The form once more, with what happened; or why the user is still there.
pub fn done(state: &mut State, result: Result<UserRemoval, Problem>) -> Vec<Effect> {
    match result {
        Ok(removal) => {
            if let Some(session) = &mut state.session {
                removal::forget(session, &removal);
            }
            state.screens.sign_in.story = None;
            state.screens.sign_in.scroll = None;
            state.screens.sign_in.removed = Some(told(&removal));
            if let Some(practice) = &state.start.practice
                && state.screens.sign_in.user_name.value() == practice.user_name
            {
                state.screens.sign_in.password.set(&practice.password);
            }
            state.save()
        }
        Err(problem) => {
            state.screens.sign_in.problem = Some(problem);
            Vec::new()
        }
    }
}

fn told(removal: &UserRemoval) -> String {
    let (name, pool) = (printable(&removal.user.user_name), printable(&removal.user.pool_id));
    match removal.removed {
        true => format!("{name} was removed from {pool} again. The test can be repeated."),
        false => format!("{pool} does not have {name} any more. The test can be repeated."),
    }
}
