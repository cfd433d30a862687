#![allow(clippy::unwrap_used)]

use std::time::Duration;

use crossterm::event::KeyCode;

use super::*;
use crate::model::change::ChangeAction as Verb;
use crate::model::resource_id::ResourceId;
use crate::problem::{Problem, ProblemKind};
use crate::wizard::operation::Job;
use crate::wizard::screens::test_support::{EIGHT, at, at_plan, change, engine, plan, style_of};
use crate::wizard::test_support::{answer, control, draw, jobs, pass, press};

/// At the apply screen, the plan approved, nothing said yet.
fn begun(width: u16, height: u16) -> State {
    let mut state = at_plan(plan(), width, height);
    press(&mut state, KeyCode::Enter);
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Apply);
    state
}

fn started(state: &mut State, resource: ResourceId) {
    let change = change(resource);
    engine(state, JobKind::Apply, Event::Started { resource, action: change.action, name: change.name });
}

fn changed(state: &mut State, resource: ResourceId) {
    let change = change(resource);
    let event = Event::Changed { resource, action: change.action, name: change.name, elapsed_milliseconds: 430 };
    engine(state, JobKind::Apply, event);
}

/// The first four are done, the function waits for its role.
fn waiting(width: u16, height: u16) -> State {
    let mut state = begun(width, height);
    engine(&mut state, JobKind::Apply, Event::ApplyStarted { changes: 7 });
    for resource in &EIGHT[..4] {
        if change(*resource).action.writes() {
            started(&mut state, *resource);
        }
        changed(&mut state, *resource);
    }
    started(&mut state, ResourceId::Function);
    pass(&mut state, Duration::from_millis(3_200));
    engine(
        &mut state,
        JobKind::Apply,
        Event::Waiting {
            resource: ResourceId::Function,
            waiting_for: "Lambda to be able to assume the role cognito-ferry-acme-function".into(),
            attempt: 3,
            elapsed_milliseconds: 3_200,
            pause_milliseconds: 2_000,
        },
    );
    pass(&mut state, Duration::from_millis(400));
    state
}

fn ended(state: &mut State, result: Result<(), Problem>) -> Vec<Effect> {
    let session = Box::new(state.session.clone().unwrap());
    answer(state, JobKind::Apply, Answer::Apply(Written { session, result }))
}

fn finished(width: u16, height: u16) -> State {
    let mut state = begun(width, height);
    for resource in EIGHT {
        changed(&mut state, resource);
    }
    engine(&mut state, JobKind::Apply, Event::ApplyFinished { created: 5, updated: 2, unchanged: 1 });
    pass(&mut state, Duration::from_millis(14_000));
    ended(&mut state, Ok(()));
    state
}

fn denied() -> Problem {
    let mut problem = Problem::new(
        ProblemKind::AccessDenied { action: Some("iam:CreateRole".into()), resource: None },
        "Could not create the role cognito-ferry-acme-source (profile old-account).",
        "The user dev may not call iam:CreateRole.",
    )
    .remedy("Ask whoever looks after 111111111111 for iam:CreateRole on this role.");
    problem.code = Some("AccessDenied".into());
    problem
}

#[test]
fn rows_say_what_is_done_what_is_waited_for_and_when_it_looks_again() {
    insta::assert_snapshot!(draw(&waiting(80, 24)));
}

#[test]
fn a_larger_screen_shows_more_of_the_log() {
    insta::assert_snapshot!(draw(&waiting(120, 40)));
}

#[test]
fn the_countdown_runs_down_and_then_says_that_it_looks() {
    let mut state = waiting(80, 24);
    assert!(draw(&state).contains("again in 2 s"));
    pass(&mut state, Duration::from_millis(1_000));
    assert!(draw(&state).contains("again in 1 s"));
    pass(&mut state, Duration::from_millis(1_000));
    assert!(draw(&state).contains("looking now"));
}

