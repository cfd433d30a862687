//! What becomes of a row.

use serde_json::{Value, json};

use super::office::{ADA, EVE, FAY, Office, POOL_SEED, Row, UNVERIFIED, counts};
use crate::cognito::practice::POOL;

fn attribute(user: &Value, name: &str) -> Option<String> {
    let attributes = user["UserAttributes"].as_array().unwrap();
    let found = attributes.iter().find(|attribute| attribute["Name"] == name)?;
    Some(found["Value"].as_str().unwrap().to_owned())
}

fn eve_and<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    EVE.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name)).chain(more).copied().collect()
}

#[test]
fn values_arrive_as_they_were_meant_and_empty_cells_are_no_attributes() {
    let office = Office::open();
    let row = eve_and(&[
        ("birthdate", "02/01/1985"),
        ("address", "1 Main St\\, Town"),
        ("given_name", "  Eve \t"),
        ("updated_at", "1471453471"),
        ("custom:plan", "gold"),
        ("phone_number_verified", "FALSE"),
    ]);
    assert_eq!(office.outcome(&row), "The import succeeded.");
    let eve = office.practice.user("eve");
    for (name, value) in [
        ("birthdate", "1985-02-01"),
        ("address", "1 Main St, Town"),
        ("given_name", "Eve"),
        ("updated_at", "1471453471"),
        ("custom:plan", "gold"),
        ("email_verified", "true"),
        ("phone_number_verified", "false"),
    ] {
        assert_eq!(attribute(&eve, name).as_deref(), Some(value), "{name}");
    }
    assert_eq!(attribute(&eve, "family_name"), None);
    assert_eq!(attribute(&eve, "sub").unwrap().len(), 36);
}

#[test]
fn each_rule_of_the_documentation_fails_its_row_alone() {
    let failing: [(&str, Vec<(&str, &str)>); 12] = [
        ("auto verified attributes", eve_and(&[("email_verified", "")])),
        ("phone_number: The attribute is required", eve_and(&[("phone_number_verified", "true")])),
        ("name: The attribute is required", eve_and(&[("name", "")])),
        ("Invalid phone number", eve_and(&[("phone_number", "431234567")])),
        ("Invalid email", eve_and(&[("email", "eve")])),
        ("birthdate", eve_and(&[("birthdate", "1985-02-01")])),
        ("birthdate", eve_and(&[("birthdate", "02/30/1985")])),
        ("updated_at", eve_and(&[("updated_at", "1471453471000")])),
        ("cognito:username", eve_and(&[("cognito:username", "eve two")])),
        ("cognito:username", eve_and(&[("cognito:username", "")])),
        ("email format", eve_and(&[("cognito:username", "eve@example.com")])),
        ("cognito:mfa_enabled", eve_and(&[("cognito:mfa_enabled", "TRUE")])),
    ];
    for (reason, row) in &failing {
        let office = Office::open();
        let job = office.rows(&[row.as_slice(), FAY, EVE].as_slice());
        let bad = &office.log(&job)[0];
        assert!(bad.starts_with("[FAILED] Line Number 2 - ") && bad.contains(reason), "{reason}: {bad}");
        assert_eq!((&job["Status"], counts(&job)), (&json!("Succeeded"), (2, 0, 1)), "{reason}");
    }
}

#[test]
fn the_log_names_nobody() {
    let office = Office::open();
    let secret = "zebra-crossing";
    for column in ["email", "birthdate", "phone_number", "updated_at", "cognito:mfa_enabled", "email_verified"] {
        assert!(!office.outcome(&eve_and(&[(column, secret)])).contains(secret), "{column}");
    }
}

