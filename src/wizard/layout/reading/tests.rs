use std::collections::BTreeSet;

use crossterm::event::KeyCode;

use super::*;
use crate::wizard::screens::test_support as fixtures;
use crate::wizard::test_support::{control, draw, press};

/// The lines inside of the panel.
fn shown(state: &State) -> Vec<String> {
    let screen = draw(state);
    let inside = |line: &str| Some(line.trim_start_matches('│').split_once("│")?.0.trim().to_owned());
    screen.lines().filter_map(inside).filter(|line| !line.is_empty()).collect()
}

#[test]
fn whatever_a_small_terminal_has_no_room_for_is_read_by_ctrl_o_to_its_end() {
    let mut state = fixtures::at_plan(fixtures::plan(), 60, 16);
    control(&mut state, 'o');
    let mut seen = BTreeSet::new();
    loop {
        let before = draw(&state);
        seen.extend(shown(&state));
        press(&mut state, KeyCode::Down);
        if draw(&state) == before {
            break;
        }
    }
    let Some(crate::wizard::overlay::state::Overlay::Reading(reading)) = &state.overlay else { panic!("{:?}", state.overlay) };
    for line in lines(&state, reading).iter().map(ToString::to_string).filter(|line| !line.trim().is_empty()) {
        assert!(seen.iter().any(|shown| shown.contains(line.trim())), "{line}\n{seen:#?}");
    }
    assert!(seen.len() > 16, "it must be more than fits: {seen:?}");
    press(&mut state, KeyCode::Esc);
    assert!(state.overlay.is_none());
}
