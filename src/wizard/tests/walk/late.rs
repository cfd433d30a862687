//! The screens on which something is looked at or done, in their conditions, and what lies over them.

use crossterm::event::KeyCode;

use super::early::{MANY, long, pressed};
use super::{Case, Condition};
use crate::aws::Side;
use crate::check::finding::{Check, CheckStatus};
use crate::event::Event;
use crate::migration::plan::Plan;
use crate::migration::restore::Restoration;
use crate::model::change::{Change, ChangeAction as Verb, Conflict, FieldChange};
use crate::model::resource_id::ResourceId;
use crate::problem::{Problem, ProblemKind};
use crate::wizard::operation::{Answer, JobKind, Written};
use crate::wizard::screens::test_support::{self as fixtures, EIGHT, at, at_plan, change, engine};
use crate::wizard::state::State;
use crate::wizard::step::Step;
use crate::wizard::test_support::answer;

pub const SENTENCE: &str =
    "What was seen there is told in a sentence that is longer than most screens are wide, so that it has to be wrapped.";

fn check(status: CheckStatus, lines: usize) -> Check {
    Check {
        id: "verify.function".into(),
        resource: Some(ResourceId::Function),
        title: "function".into(),
        status,
        evidence: (0..lines).map(|number| format!("Finding {number}. {SENTENCE}")).collect(),
        remedy: Some("Ask whoever looks after the account to put it back as it was, then check again.".into()),
        drift: Vec::new(),
    }
}

/// Found in full; what failed is open.
fn found(step: Step, width: u16, height: u16, checks: Vec<Check>) -> State {
    let (mut state, _) = at(step, width, height);
    match step {
        Step::Preflight => answer(&mut state, JobKind::Preflight, Answer::Preflight(Ok(checks))),
        _ => answer(&mut state, JobKind::Verify, Answer::Verify(Ok(checks))),
    };
    state
}

fn many_checks() -> Vec<Check> {
    let statuses = [CheckStatus::Pass, CheckStatus::Warn, CheckStatus::Fail, CheckStatus::Skipped];
    // Closed, so that what is under them is not read.
    let bare = |status| Check { evidence: Vec::new(), remedy: None, ..check(status, 0) };
    (0..MANY).map(|number| bare(statuses[number % 4])).collect()
}

pub fn preflight() -> Vec<Case> {
    vec![
        (Condition::Nothing, "no check", |width, height| found(Step::Preflight, width, height, Vec::new())),
        (Condition::One, "one passed", |width, height| found(Step::Preflight, width, height, vec![check(CheckStatus::Pass, 1)])),
        (Condition::One, "one failed, with much to read", |width, height| {
            found(Step::Preflight, width, height, vec![check(CheckStatus::Fail, 12)])
        }),
        (Condition::One, "asked whether to go on", |width, height| {
            pressed(found(Step::Preflight, width, height, vec![check(CheckStatus::Fail, 3)]), &[KeyCode::Enter])
        }),
        (Condition::Many, "500 checks", |width, height| found(Step::Preflight, width, height, many_checks())),
        (Condition::Failed, "it could not look", |width, height| {
            let (mut state, _) = at(Step::Preflight, width, height);
            answer(&mut state, JobKind::Preflight, Answer::Preflight(Err(long())));
            state
        }),
        (Condition::Failed, "the accounts are not open", closed_gate),
        (Condition::Never, "looking", |width, height| at(Step::Preflight, width, height).0),
        (Condition::Never, "looking, and Enter pressed", |width, height| {
            pressed(at(Step::Preflight, width, height).0, &[KeyCode::Enter])
        }),
        (Condition::Never, "the accounts are being opened", |width, height| {
            let (mut state, _) = at(Step::Home, width, height);
            name_the_profiles(&mut state);
            (state.source, state.destination) = (None, None);
            crate::wizard::update::show(&mut state, Step::Preflight);
            state
        }),
    ]
}

fn name_the_profiles(state: &mut State) {
    let choices = &mut state.session.as_mut().unwrap().choices;
    (choices.source.profile, choices.destination.profile) = (Some("old-account".into()), Some("new-account".into()));
}

fn closed_gate(width: u16, height: u16) -> State {
    let (mut state, _) = at(Step::Preflight, width, height);
    name_the_profiles(&mut state);
    (state.source, state.destination) = (None, None);
    state.screens.accounts.refuse(Side::Source, long());
    state.screens.accounts.refuse(Side::Destination, long());
    state
}

fn planned(width: u16, height: u16, changes: Vec<Change>) -> State {
    at_plan(Plan { changes, ..fixtures::plan() }, width, height)
}

