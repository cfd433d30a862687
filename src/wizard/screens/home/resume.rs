//! Continuing a saved session: the marks of its steps, and the step where the operator was.

use crate::check::finding::CheckStatus;
use crate::model::change::ResourceOperation;
use crate::session::document::Session;
use crate::session::journal::{Entry, EntryResult};
use crate::wizard::effect::{Effect, go};
use crate::wizard::screens::tear_down;
use crate::wizard::state::State;
use crate::wizard::step::{Mark, Step};

/// Takes the session up where it was left. What it found is looked at anew before anything is done.
pub fn resume(state: &mut State, session: Session) -> Vec<Effect> {
    let (step, mut effects) = begin(state, session);
    effects.extend(go(step));
    effects
}

/// Takes the session up to take it back.
pub fn take_back(state: &mut State, session: Session) -> Vec<Effect> {
    let (_, mut effects) = begin(state, session);
    effects.extend(tear_down::open(state));
    effects
}

/// Gives the step where it was left.
fn begin(state: &mut State, session: Session) -> (Step, Vec<Effect>) {
    let step = session.step.as_deref().and_then(Step::from_key).filter(|step| *step != Step::Home).unwrap_or(Step::Accounts);
    let marks = marks(&session, step);
    let effects = state.begin_session(session);
    for (step, mark) in marks {
        state.set_mark(step, mark);
    }
    (step, effects)
}

/// What the session's record says of each step.
fn marks(session: &Session, step: Step) -> Vec<(Step, Mark)> {
    // A teardown is begun from anywhere.
    let reached = if step == Step::TearDown { Step::Apply } else { step };
    let mut marks: Vec<(Step, Mark)> =
        Step::ORDER.into_iter().take_while(|earlier| *earlier < reached).map(|step| (step, Mark::Done)).collect();
    let failed = |entry: &Entry| !matches!(entry.result, Some(EntryResult::Done));
    if let Some(last) = session.journal.entries().last() {
        let mark = match last.operation {
            ResourceOperation::Delete | ResourceOperation::Revert | ResourceOperation::Leave => Mark::Stale,
            ResourceOperation::Create | ResourceOperation::Update if failed(last) => Mark::Failed,
            ResourceOperation::Create | ResourceOperation::Update => Mark::Done,
        };
        marks.push((Step::Apply, mark));
    }
    if !session.checks.is_empty() {
        let bad = session.checks.iter().any(|check| check.status == CheckStatus::Fail);
        marks.push((Step::Verify, if bad { Mark::Failed } else { Mark::Done }));
    }
    if let Some(sign_in) = &session.sign_in {
        marks.push((Step::SignIn, if sign_in.succeeded { Mark::Done } else { Mark::Failed }));
    }
    marks
}
