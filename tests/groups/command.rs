//! The command itself, as a process on the demo's accounts: what it says, asks, and how it ends.

use std::path::Path;

use assert_cmd::Command;
use serde_json::{Value, json};

/// Exit code, standard output, standard error.
pub fn ferry(directory: &Path, arguments: &[&str], input: &str) -> (i32, String, String) {
    let output = Command::cargo_bin("cognito-ferry")
        .unwrap()
        .args(arguments)
        .args(["--session", "shop", "--sandbox"])
        .arg(directory.join("accounts.json"))
        .arg("--sessions-directory")
        .arg(directory.join("sessions"))
        .write_stdin(input)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

pub const PLACES: [&str; 10] = [
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

#[test]
fn whoever_has_signed_in_is_put_into_their_groups_and_the_table_says_who_is_waited_for() {
    let directory = tempfile::tempdir().unwrap();
    let ferry = |arguments: &[&str], input: &str| ferry(directory.path(), arguments, input);
    let (code, _, said) = ferry(&["groups"], "");
    assert!(code == 2 && said.contains("--yes"), "{said}");
    let apply: Vec<&str> = ["apply", "--yes"].into_iter().chain(PLACES).collect();
    assert_eq!(ferry(&apply, "").0, 0);

    let (code, told, said) = ferry(&["groups", "--yes"], "");
    assert_eq!(code, 0, "{said}");
    assert!(told.contains("wait for users who have not moved yet"), "{told}");

    let sign_in = ["sign-in", "--username", "maria.lindqvist@example.com", "--password-stdin"];
    assert_eq!(ferry(&sign_in, "Sunrise-over-Umea-7\n").0, 0);
    let (code, told, said) = ferry(&["groups", "--yes"], "");
    assert_eq!(code, 0, "{said}");
    for words in ["1 membership of 1 user to add", "counts as an active user", "Added 1 membership.", "wholesale"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let (code, told, _) = ferry(&["groups", "--yes", "--json"], "");
    let document: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((code, &document["added"], &document["doubtful"]), (0, &json!(0), &json!([])));
    let wholesale = document["groups"].as_array().unwrap().iter().find(|group| group["group"] == "wholesale").unwrap();
    assert_eq!((&wholesale["members"], &wholesale["missing"]), (&json!(1), &json!(0)));
    assert!(!told.contains("maria"), "who is in which group is nobody's business who reads the counts");
}

#[test]
fn a_session_without_groups_says_so() {
    let directory = tempfile::tempdir().unwrap();
    let apply: Vec<&str> = ["apply", "--yes", "--groups", "none"].into_iter().chain(PLACES).collect();
    assert_eq!(ferry(directory.path(), &apply, "").0, 0);
    let (code, _, said) = ferry(directory.path(), &["groups", "--yes"], "");
    assert!(code == 2 && said.contains("no part of this migration") && said.contains("--groups sweep"), "{said}");
}

#[test]
fn faster_than_the_service_takes_it_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    for rate in ["0", "26", "many"] {
        assert_eq!(ferry(directory.path(), &["groups", "--per-second", rate], "").0, 2, "{rate}");
    }
    let apply: Vec<&str> = ["plan", "--group-role", "arn:aws:iam::1:role/x=nothing"].into_iter().chain(PLACES).collect();
    let (code, _, said) = ferry(directory.path(), &apply, "");
    assert!(code == 2 && said.contains("--group-role"), "{said}");
}
