#![allow(clippy::unwrap_used)]

use std::time::Duration;

use crossterm::event::KeyCode;
use serde_json::json;

use super::*;
use crate::model::change::Conflict;
use crate::model::resource_id::ResourceId;
use crate::wizard::screens::test_support::{at, at_plan, change, plan, r_opens_both_accounts_anew, style_of};
use crate::wizard::test_support::{answer, draw, expired, jobs, pass, press};

fn conflicting() -> Plan {
    let mut plan = plan();
    let trigger = plan.changes.last_mut().unwrap();
    trigger.action = Verb::Conflict;
    trigger.conflict = Some(Conflict {
        found: "The pool already has a UserMigration trigger: arn:aws:lambda:eu-central-1:222222222222:function:old".into(),
        replaceable: true,
        alternative: "Choose another destination pool.".into(),
    });
    plan
}

fn asked_to_plan(effects: &[Effect]) -> bool {
    jobs(effects).iter().any(|(kind, job)| *kind == JobKind::Plan && matches!(job, Job::Plan { .. }))
}

#[test]
fn coming_here_looks_at_both_accounts_and_says_so_while_it_takes() {
    let (mut state, effects) = at(Step::Plan, 80, 24);
    assert!(asked_to_plan(&effects));
    pass(&mut state, Duration::from_millis(2_340));
    insta::assert_snapshot!(draw(&state));
}

#[test]
fn the_plan_shows_each_change_under_its_account() {
    insta::assert_snapshot!(draw(&at_plan(plan(), 80, 24)));
}

#[test]
fn a_larger_screen_shows_more_of_an_open_change() {
    let mut state = at_plan(plan(), 120, 40);
    for _ in 0..6 {
        press(&mut state, KeyCode::Down);
    }
    press(&mut state, KeyCode::Right);
    insta::assert_snapshot!(draw(&state));
}

#[test]
fn an_open_change_shows_why_what_differs_and_the_document() {
    let mut state = at_plan(plan(), 80, 24);
    for _ in 0..6 {
        press(&mut state, KeyCode::Down);
    }
    press(&mut state, KeyCode::Right);
    insta::assert_snapshot!(draw(&state));
}

#[test]
fn enter_alone_asks_and_applies_exactly_this_plan() {
    let mut state = at_plan(plan(), 80, 24);
    press(&mut state, KeyCode::Enter);
    insta::assert_snapshot!(draw(&state));
    let effects = press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Apply);
    let applied = jobs(&effects);
    assert!(
        matches!(applied[..], [(JobKind::Apply, Job::Apply { plan, .. })] if **plan == crate::wizard::screens::test_support::plan())
    );
}

#[test]
fn not_yet_and_esc_stay_on_the_plan() {
    for key in [KeyCode::Esc, KeyCode::Char('n')] {
        let mut state = at_plan(plan(), 80, 24);
        press(&mut state, KeyCode::Enter);
        assert!(jobs(&press(&mut state, key)).is_empty());
        assert_eq!(state.step, Step::Plan);
        assert!(!draw(&state).contains("Not yet"));
    }
}

#[test]
fn a_conflict_comes_first_with_what_stands_there_and_the_choice() {
    insta::assert_snapshot!(draw(&at_plan(conflicting(), 80, 24)));
}

#[test]
fn a_conflict_blocks_enter_until_it_is_decided() {
    let mut state = at_plan(conflicting(), 80, 24);
    let effects = press(&mut state, KeyCode::Enter);
    assert!(jobs(&effects).is_empty());
    assert_eq!(state.step, Step::Plan);
    assert!(state.notice.as_ref().unwrap().text.contains("waits for your choice"));
}

#[test]
fn replacing_is_recorded_as_a_choice_and_the_plan_is_made_anew() {
    let mut state = at_plan(conflicting(), 80, 24);
    let effects = press(&mut state, KeyCode::Char('x'));
    assert!(asked_to_plan(&effects));
    let options = state.session.as_ref().unwrap().choices.options.as_ref().unwrap();
    assert!(options.replace.contains(&ResourceId::Trigger));
}

