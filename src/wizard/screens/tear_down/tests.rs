#![allow(clippy::unwrap_used)]

use crossterm::event::KeyCode;
use insta::assert_snapshot;
use serde_json::json;

use super::*;
use crate::migration::teardown::{ChangedMember, TEARDOWN_FORMAT};
use crate::migration::teardown::{Removal, RemovalAction, Teardown, TeardownSummary};
use crate::model::change::FieldChange;
use crate::model::change::ResourceOperation;
use crate::model::resource_id::ResourceId;
use crate::problem::ProblemKind;
use crate::session::document::SignInRecord;
use crate::wizard::operation::Job;
use crate::wizard::screens::test_support::{EIGHT, at, change, engine, spec, style_of};
use crate::wizard::test_support::{self, answer, control, draw, jobs, press};

fn removal(resource: ResourceId) -> Removal {
    let (action, fields) = match resource {
        ResourceId::ClientFlows => (
            RemovalAction::Revert,
            vec![FieldChange {
                path: "ExplicitAuthFlows".into(),
                before: Some(json!(["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH"])),
                after: Some(json!(["ALLOW_USER_SRP_AUTH"])),
            }],
        ),
        ResourceId::Trigger => (
            RemovalAction::Revert,
            vec![FieldChange {
                path: "LambdaConfig.UserMigration".into(),
                before: Some(json!("arn:aws:lambda:eu-central-1:222222222222:function:cognito-ferry-acme")),
                after: None,
            }],
        ),
        ResourceId::FunctionRole => (RemovalAction::Unmanaged, Vec::new()),
        _ => (RemovalAction::Delete, Vec::new()),
    };
    Removal { resource, name: change(resource).name, action, disagreements: Vec::new(), fields, notes: Vec::new() }
}

/// Five to delete, two to set back, one adopted.
fn teardown() -> Teardown {
    Teardown { format_version: TEARDOWN_FORMAT, spec: spec(), removals: EIGHT.into_iter().rev().map(removal).collect() }
}

/// Somebody has set another trigger since.
fn changed_since() -> Teardown {
    let mut teardown = teardown();
    teardown.removals[0].action = RemovalAction::Changed;
    teardown.removals[0].disagreements = vec![ChangedMember {
        path: "LambdaConfig.UserMigration".into(),
        recorded: None,
        written: Some(json!("arn:aws:lambda:eu-central-1:222222222222:function:cognito-ferry-acme")),
        current: Some(json!("arn:aws:lambda:eu-central-1:222222222222:function:theirs")),
    }];
    teardown
}

/// At the screen, this shown.
fn shown(teardown: Teardown, width: u16, height: u16) -> State {
    let (mut state, _) = at(Step::Done, width, height);
    let session = state.session.as_mut().unwrap();
    session.sign_in = Some(SignInRecord { at: test_support::wall(), succeeded: true });
    let effects = press(&mut state, KeyCode::Char('t'));
    assert_eq!(state.step, Step::TearDown);
    assert!(matches!(jobs(&effects)[..], [(JobKind::PlanTeardown, Job::PlanTeardown { .. })]), "{effects:?}");
    look_answered(&mut state, teardown);
    state
}

fn look_answered(state: &mut State, teardown: Teardown) {
    answer(state, JobKind::PlanTeardown, Answer::PlanTeardown(Ok(Box::new(teardown))));
}

/// Both questions answered with yes, or the logs with `logs`.
fn begun(width: u16, height: u16, logs: char) -> (State, Vec<Effect>) {
    let mut state = shown(teardown(), width, height);
    press(&mut state, KeyCode::Enter);
    press(&mut state, KeyCode::Char(logs));
    let effects = press(&mut state, KeyCode::Char('y'));
    (state, effects)
}

fn ended(state: &mut State, result: Result<TeardownSummary, Problem>) -> Vec<Effect> {
    let session = Box::new(state.session.clone().unwrap());
    answer(state, JobKind::TearDown, Answer::TearDown(Written { session, result }))
}

fn removed(state: &mut State, resource: ResourceId) {
    let (operation, name) = (
        if removal(resource).action == RemovalAction::Revert { ResourceOperation::Revert } else { ResourceOperation::Delete },
        change(resource).name,
    );
    engine(state, JobKind::TearDown, Event::Removing { resource, operation, name: name.clone() });
    engine(state, JobKind::TearDown, Event::Removed { resource, operation, name, elapsed_milliseconds: 430 });
}

