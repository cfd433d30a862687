//! Left in the middle of every screen, and continued there.

use super::demo::{READY, SIGNED_IN};
use super::program::{Program, ferry};

/// Opens the saved session, which is offered first.
fn continued(directory: &std::path::Path) -> Program {
    let mut program = Program::start(80, 24, ferry(directory, &["demo"]));
    program.wait_for(&["Last change"]);
    program.press("\r");
    program
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
            // What was applied is looked at anew before anything else: the plan has no changes left, and Enter goes on from there.
            if *screen == "apply" {
                program.wait_for(&["No changes: everything is as it must be."]);
                program.press("\r");
            }
            program.wait_for(texts);
        }
        program.press("\r");
    }
    program.wait_for(&[SIGNED_IN]);
    program.press("\r");
    program.wait_for(&["USER_PASSWORD_AUTH"]);
}

#[test]
fn killed_in_the_middle_of_applying_it_goes_on_without_doing_anything_twice() {
    let directory = tempfile::tempdir().unwrap();
    let mut program = Program::start(80, 24, ferry(directory.path(), &["demo"]));
    for (_, texts) in &READY[..6] {
        program.wait_for(texts);
        program.press("\r");
    }
    program.wait_for(&["2 of 8 done"]);
    program.signal(rustix::process::Signal::KILL);
    program.end();
    let mut program = continued(directory.path());
    program.wait_for(&["Apply"]);
    // What was made stays made: nothing is created that is there.
    program.wait("apply to be over, or its plan to be shown again", |screen| {
        let contents = screen.contents();
        contents.contains("Enter goes on: each piece is checked.") || contents.contains("apply")
    });
    loop {
        let shown = program.wait("a screen that is ready", |screen| {
            let contents = screen.contents();
            ["Enter goes on: each piece is checked.", "Apply this plan?", "to create", "Enter apply"]
                .iter()
                .any(|text| contents.contains(text))
        });
        if shown.contains("Enter goes on: each piece is checked.") {
            break;
        }
        program.press("\r");
        program.wait("the screen to go on", |screen| screen.contents() != shown);
    }
    program.press("\r");
    program.wait_for(&["checks passed"]);
}
