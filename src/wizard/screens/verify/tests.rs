#![allow(clippy::unwrap_used)]

use std::time::Duration;

use crossterm::event::KeyCode;

use super::*;
use crate::check::finding::{Check, Drift};
use crate::model::change::ChangeAction as Verb;
use crate::model::resource_id::ResourceId;
use crate::wizard::operation::Written;
use crate::wizard::screens::test_support::{EIGHT, at, engine, plan, r_opens_both_accounts_anew, style_of};
use crate::wizard::step::Mark;
use crate::wizard::test_support::{answer, draw, expired, jobs, pass, press};

fn check(resource: ResourceId, status: CheckStatus) -> Check {
    let (evidence, remedy) = match status {
        CheckStatus::Pass => (vec![format!("The {} is as planned.", resource.title())], None),
        _ => (
            vec!["Environment.Variables.OLD_CLIENT_ID is \"4hjexample\", should be \"7kqexample\"".into()],
            Some("Run `cognito-ferry apply --session acme`: it shows the difference and repairs it.".into()),
        ),
    };
    Check {
        id: format!("verify.{}", resource.key()),
        resource: Some(resource),
        title: resource.title().into(),
        status,
        evidence,
        remedy,
        drift: Vec::new(),
    }
}

fn checks(bad: Option<(ResourceId, CheckStatus)>) -> Vec<Check> {
    EIGHT
        .into_iter()
        .map(|resource| match bad {
            Some((broken, status)) if broken == resource => check(resource, status),
            _ => check(resource, CheckStatus::Pass),
        })
        .collect()
}

fn verified(bad: Option<(ResourceId, CheckStatus)>, width: u16, height: u16) -> State {
    let (mut state, _) = at(Step::Verify, width, height);
    answer(&mut state, JobKind::Verify, Answer::Verify(Ok(checks(bad))));
    state
}

#[test]
fn results_are_shown_as_they_arrive() {
    let (mut state, effects) = at(Step::Verify, 80, 24);
    assert!(matches!(jobs(&effects)[..], [(JobKind::Verify, Job::Verify { .. })]));
    engine(&mut state, JobKind::Verify, Event::Checked { check: check(ResourceId::Trigger, CheckStatus::Pass) });
    engine(&mut state, JobKind::Verify, Event::Checked { check: check(ResourceId::Function, CheckStatus::Fail) });
    pass(&mut state, Duration::from_millis(800));
    insta::assert_snapshot!(draw(&state));
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Verify, "Enter does not outrun the checks");
}

#[test]
fn all_passed_is_said_and_enter_goes_on() {
    let mut state = verified(None, 80, 24);
    insta::assert_snapshot!(draw(&state));
    assert_eq!(state.mark(Step::Verify), Mark::Done);
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::SignIn);
}

#[test]
fn a_failure_comes_first_with_what_was_seen_and_what_to_do() {
    let state = verified(Some((ResourceId::Function, CheckStatus::Fail)), 80, 24);
    insta::assert_snapshot!(draw(&state));
    assert_eq!(state.mark(Step::Verify), Mark::Failed);
    assert_eq!(state.session.as_ref().unwrap().checks.len(), 8);
}

#[test]
fn a_larger_screen_shows_the_same_in_its_own_width() {
    insta::assert_snapshot!(draw(&verified(Some((ResourceId::Function, CheckStatus::Fail)), 120, 40)));
}

#[test]
fn after_a_failure_enter_alone_does_not_go_on() {
    let mut state = verified(Some((ResourceId::Function, CheckStatus::Fail)), 80, 24);
    press(&mut state, KeyCode::Enter);
    assert!(draw(&state).contains("Go on all the same?"));
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Verify);
    press(&mut state, KeyCode::Enter);
    press(&mut state, KeyCode::Char('y'));
    assert_eq!(state.step, Step::SignIn);
}

#[test]
fn what_could_not_be_looked_at_is_never_a_pass() {
    let state = verified(Some((ResourceId::SourceRole, CheckStatus::Skipped)), 80, 24);
    let screen = draw(&state);
    assert!(screen.contains("1 could not be looked at, 7 passed"), "{screen}");
    assert!(screen.contains("? cross-account role"), "{screen}");
    assert_eq!(state.mark(Step::Verify), Mark::Failed);
}

#[test]
fn no_checks_at_all_is_not_a_pass_either() {
    let (mut state, _) = at(Step::Verify, 80, 24);
    answer(&mut state, JobKind::Verify, Answer::Verify(Ok(Vec::new())));
    assert_eq!(state.mark(Step::Verify), Mark::Failed);
}

#[test]
fn r_looks_again_and_expired_credentials_open_the_accounts_anew() {
    let mut state = verified(None, 80, 24);
    let effects = press(&mut state, KeyCode::Char('r'));
    assert!(matches!(jobs(&effects)[..], [(JobKind::Verify, _)]));
    answer(&mut state, JobKind::Verify, Answer::Verify(Err(expired("new-account"))));
    assert!(draw(&state).contains("aws sso login --profile new-account"));
    r_opens_both_accounts_anew(&mut state);
}