#[test]
fn it_shows_what_goes_and_what_is_set_back_in_the_safe_order() {
    assert_snapshot!("shown_80x24", draw(&shown(teardown(), 80, 24)));
    assert_snapshot!("shown_120x40", draw(&shown(teardown(), 120, 40)));
}

#[test]
fn a_piece_opens_to_the_exact_members_that_are_set_back() {
    let mut state = shown(teardown(), 80, 24);
    press(&mut state, KeyCode::Char(' '));
    assert!(draw(&state).contains("- LambdaConfig.UserMigration:"), "{}", draw(&state));
}

#[test]
fn what_somebody_changed_is_open_side_by_side_and_stands_in_the_way() {
    let mut state = shown(changed_since(), 80, 24);
    assert_snapshot!("changed_80x24", draw(&state));
    assert_eq!(style_of(&state, "! UserMigration trigger").fg, state.theme().warning().fg);
    press(&mut state, KeyCode::Enter);
    assert!(state.screens.tear_down.question.is_none());
    assert!(draw(&state).contains("One resource waits for your choice first."));
}

#[test]
fn each_choice_is_looked_at_anew_and_the_last_one_counts() {
    let mut state = shown(changed_since(), 80, 24);
    let decided = |effects: &[Effect]| match jobs(effects)[..] {
        [(JobKind::PlanTeardown, Job::PlanTeardown { decisions, .. })] => decisions.as_ref().clone(),
        ref other => panic!("{other:?}"),
    };
    let decisions = decided(&press(&mut state, KeyCode::Char('k')));
    assert!(decisions.keep.contains(&ResourceId::Trigger) && decisions.force.is_empty());
    let decisions = decided(&press(&mut state, KeyCode::Char('s')));
    assert!(decisions.skip.contains(&ResourceId::Trigger) && decisions.keep.is_empty());
    let decisions = decided(&press(&mut state, KeyCode::Char('x')));
    assert!(decisions.force.contains(&ResourceId::Trigger) && decisions.skip.is_empty());
    let mut restored = changed_since();
    restored.removals[0].action = RemovalAction::Revert;
    look_answered(&mut state, restored);
    assert!(draw(&state).contains("You decided to take it back all the same"), "{}", draw(&state));
}

#[test]
fn what_is_not_this_sessions_cannot_be_decided_upon() {
    let mut state = shown(teardown(), 80, 24);
    press(&mut state, KeyCode::End);
    assert!(jobs(&press(&mut state, KeyCode::Char('x'))).is_empty());
}

#[test]
fn both_questions_come_with_the_safe_answer_and_the_button_says_what_it_does() {
    let mut state = shown(teardown(), 80, 24);
    press(&mut state, KeyCode::Enter);
    assert_snapshot!("logs_question_80x24", draw(&state));
    press(&mut state, KeyCode::Enter);
    assert_snapshot!("last_question_80x24", draw(&state));
    assert!(jobs(&press(&mut state, KeyCode::Enter)).is_empty(), "Enter alone takes nothing back");
    assert!(state.screens.tear_down.live.is_none() && state.screens.tear_down.question.is_none());
}

#[test]
fn the_log_group_goes_only_if_that_was_said() {
    for (said, kept) in [('n', true), ('y', false)] {
        let (_, effects) = begun(80, 24, said);
        assert!(
            matches!(jobs(&effects)[..], [(JobKind::TearDown, Job::TearDown { keep_logs, .. })] if *keep_logs == kept),
            "{effects:?}"
        );
    }
}

#[test]
fn rows_say_what_is_taken_back_and_continuing_opens_here() {
    let (mut state, effects) = begun(80, 24, 'n');
    match jobs(&effects)[..] {
        [(_, Job::TearDown { session, .. })] => {
            assert_eq!(session.step.as_deref(), Some("teardown"));
        }
        ref other => panic!("{other:?}"),
    }
    engine(&mut state, JobKind::TearDown, Event::TeardownStarted { removals: 7 });
    removed(&mut state, ResourceId::Trigger);
    let name = change(ResourceId::ClientFlows).name;
    engine(
        &mut state,
        JobKind::TearDown,
        Event::Removing { resource: ResourceId::ClientFlows, operation: ResourceOperation::Revert, name },
    );
    assert_snapshot!("running_80x24", draw(&state));
    assert!(state.save().is_empty(), "the engine saves while it works");
}