#[test]
fn success_is_counted_and_enter_goes_on_to_verify() {
    let mut state = finished(80, 24);
    insta::assert_snapshot!(draw(&state));
    assert_eq!(state.mark(Step::Apply), Mark::Done);
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Verify);
}

#[test]
fn a_row_that_is_done_stays_so_when_the_chain_is_waited_for_there_afterwards() {
    let mut state = begun(80, 24);
    EIGHT.into_iter().for_each(|resource| changed(&mut state, resource));
    let proving = Event::Waiting {
        resource: ResourceId::Function,
        waiting_for: "the function to reach the source".into(),
        attempt: 1,
        elapsed_milliseconds: 0,
        pause_milliseconds: 500,
    };
    engine(&mut state, JobKind::Apply, proving);
    assert!(draw(&state).contains("7 of 8 done"), "{}", draw(&state));
    ended(&mut state, Ok(()));
    let screen = draw(&state);
    assert!(screen.contains("✓ function ") && !screen.contains('✗'), "{screen}");
}

#[test]
fn enter_while_it_runs_does_nothing() {
    let mut state = waiting(80, 24);
    assert!(press(&mut state, KeyCode::Enter).is_empty());
    assert_eq!(state.step, Step::Apply);
}

#[test]
fn a_failure_names_its_row_and_what_to_do_and_enter_plans_what_is_left() {
    let mut state = begun(80, 24);
    changed(&mut state, ResourceId::SourceClient);
    changed(&mut state, ResourceId::FunctionRole);
    started(&mut state, ResourceId::SourceRole);
    engine(&mut state, JobKind::Apply, Event::Failed { resource: Some(ResourceId::SourceRole), problem: denied() });
    ended(&mut state, Err(denied()));
    insta::assert_snapshot!(draw(&state));
    assert_eq!(state.failure, Some(denied()));
    let effects = press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Plan);
    assert!(matches!(jobs(&effects)[..], [(JobKind::Plan, Job::Plan { .. })]));
}

#[test]
fn the_first_ctrl_c_stops_after_the_current_call_and_the_second_leaves() {
    let mut state = waiting(80, 24);
    let effects = control(&mut state, 'c');
    assert!(matches!(effects[..], [Effect::Stop]));
    assert!(draw(&state).contains("Stopping after the current call. Ctrl-C again leaves now."));
    let effects = control(&mut state, 'c');
    assert!(matches!(effects.last(), Some(Effect::Quit { code: 130 })));
}

#[test]
fn esc_asks_before_it_stops_and_enter_goes_on_applying() {
    let mut state = waiting(80, 24);
    press(&mut state, KeyCode::Esc);
    insta::assert_snapshot!(draw(&state));
    assert!(press(&mut state, KeyCode::Enter).is_empty());
    press(&mut state, KeyCode::Esc);
    assert!(matches!(press(&mut state, KeyCode::Char('y'))[..], [Effect::Stop]));
    assert_eq!(state.step, Step::Apply);
}

#[test]
fn stopped_is_told_apart_from_failed() {
    let mut state = waiting(80, 24);
    control(&mut state, 'c');
    changed(&mut state, ResourceId::Function);
    engine(&mut state, JobKind::Apply, Event::Interrupted { done: 5, left: 3 });
    ended(&mut state, Err(Problem::new(ProblemKind::Interrupted, "Stopped.", "5 done, 3 left.")));
    let screen = draw(&state);
    assert!(screen.contains("! Stopped as you asked: 5 of 8 done."), "{screen}");
    assert!(!screen.contains('✗'), "{screen}");
}

#[test]
fn stopping_while_something_is_waited_for_is_not_a_failure_of_its_row() {
    let mut state = waiting(80, 24);
    control(&mut state, 'c');
    let stopped = Problem::new(ProblemKind::Interrupted, "Stopped as you asked.", "It was waiting for the function.");
    engine(&mut state, JobKind::Apply, Event::Failed { resource: Some(ResourceId::Function), problem: stopped.clone() });
    ended(&mut state, Err(stopped));
    insta::assert_snapshot!(draw(&state));
}

