//! The last questions: whether the function's log lines go too, and whether all this is to be done. Both come with the safe answer
//! chosen.

use std::collections::BTreeSet;

use super::running::start;
use super::state::TeardownQuestion;
use crate::aws::Side;
use crate::migration::teardown::{RemovalAction, Teardown};
use crate::model::resource_id::ResourceId;
use crate::wizard::effect::Effect;
use crate::wizard::state::State;
use crate::wizard::widgets::confirm::{Confirm, Verdict};

/// Asks the first that there is to ask.
pub fn ask(state: &mut State) {
    let Some(teardown) = state.screens.tear_down.teardown.as_deref() else { return };
    let function = teardown.removals.iter().find(|removal| removal.resource == ResourceId::Function);
    if function.is_some_and(|function| function.action == RemovalAction::Delete) {
        let confirm = Confirm::new("Delete the function's log lines too?", "Delete the log group", "Keep the log group")
            .text("They tell what became of each sign-in, without names. Deleted, they cannot be brought back.")
            .text("The next question says everything once more before anything happens.");
        state.screens.tear_down.question = Some((TeardownQuestion::Logs, confirm));
    } else {
        begin(state, true, false);
    }
}

/// What is done with the answer to this question.
pub fn answered(state: &mut State, question: TeardownQuestion, verdict: Verdict) -> Vec<Effect> {
    match (question, verdict) {
        (_, Verdict::Open) => return Vec::new(),
        (TeardownQuestion::Logs, verdict) => begin(state, verdict == Verdict::Stay, true),
        (TeardownQuestion::Begin { .. }, Verdict::Stay) => state.screens.tear_down.question = None,
        (TeardownQuestion::Begin { keep_logs, .. }, Verdict::Go) => {
            state.screens.tear_down.question = None;
            return start(state, keep_logs);
        }
    }
    Vec::new()
}

fn begin(state: &mut State, keep_logs: bool, logs_asked: bool) {
    let Some(teardown) = state.screens.tear_down.teardown.as_deref() else { return };
    let name = state.session.as_ref().map(|session| session.name.clone()).unwrap_or_default();
    let mut confirm = Confirm::new("Take this back?", button(teardown, &name), "Not yet");
    let stays = teardown.stays().join(", ");
    confirm = match left(teardown) {
        0 if stays.is_empty() => {
            confirm.text("Then nothing of this session is left in either account, and its record goes to the archive.")
        }
        0 => confirm
            .text(format!("Then only what nobody can remove is left of this session: {stays}. Its record goes to the archive.")),
        1 => confirm.text("One resource is left as it is, as you decided."),
        left => confirm.text(format!("{left} resources are left as they are, as you decided.")),
    };
    if logs_asked {
        confirm = confirm.text(match keep_logs {
            true => "The function's log group stays.",
            false => "The function's log group is deleted too, with all its lines.",
        });
    }
    state.screens.tear_down.question = Some((TeardownQuestion::Begin { keep_logs, logs_asked }, confirm));
}

fn count(teardown: &Teardown, action: RemovalAction) -> usize {
    teardown.removals.iter().filter(|removal| removal.action == action).count()
}

fn left(teardown: &Teardown) -> usize {
    count(teardown, RemovalAction::Keep) + count(teardown, RemovalAction::Skip)
}

/// Verb and object: `Delete 6 and set back 2 in 111111111111 and 222222222222`.
fn button(teardown: &Teardown, session: &str) -> String {
    let (deleted, reverted) = (count(teardown, RemovalAction::Delete), count(teardown, RemovalAction::Revert));
    let operations = match (deleted, reverted) {
        (0, 0) => return format!("Close the record of {session}"),
        (deleted, 0) => format!("Delete {deleted}"),
        (0, reverted) => format!("Set back {reverted}"),
        (deleted, reverted) => format!("Delete {deleted} and set back {reverted}"),
    };
    let concerned =
        teardown.removals.iter().filter(|removal| matches!(removal.action, RemovalAction::Delete | RemovalAction::Revert));
    let accounts: BTreeSet<&str> = concerned
        .map(|removal| match removal.resource.side() {
            Side::Source => teardown.spec.source.account.as_str(),
            Side::Destination => teardown.spec.destination.account.as_str(),
        })
        .collect();
    format!("{operations} in {}", accounts.into_iter().collect::<Vec<_>>().join(" and "))
}
