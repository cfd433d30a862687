//! The commands as a script meets them: exit codes, what goes to standard output, what an error says.

use std::path::Path;

use cognito_ferry::session::document::Session;
use cognito_ferry::session::store::Store;
use serde_json::Value;
use test_support::headless::{self, Outcome, command, with_places};

fn ferry(directory: &Path, arguments: &[&str]) -> Outcome {
    headless::ferry(directory, arguments, "")
}

#[test]
fn without_a_terminal_the_wizard_names_the_plain_commands() {
    let directory = tempfile::tempdir().unwrap();
    let output = ferry(directory.path(), &[]);
    assert_eq!(output.code, 2);
    for command in ["cognito-ferry plan", "cognito-ferry apply", "cognito-ferry verify", "cognito-ferry sign-in"] {
        assert!(output.stderr.contains(command), "{output:?}");
    }
}

#[test]
fn a_fresh_demo_is_refused_while_the_last_one_is_open() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::at(directory.path().join("sessions/demo/sessions"));
    store.save(&Session::new("acme", jiff::Timestamp::UNIX_EPOCH)).unwrap();
    let open = store.lock("acme").unwrap();
    let demo = || {
        let arguments = ["demo", "--fresh", "--sessions-directory", "sessions"];
        Outcome::of(headless::bare(directory.path(), &arguments).spawn().unwrap(), "")
    };
    demo().exits(1).says("still open, with the session acme").says(&format!("Process {}", std::process::id()));
    assert!(store.contains("acme"));
    drop(open);
    demo();
    assert!(!store.contains("acme"), "it is cleared once it is left");
}

#[test]
fn a_plan_without_a_session_saves_nothing_and_its_json_is_one_document() {
    let directory = tempfile::tempdir().unwrap();
    let output = ferry(directory.path(), &with_places(&["plan", "--json"]));
    assert_eq!(output.code, 0, "{output:?}");
    let plan: Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!(plan["changes"].as_array().unwrap().len(), 9);
    assert!(!directory.path().join("sessions").exists());
}

#[test]
fn apply_asks_and_where_nobody_can_be_asked_it_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let output = ferry(directory.path(), &with_places(&["apply", "--session", "acme"]));
    assert_eq!(output.code, 2);
    assert!(output.stderr.contains("--yes"), "{output:?}");
}

#[test]
fn apply_as_json_is_one_event_a_line_and_verify_one_document() {
    let directory = tempfile::tempdir().unwrap();
    let output = ferry(directory.path(), &with_places(&["apply", "--session", "acme", "--yes", "--json"]));
    assert_eq!(output.code, 0, "{output:?}");
    let events: Vec<Value> = output.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(events.first().unwrap()["event"], "apply-started");
    assert_eq!(events.last().unwrap()["event"], "apply-finished");

    let output = ferry(directory.path(), &["verify", "--session", "acme", "--json"]);
    let verify: Value = serde_json::from_str(&output.stdout).unwrap();
    assert!(verify["checks"].as_array().unwrap().iter().all(|check| check["status"] == "pass"), "{verify}");
}

#[test]
fn an_error_is_told_as_json_to_whoever_asked_for_json() {
    let directory = tempfile::tempdir().unwrap();
    let output = ferry(directory.path(), &["verify", "--session", "nobody", "--json"]);
    assert_eq!(output.code, 1);
    let document: Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!(document["problem"]["kind"], "not-found");
}

#[test]
fn a_value_that_aws_would_refuse_is_refused_with_the_flag_s_name() {
    let directory = tempfile::tempdir().unwrap();
    let output = ferry(directory.path(), &with_places(&["plan", "--function-memory", "5"]));
    assert_eq!(output.code, 2);
    assert!(output.stderr.contains("--function-memory"), "{output:?}");
}

#[test]
fn when_both_profiles_are_unknown_the_source_is_told_first() {
    let directory = tempfile::tempdir().unwrap();
    let arguments = ["plan", "--source-profile", "nobody", "--destination-profile", "no-one", "--source-pool", "eu-west-1_a"];
    let output = ferry(directory.path(), &arguments);
    assert_eq!(output.code, 1);
    assert!(output.stderr.contains("nobody") && !output.stderr.contains("no-one"), "{output:?}");
}

#[test]
fn a_session_that_made_something_is_not_turned_to_another_pool() {
    let directory = tempfile::tempdir().unwrap();
    assert_eq!(ferry(directory.path(), &with_places(&["apply", "--session", "acme", "--yes"])).code, 0);
    let output = ferry(directory.path(), &["plan", "--session", "acme", "--source-pool", "eu-west-1_AcmeStaf2"]);
    assert_eq!(output.code, 2);
    assert!(output.stderr.contains("The session acme is about something else."), "{output:?}");
}

