//! Attributes of both pools.

use CheckStatus::{Fail, Warn};
use cognito_ferry::check::finding::CheckStatus;
use cognito_ferry::preflight::decide;
use serde_json::json;

use super::fitting::{fitting, new_pool, old_pool, subject};
use super::{Row, each_changes_its_own, said};

const ROWS: &[Row] = &[
    (
        |f| {
            new_pool(f)["SchemaAttributes"].as_array_mut().unwrap().remove(2);
        },
        "schema.missing",
        Fail,
        r#"--custom-attributes '[{"Name":"plan","AttributeDataType":"String","Mutable":true,"StringAttributeConstraints":{"MinLength":"0","MaxLength":"64"}}]'"#,
    ),
    (
        |f| new_pool(f)["SchemaAttributes"][2]["AttributeDataType"] = json!("Number"),
        "schema.types",
        Fail,
        "custom:plan: String in the source, Number in the destination",
    ),
    (|f| new_pool(f)["SchemaAttributes"][2]["Mutable"] = json!(false), "schema.mutability", Warn, "custom:plan"),
    (
        |f| new_pool(f)["SchemaAttributes"][2]["StringAttributeConstraints"]["MaxLength"] = json!("10"),
        "schema.lengths",
        Fail,
        "MaxLength 64 in the source, 10 in the destination",
    ),
    (
        |f| new_pool(f)["SchemaAttributes"][3]["NumberAttributeConstraints"]["MinValue"] = json!("1"),
        "schema.lengths",
        Fail,
        "MinValue 0 in the source, 1 in the destination",
    ),
    (
        |f| {
            new_pool(f)["SchemaAttributes"]
                .as_array_mut()
                .unwrap()
                .push(json!({ "Name": "birthdate", "AttributeDataType": "String", "Required": true }));
        },
        "schema.required",
        Fail,
        "birthdate",
    ),
];

#[test]
fn each_fault_changes_its_own_check_names_what_it_saw_and_says_what_to_do() {
    each_changes_its_own(ROWS);
}

#[test]
fn many_missing_attributes_are_added_in_commands_of_twenty_five() {
    let mut facts = fitting();
    for number in 0..30 {
        let attribute = json!({ "Name": format!("custom:a{number}"), "AttributeDataType": "String", "Mutable": true });
        old_pool(&mut facts)["SchemaAttributes"].as_array_mut().unwrap().push(attribute);
    }
    let checks = decide(&subject(), &facts);
    let missing = checks.iter().find(|check| check.id == "schema.missing").unwrap();
    let commands: Vec<&str> = missing.remedy.as_ref().unwrap().lines().filter(|line| line.starts_with("aws ")).collect();
    let added: Vec<usize> = commands.iter().map(|command| command.matches("AttributeDataType").count()).collect();
    assert_eq!(added, [25, 5]);
}

#[test]
fn more_missing_attributes_than_fit_are_not_told_to_be_added() {
    let mut facts = fitting();
    for number in 0..49 {
        let attribute = json!({ "Name": format!("custom:a{number}"), "AttributeDataType": "String", "Mutable": true });
        old_pool(&mut facts)["SchemaAttributes"].as_array_mut().unwrap().push(attribute);
    }
    let checks = decide(&subject(), &facts);
    let missing = checks.iter().find(|check| check.id == "schema.missing").unwrap();
    assert!(said(missing).contains("custom attributes: 2 there, 49 missing, 50 at most"), "{missing:#?}");
    assert!(missing.remedy.as_ref().unwrap().contains("--map-attribute"), "{missing:#?}");
}
