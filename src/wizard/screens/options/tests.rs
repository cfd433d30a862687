use crossterm::event::KeyCode;
use insta::assert_snapshot;

use super::field::FieldSection;
use super::*;
use crate::wizard::action::Action;
use crate::wizard::step::Mark;
use crate::wizard::test_support::{answer, at_options, at_pools, control, draw, jobs, press, type_text};
use crate::wizard::update::update;

/// At the options, the cursor on this field, its section open.
fn at_field(field: Field, width: u16, height: u16) -> State {
    let mut state = at_options(width, height);
    if field.section() == FieldSection::Advanced {
        to(&mut state, Field::Advanced);
        press(&mut state, KeyCode::Char(' '));
    }
    to(&mut state, field);
    state
}

/// By Tab alone.
fn to(state: &mut State, field: Field) {
    for _ in Field::ORDER {
        if state.screens.options.focus != field {
            press(state, KeyCode::Tab);
        }
    }
    assert_eq!(state.screens.options.focus, field);
}

fn value(state: &State, field: Field) -> &str {
    state.screens.options.form.as_ref().unwrap().text(field).value()
}

#[test]
fn the_defaults_are_filled_in_and_enter_takes_them() {
    let mut state = at_options(80, 24);
    assert_snapshot!("options_80x24", draw(&state));
    assert_snapshot!("options_120x40", draw(&at_options(120, 40)));
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Preflight);
    let options = state.session.as_ref().unwrap().choices.options.clone().unwrap();
    assert_eq!(options, Options::new("migration-2026-11-21", "k3Jh7sQpLx92VbNmRt45WyZa81CdEf60GhUi3oXq".into()));
}

#[test]
fn what_follows_from_a_choice_is_never_cut_off_on_a_small_screen() {
    for field in Field::ORDER.into_iter().filter(|field| field.is_choice()) {
        let mut state = at_field(field, 80, 24);
        let first = state.screens.options.form.as_ref().unwrap().choice(field);
        loop {
            let help = state.screens.options.form.as_ref().unwrap().help(field);
            let shown: String = draw(&state).lines().filter_map(|line| line.split_once('│')).map(|(_, right)| right).collect();
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ");
            assert!(words(&shown).contains(&words(&help)), "{field:?}, {help}\n{}", draw(&state));
            press(&mut state, KeyCode::Right);
            if state.screens.options.form.as_ref().unwrap().choice(field) == first {
                break;
            }
        }
    }
}

#[test]
fn enter_before_there_is_an_external_id_goes_on_when_there_is() {
    let mut state = at_pools(80, 24);
    press(&mut state, KeyCode::Enter);
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.step, Step::Options);
    answer(&mut state, JobKind::RandomExternalId, Answer::RandomExternalId("k3Jh7sQpLx92VbNmRt45WyZa81CdEf60GhUi3oXq".into()));
    assert_eq!(state.step, Step::Preflight);
}

#[test]
fn what_aws_would_refuse_is_refused_beside_the_field_and_enter_goes_there() {
    let mut state = at_field(Field::RolePath, 80, 24);
    type_text(&mut state, "no-end");
    to(&mut state, Field::Advanced);
    press(&mut state, KeyCode::Char(' '));
    assert!(!draw(&state).contains("no-end"), "folded away");
    press(&mut state, KeyCode::Enter);
    assert_eq!((state.step, state.screens.options.focus), (Step::Options, Field::RolePath));
    assert_snapshot!("options_refused_80x24", draw(&state));
    press(&mut state, KeyCode::Esc);
    assert_eq!(state.step, Step::Pools, "going back is not blocked by a wrong value");
    press(&mut state, KeyCode::Enter);
    assert_eq!(value(&state, Field::RolePath), "/no-end", "what was typed is still there");
}

#[test]
fn letters_that_are_keys_elsewhere_are_text_in_a_field() {
    let mut state = at_field(Field::SourceClient, 80, 24);
    control(&mut state, 'u');
    type_text(&mut state, "q?r/ny");
    assert_eq!((value(&state, Field::SourceClient), state.overlay.is_none()), ("q?r/ny", true));
}

#[test]
fn a_paste_is_trimmed_and_its_line_breaks_neither_stay_nor_submit() {
    let mut state = at_field(Field::SourceClient, 80, 24);
    control(&mut state, 'u');
    let now = state.now;
    update(&mut state, Action::Paste(crate::secret::Secret::new("  acme\n-client\u{1b}\r\n")), now);
    assert_eq!((value(&state, Field::SourceClient), state.step), ("acme-client", Step::Options));
}

#[test]
fn another_external_id_is_made_on_demand() {
    let mut state = at_options(80, 24);
    assert!(matches!(jobs(&control(&mut state, 'r'))[..], [(JobKind::RandomExternalId, _)]));
    answer(&mut state, JobKind::RandomExternalId, Answer::RandomExternalId("another-random-external-id-0123456789".into()));
    assert_eq!(value(&state, Field::ExternalId), "another-random-external-id-0123456789");
    assert!(draw(&state).contains("› External id"), "{}", draw(&state));
}

#[test]
fn the_field_under_the_cursor_is_always_in_sight() {
    let mut state = at_field(Field::OwnZip, 60, 16);
    type_text(&mut state, "/srv/handler.zip");
    for field in state.screens.options.form.as_ref().unwrap().shown() {
        to(&mut state, field);
        assert!(draw(&state).contains(&format!("› {}", field.label())), "{field:?}\n{}", draw(&state));
    }
}

#[test]
fn what_few_need_is_folded_away_and_opens_with_space() {
    let mut state = at_options(80, 24);
    assert!(!draw(&state).contains("External id"));
    state = at_field(Field::ExternalId, 80, 24);
    assert_snapshot!("options_advanced_80x24", draw(&state));
    assert_snapshot!("options_advanced_120x40", draw(&at_field(Field::OwnZip, 120, 40)));
}

#[test]
fn what_each_choice_means_for_a_second_factor_is_said_where_the_source_pool_has_one() {
    let mut state = at_options(80, 24);
    let told = |state: &State| draw(state).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told(&state).contains("asks some users for a second factor"), "{}", draw(&state));
    press(&mut state, KeyCode::Right);
    assert!(told(&state).contains("whoever knows the password gets in") || draw(&state).contains("gets in."), "{}", draw(&state));
    press(&mut state, KeyCode::Enter);
    let users = state.session.as_ref().unwrap().choices.options.clone().unwrap().users;
    assert_eq!(users.mfa, crate::model::user_options::MfaUsers::Migrate);
}

#[test]
fn another_option_makes_a_plan_that_was_made_stale() {
    let mut state = at_options(80, 24);
    press(&mut state, KeyCode::Enter);
    state.set_mark(Step::Plan, Mark::Done);
    press(&mut state, KeyCode::Esc);
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.mark(Step::Plan), Mark::Done, "nothing changed");
    press(&mut state, KeyCode::Esc);
    to(&mut state, Field::SourceClient);
    type_text(&mut state, "-2");
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.mark(Step::Plan), Mark::Stale);
}