/// One that says much, open.
fn talkative() -> Change {
    let mut change = change(ResourceId::Function);
    change.why = SENTENCE.into();
    change.warnings = (0..9).map(|number| format!("Warning {number}. {SENTENCE}")).collect();
    change
}

fn conflicting() -> Change {
    let mut change = talkative();
    change.action = Verb::Conflict;
    change.conflict = Some(Conflict { found: SENTENCE.into(), replaceable: true, alternative: "Choose another pool.".into() });
    change
}

fn left_behind(width: u16, height: u16) -> State {
    let mut plan = fixtures::plan();
    plan.spec.user_mapping.left_behind = (0..60).map(|number| format!("custom:attribute_{number}")).collect();
    pressed(at_plan(plan, width, height), &[KeyCode::Enter])
}

pub fn plan() -> Vec<Case> {
    vec![
        (Condition::Nothing, "no changes", |width, height| {
            let unchanged = |resource| Change { action: Verb::Keep, fields: Vec::new(), ..change(resource) };
            planned(width, height, EIGHT.map(unchanged).to_vec())
        }),
        (Condition::Nothing, "no resource at all", |width, height| planned(width, height, Vec::new())),
        (Condition::One, "one change, open", |width, height| {
            pressed(planned(width, height, vec![talkative()]), &[KeyCode::Char(' ')])
        }),
        (Condition::One, "a change to decide", |width, height| planned(width, height, vec![conflicting()])),
        (Condition::One, "a change to decide, and Enter pressed", |width, height| {
            pressed(planned(width, height, vec![conflicting()]), &[KeyCode::Enter])
        }),
        (Condition::One, "asked", |width, height| pressed(at_plan(fixtures::plan(), width, height), &[KeyCode::Enter])),
        (Condition::One, "asked, in one account", |width, height| {
            let mut plan = fixtures::plan();
            plan.spec.destination.account = plan.spec.source.account.clone();
            plan.spec.options.replace.insert(ResourceId::Trigger);
            pressed(at_plan(plan, width, height), &[KeyCode::Enter])
        }),
        (Condition::One, "asked whether to leave", |width, height| {
            pressed(at_plan(fixtures::plan(), width, height), &[KeyCode::Char('q')])
        }),
        (Condition::One, "the help", |width, height| pressed(at_plan(fixtures::plan(), width, height), &[KeyCode::Char('?')])),
        (Condition::Many, "500 changes", |width, height| {
            planned(width, height, (0..MANY).map(|number| change(EIGHT[number % 8])).collect())
        }),
        (Condition::Many, "asked, with 60 attributes left behind", left_behind),
        (Condition::Failed, "no plan", |width, height| {
            let (mut state, _) = at(Step::Plan, width, height);
            answer(&mut state, JobKind::Plan, Answer::Plan(Err(long())));
            state
        }),
        (Condition::Failed, "no plan, read in full", |width, height| {
            let (mut state, _) = at(Step::Plan, width, height);
            answer(&mut state, JobKind::Plan, Answer::Plan(Err(long())));
            pressed(state, &[KeyCode::Char('v')])
        }),
        (Condition::Failed, "a session that could not be saved", |width, height| {
            let mut state = at_plan(fixtures::plan(), width, height);
            let now = state.now;
            crate::wizard::update::update(&mut state, crate::wizard::action::Action::Saved(Err(Problem {
                why: "The disk is full, so /home/ada/.local/state/cognito-ferry/sessions/acme.json keeps what stood there before.".into(),
                ..long()
            })), now);
            state
        }),
        (Condition::Never, "being made", |width, height| at(Step::Plan, width, height).0),
    ]
}

fn applying(width: u16, height: u16, changes: Vec<Change>) -> State {
    let mut state = pressed(planned(width, height, changes), &[KeyCode::Enter, KeyCode::Enter]);
    assert_eq!(state.step, Step::Apply);
    for resource in EIGHT.into_iter().take(3) {
        let change = change(resource);
        let event = Event::Changed { resource, action: change.action, name: SENTENCE.into(), elapsed_milliseconds: 430 };
        engine(&mut state, JobKind::Apply, event);
    }
    state
}

fn all() -> Vec<Change> {
    EIGHT.map(change).to_vec()
}

fn applied(width: u16, height: u16, changes: Vec<Change>, result: Result<(), Problem>) -> State {
    let mut state = applying(width, height, changes);
    let session = Box::new(state.session.clone().unwrap());
    answer(&mut state, JobKind::Apply, Answer::Apply(Written { session, result }));
    state
}

