//! The command itself, as a process on the demo's accounts: what it says, asks, and how it ends.

use std::path::Path;

use serde_json::{Value, json};
use test_support::headless::{self, Outcome, with_places};

/// A command on the session of these tests.
pub fn ferry(directory: &Path, arguments: &[&str], input: &str) -> Outcome {
    headless::ferry(directory, &[arguments, &["--session", "shop"]].concat(), input)
}

#[test]
fn whoever_has_signed_in_is_put_into_their_groups_and_the_table_says_who_is_waited_for() {
    let directory = tempfile::tempdir().unwrap();
    let ferry = |arguments: &[&str], input: &str| ferry(directory.path(), arguments, input);
    let Outcome { code, stderr: said, .. } = ferry(&["groups"], "");
    assert!(code == 2 && said.contains("--yes"), "{said}");
    let Outcome { code, stdout: told, .. } = ferry(&with_places(&["apply", "--yes"]), "");
    assert!(code == 0 && told.contains("cognito-ferry groups --session shop"), "{told}");

    let Outcome { code, stdout: told, stderr: said } = ferry(&["groups", "--yes"], "");
    assert_eq!(code, 0, "{said}");
    assert!(told.contains("wait for users who have not moved yet"), "{told}");

    let sign_in = ["sign-in", "--username", "maria.lindqvist@example.com", "--password-stdin"];
    assert_eq!(ferry(&sign_in, "Sunrise-over-Umea-7\n").code, 0);
    let Outcome { code, stdout: told, stderr: said } = ferry(&["groups", "--yes"], "");
    assert_eq!(code, 0, "{said}");
    for words in ["1 membership of 1 user to add", "counts as an active user", "Added 1 membership.", "wholesale"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let Outcome { code, stdout: told, .. } = ferry(&["groups", "--yes", "--json"], "");
    let document: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((code, &document["added"], &document["doubtful"]), (0, &json!(0), &json!([])));
    let wholesale = document["groups"].as_array().unwrap().iter().find(|group| group["group"] == "wholesale").unwrap();
    assert_eq!((&wholesale["members"], &wholesale["missing"]), (&json!(1), &json!(0)));
    assert!(!told.contains("maria"), "who is in which group is nobody's business who reads the counts");
}

#[test]
fn a_session_without_groups_says_so() {
    let directory = tempfile::tempdir().unwrap();
    let apply = with_places(&["apply", "--yes", "--groups", "none"]);
    let Outcome { code, stdout: told, .. } = ferry(directory.path(), &apply, "");
    assert!(code == 0 && !told.contains("cognito-ferry groups"), "{told}");
    let Outcome { code, stderr: said, .. } = ferry(directory.path(), &["groups", "--yes"], "");
    assert!(code == 2 && said.contains("no part of this migration") && said.contains("--groups sweep"), "{said}");
}

#[test]
fn groups_at_the_first_sign_in_are_brought_without_a_sweep_and_go_with_the_teardown() {
    let directory = tempfile::tempdir().unwrap();
    let ferry = |arguments: &[&str], input: &str| ferry(directory.path(), arguments, input);
    let apply = with_places(&["apply", "--yes", "--groups", "first-sign-in"]);
    let Outcome { code, stdout: told, .. } = ferry(&apply, "");
    assert!(code == 0 && told.contains("PostAuthentication trigger"), "{told}");
    let sign_in = ["sign-in", "--username", "maria.lindqvist@example.com", "--password-stdin"];
    let Outcome { code, stdout: told, .. } = ferry(&sign_in, "Sunrise-over-Umea-7\n");
    assert!(code == 0 && told.contains("✓ Groups brought"), "{told}");
    let Outcome { code, stdout: told, .. } = ferry(&["groups", "--yes", "--json"], "");
    let document: Value = serde_json::from_str(&told).unwrap();
    let members: u64 = document["groups"].as_array().unwrap().iter().map(|group| group["members"].as_u64().unwrap()).sum();
    assert_eq!((code, &document["added"], members), (0, &json!(0), 1));
    let Outcome { code, stdout: told, .. } = ferry(&["teardown", "--yes"], "");
    assert!(code == 0 && told.contains("cannot be removed: attribute custom:ferry_groups"), "{told}");
}

#[test]
fn faster_than_the_service_takes_it_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    for rate in ["0", "26", "many"] {
        assert_eq!(ferry(directory.path(), &["groups", "--per-second", rate], "").code, 2, "{rate}");
    }
    let apply = with_places(&["plan", "--group-role", "arn:aws:iam::1:role/x=nothing"]);
    let Outcome { code, stderr: said, .. } = ferry(directory.path(), &apply, "");
    assert!(code == 2 && said.contains("--group-role"), "{said}");
}
