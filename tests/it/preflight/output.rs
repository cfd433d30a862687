//! The command as people and programs meet it: exit codes, the JSON document against its schema, the JUnit report, and one clear
//! screen for a newcomer's mistakes.

use std::path::Path;

use serde_json::Value;
use test_support::headless::{self, Outcome, bare};

use crate::env::demo::{DESTINATION_CLIENT, DESTINATION_POOL, SOURCE_POOL};
use crate::env::json_schema::violations;

/// On the demo's accounts, with these over the demo's places.
fn demo(directory: &Path, source_pool: &str, destination_pool: &str, more: &[&str]) -> Outcome {
    let mut arguments = [&["preflight"], &PROFILES[..]].concat();
    arguments.extend([
        "--source-pool",
        source_pool,
        "--destination-pool",
        destination_pool,
        "--destination-client",
        DESTINATION_CLIENT,
    ]);
    arguments.extend(more);
    headless::ferry(directory, &arguments, "")
}

const PROFILES: [&str; 4] = ["--source-profile", "old-account", "--destination-profile", "new-account"];

#[test]
fn the_json_document_is_as_its_schema_says() {
    let directory = tempfile::tempdir().unwrap();
    let output = demo(directory.path(), SOURCE_POOL, DESTINATION_POOL, &["--json"]);
    assert_eq!((output.code, output.stderr.as_str()), (0, ""));
    let mut document: Value = serde_json::from_str(&output.stdout).unwrap();
    let schema = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/schema/preflight.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(violations(&schema, &document, "document"), [""; 0]);
    assert!(document["checks"].as_array().unwrap().len() > 45);
    // The schema says something: another document is refused.
    document["checks"][0]["status"] = "fine".into();
    document["checks"][1].as_object_mut().unwrap().remove("evidence");
    assert_eq!(violations(&schema, &document, "document").len(), 2);
}

#[test]
fn exit_codes_tell_failures_and_strictly_warnings() {
    let directory = tempfile::tempdir().unwrap();
    assert_eq!(demo(directory.path(), SOURCE_POOL, DESTINATION_POOL, &[]).code, 0);
    assert_eq!(demo(directory.path(), SOURCE_POOL, DESTINATION_POOL, &["--strict"]).code, 3);
    assert_eq!(demo(directory.path(), SOURCE_POOL, "eu-central-1_Nowhere", &[]).code, 3);
    assert!(!directory.path().join("sessions").exists(), "a look saves nothing");
}

#[test]
fn the_junit_report_has_a_case_for_each_check() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("report.xml");
    let output = demo(directory.path(), SOURCE_POOL, "eu-central-1_Nowhere", &["--json", "--junit", file.to_str().unwrap()]);
    assert_eq!(output.code, 3);
    let document: Value = serde_json::from_str(&output.stdout).unwrap();
    let report = std::fs::read_to_string(file).unwrap();
    assert_eq!(report.matches("<testcase ").count(), document["checks"].as_array().unwrap().len());
    assert_eq!(report.matches("<failure ").count() as u64, document["summary"]["fail"].as_u64().unwrap());
    assert_eq!(report.matches("<skipped ").count() as u64, document["summary"]["skipped"].as_u64().unwrap());
}

#[test]
fn failures_come_first_and_passes_are_folded() {
    let directory = tempfile::tempdir().unwrap();
    let text = demo(directory.path(), SOURCE_POOL, "eu-central-1_Nowhere", &[]).stdout;
    assert!(text.starts_with("Failed\n"), "{text}");
    let at = |heading: &str| text.find(heading).unwrap_or_else(|| panic!("no {heading} in {text}"));
    assert!(
        at("Failed\n") < at("Warnings\n") && at("Warnings\n") < at("Not looked at\n") && at("Not looked at\n") < at("Passed\n")
    );
    assert!(text.contains("✓ source-pool: exists, groups, triggers"), "{text}");
}

