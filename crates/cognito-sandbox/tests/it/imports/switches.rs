//! Each switch does what its setting says; with every setting a plain file of clean rows ends right.

use cognito_sandbox::ImportBehavior;
use cognito_sandbox::state::import_behavior::{
    Backslash, HeaderOrder, PreferredUsername, RefusedAt, TakenAlias, TooMany, Unusual, Wording,
};
use serde_json::json;

use super::office::{ADA, EVE, FAY, Office, POOL_SEED, Row, UNVERIFIED, counts};
use crate::cognito::practice::POOL;

#[test]
fn clean_rows_arrive_under_every_setting_of_every_switch() {
    let settings = ImportBehavior::every_setting();
    let names: std::collections::BTreeSet<&str> = settings.iter().map(|(switch, ..)| *switch).collect();
    let all = serde_json::to_value(ImportBehavior::default()).unwrap();
    assert_eq!(names.len(), all.as_object().unwrap().len(), "every switch is in the list");
    for (switch, setting, behavior) in settings {
        let office = Office::open();
        office.practice.sandbox.set_import_behavior(behavior);
        let job = office.uploaded(&office.file(&[EVE, FAY]));
        office.start(&job);
        let over = (0..8).map(|_| office.describe(&job)).find(|job| job["Status"] == "Succeeded" && counts(job) == (2, 0, 0));
        assert!(over.is_some(), "{switch} {setting}");
        let read = (0..5).map(|_| office.log(&job).len()).find(|lines| *lines == 2);
        assert!(read.is_some(), "{switch} {setting}");
    }
}

#[test]
fn the_first_user_can_be_line_1() {
    let office = Office::behaving(|behavior| behavior.first_line = 1);
    let job = office.rows(&[EVE]);
    assert_eq!(office.log(&job), ["[SUCCEEDED] Line Number 1 - The import succeeded."]);
}