#[test]
fn opening_a_passed_check_shows_its_evidence() {
    let mut state = verified(None, 80, 24);
    press(&mut state, KeyCode::Down);
    press(&mut state, KeyCode::Right);
    assert!(draw(&state).contains("The function's execution role is as planned."));
}

#[test]
fn copying_takes_failures_first_with_their_remedies() {
    let mut state = verified(Some((ResourceId::Function, CheckStatus::Fail)), 80, 24);
    press(&mut state, KeyCode::Char(' '));
    let effects = press(&mut state, KeyCode::Char('y'));
    let Some(Effect::Copy(text)) = effects.first() else { panic!("nothing was copied") };
    assert!(text.starts_with("fail: function\n  Environment.Variables.OLD_CLIENT_ID"), "{text}");
    assert_eq!(text.matches("pass: ").count(), 7);
}

#[test]
fn pass_fail_and_skipped_differ_in_colour_and_in_mark() {
    let state = verified(Some((ResourceId::Function, CheckStatus::Fail)), 80, 24);
    let theme = state.theme();
    assert_eq!(style_of(&state, "✗ function").fg, theme.bad().fg);
    assert_eq!(style_of(&state, "✓ cross-account role").fg, theme.good().fg);
    let skipped = verified(Some((ResourceId::Function, CheckStatus::Skipped)), 80, 24);
    assert_eq!(style_of(&skipped, "? function").fg, theme.warning().fg);
}

#[test]
fn without_unicode_everything_is_ascii() {
    let mut state = verified(Some((ResourceId::Function, CheckStatus::Fail)), 80, 24);
    state.start.theme.unicode = false;
    let screen = draw(&state);
    assert!(screen.is_ascii(), "{screen}");
}

/// The external id of the cross-account role was changed by hand, the invoke permission is gone.
fn drift(width: u16, height: u16) -> State {
    let mut found = checks(None);
    for check in &mut found {
        match check.resource {
            Some(ResourceId::SourceRole) => {
                check.status = CheckStatus::Fail;
                check.drift = vec![Drift {
                    path: "AssumeRolePolicyDocument.Statement[0].Condition.StringEquals.sts:ExternalId".into(),
                    recorded: Some("k3Jh7sQpLx92VbNmRt45WyZa81CdEf60GhUi3oXq".into()),
                    wanted: Some("k3Jh7sQpLx92VbNmRt45WyZa81CdEf60GhUi3oXq".into()),
                    found: Some("changed-by-hand".into()),
                }];
                check.evidence = check.drift.iter().flat_map(crate::migration::drift::lines).collect();
                check.remedy = Some("Run `cognito-ferry apply --session acme`: it shows the difference and repairs it.".into());
            }
            Some(ResourceId::InvokePermission) => {
                check.status = CheckStatus::Fail;
                check.evidence = vec!["It is not there: permission cognito-ferry-acme.".into()];
            }
            _ => {}
        }
    }
    let (mut state, _) = at(Step::Verify, width, height);
    answer(&mut state, JobKind::Verify, Answer::Verify(Ok(found)));
    state
}

/// What the plan finds then: two resources to write.
fn mending() -> crate::migration::plan::Plan {
    let mut plan = plan();
    for change in &mut plan.changes {
        change.action = match change.resource {
            ResourceId::SourceRole => Verb::Update,
            ResourceId::InvokePermission => Verb::Create,
            _ => Verb::Keep,
        };
    }
    plan
}

#[test]
fn drift_is_shown_as_a_difference_from_what_was_planned_to_what_was_found() {
    let state = drift(80, 24);
    insta::assert_snapshot!("drift_80x24", draw(&state));
    insta::assert_snapshot!("drift_120x40", draw(&drift(120, 40)));
    assert!(!draw(&state).contains("wanted    "), "said once");
}

#[test]
fn repair_plans_just_what_differs_and_applies_it_after_a_yes() {
    let mut state = drift(80, 24);
    let effects = press(&mut state, KeyCode::Char('p'));
    assert_eq!(state.step, Step::Plan);
    assert!(matches!(jobs(&effects)[..], [(JobKind::Plan, Job::Plan { .. })]), "nothing is written yet");
    answer(&mut state, JobKind::Plan, Answer::Plan(Ok(Box::new(mending()))));
    let screen = draw(&state);
    insta::assert_snapshot!("repair_80x24", screen);
    assert!(!screen.contains("UserMigration trigger"), "what stays is not shown: {screen}");
    press(&mut state, KeyCode::Enter);
    let effects = press(&mut state, KeyCode::Char('y'));
    assert_eq!(state.step, Step::Apply);
    assert!(matches!(jobs(&effects)[..], [(JobKind::Apply, Job::Apply { plan, .. })] if **plan == mending()));
    let session = Box::new(state.session.clone().unwrap());
    answer(&mut state, JobKind::Apply, Answer::Apply(Written { session, result: Ok(()) }));
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Verify, "and is looked at again");
}

