//! Left in the middle of every screen, and continued there.

use test_support::headless::{self, Outcome};

use super::demo::{READY, SIGNED_IN};
use crate::env::terminal::{Program, ferry};

/// Opens the saved session, which is offered first.
fn continued(directory: &std::path::Path) -> Program {
    let mut program = Program::start(80, 24, ferry(directory, &["demo"]));
    program.wait_for(&["Last change"]);
    program.press("\r");
    program
}

/// Where the demo keeps its sessions.
fn sessions(directory: &std::path::Path) -> std::path::PathBuf {
    directory.join("sessions/demo/sessions")
}

/// The name of the only session that is saved.
fn name_of_the_session(directory: &std::path::Path) -> String {
    let files = std::fs::read_dir(sessions(directory)).unwrap();
    let mut names = files.filter_map(|file| Some(file.unwrap().file_name().to_str()?.strip_suffix(".json")?.to_owned()));
    names.next().unwrap()
}

#[test]
fn every_screen_can_be_left_and_is_continued_where_it_was_left() {
    let directory = tempfile::tempdir().unwrap();
    let mut program = Program::start(80, 24, ferry(directory.path(), &["demo"]));
    program.wait_for(READY[0].1);
    program.press("\r");
    for (screen, texts) in &READY[1..] {
        program.wait_for(texts);
        // The question is part of the plan's screen, which asks again.
        if *screen != "question" {
            program.press("\x03");
            assert_eq!(program.end(), 130, "{screen}");
            program = continued(directory.path());
            // What has come out well is not asked for again: it goes on at the step after it.
            if matches!(*screen, "apply" | "verify") {
                continue;
            }
            program.wait_for(texts);
        }
        program.press("\r");
    }
    program.wait_for(&[SIGNED_IN]);
    program.press("\x03");
    assert_eq!(program.end(), 130);
    // A finished demo is continued by its name, and ends where one goes on from: with the page to try it on.
    let name = name_of_the_session(directory.path());
    for _ in 0..2 {
        let mut program = Program::start(80, 24, ferry(directory.path(), &["demo", "--session", &name]));
        program.wait_for(&["USER_PASSWORD_AUTH", "amazoncognito.com"]);
        program.press("\x03");
        assert_eq!(program.end(), 130);
    }
}

#[test]
fn a_session_that_one_wizard_has_is_refused_to_a_second_and_to_the_commands() {
    let directory = tempfile::tempdir().unwrap();
    let mut first = Program::start(80, 24, ferry(directory.path(), &["demo"]));
    first.wait_for(READY[0].1);
    first.press("\r");
    first.wait_for(READY[1].1);
    let mut second = continued(directory.path());
    second.wait_for(&["in use", "Finish or leave the other one first.", "has had it since"]);
    let name = name_of_the_session(directory.path());
    let mut teardown = headless::bare(directory.path(), &["teardown", "--yes", "--session", &name]);
    let teardown = teardown.env("COGNITO_FERRY_SESSIONS", sessions(directory.path())).spawn().unwrap();
    let refused = Outcome::of(teardown, "");
    assert!(refused.code != 0 && refused.stderr.contains("is in use"), "{refused:?}");
    first.press("\x03");
    assert_eq!(first.end(), 130);
    second.press("\r");
    second.wait_for(READY[1].1);
    second.press("\x03");
    assert_eq!(second.end(), 130);
}

#[test]
fn killed_in_the_middle_of_applying_it_goes_on_without_doing_anything_twice() {
    let directory = tempfile::tempdir().unwrap();
    let mut program = Program::start(80, 24, ferry(directory.path(), &["demo"]));
    for (_, texts) in &READY[..7] {
        program.wait_for(texts);
        program.press("\r");
    }
    program.wait_for(&["3 of 9 done"]);
    program.signal(rustix::process::Signal::KILL);
    program.end();
    let mut program = continued(directory.path());
    program.wait_for(&["Apply"]);
    // What was made stays made: nothing is created that is there.
    program.wait("apply to be over, or its plan to be shown again", |screen| {
        let contents = screen.contents();
        contents.contains("Enter goes on: each resource is checked.") || contents.contains("apply")
    });
    loop {
        let shown = program.wait("a screen that is ready", |screen| {
            let contents = screen.contents();
            ["Enter goes on: each resource is checked.", "Apply this plan?", "to create", "Enter apply"]
                .iter()
                .any(|text| contents.contains(text))
        });
        if shown.contains("Enter goes on: each resource is checked.") {
            break;
        }
        program.press("\r");
        program.wait("the screen to go on", |screen| screen.contents() != shown);
    }
    program.press("\r");
    program.wait_for(&["checks passed"]);
}