#[test]
fn it_ends_with_the_session_archived_and_never_saves_it_again() {
    let (mut state, _) = begun(80, 24, 'n');
    for resource in EIGHT.into_iter().rev().filter(|resource| removal(*resource).action != RemovalAction::Unmanaged) {
        removed(&mut state, resource);
    }
    let effects = ended(&mut state, Ok(TeardownSummary { deleted: 5, reverted: 2, left: 0, archived: true, stays: Vec::new() }));
    assert!(matches!(effects[..], [Effect::KeepOnlyLock(None)]), "{effects:?}");
    assert_snapshot!("archived_80x24", draw(&state));
    assert!(state.save().is_empty());
    let told = crate::wizard::exit_message::lines(&state);
    assert_eq!(told, ["Nothing of the session acme is left in either account. Its record is in the archive."]);
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Home);
}

#[test]
fn what_nobody_can_remove_is_named_before_at_the_end_and_after_leaving() {
    let mut teardown = teardown();
    let mark = Removal {
        name: "attribute custom:ferry_groups".into(),
        action: RemovalAction::CannotRemove,
        ..removal(ResourceId::FunctionRole)
    };
    teardown.removals.push(Removal { resource: ResourceId::GroupsMark, ..mark });
    let mut state = shown(teardown, 80, 24);
    press(&mut state, KeyCode::Enter);
    press(&mut state, KeyCode::Char('n'));
    let question = draw(&state);
    assert!(question.contains("custom:ferry_groups. Its record") && !question.contains("nothing of this session"), "{question}");
    press(&mut state, KeyCode::Char('y'));
    let stays = vec!["attribute custom:ferry_groups".to_owned()];
    ended(&mut state, Ok(TeardownSummary { deleted: 5, reverted: 2, left: 1, archived: true, stays }));
    let end = draw(&state);
    assert!(end.contains("Left for good: attribute custom:ferry_groups.") && end.contains("in the archive."), "{end}");
    let told = crate::wizard::exit_message::lines(&state);
    assert!(told[0].contains("what cannot be removed: attribute custom:ferry_groups."), "{told:?}");
}

#[test]
fn a_failure_names_its_row_and_trying_again_looks_first() {
    let (mut state, _) = begun(80, 24, 'n');
    removed(&mut state, ResourceId::Trigger);
    let name = change(ResourceId::ClientFlows).name;
    engine(
        &mut state,
        JobKind::TearDown,
        Event::Removing { resource: ResourceId::ClientFlows, operation: ResourceOperation::Revert, name },
    );
    ended(&mut state, Err(Problem::new(ProblemKind::Network, "No answer from Cognito.", "The connection was closed.")));
    assert!(draw(&state).contains("Failed at the"), "{}", draw(&state));
    assert!(state.failure.is_some());
    let effects = press(&mut state, KeyCode::Enter);
    assert!(matches!(jobs(&effects)[..], [(JobKind::PlanTeardown, _)]), "{effects:?}");
    assert_eq!(state.step, Step::TearDown);
}

#[test]
fn the_first_ctrl_c_stops_after_the_current_call_and_esc_asks() {
    let (mut state, _) = begun(80, 24, 'n');
    press(&mut state, KeyCode::Esc);
    assert!(draw(&state).contains("Stop the teardown?"));
    assert!(press(&mut state, KeyCode::Enter).is_empty());
    assert!(matches!(control(&mut state, 'c')[..], [Effect::Stop]));
    ended(&mut state, Err(Problem::new(ProblemKind::Interrupted, "Stopped.", "5 left.")));
    assert!(draw(&state).contains("Stopped as you asked"), "{}", draw(&state));
}

#[test]
fn looking_changes_nothing_and_esc_leads_back_to_where_it_came_from() {
    let mut state = shown(teardown(), 80, 24);
    state.session.as_mut().unwrap().step = Some("done".into());
    state.save();
    assert_eq!(state.session.as_ref().unwrap().step.as_deref(), Some("done"));
    press(&mut state, KeyCode::Esc);
    assert_eq!(state.step, Step::Done);
}

#[test]
fn without_unicode_everything_is_ascii() {
    let mut state = shown(changed_since(), 80, 24);
    state.start.theme.unicode = false;
    assert!(draw(&state).is_ascii(), "{}", draw(&state));
}