#[test]
fn leaving_the_repair_leads_back_to_verify_and_the_next_plan_is_a_whole_one() {
    let mut state = drift(80, 30);
    press(&mut state, KeyCode::Char('p'));
    answer(&mut state, JobKind::Plan, Answer::Plan(Ok(Box::new(mending()))));
    press(&mut state, KeyCode::Esc);
    assert_eq!(state.step, Step::Verify);
    crate::wizard::update::show(&mut state, Step::Plan);
    answer(&mut state, JobKind::Plan, Answer::Plan(Ok(Box::new(mending()))));
    assert!(draw(&state).contains("UserMigration trigger"));
}

#[test]
fn what_was_mended_meanwhile_is_said_and_enter_looks_again() {
    let mut state = drift(80, 24);
    press(&mut state, KeyCode::Char('p'));
    let mut plan = mending();
    plan.changes.iter_mut().for_each(|change| change.action = Verb::Keep);
    answer(&mut state, JobKind::Plan, Answer::Plan(Ok(Box::new(plan))));
    assert!(draw(&state).contains("No changes: everything is as it must be. Enter goes back to"), "{}", draw(&state));
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Verify);
}

#[test]
fn where_nothing_differs_there_is_nothing_to_repair() {
    for mut state in [verified(None, 80, 24), verified(Some((ResourceId::SourceRole, CheckStatus::Skipped)), 80, 24)] {
        assert!(press(&mut state, KeyCode::Char('p')).is_empty());
        assert_eq!(state.step, Step::Verify);
        assert!(!draw(&state).contains("p repair"), "{}", draw(&state));
    }
}

#[test]
fn what_somebody_put_onto_a_piece_is_told_and_is_not_ours_to_repair() {
    let mut found = checks(None);
    let role = found.iter_mut().find(|check| check.resource == Some(ResourceId::FunctionRole)).unwrap();
    role.status = CheckStatus::Fail;
    role.evidence = vec!["Somebody attached the policy AdministratorAccess.".into()];
    role.drift = vec![Drift {
        path: "AttachedPolicies".into(),
        recorded: None,
        wanted: None,
        found: Some("arn:aws:iam::aws:policy/AdministratorAccess".into()),
    }];
    let (mut state, _) = at(Step::Verify, 80, 24);
    answer(&mut state, JobKind::Verify, Answer::Verify(Ok(found)));
    let screen = draw(&state);
    assert!(screen.contains("Somebody attached the policy") && !screen.contains("p repair"), "{screen}");
    assert!(press(&mut state, KeyCode::Char('p')).is_empty());
}

#[test]
fn what_a_difference_means_is_said_beside_it() {
    let mut found = checks(None);
    let role = found.iter_mut().find(|check| check.resource == Some(ResourceId::SourceRole)).unwrap();
    role.status = CheckStatus::Fail;
    role.drift = vec![Drift {
        path: "AssumeRolePolicyDocument.Statement[0].Principal.AWS".into(),
        recorded: None,
        wanted: Some("arn:aws:iam::222222222222:role/cognito-ferry-acme-function".into()),
        found: Some("AROAEXAMPLEGONE".into()),
    }];
    role.evidence = role.drift.iter().flat_map(crate::migration::drift::lines).collect();
    let (mut state, _) = at(Step::Verify, 80, 24);
    answer(&mut state, JobKind::Verify, Answer::Verify(Ok(found)));
    assert!(draw(&state).contains("! AROAEXAMPLEGONE is the id of a role that is gone"), "{}", draw(&state));
}

#[test]
fn an_open_finding_is_copied_alone() {
    let mut state = drift(80, 24);
    let effects = press(&mut state, KeyCode::Char('y'));
    assert!(
        matches!(&effects[..], [Effect::Copy(text)] if text.starts_with("fail: cross-account role") && !text.contains("pass: "))
    );
    press(&mut state, KeyCode::Char(' '));
    let effects = press(&mut state, KeyCode::Char('y'));
    assert!(matches!(&effects[..], [Effect::Copy(text)] if text.matches("pass: ").count() == 6));
}

#[test]
fn enter_while_it_looks_goes_on_when_all_is_well_and_asks_where_it_is_not() {
    let (mut state, _) = at(Step::Verify, 80, 24);
    press(&mut state, KeyCode::Enter);
    assert!(draw(&state).contains("then on to the test sign-in"), "{}", draw(&state));
    answer(&mut state, JobKind::Verify, Answer::Verify(Ok(checks(None))));
    assert_eq!(state.step, Step::SignIn);
    let (mut state, _) = at(Step::Verify, 80, 24);
    press(&mut state, KeyCode::Enter);
    answer(&mut state, JobKind::Verify, Answer::Verify(Ok(checks(Some((ResourceId::Function, CheckStatus::Fail))))));
    assert_eq!(state.step, Step::Verify);
    assert!(draw(&state).contains("Go on all the same?"));
}