#[test]
fn what_is_not_chosen_yet_is_skipped_and_the_rest_is_checked() {
    let directory = tempfile::tempdir().unwrap();
    let output = headless::ferry(directory.path(), &[&["preflight"], &PROFILES[..]].concat(), "");
    assert_eq!(output.code, 0, "{}{}", output.stdout, output.stderr);
    assert!(output.stdout.contains("Give --source-pool."), "{}", output.stdout);
    assert!(output.stdout.contains("✓ names: source-role, function-role, function\n"), "{}", output.stdout);
}

// A newcomer's mistakes: one thing wrong, one thing told.

#[test]
fn a_mistyped_profile_is_told_with_those_that_there_are() {
    let directory = tempfile::tempdir().unwrap();
    let mistyped = ["preflight", "--source-profile", "old-acount", "--destination-profile", "new-account"];
    let output = headless::ferry(directory.path(), &mistyped, "");
    assert_eq!((output.code, output.stdout.as_str()), (1, ""));
    assert!(output.stderr.contains("old-acount") && output.stderr.contains("old-account"), "{}", output.stderr);
    assert!(output.stderr.lines().count() <= 5, "{}", output.stderr);
}

#[track_caller]
fn fails_alone(output: &Outcome, id: &str, remedy: &str) {
    assert_eq!(output.code, 3, "{}{}", output.stdout, output.stderr);
    let failed = output.stdout.split("Failed\n").nth(1).unwrap().split("Warnings\n").next().unwrap();
    let failed = failed.split("Not looked at\n").next().unwrap();
    let ids: Vec<&str> = failed.lines().filter(|line| line.trim_start().starts_with('✗')).collect();
    assert!(ids.iter().all(|line| line.contains("exists]") || line.contains("function.region]")), "{failed}");
    assert!(failed.contains(&format!("[{id}]")) && failed.contains(remedy), "{failed}");
}

#[test]
fn a_pool_of_another_region_is_told_by_its_id_with_the_flag_that_mends_it() {
    let directory = tempfile::tempdir().unwrap();
    let output = demo(directory.path(), SOURCE_POOL, DESTINATION_POOL, &["--source-region", "us-east-1"]);
    fails_alone(&output, "source-pool.exists", "--source-region eu-west-1");
    // What rests on the pool is one paragraph, not an error each.
    assert_eq!(output.stdout.matches("rests on: source-pool.exists").count(), 1, "{}", output.stdout);
    assert_eq!(output.stdout.matches("does not exist").count(), 0, "{}", output.stdout);
}

#[test]
fn the_pool_of_the_other_account_is_recognised() {
    let directory = tempfile::tempdir().unwrap();
    let output = demo(directory.path(), DESTINATION_POOL, SOURCE_POOL, &[]);
    fails_alone(&output, "source-pool.exists", "swap the profiles or the pools");
    assert!(output.stdout.contains("it is in: account 222222222222, profile new-account"), "{}", output.stdout);
}

#[test]
fn an_expired_sso_session_is_told_with_the_command_that_renews_it() {
    let directory = tempfile::tempdir().unwrap();
    let config = directory.path().join("config");
    std::fs::write(
        &config,
        "[profile old]\nregion = eu-west-1\nsso_session = corp\nsso_account_id = 111111111111\nsso_role_name = admin\n\n\
         [profile new]\nregion = eu-west-1\nsso_session = corp\nsso_account_id = 222222222222\nsso_role_name = admin\n\n\
         [sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.invalid/start\n",
    )
    .unwrap();
    let environment = [
        ("AWS_CONFIG_FILE", config.to_str().unwrap()),
        ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
        // Nothing leaves this machine, whatever the SDK tries.
        ("HTTPS_PROXY", "http://127.0.0.1:9"),
    ];
    let mut preflight = bare(directory.path(), &["preflight", "--source-profile", "old", "--destination-profile", "new"]);
    let output = Outcome::of(preflight.envs(environment).spawn().unwrap(), "");
    assert_eq!((output.code, output.stdout.as_str()), (1, ""), "{}", output.stderr);
    assert!(output.stderr.contains("aws sso login --profile old"), "{}", output.stderr);
    assert!(output.stderr.lines().count() <= 6, "{}", output.stderr);
}
