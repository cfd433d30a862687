//! `sign-in` at a terminal: a person is asked whether the user whom the test made shall go again.

use std::path::Path;

use super::program::{BINARY, Program, ferry};

const SESSION: [&str; 4] = ["--session", "acme", "--sandbox", "accounts.json"];
const USER: &str = "maria.lindqvist@example.com";
const PLACES: [&str; 10] = [
    "--source-profile",
    "old-account",
    "--source-pool",
    "eu-west-1_AcmeCust1",
    "--destination-profile",
    "new-account",
    "--destination-pool",
    "eu-central-1_AcmeNew01",
    "--destination-client",
    "7shopwebacme0new0client001",
];

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
    let apply = std::process::Command::new(BINARY)
        .current_dir(directory.path())
        .env("COGNITO_FERRY_SESSIONS", directory.path().join("sessions"))
        .args(["apply", "--yes"])
        .args(SESSION)
        .args(PLACES)
        .output();
    assert!(apply.as_ref().is_ok_and(|output| output.status.success()), "{apply:?}");

    let mut program = signed_in(directory.path(), "yes");
    program.wait_for(&["Removed the user", "The test can be repeated."]);
    assert_eq!(program.end(), 0);

    // The same test once more; whoever does not say yes is told how it is done later.
    let mut program = signed_in(directory.path(), "y");
    program.wait_for(&["--remove-user"]);
    assert_eq!(program.end(), 0);
    assert!(!program.screen().contains("Removed the user"));
}