fn unintended(width: u16, height: u16) -> State {
    let mut state = applying(width, height, all());
    let problem = Problem { kind: ProblemKind::Unintended(Vec::new()), ..long() };
    engine(&mut state, JobKind::Apply, Event::Failed { resource: Some(ResourceId::Trigger), problem: problem.clone() });
    let session = Box::new(state.session.clone().unwrap());
    answer(&mut state, JobKind::Apply, Answer::Apply(Written { session, result: Err(problem) }));
    state
}

fn putting_back(width: u16, height: u16, fields: usize) -> State {
    let mut state = pressed(unintended(width, height), &[KeyCode::Char('b')]);
    let field = |number| FieldChange { path: format!("Field{number}"), before: None, after: Some(1.into()) };
    let shown = Restoration::pretend(ResourceId::Trigger, "pool acme", (0..fields).map(field).collect());
    answer(&mut state, JobKind::PlanPutBack, Answer::PlanPutBack(Ok(Box::new(shown))));
    state
}

pub fn apply() -> Vec<Case> {
    vec![
        (Condition::Nothing, "nothing to change, finished", |width, height| {
            let unchanged = |resource| Change { action: Verb::Keep, fields: Vec::new(), ..change(resource) };
            let mut state = pressed(planned(width, height, EIGHT.map(unchanged).to_vec()), &[KeyCode::Enter]);
            let session = Box::new(state.session.clone().unwrap());
            answer(&mut state, JobKind::Apply, Answer::Apply(Written { session, result: Ok(()) }));
            state
        }),
        (Condition::One, "one change, finished", |width, height| {
            applied(width, height, vec![change(ResourceId::SourceClient)], Ok(()))
        }),
        (Condition::One, "stopped", |width, height| {
            applied(width, height, all(), Err(Problem { kind: ProblemKind::Interrupted, ..long() }))
        }),
        (Condition::One, "asked whether to stop", |width, height| pressed(applying(width, height, all()), &[KeyCode::Esc])),
        (Condition::One, "asked whether to leave meanwhile", |width, height| {
            pressed(applying(width, height, all()), &[KeyCode::Char('q')])
        }),
        (Condition::One, "what would be put back", |width, height| putting_back(width, height, 1)),
        (Condition::One, "asked whether to put it back", |width, height| {
            pressed(putting_back(width, height, 1), &[KeyCode::Enter])
        }),
        (Condition::One, "nothing to put back any more", |width, height| putting_back(width, height, 0)),
        (Condition::Many, "500 changes", |width, height| {
            applied(width, height, (0..MANY).map(|number| change(EIGHT[number % 8])).collect(), Ok(()))
        }),
        (Condition::Many, "500 fields to put back", |width, height| putting_back(width, height, MANY)),
        (Condition::Failed, "failed", |width, height| applied(width, height, all(), Err(long()))),
        (Condition::Failed, "asked whether to go on with what nobody can know", |width, height| {
            applied(width, height, all(), Err(Problem { kind: ProblemKind::Unproven, ..long() }))
        }),
        (Condition::Failed, "an unintended change", unintended),
        (Condition::Failed, "it cannot be put back", |width, height| {
            let mut state = pressed(unintended(width, height), &[KeyCode::Char('b')]);
            answer(&mut state, JobKind::PlanPutBack, Answer::PlanPutBack(Err(long())));
            state
        }),
        (Condition::Never, "applying", |width, height| applying(width, height, all())),
        (Condition::Never, "looking at what would be put back", |width, height| {
            pressed(unintended(width, height), &[KeyCode::Char('b')])
        }),
        (Condition::Never, "putting back", |width, height| {
            pressed(putting_back(width, height, 1), &[KeyCode::Enter, KeyCode::Char('y')])
        }),
    ]
}

pub fn verify() -> Vec<Case> {
    vec![
        (Condition::Nothing, "no check", |width, height| found(Step::Verify, width, height, Vec::new())),
        (Condition::One, "one passed", |width, height| found(Step::Verify, width, height, vec![check(CheckStatus::Pass, 1)])),
        (Condition::One, "asked whether to go on", |width, height| {
            pressed(found(Step::Verify, width, height, vec![check(CheckStatus::Fail, 3)]), &[KeyCode::Enter])
        }),
        (Condition::Many, "500 checks", |width, height| found(Step::Verify, width, height, many_checks())),
        (Condition::Failed, "it could not look", |width, height| {
            let (mut state, _) = at(Step::Verify, width, height);
            answer(&mut state, JobKind::Verify, Answer::Verify(Err(long())));
            state
        }),
        (Condition::Never, "looking", |width, height| at(Step::Verify, width, height).0),
    ]
}