#[test]
fn without_an_approval_nothing_is_written_and_the_plan_is_shown() {
    let (state, effects) = at(Step::Apply, 80, 24);
    assert_eq!(state.step, Step::Plan);
    assert!(jobs(&effects).iter().all(|(kind, _)| *kind == JobKind::Plan));
}

#[test]
fn coming_back_from_verify_shows_what_was_done_and_writes_nothing() {
    let mut state = finished(80, 24);
    press(&mut state, KeyCode::Enter);
    let effects = press(&mut state, KeyCode::Esc);
    assert_eq!(state.step, Step::Apply);
    assert!(!jobs(&effects).iter().any(|(kind, _)| *kind == JobKind::Apply));
    assert!(draw(&state).contains("5 created, 2 updated, 1 unchanged"));
}

#[test]
fn scrolling_up_holds_the_log_still_and_end_follows_again() {
    let mut state = waiting(80, 24);
    press(&mut state, KeyCode::Up);
    assert!(draw(&state).contains("Log (End follows)"));
    let held = draw(&state);
    engine(&mut state, JobKind::Apply, Event::Note { resource: ResourceId::Function, text: "NEWEST LINE".into() });
    assert!(!draw(&state).contains("NEWEST LINE"));
    assert!(held.contains("created"));
    press(&mut state, KeyCode::End);
    assert!(draw(&state).contains("NEWEST LINE"));
}

#[test]
fn done_working_and_failed_differ_in_colour_and_in_mark() {
    let state = waiting(80, 24);
    let theme = state.theme();
    assert_eq!(style_of(&state, "✓ migration app client").fg, theme.good().fg);
    assert_eq!(style_of(&state, "= function's execution role").fg, Some(ratatui::style::Color::Reset));
    let mut failed = waiting(80, 24);
    engine(&mut failed, JobKind::Apply, Event::Failed { resource: Some(ResourceId::Function), problem: denied() });
    ended(&mut failed, Err(denied()));
    assert_eq!(style_of(&failed, "✗ function").fg, theme.bad().fg);
}

#[test]
fn text_from_aws_in_the_log_cannot_move_the_cursor() {
    let mut state = waiting(80, 24);
    engine(&mut state, JobKind::Apply, Event::Note { resource: ResourceId::Function, text: "evil\u{1b}[2J".into() });
    assert!(draw(&state).contains("evil\\u{1b}[2J"));
    assert_eq!(change(ResourceId::Function).action, Verb::Create);
}

#[test]
fn without_unicode_everything_is_ascii() {
    let mut state = waiting(80, 24);
    state.start.theme.unicode = false;
    let screen = draw(&state);
    assert!(screen.is_ascii(), "{screen}");
}

#[test]
fn what_nobody_can_know_is_a_question_and_yes_goes_on_with_the_same_plan() {
    let said = "It said: Error: Bad credentials\nAn error of a handler that is not ours proves nothing.";
    let what = "Whether your function reaches the source pool cannot be known from here.";
    let problem = || Problem::new(ProblemKind::Unproven, what, said);
    let mut state = begun(80, 24);
    ended(&mut state, Err(problem()));
    let shown = draw(&state);
    assert!(shown.contains("Go on all the same?") && shown.contains("Bad credentials"), "{shown}");
    press(&mut state, KeyCode::Enter);
    assert!(jobs(&press(&mut state, KeyCode::Char('z'))).is_empty() && draw(&state).contains("Enter plans what is left"));

    let mut state = begun(80, 24);
    ended(&mut state, Err(problem()));
    let effects = press(&mut state, KeyCode::Char('y'));
    let begun = jobs(&effects);
    assert!(
        matches!(begun[..], [(JobKind::Apply, Job::Apply { unproven: Unproven::GoOn, plan, .. })] if **plan == crate::wizard::screens::test_support::plan())
    );
    assert!(!draw(&state).contains("Go on all the same?"), "{}", draw(&state));
}
