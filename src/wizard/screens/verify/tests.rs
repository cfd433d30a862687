#![allow(clippy::unwrap_used)]

use std::time::Duration;

use crossterm::event::KeyCode;

use super::*;
use crate::resources::ResourceId;
use crate::wizard::screens::fixtures::{EIGHT, at, engine, style_of};
use crate::wizard::testing::{answer, draw, expired, jobs, pass, press};

fn check(resource: ResourceId, status: CheckStatus) -> Check {
    let (evidence, remedy) = match status {
        CheckStatus::Pass => (vec![format!("The {} is as planned.", resource.title())], None),
        _ => (
            vec!["Environment.Variables.OLD_CLIENT_ID is \"4hjexample\", should be \"7kqexample\"".into()],
            Some("Run `cognito-ferry apply --session acme`: it shows the difference and mends it.".into()),
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
    answer(&mut state, Slot::Verify, Answer::Verified(Ok(checks(bad))));
    state
}

#[test]
fn results_are_shown_as_they_arrive() {
    let (mut state, effects) = at(Step::Verify, 80, 24);
    assert!(matches!(jobs(&effects)[..], [(Slot::Verify, Job::Verify { .. })]));
    engine(&mut state, Slot::Verify, Event::Checked { check: check(ResourceId::Trigger, CheckStatus::Pass) });
    engine(&mut state, Slot::Verify, Event::Checked { check: check(ResourceId::Function, CheckStatus::Fail) });
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
    answer(&mut state, Slot::Verify, Answer::Verified(Ok(Vec::new())));
    assert_eq!(state.mark(Step::Verify), Mark::Failed);
}

#[test]
fn r_looks_again_and_expired_credentials_open_the_accounts_anew() {
    let mut state = verified(None, 80, 24);
    let effects = press(&mut state, KeyCode::Char('r'));
    assert!(matches!(jobs(&effects)[..], [(Slot::Verify, _)]));
    answer(&mut state, Slot::Verify, Answer::Verified(Err(expired("new-account"))));
    assert!(draw(&state).contains("aws sso login --profile new-account"));
    let choices = &mut state.session.as_mut().unwrap().choices;
    (choices.source.profile, choices.destination.profile) = (Some("old-account".into()), Some("new-account".into()));
    let effects = press(&mut state, KeyCode::Char('r'));
    assert_eq!(jobs(&effects).iter().filter(|(_, job)| matches!(job, Job::OpenAccount { .. })).count(), 2);
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
