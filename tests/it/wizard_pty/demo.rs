//! A newcomer without any AWS account: the demo, by Enter alone.

use test_support::headless::{Outcome, bare};

use crate::env::terminal::{Program, ferry};

/// What each screen shows once it is ready, in order.
pub const READY: [(&str, &[&str]); 10] = [
    ("home", &["Session name", "New migration", "The session keeps"]),
    ("accounts", &["account 111111111111", "account 222222222222"]),
    ("pools", &["acme-customers", "acme-web"]),
    ("options", &["Users with MFA", "Migration app client"]),
    ("preflight", &["Preflight", " passed"]),
    ("plan", &["6 to create, 2 to update"]),
    ("question", &["Apply this plan?"]),
    ("apply", &["Enter goes on: each resource is checked."]),
    ("verify", &["checks passed"]),
    ("sign-in", &["A practice user is filled in."]),
];

pub const SIGNED_IN: &str = "The sign-in worked";

fn enter_alone(width: u16, height: u16) {
    let directory = tempfile::tempdir().unwrap();
    let mut program = Program::start(width, height, ferry(directory.path(), &["demo"]));
    for (screen, texts) in READY {
        let shown = program.wait_for(texts);
        assert!(shown.contains("SANDBOX"), "{screen} hides that this is practice:\n{shown}");
        program.press("\r");
    }
    program.wait_for(&[SIGNED_IN]);
    program.press("\r");
    program.wait_for(&["USER_PASSWORD_AUTH"]);
    program.press("q");
    assert_eq!(program.end(), 0);
    program.assert_given_back();
}

#[test]
fn enter_alone_ends_on_a_sign_in_that_worked_at_80x24() {
    enter_alone(80, 24);
}

#[test]
fn enter_alone_ends_on_a_sign_in_that_worked_at_120x40() {
    enter_alone(120, 40);
}

#[test]
fn without_a_terminal_it_names_the_plain_commands() {
    let directory = tempfile::tempdir().unwrap();
    let Outcome { code, stdout, stderr: said } = Outcome::of(bare(directory.path(), &["demo"]).spawn().unwrap(), "");
    assert_eq!(code, 2, "{said}");
    for command in ["cognito-ferry plan", "cognito-ferry apply", "cognito-ferry verify", "cognito-ferry sign-in"] {
        assert!(said.contains(command), "{command} is missing in:\n{said}");
    }
    assert!(stdout.is_empty());
}
