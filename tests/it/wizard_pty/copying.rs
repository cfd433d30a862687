//! `y`: the text on its way to the clipboard through what stands between, and in a file where nobody knows whether it has arrived.

use base64::Engine as _;

use super::demo::READY;
use crate::env::terminal::{Program, ferry};

/// On the plan of the demo, with this in the environment.
fn at_plan(directory: &std::path::Path, environment: &[(&str, &str)]) -> Program {
    let mut command = ferry(directory, &["demo"]);
    for (name, value) in environment {
        command.env(name, value);
    }
    let mut program = Program::start(80, 24, command);
    for (_, texts) in &READY[..5] {
        program.wait_for(texts);
        program.press("\r");
    }
    program.wait_for(READY[5].1);
    program
}

/// Waits until the screen says this, wherever its lines break.
fn wait_for_words(program: &Program, words: &str) {
    program.wait(words, |screen| screen.contents().split_whitespace().collect::<Vec<_>>().join(" ").contains(words));
}

/// What was sent to the terminal between these two.
fn sent(program: &Program, start: &str, end: &str) -> String {
    let bytes = program.bytes();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let at = text.find(start).unwrap_or_else(|| panic!("nothing was sent that begins with {start:?}")) + start.len();
    text[at..at + text[at..].find(end).unwrap()].to_owned()
}

fn decoded(text: &str) -> String {
    String::from_utf8(base64::engine::general_purpose::STANDARD.decode(text).unwrap()).unwrap()
}

#[test]
fn the_plan_is_sent_and_asked_for_again_it_is_in_a_file_that_only_its_owner_can_read() {
    let directory = tempfile::tempdir().unwrap();
    let mut program = at_plan(directory.path(), &[]);
    program.press("y");
    wait_for_words(&program, "was sent to the terminal's clipboard. Not there? y once more writes it to a file.");
    let plan = decoded(&sent(&program, "\x1b]52;c;", "\x07"));
    assert!(plan.contains("\"format_version\"") && plan.contains("eu-central-1_AcmeNew01"), "{plan}");
    program.press("y");
    wait_for_words(&program, "which only you can read.");
    let file = directory.path().join("sessions/demo/sessions/copied.txt");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), plan);
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn in_tmux_it_is_passed_through_and_what_has_to_be_set_is_said() {
    let directory = tempfile::tempdir().unwrap();
    let mut program = at_plan(directory.path(), &[("TMUX", "/tmp/tmux-0/default,1,0"), ("TERM", "tmux-256color")]);
    program.press("y");
    wait_for_words(&program, "was sent to tmux, which passes it on after: tmux set -g set-clipboard on");
    let plan = decoded(&sent(&program, "\x1bPtmux;\x1b\x1b]52;c;", "\x07\x1b\\"));
    assert!(plan.contains("eu-central-1_AcmeNew01"));
}

#[test]
fn in_screen_it_goes_in_pieces_that_screen_hands_on() {
    let directory = tempfile::tempdir().unwrap();
    let mut program = at_plan(directory.path(), &[("STY", "1.pts-0.host"), ("TERM", "screen")]);
    program.press("y");
    wait_for_words(&program, "was sent through screen to the terminal's clipboard.");
    let pieces = sent(&program, "\x1bP\x1b]52;c;", "\x07\x1b\\").replace("\x1b\\\x1bP", "");
    assert!(decoded(&pieces).contains("eu-central-1_AcmeNew01"));
}
