//! Credentials that run out in the middle of a plain command: where somebody is there, they renew them and it goes on from there;
//! where nobody is, it stops with all saved and says how to go on.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use cognito_ferry::session::store::Store;
use cognito_sandbox::{Delays, Sandbox, Scenario};
use serde_json::{Value, json};
use test_support::headless::{ACCOUNTS, command, with_places};

use crate::env::terminal::{Program, ferry};

const APPLY: [&str; 4] = ["apply", "--session", "acme", "--yes"];

/// The demo's accounts in a file. The function stays Pending until its clock is moved: meanwhile the program only reads.
fn practice(directory: &Path) -> PathBuf {
    let accounts = directory.join("accounts.json");
    let delays = Delays { function_pending: Duration::from_secs(3600), ..Delays::default() };
    Sandbox::open_with(&accounts, || Scenario { delays, ..Scenario::demo() }).unwrap();
    accounts
}

fn read(accounts: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(accounts).unwrap()).unwrap()
}

/// Replaced in one step, as the program itself does: nobody reads half of it.
fn write(accounts: &Path, world: &Value) {
    let beside = accounts.with_extension("new");
    std::fs::write(&beside, world.to_string()).unwrap();
    std::fs::rename(beside, accounts).unwrap();
}

/// Once the function is made, the credentials of the destination have run out.
fn run_out_once_the_function_is_made(accounts: &Path) {
    let (mut world, begun) = (read(accounts), Instant::now());
    while !world["accounts"]["222222222222"]["regions"].to_string().contains("function:cognito-ferry-acme") {
        assert!(begun.elapsed() < Duration::from_secs(40), "the function is never made");
        std::thread::yield_now();
        world = read(accounts);
    }
    for user in world["accounts"]["222222222222"]["users"].as_object_mut().unwrap().values_mut() {
        user["credentials_end"] = json!("2026-01-01T00:00:00Z");
    }
    write(accounts, &world);
}

/// New credentials, and an hour later.
fn renew(accounts: &Path) {
    let mut world = read(accounts);
    for user in world["accounts"]["222222222222"]["users"].as_object_mut().unwrap().values_mut() {
        user["credentials_end"] = Value::Null;
    }
    world["clock_shift_milliseconds"] = json!(3_600_000);
    write(accounts, &world);
}

fn trigger(accounts: &Path) -> Value {
    let pool = "/accounts/222222222222/regions/eu-central-1/cognito/pools/eu-central-1_AcmeNew01/document/LambdaConfig";
    read(accounts).pointer(pool).cloned().unwrap_or_default()
}

#[test]
fn somebody_renews_them_and_apply_goes_on_from_there() {
    let directory = tempfile::tempdir().unwrap();
    let accounts = practice(directory.path());
    let command = ferry(directory.path(), &[with_places(&APPLY), ACCOUNTS.to_vec()].concat());
    let mut program = Program::start(120, 60, command);
    run_out_once_the_function_is_made(&accounts);
    let shown = program.wait_for(&["Renew them, then press Enter to go on from here"]);
    assert!(shown.contains("new-account") && shown.contains("What is done is saved."), "{shown}");
    renew(&accounts);
    program.press("\r");
    assert_eq!(program.end(), 0, "{}", program.screen());
    assert!(trigger(&accounts).to_string().contains("cognito-ferry-acme"), "{}", trigger(&accounts));
    let session = Store::at(directory.path().join("sessions")).load("acme").unwrap();
    assert_eq!(session.written(), 8);
}

#[test]
fn where_nobody_is_it_stops_with_all_saved_and_says_how_to_go_on() {
    let directory = tempfile::tempdir().unwrap();
    let accounts = practice(directory.path());
    let start = || command(directory.path(), &with_places(&APPLY)).stdin(Stdio::null()).spawn().unwrap();
    let child = start();
    run_out_once_the_function_is_made(&accounts);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("What is done is saved. Continue with: cognito-ferry apply --session acme"), "{said}");
    let session = Store::at(directory.path().join("sessions")).load("acme").unwrap();
    assert!(session.journal.entries().iter().all(|entry| entry.finished.is_some()));
    renew(&accounts);
    let again = start().wait_with_output().unwrap();
    assert_eq!(again.status.code(), Some(0), "{}", String::from_utf8_lossy(&again.stderr));
    assert!(trigger(&accounts).to_string().contains("cognito-ferry-acme"), "{}", trigger(&accounts));
}
