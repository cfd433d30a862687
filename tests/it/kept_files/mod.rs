//! Files that an earlier program wrote (commit ac1d5ef): a session, its journal and the pretend accounts, read, continued and torn down by
//! this one. `applied` had everything applied, verified and signed in; `killed` was killed between an intent and its result.

use std::fs;
use std::path::Path;

use serde_json::Value;
use test_support::headless::ferry;

/// A copy of what was kept, as [`ferry`] looks for it.
fn kept(name: &str) -> tempfile::TempDir {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/kept_files").join(name);
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir(directory.path().join("sessions")).unwrap();
    fs::copy(from.join("accounts.json"), directory.path().join("accounts.json")).unwrap();
    fs::copy(from.join("acme.json"), directory.path().join("sessions/acme.json")).unwrap();
    directory
}

fn run(directory: &tempfile::TempDir, command: &str) -> test_support::headless::Outcome {
    let arguments: Vec<&str> = command.split_whitespace().chain(["--session", "acme"]).collect();
    ferry(directory.path(), &arguments, "")
}

/// What is left of the session in the two accounts: resources that carry its name.
fn left(directory: &tempfile::TempDir) -> Vec<String> {
    let accounts: Value = serde_json::from_slice(&fs::read(directory.path().join("accounts.json")).unwrap()).unwrap();
    let mut names = Vec::new();
    for account in accounts["accounts"].as_object().unwrap().values() {
        names.extend(account["iam"]["roles"].as_object().unwrap().keys().cloned());
        for region in account["regions"].as_object().unwrap().values() {
            names.extend(
                region.pointer("/lambda/functions").and_then(Value::as_object).into_iter().flat_map(|all| all.keys().cloned()),
            );
        }
    }
    names.retain(|name| name.contains("cognito-ferry"));
    names
}

#[test]
fn a_session_that_an_earlier_program_applied_is_verified_and_torn_down() {
    let directory = kept("applied");
    // What this program deploys is newer; nothing is made a second time.
    run(&directory, "plan").exits(0).says("0 to create");
    run(&directory, "apply --yes").exits(0);
    run(&directory, "plan").exits(0).says("No changes");
    run(&directory, "verify").exits(0).says("0 failed");
    assert!(!left(&directory).is_empty());
    run(&directory, "teardown --yes").exits(0);
    assert_eq!(left(&directory), Vec::<String>::new());
}

#[test]
fn a_session_that_an_earlier_program_was_killed_over_is_continued_and_torn_down() {
    let directory = kept("killed");
    let session = fs::read_to_string(directory.path().join("sessions/acme.json")).unwrap();
    assert!(session.contains("\"result\": null"), "no intent without a result");
    run(&directory, "apply --yes").exits(0);
    run(&directory, "plan").exits(0).says("No changes");
    run(&directory, "verify").exits(0).says("0 failed");
    run(&directory, "teardown --yes").exits(0);
    assert_eq!(left(&directory), Vec::<String>::new());
}

#[test]
fn what_an_earlier_journal_says_of_each_change_is_still_known() {
    let directory = kept("applied");
    let text = fs::read_to_string(directory.path().join("sessions/acme.json")).unwrap();
    let before: Value = serde_json::from_str(&text).unwrap();
    let session: cognito_ferry::session::document::Session = serde_json::from_str(&text).unwrap();
    let after = serde_json::to_value(&session).unwrap();
    assert_eq!(after["journal"], before["journal"], "a journal changed by being read");
    assert_eq!(after["made"], before["made"]);
    assert!(before["journal"].to_string().len() > 1000);
}
