//! `sign-in` at a terminal: a person is asked whether the user whom the test made shall go again.

use std::path::Path;

use test_support::headless::{self, with_places};

use crate::env::terminal::{Program, ferry};

const SESSION: [&str; 4] = ["--session", "acme", "--sandbox", "accounts.json"];
const USER: &str = "maria.lindqvist@example.com";
/// Signs in and answers the question at the end.
fn signed_in(directory: &Path, answer: &str) -> Program {
    let arguments = [&["sign-in", "--username", USER], &SESSION[..]].concat();
    let mut program = Program::start(160, 50, ferry(directory, &arguments));
    program.wait_for(&["Password: "]);
    program.press("Sunrise-over-Umea-7\r");
    program.wait_for(&[
        "the user was migrated with the password",
        "Remove the user maria.lindqvist@example.com (there ",
        "Only 'yes'",
    ]);
    assert!(!program.screen().contains("Sunrise"), "the password is on the screen");
    program.wait_for(&["eu-central-1_AcmeNew01 in account 222222222222"]);
    program.press(&format!("{answer}\r"));
    program
}

#[test]
fn only_yes_removes_the_user_whom_the_test_made() {
    let directory = tempfile::tempdir().unwrap();
    let apply = headless::ferry(directory.path(), &with_places(&["apply", "--yes", "--session", "acme"]), "");
    assert_eq!(apply.code, 0, "{apply:?}");

    let mut program = signed_in(directory.path(), "yes");
    program.wait_for(&["Removed the user", "The test can be repeated."]);
    assert_eq!(program.end(), 0);

    // The same test once more; whoever does not say yes is told how it is done later.
    let mut program = signed_in(directory.path(), "y");
    program.wait_for(&["--remove-user"]);
    assert_eq!(program.end(), 0);
    assert!(!program.screen().contains("Removed the user"));
}
