//! However the wizard ends, the terminal is whole again and the exit code says how.

use rustix::process::Signal;

use crate::env::terminal::{Program, ferry};

/// On the accounts screen of the demo, a session begun.
fn begun(directory: &std::path::Path) -> Program {
    let mut program = Program::start(80, 24, ferry(directory, &["demo"]));
    program.wait_for(&["Session name", "The session keeps"]);
    program.press("\r");
    program.wait_for(&["account 111111111111", "account 222222222222"]);
    program
}

#[test]
fn q_asks_and_leaves_with_the_command_that_continues() {
    let directory = tempfile::tempdir().unwrap();
    let mut program = begun(directory.path());
    program.press("q");
    program.wait_for(&["Leave cognito-ferry?"]);
    program.press("n");
    program.wait("the question to close", |screen| !screen.contents().contains("Leave cognito-ferry?"));
    program.press("q");
    program.wait_for(&["Leave cognito-ferry?"]);
    program.press("y");
    assert_eq!(program.end(), 0);
    program.assert_given_back();
    program.wait_for(&["Continue with: cognito-ferry demo --session migration-"]);
}

#[test]
fn control_c_leaves_at_once_with_130() {
    let directory = tempfile::tempdir().unwrap();
    let mut program = begun(directory.path());
    program.press("\x03");
    assert_eq!(program.end(), 130);
    program.assert_given_back();
    program.wait_for(&["Continue with:"]);
}

#[test]
fn signals_that_end_a_program_end_it_with_128_and_their_number() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130)] {
        let directory = tempfile::tempdir().unwrap();
        let mut program = begun(directory.path());
        program.signal(signal);
        assert_eq!(program.end(), code);
        program.assert_given_back();
        program.wait_for(&["Continue with:"]);
    }
}

#[test]
fn leaving_the_home_screen_asks_nothing_and_says_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let mut program = Program::start(80, 24, ferry(directory.path(), &["demo"]));
    program.wait_for(&["Session name", "The session keeps"]);
    program.press("q");
    assert_eq!(program.end(), 0);
    program.assert_given_back();
    assert_eq!(program.screen().trim(), "");
}
