#![allow(clippy::unwrap_used)]

use crossterm::event::KeyCode;
use serde_json::json;

use super::*;
use crate::event::Event;
use crate::model::change::FieldChange;
use crate::wizard::operation::JobKind;
use crate::wizard::screens::test_support::{at_plan, engine, plan};
use crate::wizard::step::{Mark, Step};
use crate::wizard::test_support::{answer, control, draw, jobs, press};

/// Switching the trigger on has changed another field too.
fn unintended(width: u16, height: u16) -> State {
    failed(ProblemKind::Unintended(Vec::<FieldChange>::new()), width, height)
}

fn failed(kind: ProblemKind, width: u16, height: u16) -> State {
    let mut state = at_plan(plan(), width, height);
    press(&mut state, KeyCode::Enter);
    press(&mut state, KeyCode::Enter);
    let problem = Problem::new(
        kind,
        "The pool acme-customers-new changed in more than its trigger.",
        "AutoVerifiedAttributes was [\"email\"] and is absent now.",
    )
    .remedy("Put it back: cognito-ferry put-back trigger --session acme");
    let event = Event::Failed { resource: Some(ResourceId::Trigger), problem: problem.clone() };
    engine(&mut state, JobKind::Apply, event);
    let session = Box::new(state.session.clone().unwrap());
    answer(&mut state, JobKind::Apply, Answer::Apply(Written { session, result: Err(problem) }));
    state
}

fn shown(width: u16, height: u16) -> State {
    let mut state = unintended(width, height);
    press(&mut state, KeyCode::Char('b'));
    let fields = vec![
        FieldChange { path: "AutoVerifiedAttributes".into(), before: None, after: Some(json!(["email"])) },
        FieldChange {
            path: "LambdaConfig.UserMigration".into(),
            before: Some(json!("arn:aws:lambda:eu-central-1:222222222222:function:cognito-ferry-acme")),
            after: None,
        },
    ];
    let plan = Restoration::pretend(ResourceId::Trigger, "pool acme-customers-new", fields);
    answer(&mut state, JobKind::PlanPutBack, Answer::PlanPutBack(Ok(Box::new(plan))));
    state
}

#[test]
fn an_edit_that_changed_more_than_its_field_offers_to_put_back_what_was_recorded() {
    let mut state = unintended(80, 24);
    insta::assert_snapshot!("offered_80x24", draw(&state));
    let effects = press(&mut state, KeyCode::Char('b'));
    assert!(matches!(jobs(&effects)[..], [(JobKind::PlanPutBack, Job::PlanPutBack { resource: ResourceId::Trigger, .. })]));
    assert!(draw(&state).contains("Looking at what stands there now"), "{}", draw(&state));
}

#[test]
fn any_other_failure_has_nothing_to_put_back() {
    let mut state = failed(ProblemKind::Service, 80, 24);
    assert!(press(&mut state, KeyCode::Char('b')).is_empty());
    assert!(!draw(&state).contains("put back"), "{}", draw(&state));
}

#[test]
fn what_would_be_put_back_is_shown_and_asked_about_and_only_then_written() {
    let mut state = shown(80, 24);
    insta::assert_snapshot!("shown_80x24", draw(&state));
    insta::assert_snapshot!("shown_120x40", draw(&shown(120, 40)));
    assert!(press(&mut state, KeyCode::Enter).is_empty());
    insta::assert_snapshot!("asked_80x24", draw(&state));
    assert!(press(&mut state, KeyCode::Enter).is_empty(), "the safe answer is the one under the cursor");
    press(&mut state, KeyCode::Enter);
    let effects = press(&mut state, KeyCode::Char('y'));
    assert!(matches!(jobs(&effects)[..], [(JobKind::PutBack, Job::PutBack { .. })]), "{effects:?}");
}

fn written(result: Result<(), Problem>) -> (State, Vec<Effect>) {
    let mut state = shown(80, 24);
    press(&mut state, KeyCode::Enter);
    press(&mut state, KeyCode::Char('y'));
    assert!(state.save().is_empty(), "while it is written, the engine has the session");
    let mut session = state.session.clone().unwrap();
    session.name = "as-the-engine-left-it".into();
    let effects = answer(&mut state, JobKind::PutBack, Answer::PutBack(Written { session: Box::new(session), result }));
    (state, effects)
}

#[test]
fn once_it_is_put_back_that_is_said_saved_and_the_rest_is_planned() {
    let (mut state, effects) = written(Ok(()));
    assert!(matches!(&effects[..], [Effect::Save(session)] if session.name == "as-the-engine-left-it"));
    assert_eq!(state.failure, None);
    assert!(draw(&state).contains("✓ It is as it was recorded before this session's edit."), "{}", draw(&state));
    let effects = press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Plan);
    assert!(matches!(jobs(&effects)[..], [(JobKind::Plan, _)]));
    assert_eq!(state.mark(Step::Apply), Mark::Failed);
}

#[test]
fn what_could_not_be_put_back_is_told_and_can_be_tried_again() {
    let (mut state, _) = written(Err(Problem::new(ProblemKind::Conflict, "It is being changed.", "By somebody else.")));
    assert!(draw(&state).contains("It is being changed.") && state.failure.is_some());
    let effects = press(&mut state, KeyCode::Char('r'));
    assert!(matches!(jobs(&effects)[..], [(JobKind::PlanPutBack, _)]), "what stands there is looked at again first");
}

#[test]
fn esc_leads_back_to_the_failure_and_writes_nothing() {
    let mut state = shown(80, 24);
    press(&mut state, KeyCode::Enter);
    press(&mut state, KeyCode::Esc);
    assert!(press(&mut state, KeyCode::Esc).is_empty());
    assert!(draw(&state).contains("Failed at the UserMigration trigger"), "{}", draw(&state));
}

#[test]
fn while_it_is_written_esc_stays_and_the_first_ctrl_c_stops_after_the_call() {
    let mut state = shown(80, 24);
    press(&mut state, KeyCode::Enter);
    press(&mut state, KeyCode::Char('y'));
    press(&mut state, KeyCode::Esc);
    assert!(draw(&state).contains("Putting it back as it was recorded"), "{}", draw(&state));
    let effects = control(&mut state, 'c');
    assert!(matches!(effects[..], [Effect::Stop]), "{effects:?}");
    let effects = control(&mut state, 'c');
    assert!(matches!(effects[..], [Effect::Quit { code: 130 }]), "{effects:?}");
}
