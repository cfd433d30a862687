#![allow(clippy::unwrap_used)]

use crossterm::event::KeyCode;

use crate::wizard::screens::test_support::{at, at_plan, plan};
use crate::wizard::state::State;
use crate::wizard::step::Step;
use crate::wizard::test_support::{at_options, control, draw, press, type_text};

fn helped(width: u16, height: u16) -> State {
    let mut state = at_plan(plan(), width, height);
    press(&mut state, KeyCode::Char('?'));
    state
}

#[test]
fn every_key_of_the_screen_is_listed_and_the_rest_scrolls_into_sight() {
    let mut state = helped(80, 24);
    insta::assert_snapshot!("keys_80x24", draw(&state));
    insta::assert_snapshot!("keys_120x40", draw(&helped(120, 40)));
    let mut seen = draw(&state);
    for _ in 0..30 {
        press(&mut state, KeyCode::Down);
        seen += &draw(&state);
    }
    for live in crate::wizard::keymap::live(&super::contexts_below(&state)) {
        let start: String = live.binding.help.chars().take(20).collect();
        assert!(seen.contains(&start), "{}", live.binding.help);
    }
}

#[test]
fn typing_leaves_only_the_keys_that_have_to_do_with_it_and_esc_clears_before_it_closes() {
    let mut state = helped(80, 24);
    type_text(&mut state, "Anew plan");
    let screen = draw(&state);
    assert!(screen.contains("Look again at both accounts") && screen.contains("Go to the answer"), "{screen}");
    assert!(!screen.contains("Open or close the exact"), "{screen}");
    insta::assert_snapshot!("searched_80x24", screen);
    press(&mut state, KeyCode::Esc);
    assert!(draw(&state).contains("Open or close the exact"), "cleared, and still open");
    press(&mut state, KeyCode::Esc);
    assert!(state.overlay.is_none());
    assert_eq!(state.step, Step::Plan);
}

#[test]
fn a_key_of_another_screen_is_found_with_the_place_where_it_works() {
    let mut state = helped(80, 24);
    type_text(&mut state, "external id");
    let screen = draw(&state);
    assert!(screen.contains("Not here, but on: options") && screen.contains("Ctrl-R"), "{screen}");
}

#[test]
fn letters_that_leave_or_close_elsewhere_are_text_here() {
    let mut state = helped(80, 24);
    type_text(&mut state, "q y");
    assert!(draw(&state).contains("Search: q y"), "{}", draw(&state));
    press(&mut state, KeyCode::Enter);
    assert!(state.overlay.is_none());
}

#[test]
fn what_nothing_has_to_do_with_is_said() {
    let mut state = helped(80, 24);
    type_text(&mut state, "zebra");
    assert!(draw(&state).contains("No key has to do with that."), "{}", draw(&state));
}

#[test]
fn up_goes_back_at_once_after_down_was_pressed_at_the_end() {
    let mut state = helped(80, 24);
    for _ in 0..50 {
        press(&mut state, KeyCode::PageDown);
    }
    let end = draw(&state);
    press(&mut state, KeyCode::Up);
    assert_ne!(draw(&state), end);
}

#[test]
fn the_help_opens_from_a_text_field_and_what_is_typed_searches_instead_of_filling_the_field() {
    let mut state = at_options(80, 24);
    press(&mut state, KeyCode::Tab);
    control(&mut state, 'g');
    type_text(&mut state, "word");
    assert!(draw(&state).contains("Search: word"), "{}", draw(&state));
    control(&mut state, 'g');
    assert!(state.overlay.is_none());
}

#[test]
fn behind_a_closed_gate_the_help_lists_the_keys_that_work_there() {
    let (mut state, _) = at(Step::Plan, 80, 24);
    state.source = None;
    state.screens.accounts.refuse(crate::aws::Side::Source, crate::wizard::test_support::expired("old-account"));
    press(&mut state, KeyCode::Char('?'));
    assert!(draw(&state).contains("Try the same again") && !draw(&state).contains("Go on to apply"), "{}", draw(&state));
}