#[test]
fn where_something_is_replaced_enter_alone_does_not_apply() {
    let mut plan = plan();
    plan.spec.options.replace.insert(ResourceId::Trigger);
    let mut state = at_plan(plan, 80, 24);
    press(&mut state, KeyCode::Enter);
    assert!(draw(&state).contains("Replaces what someone else put there"));
    assert!(jobs(&press(&mut state, KeyCode::Enter)).is_empty());
    assert_eq!(state.step, Step::Plan);
}

#[test]
fn what_cannot_be_replaced_offers_no_key_for_it() {
    let mut plan = conflicting();
    plan.changes.last_mut().unwrap().conflict.as_mut().unwrap().replaceable = false;
    let mut state = at_plan(plan, 80, 24);
    assert!(jobs(&press(&mut state, KeyCode::Char('x'))).is_empty());
    assert!(!draw(&state).contains("Replace it"));
}

#[test]
fn no_changes_is_said_and_enter_goes_on() {
    let mut plan = plan();
    for change in &mut plan.changes {
        change.action = Verb::Keep;
        change.fields.clear();
    }
    let mut state = at_plan(plan, 80, 24);
    assert!(draw(&state).contains("No changes: everything is as it must be."));
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Apply);
}

#[test]
fn a_failure_says_what_to_do_and_r_opens_expired_accounts_anew() {
    let (mut state, _) = at(Step::Plan, 80, 24);
    answer(&mut state, JobKind::Plan, Answer::Plan(Err(expired("new-account"))));
    insta::assert_snapshot!(draw(&state));
    assert_eq!(state.mark(Step::Plan), Mark::Failed);
    r_opens_both_accounts_anew(&mut state);
}

fn copied(effects: &[Effect]) -> &str {
    effects.iter().find_map(|effect| if let Effect::Copy(text) = effect { Some(text) } else { None }).unwrap()
}

#[test]
fn copying_takes_the_whole_plan_or_the_open_change() {
    let mut state = at_plan(plan(), 80, 24);
    let effects = press(&mut state, KeyCode::Char('y'));
    assert_eq!(serde_json::from_str::<Plan>(copied(&effects)).unwrap(), plan());
    press(&mut state, KeyCode::Right);
    let effects = press(&mut state, KeyCode::Char('y'));
    assert_eq!(serde_json::from_str::<Change>(copied(&effects)).unwrap(), change(ResourceId::SourceClient));
}

#[test]
fn long_wide_and_hostile_names_never_break_the_rows() {
    let mut plan = plan();
    plan.changes[0].name = "app client 顧客プールの移行のためのとても長い名前のクライアント-acme".into();
    plan.changes[2].name = "role evil\u{1b}[31m\u{202e}-and-a-name-that-does-not-fit-into-its-column".into();
    plan.changes[2].after = json!({"RoleName": "\u{1b}]52;c;aGk=\u{7}"});
    insta::assert_snapshot!(draw(&at_plan(plan, 80, 24)));
}

#[test]
fn creating_updating_and_conflicts_each_have_their_own_colour_and_sign() {
    let theme = at_plan(plan(), 80, 24).theme();
    let state = at_plan(plan(), 80, 30);
    assert_eq!(style_of(&state, "+ migration app client").fg, theme.good().fg);
    assert_eq!(style_of(&state, "~ app client's flows").fg, theme.accent().fg);
    assert_eq!(style_of(&at_plan(conflicting(), 80, 24), "! UserMigration trigger").fg, theme.warning().fg);
}

#[test]
fn without_unicode_everything_is_ascii() {
    let mut state = at_plan(conflicting(), 80, 24);
    state.start.theme.unicode = false;
    let screen = draw(&state);
    assert!(screen.is_ascii(), "{screen}");
}
