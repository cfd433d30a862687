//! The reducer: keys, overlays, sizes, what is in the header.

mod keys;
mod walk;

use crossterm::event::{KeyCode, KeyModifiers};
use insta::assert_snapshot;

use super::*;
use crate::aws::Side;
use crate::wizard::test_support::{at_accounts, at_options, at_pools, begun, control, draw, pass, press, type_text};

#[test]
fn the_question_before_leaving_says_where_the_session_is_and_staying_loses_nothing() {
    let mut state = at_pools(80, 24);
    press(&mut state, KeyCode::Char('q'));
    assert_snapshot!("leave_question_80x24", draw(&state));
    press(&mut state, KeyCode::Esc);
    assert_eq!((state.step, state.overlay.is_none()), (Step::Pools, true));
    press(&mut state, KeyCode::Char('q'));
    let effects = press(&mut state, KeyCode::Enter);
    assert!(matches!(effects[..], [Effect::Save(_), Effect::Quit { code: 0 }]), "{effects:?}");
}

#[test]
fn leaving_before_anything_has_begun_asks_nothing() {
    let (mut state, _) = begun(80, 24);
    assert!(matches!(press(&mut state, KeyCode::Char('q'))[..], [Effect::Quit { code: 0 }]));
}

#[test]
fn control_c_saves_and_leaves_from_a_text_field_from_the_help_and_from_the_question() {
    for open in [None, Some('g'), Some('q')] {
        let mut state = at_options(80, 24);
        if let Some(letter) = open {
            control(&mut state, letter);
            assert!(state.overlay.is_some());
        }
        let effects = control(&mut state, 'c');
        assert!(matches!(effects[..], [Effect::Save(_), Effect::Quit { code: 130 }]), "{effects:?}");
    }
}

#[test]
fn the_help_lists_the_keys_of_the_screen_below_it() {
    let mut state = at_pools(80, 24);
    press(&mut state, KeyCode::Char('?'));
    assert_snapshot!("help_80x24", draw(&state));
    press(&mut state, KeyCode::End);
    assert_ne!(draw(&state), {
        press(&mut state, KeyCode::Home);
        draw(&state)
    });
    press(&mut state, KeyCode::Esc);
    assert!(state.overlay.is_none());
}

#[test]
fn a_terminal_that_is_too_small_says_so_and_takes_no_key_but_leaving() {
    let mut state = at_options(80, 24);
    let now = state.now;
    update(&mut state, Action::Resize { width: 50, height: 12 }, now);
    assert_snapshot!("too_small_50x12", draw(&state));
    type_text(&mut state, "x");
    assert!(press(&mut state, KeyCode::Enter).is_empty());
    assert_eq!(state.step, Step::Options);
    assert!(!control(&mut state, 'c').is_empty());
}

#[test]
fn every_size_from_nothing_to_huge_is_drawn_without_a_panic() {
    for make in [at_accounts, at_pools, at_options] {
        let mut state = make(80, 24);
        for (width, height) in
            [(1, 1), (10, 10), (59, 16), (60, 15), (60, 16), (61, 17), (79, 23), (95, 30), (97, 16), (300, 100)]
        {
            let now = state.now;
            update(&mut state, Action::Resize { width, height }, now);
            draw(&state);
            control(&mut state, 'g');
            draw(&state);
            state.overlay = None;
        }
    }
}

#[test]
fn a_key_that_means_nothing_draws_nothing() {
    let (mut state, _) = begun(80, 24);
    state.dirty = false;
    press(&mut state, KeyCode::F(5));
    assert!(!state.dirty);
    let mut release = KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE);
    release.kind = KeyEventKind::Release;
    let now = state.now;
    update(&mut state, Action::Key(release), now);
    assert!(!state.dirty);
}

#[test]
fn an_idle_screen_has_no_deadline_and_a_notice_has_its_own() {
    let mut state = at_pools(80, 24);
    assert_eq!(deadline(&state), None);
    state.notify("Sent to the terminal's clipboard.");
    let until = deadline(&state).unwrap();
    assert!(draw(&state).contains("Sent to the terminal's clipboard."));
    let wait = until - state.now;
    pass(&mut state, wait);
    assert!(!draw(&state).contains("Sent to"));
    assert_eq!(deadline(&state), None);
}

#[test]
fn both_accounts_and_endpoints_that_are_not_aws_own_are_always_in_the_header() {
    let mut state = at_options(80, 24);
    let source = state.opened_mut(Side::Source).as_mut().unwrap();
    source.profile = "a-profile-with-a-very-long-name-indeed-山田".into();
    source.endpoint_overrides =
        vec!["cognito-idp: http://127.0.0.1:4566 (AWS_ENDPOINT_URL)".into(), "sts: http://127.0.0.1:4566".into()];
    let screen = draw(&state);
    let header: Vec<&str> = screen.lines().take(3).collect();
    assert_snapshot!("header_80", header.join("\n"));
}

#[test]
fn fips_and_dual_stack_are_in_the_header_beside_how_many_endpoints_are_overridden() {
    let mut state = at_options(80, 24);
    let source = state.opened_mut(Side::Source).as_mut().unwrap();
    source.endpoint_variants = vec!["FIPS endpoints (environment, AWS_USE_FIPS_ENDPOINT)".into()];
    let header = |state: &State| draw(state).lines().nth(1).unwrap().trim_end().to_owned();
    assert!(header(&state).ends_with("! FIPS"), "{}", header(&state));
    let source = state.opened_mut(Side::Source).as_mut().unwrap();
    source.endpoint_variants.push("dual-stack endpoints (profile p, use_dualstack_endpoint)".into());
    assert!(header(&state).ends_with("! FIPS, dual-stack"), "{}", header(&state));
    state.opened_mut(Side::Source).as_mut().unwrap().endpoint_overrides = vec!["sts: http://127.0.0.1:4566".into()];
    assert!(header(&state).ends_with(" +1") && header(&state).contains("! FIPS"), "{}", header(&state));
}

#[test]
fn nothing_secret_is_in_the_state_as_text() {
    let state = at_options(80, 24);
    let password = state.start.practice.as_ref().unwrap().password.expose().to_owned();
    assert!(!format!("{state:?}").contains(&password));
}
