//! Names and values that would take over a terminal: shown escaped everywhere, obeyed nowhere.

use test_support::headless::Outcome;

use super::program::{PASSWORD, Program};
use crate::env::terminal::{self, ferry};

/// What a terminal would obey, or what would reorder a line.
fn obeyed(character: char) -> bool {
    (character.is_control() && character != '\n')
        || matches!(character, '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn assert_harmless(what: &str, text: &str) {
    if let Some(at) = text.find(obeyed) {
        let around: String = text[at..].chars().take(30).collect();
        panic!("{what} holds {:?} in {around:?}", text[at..].chars().next().unwrap());
    }
}

fn assert_escaped(what: &str, said: &Outcome, expected: &[&str]) {
    assert_harmless(what, &said.stdout);
    assert_harmless(what, &said.stderr);
    for text in expected {
        assert!(said.stdout.contains(text), "{what} does not show {text}:\n{}{}", said.stdout, said.stderr);
    }
}

const DIAGNOSE: [&str; 9] = [
    "diagnose",
    "--source-profile",
    "old-account",
    "--destination-profile",
    "new-account",
    "--destination-pool",
    "eu-central-1_Hostile02",
    "--source-pool",
    "eu-west-1_Hostile01",
];

#[test]
fn the_plain_commands_show_hostile_names_escaped() {
    let mut program = Program::new();
    let names = [
        "old\\u{1b}]0;pwned\\u{7}\\u{202e}loop",
        "new\\u{1b}]0;pwned",
        "app\\u{1b}]0;pwned",
        "pl\\u{202e}an",
        "stack\\u{1b}]0;pwned",
        "whole\\u{202e}sale",
    ];
    assert_escaped("plan", &program.plan("plan", &[]), &names);
    assert_escaped("apply", &program.plan("apply", &["--yes"]), &names);
    assert_escaped("verify", &program.run(&["verify", "--session", "acme"], ""), &["new\\u{1b}]0;pwned"]);
    assert_escaped("diagnose", &program.run(&DIAGNOSE, ""), &["app\\u{1b}]0;pwned", "old\\u{1b}]0;pwned"]);
    assert_escaped("sign-in refused", &program.sign_in("Wrong-1", &[]), &["InitiateAuth"]);
    assert_escaped("sign-in", &program.sign_in(PASSWORD, &[]), &["eve\\u{202e}gnp", "pl\\u{202e}an"]);
    let groups = ["groups", "--session", "acme", "--yes"];
    assert_escaped("groups", &program.run(&groups, ""), &["whole\\u{202e}sale\\u{1b}]0;pwned\\u{7}", "Added 1 membership."]);
    assert_escaped("teardown", &program.run(&["teardown", "--session", "acme", "--dry-run"], ""), &["new\\u{1b}]0;pwned"]);
    assert_escaped("sessions", &program.run(&["sessions", "list"], ""), &["acme"]);
    assert_escaped("restore", &program.run(&["restore", "trigger", "--session", "acme", "--yes"], ""), &["new\\u{1b}]0;pwned"]);
    for (path, text) in program.files().into_iter().filter(|(path, _)| *path == program.log_file()) {
        assert_harmless(&path.display().to_string(), &text);
    }
}

/// JSON keeps the names as they are for programs, in escapes that a terminal does not obey.
#[test]
fn json_output_is_harmless_on_a_terminal_and_still_says_the_same() {
    let mut program = Program::new();
    let said = program.plan("plan", &["--json"]);
    assert_harmless("plan --json", &said.stdout);
    let plan: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(plan["spec"]["source"]["pool_name"], "old\u{1b}]0;pwned\u{7}\u{202e}loop");
    assert_harmless("apply --json", &program.plan("apply", &["--yes", "--json"]).stdout);
    assert_harmless("verify --json", &program.run(&["verify", "--session", "acme", "--json"], "").stdout);
    assert_harmless("diagnose --json", &program.run(&[&DIAGNOSE[..], &["--json"]].concat(), "").stdout);
    assert_harmless("sign-in --json", &program.sign_in(PASSWORD, &["--json"]).stdout);
    let said = program.run(&["groups", "--session", "acme", "--yes", "--json"], "");
    assert_harmless("groups --json", &said.stdout);
    let groups: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(groups["groups"][0]["group"], "whole\u{202e}sale\u{1b}]0;pwned\u{7}");
    assert_harmless("sessions show", &program.run(&["sessions", "show", "acme"], "").stdout);
}

#[test]
fn names_that_the_operator_gives_are_escaped_in_errors() {
    let mut program = Program::new();
    let said = program.run(&["plan", "--source-profile", "x\u{1b}]0;pwned\u{7}", "--destination-profile", "new-account"], "");
    assert_ne!(said.code, 0);
    assert_harmless("an unknown profile", &said.stderr);
    let said = program.run(&["sessions", "show", "\u{202e}x"], "");
    assert_harmless("an unknown session", &said.stderr);
}

/// The whole wizard on the hostile accounts. Its own escape sequences are many; the hostile ones must not be among them.
#[test]
fn the_wizard_shows_hostile_names_escaped_on_every_screen() {
    let program = Program::new();
    let accounts = program.accounts();
    // With two profiles the wizard waits to be told which is which.
    let sides = ["--source-profile", "old-account", "--destination-profile", "new-account"];
    let command = ferry(program.directory.path(), &[&["--sandbox", accounts.to_str().unwrap()][..], &sides].concat());
    let mut wizard = terminal::Program::start(120, 40, command);
    let screens: [(&str, &[&str]); 10] = [
        ("home", &["Session name", "The session keeps"]),
        ("accounts", &["account 111111111111", "account 222222222222"]),
        ("pools", &["old\\u{1b}]0;pwned", "new\\u{1b}]0;pwned"]),
        ("options", &["Cross-account role", "Advanced"]),
        ("preflight", &["could not be looked at"]),
        ("plan", &["6 to create, 2 to update"]),
        ("question", &["Apply this plan?"]),
        ("apply", &["Enter goes on: each resource is checked."]),
        ("verify", &["checks passed"]),
        ("sign-in", &["A practice user is filled in."]),
    ];
    for (screen, texts) in screens {
        wizard.wait_for(texts);
        if screen == "plan" {
            // The last of the nine changes, opened: the trigger with its warning.
            wizard.press(&("\x1b[B".repeat(8) + " "));
            wizard.wait_for(&["2 warnings", "CloudFormation (stack stack\\u{1b}]0;pwned"]);
        }
        wizard.press("\r");
    }
    wizard.wait_for(&["The sign-in worked", "custom:pl\\u{202e}an"]);
    wizard.press("\r");
    wizard.wait_for(&["USER_PASSWORD_AUTH"]);
    let bytes = wizard.bytes();
    // The wizard's own title for the window ends with a bell.
    let text = String::from_utf8_lossy(&bytes).replace("\u{1b}]0;cognito-ferry\u{7}", "");
    for hostile in ["\u{1b}]0;pwned", "\u{7}", "\u{9b}", "\u{202e}", "\u{2066}", "\u{2028}", PASSWORD] {
        assert!(!text.contains(hostile), "the wizard wrote {hostile:?}");
    }
    wizard.press("q");
}