#[test]
fn a_session_is_listed_shown_and_deleted() {
    let directory = tempfile::tempdir().unwrap();
    assert_eq!(ferry(directory.path(), &with_places(&["plan", "--session", "acme"])).code, 0);
    assert!(ferry(directory.path(), &["sessions", "list"]).stdout.contains("eu-west-1_AcmeCust1 (old-account)"));
    let shown: Value = serde_json::from_str(&ferry(directory.path(), &["sessions", "show", "acme"]).stdout).unwrap();
    assert_eq!(shown["name"], "acme");
    assert_eq!(ferry(directory.path(), &["sessions", "delete", "acme"]).code, 2, "it asks");
    assert_eq!(ferry(directory.path(), &["sessions", "delete", "acme", "--yes"]).code, 0);
    let output = ferry(directory.path(), &["sessions", "delete", "acme", "--yes"]);
    assert!(output.code == 1 && output.stderr.contains("no saved session named acme"), "{output:?}");
}

#[test]
fn the_readme_s_table_of_keys_is_the_program_s() {
    let directory = tempfile::tempdir().unwrap();
    let keys = ferry(directory.path(), &["keys"]).stdout;
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/keys.md")).unwrap();
    assert!(page.contains(keys.trim()), "run `make readme`: docs/keys.md is not what `cognito-ferry keys` prints");
}

#[test]
fn the_user_whom_a_test_sign_in_made_is_told_and_removed_in_json_too() {
    let directory = tempfile::tempdir().unwrap();
    let directory = directory.path();
    let user = "maria.lindqvist@example.com";
    let sign_in = ["sign-in", "--session", "acme", "--username", user, "--json"];
    assert_eq!(ferry(directory, &with_places(&["apply", "--session", "acme", "--yes"])).code, 0);
    let told =
        |output: &Outcome| serde_json::from_str::<Value>(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));

    let nobody = ferry(directory, &[&sign_in[..], &["--remove-user", "--yes"]].concat());
    assert_eq!((nobody.code, &told(&nobody)["removed"]), (0, &Value::from(false)));
    let story = headless::ferry(directory, &[&sign_in[..], &["--password-stdin"]].concat(), "Sunrise-over-Umea-7\n");
    let made = told(&story)["created"].clone();
    assert_eq!((&made["pool_id"], &made["account"]), (&Value::from("eu-central-1_AcmeNew01"), &Value::from("222222222222")));
    let refused = ferry(directory, &[&sign_in[..], &["--remove-user"]].concat());
    assert_eq!(refused.code, 2, "nobody could be asked: {refused:?}");
    let removed = ferry(directory, &[&sign_in[..], &["--remove-user", "--yes"]].concat());
    let mut expected = made;
    expected["removed"] = true.into();
    assert_eq!((removed.code, told(&removed)), (0, expected));
}

#[test]
fn somebody_whom_no_test_made_is_not_removed_whatever_the_flags() {
    let directory = tempfile::tempdir().unwrap();
    let directory = directory.path();
    assert_eq!(ferry(directory, &with_places(&["apply", "--session", "acme", "--yes"])).code, 0);
    let sign_in = ["sign-in", "--username", "maria.lindqvist@example.com", "--password-stdin"];
    let first = headless::ferry(directory, &[&sign_in[..], &["--session", "acme"]].concat(), "Sunrise-over-Umea-7\n");
    assert_eq!(first.code, 0, "{first:?}");
    // Another session between the same pools: its tests made nobody.
    let other =
        with_places(&["sign-in", "--session", "other", "--username", "maria.lindqvist@example.com", "--remove-user", "--yes"]);
    let output = ferry(directory, &other);
    assert_eq!(output.code, 2);
    assert!(output.stderr.contains("it may be a real user"), "{output:?}");
}

/// `cognito-ferry apply | head -1`: an apply that stopped half-way because nobody listens would be worse than one that nobody heard.
#[test]
fn an_apply_whose_reader_has_left_is_finished_all_the_same() {
    let directory = tempfile::tempdir().unwrap();
    let arguments = with_places(&["apply", "--session", "acme", "--yes"]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = command(directory.path(), &arguments).stdout(writer).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && !said.contains("panicked"), "{said}");
    let again = ferry(directory.path(), &["plan", "--session", "acme", "--detailed-exitcode"]);
    assert_eq!(again.code, 0, "{}", again.stdout);
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_a_full_disk_did_not_take_is_a_failure() {
    let directory = tempfile::tempdir().unwrap();
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = command(directory.path(), &["sessions", "list"]).stdout(full).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("Not all of the result could be written") && said.contains("No space left"), "{said}");
}
