//! Taking everything back, from the last screen and from a saved session.

use super::demo::{READY, SIGNED_IN};
use crate::env::terminal::{Program, ferry};

/// At the end of the demo.
fn done(directory: &std::path::Path) -> Program {
    let mut program = Program::start(80, 24, ferry(directory, &["demo"]));
    for (_, texts) in READY {
        program.wait_for(texts);
        program.press("\r");
    }
    program.wait_for(&[SIGNED_IN]);
    program.press("\r");
    program.wait_for(&["USER_PASSWORD_AUTH"]);
    program
}

/// The files that the demo keeps there.
fn files(directory: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).into_iter().flatten();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.ends_with(".json")).collect()
}

/// Says yes to everything, to the end.
fn take_back(program: &mut Program) {
    program.wait_for(&["6 to delete, 2 to set back."]);
    program.press("\r");
    program.wait_for(&["Delete the function's log lines too?"]);
    program.press("y");
    program.wait_for(&["Take this back?", "Delete 6 and set back 2 in"]);
    program.press("y");
    program.wait_for(&["6 deleted, 2 set back", "Its record is in the archive."]);
}

#[test]
fn everything_is_taken_back_from_the_last_screen_and_enter_alone_does_not_do_it() {
    let directory = tempfile::tempdir().unwrap();
    let mut program = done(directory.path());
    program.press("t");
    program.wait_for(&["6 to delete, 2 to set back."]);
    program.press("\r");
    program.wait_for(&["Delete the function's log lines too?"]);
    program.press("\r");
    program.wait_for(&["Take this back?", "The function's log group stays."]);
    program.press("\r");
    program.wait("the question to close", |screen| !screen.contents().contains("Take this back?"));
    take_back(&mut program);
    program.press("q");
    program.wait_for(&["Leave cognito-ferry?"]);
    program.press("y");
    assert_eq!(program.end(), 0);
    program.assert_given_back();
    program.wait_for(&["Nothing of the session migration-"]);
    let sessions = directory.path().join("sessions/demo/sessions");
    assert_eq!(files(&sessions), Vec::<String>::new());
    assert_eq!(files(&sessions.join("archive")).len(), 1);
}

#[test]
fn a_teardown_that_was_killed_in_the_middle_is_continued_from_home() {
    let directory = tempfile::tempdir().unwrap();
    let mut program = done(directory.path());
    program.press("t");
    program.wait_for(&["6 to delete, 2 to set back."]);
    program.press("\rnyy");
    program.wait_for(&["2 of 8 done"]);
    program.signal(rustix::process::Signal::KILL);
    program.end();
    let mut program = Program::start(80, 24, ferry(directory.path(), &["demo"]));
    program.wait_for(&["Last change", "Ctrl-T take back"]);
    program.press("\r");
    let shown = program.wait_for(&["Teardown", "to delete"]);
    assert!(!shown.contains("6 to delete, 2 to set back"), "{shown}");
    program.press("\r");
    program.wait("a question", |screen| {
        screen.contents().contains("Take this back?") || screen.contents().contains("log lines too?")
    });
    program.press("n");
    program.wait_for(&["Take this back?"]);
    program.press("y");
    program.wait_for(&["Its record is in the archive."]);
}