#[test]
fn who_is_there_is_skipped_whatever_the_row_says() {
    let office = Office::open();
    assert_eq!(office.outcome(ADA), "The user already exists.");
    let mut changed = ADA.to_vec();
    changed[1] = ("name", "Somebody");
    assert_eq!(office.outcome(&changed), "The user already exists.");
    assert_eq!(attribute(&office.practice.user("ada"), "name").as_deref(), Some("Ada"));
    let twice = office.rows(&[EVE, FAY, EVE]);
    assert_eq!(counts(&twice), (2, 1, 0), "twice in one file: the second finds the first");
}

#[test]
fn in_a_pool_of_addresses_the_name_is_the_address() {
    let by_address = POOL_SEED.replace("AliasAttributes = [\"email\"]", "UsernameAttributes = [\"email\"]");
    let office = Office::with(&by_address.replace("name = \"ada\"", "name = \"ada@example.com\""));
    let row: Row<'_> = &[("cognito:username", "eve@example.com"), ("name", "Eve"), ("email_verified", "true")];
    assert_eq!(office.outcome(row), "The import succeeded.");
    assert_eq!(attribute(&office.practice.user("eve@example.com"), "email").as_deref(), Some("eve@example.com"));
    assert_eq!(
        office.outcome(&[("cognito:username", "ada@example.com"), ("name", "A"), ("email_verified", "true")]),
        "The user already exists."
    );
    assert_eq!(office.outcome(EVE), "Username should be an email.");
}

#[test]
fn where_a_code_by_mail_signs_in_the_user_needs_no_reset() {
    let policies = "Policies = { SignInPolicy = { AllowedFirstAuthFactors = [\"PASSWORD\", \"EMAIL_OTP\"] } }, AutoVerified";
    let office = Office::with(&POOL_SEED.replacen("AutoVerified", policies, 1));
    office.rows(&[EVE, FAY]);
    assert_eq!(office.practice.user("eve")["UserStatus"], "CONFIRMED");
    assert_eq!(office.practice.user("fay")["UserStatus"], "RESET_REQUIRED");
}

#[test]
fn the_names_of_a_pool_that_ignores_case_are_one() {
    let office =
        Office::with(&POOL_SEED.replacen("settings = {", "settings = { UsernameConfiguration = { CaseSensitive = false }, ", 1));
    let job = office.rows(&[&eve_and(&[("cognito:username", "EVE"), ("email", "x@example.com")]), EVE, FAY]);
    assert_eq!(counts(&job), (2, 1, 0));
}

#[test]
fn the_sum_of_the_counters_is_every_row_however_many() {
    let office = Office::open();
    let names: Vec<String> = (0..2000).map(|number| format!("user{number}")).collect();
    let addresses: Vec<String> = names.iter().map(|name| format!("{name}@example.com")).collect();
    let rows: Vec<Vec<(&str, &str)>> = (0..2000)
        .map(|number| {
            let flag = if number % 7 == 0 { "" } else { "true" };
            let name = &names[if number % 11 == 3 { number - 1 } else { number }];
            vec![("cognito:username", name.as_str()), ("name", "U"), ("email", &addresses[number]), ("email_verified", flag)]
        })
        .collect();
    let rows: Vec<Row<'_>> = rows.iter().map(Vec::as_slice).collect();
    let job = office.rows(&rows);
    let (imported, skipped, failed) = counts(&job);
    assert_eq!((imported + skipped + failed, &job["Status"]), (2000, &json!("Succeeded")));
    assert!(skipped > 100 && failed > 200, "{skipped} {failed}");
    let lines = office.log(&job);
    assert_eq!(lines.len(), 2000);
    for (index, line) in lines.iter().enumerate() {
        assert!(line.contains(&format!("] Line Number {} - ", index + 2)), "{line}");
    }
    let left = json!({"UserPoolId": POOL, "Filter": "cognito:user_status = \"RESET_REQUIRED\""});
    assert_eq!(office.practice.call("ListUsers", left)["Users"].as_array().unwrap().len(), 60);
    assert_eq!(office.outcome(UNVERIFIED).split(' ').next_back(), Some("true)."));
}
