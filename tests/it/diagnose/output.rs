//! The command as people and programs meet it: 80 columns, exit codes, the JSON document against its schema, nothing secret.

use std::path::Path;

use serde_json::Value;
use test_support::headless::{ACCOUNTS, Outcome, bare};

use super::by_hand::{as_a_guide_says, permission};
use super::world::World;
use crate::env::demo::{DESTINATION_CLIENT, DESTINATION_POOL, PASSWORD, USER};
use crate::env::json_schema::violations;

/// Without a directory for sessions: a look needs none.
fn diagnose(directory: &Path, more: &[&str], input: &str) -> Outcome {
    let asked = ["diagnose", "--destination-profile", "new-account", "--destination-pool", DESTINATION_POOL];
    let mut command = bare(directory, &[&asked, &ACCOUNTS[..], more].concat());
    Outcome::of(command.spawn().unwrap(), input)
}

/// A directory with a set-up in it that works, or that misses the invoke permission.
async fn directory(whole: bool) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    let world = World::in_file(&directory.path().join("accounts.json")).await;
    let set_up = as_a_guide_says(&world).await;
    if !whole {
        let call = world.accounts.destination.write.lambda.remove_permission().function_name(set_up.function);
        call.statement_id(set_up.statement_id).send().await.unwrap();
        let other = "arn:aws:cognito-idp:eu-central-1:222222222222:userpool/eu-central-1_Another1";
        permission(&world.accounts.destination, &set_up, other, None).await;
    }
    directory
}

const BOTH: [&str; 4] = ["--source-profile", "old-account", "--destination-client", DESTINATION_CLIENT];

#[tokio::test]
async fn a_whole_chain_exits_with_0_and_a_broken_one_with_3() {
    let whole = directory(true).await;
    let output = diagnose(whole.path(), &BOTH, "");
    assert_eq!(output.code, 0, "{}{}", output.stdout, output.stderr);
    assert!(output.stdout.contains("✓ The chain is whole."), "{}", output.stdout);
    let broken = directory(false).await;
    let output = diagnose(broken.path(), &BOTH, "");
    assert_eq!(output.code, 3, "{}{}", output.stdout, output.stderr);
    let marked: Vec<&str> = output.stdout.lines().filter(|line| line.contains("◀ BROKEN")).collect();
    assert!(matches!(marked.as_slice(), [line] if line.contains("✗ invoke permission")), "{}", output.stdout);
    let words: Vec<&str> = output.stdout.split_whitespace().collect();
    let seen = ["AWS:SourceArn:", "arn:aws:cognito-idp:eu-central-1:222222222222:userpool/eu-central-1_Another1"];
    assert!(words.windows(2).any(|pair| pair == seen), "{}", output.stdout);
    assert!(!whole.path().join(".local").exists(), "a look saves nothing");
}

#[tokio::test]
async fn what_is_not_to_be_pasted_fits_80_columns() {
    for whole in [true, false] {
        let directory = directory(whole).await;
        let output = diagnose(directory.path(), &["--source-profile", "old-account"], "");
        let long: Vec<&str> = output.stdout.lines().filter(|line| line.chars().count() > 80).collect();
        // A single word that is longer than a line stays whole too: half an ARN is of no use.
        let single = |line: &&&str| line.split_whitespace().count() > 1 && !line.contains("aws lambda add-permission");
        assert_eq!(long.iter().filter(single).count(), 0, "{long:#?}");
    }
}

#[tokio::test]
async fn the_json_document_is_as_its_schema_says() {
    let directory = directory(false).await;
    let schema = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/schema/diagnose.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let signing_in = ["--json", "--username", USER, "--password-stdin"];
    for more in [&["--json"][..], &signing_in] {
        let output = diagnose(directory.path(), &[&BOTH, more].concat(), PASSWORD);
        assert_eq!((output.code, output.stderr.as_str()), (3, ""));
        let mut document: Value = serde_json::from_str(&output.stdout).unwrap();
        assert_eq!(violations(&schema, &document, "document"), [""; 0]);
        assert_eq!(document["links"][2]["state"], "broken");
        // The schema says something: another document is refused.
        document["links"][0]["state"] = "fine".into();
        document["values"][0].as_object_mut().unwrap().remove("from");
        assert_eq!(violations(&schema, &document, "document").len(), 2);
    }
    let output = diagnose(directory.path(), &["--json"], "");
    let document: Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!(violations(&schema, &document, "document"), [""; 0]);
    assert_eq!((&document["source"], output.code), (&Value::Null, 3));
}

#[tokio::test]
async fn with_a_user_the_story_follows_the_chain_and_the_password_is_nowhere() {
    let directory = directory(true).await;
    let signing_in = [&BOTH[..], &["--username", USER, "--password-stdin"]].concat();
    let output = diagnose(directory.path(), &signing_in, "Not-the-password-1\n");
    assert_eq!(output.code, 3, "{}{}", output.stdout, output.stderr);
    assert!(output.stdout.contains("The test sign-in") && output.stdout.contains("Cause: unexplained"), "{}", output.stdout);
    let right = diagnose(directory.path(), &signing_in, &format!("{PASSWORD}\n"));
    assert_eq!(right.code, 0, "{}{}", right.stdout, right.stderr);
    assert!(right.stdout.contains("The sign-in worked: the user was migrated with the password."), "{}", right.stdout);
    for output in [&output, &right] {
        let told = [output.stdout.as_str(), &output.stderr].concat();
        assert!(!told.contains(PASSWORD) && !told.contains("Not-the-password-1") && !told.contains("eyJ"), "{told}");
    }
}

#[tokio::test]
async fn what_is_missing_to_begin_with_is_told_in_one_line() {
    let directory = directory(true).await;
    let output = diagnose(directory.path(), &["--destination-client", "0nosuchclient0nosuchclient"], "");
    assert!(output.code == 3 && output.stdout.contains("✗ app client"), "{}{}", output.stdout, output.stderr);
    let output = diagnose(directory.path(), &["--password-stdin"], PASSWORD);
    assert!(output.code == 2 && output.stderr.contains("--username"), "{}{}", output.stdout, output.stderr);
    let output = diagnose(directory.path(), &["--source-profile", "old-acount"], "");
    assert!(output.code == 1 && output.stderr.contains("old-account") && output.stdout.is_empty(), "{}", output.stderr);
}
