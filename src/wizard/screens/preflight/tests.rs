#![allow(clippy::unwrap_used)]

use crossterm::event::KeyCode;
use insta::assert_snapshot;

use super::*;
use crate::wizard::screens::test_support::{at, engine};
use crate::wizard::step::Mark;
use crate::wizard::test_support::{answer, draw, jobs, press};

fn check(status: CheckStatus, title: &str) -> Check {
    let remedy = (status != CheckStatus::Pass).then(|| "aws cognito-idp add-custom-attributes …".to_owned());
    Check {
        id: "preflight.x".into(),
        resource: None,
        title: title.into(),
        status,
        evidence: vec!["custom:plan: missing".into()],
        remedy,
        drift: Vec::new(),
    }
}

fn checked(statuses: &[CheckStatus], width: u16, height: u16) -> State {
    let (mut state, _) = at(Step::Preflight, width, height);
    let checks = statuses.iter().map(|status| check(*status, "Attributes of the destination's schema")).collect();
    answer(&mut state, JobKind::Preflight, Answer::Preflight(Ok(checks)));
    state
}

#[test]
fn findings_are_shown_as_they_arrive() {
    let (mut state, effects) = at(Step::Preflight, 80, 24);
    assert!(matches!(jobs(&effects)[..], [(JobKind::Preflight, _)]), "{effects:?}");
    engine(&mut state, JobKind::Preflight, Event::Checked { check: check(CheckStatus::Pass, "Clock") });
    assert!(draw(&state).contains("Looking: 1 so far") && draw(&state).contains("✓ Clock"), "{}", draw(&state));
}

#[test]
fn warnings_and_what_could_not_be_looked_at_do_not_stand_in_the_way() {
    let mut state = checked(&[CheckStatus::Pass, CheckStatus::Warn, CheckStatus::Skipped], 80, 24);
    press(&mut state, KeyCode::Enter);
    assert_eq!((state.step, state.mark(Step::Preflight)), (Step::Plan, Mark::Done));
}

#[test]
fn what_is_wrong_stands_above_what_nobody_can_know() {
    let state = checked(&[CheckStatus::Skipped, CheckStatus::Pass, CheckStatus::Warn], 80, 24);
    let screen = draw(&state);
    let marks: Vec<char> =
        screen.lines().filter_map(|line| line.split_once("Attributes of")?.0.trim_end().chars().last()).collect();
    assert_eq!(marks, ['!', '?', '✓'], "{screen}");
    assert!(screen.contains("1 with a warning, 1 could not be looked at, 1 passed"), "{screen}");
}

#[test]
fn a_failure_is_on_top_and_open_and_asks_with_the_safe_answer_chosen() {
    let mut state = checked(&[CheckStatus::Pass, CheckStatus::Fail], 80, 24);
    assert_snapshot!("failed_80x24", draw(&state));
    assert_snapshot!("failed_120x40", draw(&checked(&[CheckStatus::Pass, CheckStatus::Fail], 120, 40)));
    press(&mut state, KeyCode::Enter);
    press(&mut state, KeyCode::Enter);
    assert_eq!((state.step, state.mark(Step::Preflight)), (Step::Preflight, Mark::Failed));
    press(&mut state, KeyCode::Enter);
    press(&mut state, KeyCode::Char('y'));
    assert_eq!(state.step, Step::Plan);
}

#[test]
fn enter_while_it_looks_goes_on_when_it_has_looked() {
    let (mut state, _) = at(Step::Preflight, 80, 24);
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Preflight);
    answer(&mut state, JobKind::Preflight, Answer::Preflight(Ok(vec![check(CheckStatus::Pass, "Clock")])));
    assert_eq!(state.step, Step::Plan);
}

#[test]
fn r_checks_again_and_y_copies_with_the_remedy() {
    let mut state = checked(&[CheckStatus::Fail], 80, 24);
    assert!(matches!(&press(&mut state, KeyCode::Char('y'))[..], [Effect::Copy(text)] if text.contains("add-custom-attributes")));
    assert!(matches!(jobs(&press(&mut state, KeyCode::Char('r')))[..], [(JobKind::Preflight, _)]));
}

#[test]
fn what_could_not_be_looked_at_for_one_cause_is_one_row_that_opens_to_the_list() {
    let mut state = checked(&[CheckStatus::Skipped, CheckStatus::Pass, CheckStatus::Skipped], 80, 24);
    let closed = draw(&state);
    assert!(closed.contains("? 2 checks not looked at: custom:plan: missing"), "{closed}");
    assert_eq!(closed.matches("Attributes of the destination").count(), 1, "{closed}");
    press(&mut state, KeyCode::Char(' '));
    let open = draw(&state);
    assert_eq!(open.matches("Attributes of the destination").count(), 3, "{open}");
    // What to do about both is said once.
    assert_eq!(open.matches("add-custom-attributes").count(), 1, "{open}");
    assert!(matches!(&press(&mut state, KeyCode::Char('y'))[..], [Effect::Copy(text)] if text.matches("skipped: ").count() == 2));
}

#[test]
fn what_nobody_can_know_is_one_row() {
    let (mut state, _) = at(Step::Preflight, 80, 24);
    let standing = |name: &str| Check { id: format!("unknown.{name}"), ..check(CheckStatus::Skipped, name) };
    let checks = vec![standing("first"), check(CheckStatus::Pass, "Clock"), standing("second")];
    answer(&mut state, JobKind::Preflight, Answer::Preflight(Ok(checks)));
    let screen = draw(&state);
    assert!(screen.contains("? 2 things cannot be known from outside") && !screen.contains("second"), "{screen}");
}