#[test]
fn the_threshold_can_be_any_failure_or_none_and_can_end_the_job_at_once() {
    let rows: [Row<'_>; 3] = [UNVERIFIED, EVE, FAY];
    let job = Office::behaving(|behavior| behavior.failure_threshold = 0).rows(&rows);
    assert_eq!((&job["Status"], counts(&job)), (&json!("Failed"), (2, 0, 1)));
    let never = Office::behaving(|behavior| behavior.failure_threshold = 100);
    assert_eq!(never.rows(&[UNVERIFIED, ADA])["Status"], "Succeeded");
    let office = Office::behaving(|behavior| (behavior.failure_threshold, behavior.too_many) = (0, TooMany::AtOnce));
    let job = office.rows(&rows);
    assert_eq!((&job["Status"], counts(&job), office.log(&job).len()), (&json!("Failed"), (0, 0, 1), 1));
}

#[test]
fn lines_can_come_late_and_out_of_order_and_counters_late() {
    let office = Office::behaving(|behavior| behavior.log_late = 2);
    let job = office.rows(&[EVE, FAY]);
    let read: Vec<usize> = (0..3).map(|_| office.read_log(&job).len()).collect();
    assert_eq!(read, [0, 2, 4]);
    let office = Office::behaving(|behavior| behavior.log_out_of_order = true);
    let job = office.rows(&[EVE, FAY]);
    assert!(office.log(&job)[0].contains("Line Number 3"));
    let office = Office::behaving(|behavior| behavior.counters_late = 1);
    let job = office.rows(&[EVE, FAY]);
    assert_eq!((&job["Status"], counts(&job)), (&json!("Succeeded"), (0, 0, 0)));
    assert_eq!(counts(&office.describe(&job)), (2, 0, 0));
}

#[test]
fn what_the_grammar_is_silent_on_is_kept_eaten_or_makes_the_file_unreadable() {
    let value = |change: fn(&mut ImportBehavior), written: &'static str| {
        let office = Office::behaving(change);
        let row = [EVE, &[("address", written)]].concat();
        let job = office.rows(&[&row]);
        let eve = office.practice.try_call("AdminGetUser", json!({"UserPoolId": POOL, "Username": "eve"}));
        let eve = eve.ok().filter(|_| job["Status"] == "Succeeded")?;
        let found = eve["UserAttributes"].as_array().unwrap().iter().find(|attribute| attribute["Name"] == "address")?;
        Some(found["Value"].as_str().unwrap().to_owned())
    };
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(value(|_| (), r#"C:\dir \\ "x""#), text(r#"C:\dir \\ "x""#));
    assert_eq!(value(|behavior| behavior.double_backslash = Backslash::Eaten, r"a\\b"), text(r"a\b"));
    assert_eq!(value(|behavior| behavior.double_backslash = Backslash::Refused, r"a\\b"), None);
    assert_eq!(value(|behavior| behavior.lone_backslash = Backslash::Eaten, r"C:\dir"), text("C:dir"));
    assert_eq!(value(|behavior| behavior.lone_backslash = Backslash::Refused, r"C:\dir"), None);
    assert_eq!(value(|behavior| behavior.quote = Unusual::Refused, "\"x\""), None);
    let office = Office::behaving(|behavior| behavior.carriage_return = Unusual::Refused);
    assert_eq!(office.import(&office.file(&[EVE]).replace('\n', "\r\n"))["Status"], "Failed");
    assert_eq!(Office::open().import(&Office::open().file(&[EVE]).replace('\n', "\r\n"))["Status"], "Succeeded");
}

#[test]
fn a_taken_alias_fails_skips_or_moves() {
    let thief: Row<'_> =
        &[("cognito:username", "tom"), ("name", "Tom"), ("email", "ada@example.com"), ("email_verified", "true")];
    let outcome = |taken_alias| Office::behaving(|behavior| behavior.taken_alias = taken_alias).outcome(thief);
    assert_eq!(outcome(TakenAlias::Fails), "An account with the email already exists.");
    assert_eq!(outcome(TakenAlias::Skipped), "The user already exists.");
    let office = Office::behaving(|behavior| behavior.taken_alias = TakenAlias::Moves);
    assert_eq!(office.outcome(thief), "The import succeeded.");
    assert_eq!(office.practice.user("ada@example.com")["Username"], "tom");
}

#[test]
fn a_preferred_name_that_is_an_alias_is_imported_dropped_or_fails_its_row() {
    let seed = POOL_SEED.replace("[\"email\"]", "[\"email\", \"preferred_username\"]");
    let row = [EVE, &[("preferred_username", "evie")]].concat();
    for (setting, imported, found) in [
        (PreferredUsername::Imported, true, true),
        (PreferredUsername::Dropped, true, false),
        (PreferredUsername::Refused, false, false),
    ] {
        let office = Office::with(&seed);
        office.practice.sandbox.set_import_behavior(ImportBehavior { preferred_username: setting, ..Default::default() });
        assert_eq!(office.outcome(&row) == "The import succeeded.", imported, "{setting:?}");
        let user = office.practice.try_call("AdminGetUser", json!({"UserPoolId": POOL, "Username": "evie"}));
        assert_eq!(user.is_ok(), found, "{setting:?}");
    }
}

#[test]
fn the_header_has_its_columns_in_one_of_the_published_orders() {
    let ends = |header, hash| {
        let office = Office::behaving(|behavior| (behavior.header, behavior.password_hash_column) = (header, hash));
        let columns = office.header();
        (columns[0].clone(), columns[columns.len() - 3..].join(" "))
    };
    assert_eq!(ends(HeaderOrder::UsernameLast, false).1, "custom:plan cognito:mfa_enabled cognito:username");
    assert_eq!(ends(HeaderOrder::UsernameFirst, false).0, "cognito:username");
    assert_eq!(ends(HeaderOrder::CustomLast, false).1, "cognito:mfa_enabled cognito:username custom:plan");
    assert_eq!(ends(HeaderOrder::UsernameLast, true).1, "cognito:mfa_enabled cognito:username password_hash");
}

#[test]
fn the_refusal_of_an_unverified_row_has_two_published_wordings() {
    let office = Office::behaving(|behavior| behavior.unverified_wording = Wording::Measured);
    assert!(office.outcome(UNVERIFIED).contains("auto verified attributes to verified."));
}

#[test]
fn the_switches_of_a_scenario_are_read_from_toml() {
    let scenario = "[import_behavior]\nfirst_line = 1\nrole_refused_at = \"Create\"\n";
    let sandbox = cognito_sandbox::Sandbox::new(cognito_sandbox::Scenario::from_toml(scenario).unwrap()).unwrap();
    let behavior = sandbox.world().import_behavior;
    assert_eq!((behavior.first_line, behavior.role_refused_at), (1, RefusedAt::Create));
}
