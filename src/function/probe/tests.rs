//! What an answer of the function proves, of ours and of somebody's own.

use crate::function::probe::*;
use crate::model::attribute_mapping::UserMapping;
use crate::model::blueprint::CreatedIds;
use crate::model::options::{Options, OwnFunction};
use crate::model::place::Place;
use crate::model::spec::{DestinationClient, Spec};

fn blueprint(own: bool) -> Blueprint {
    let place = Place {
        profile: "p".into(),
        region: "eu-west-1".into(),
        account: "111111111111".into(),
        partition: "aws".into(),
        pool_id: "eu-west-1_a".into(),
        pool_name: "shop".into(),
    };
    let mut options = Options::new("shop", "x".repeat(40));
    options.own_function = own.then(|| OwnFunction {
        zip: "own.zip".into(),
        handler: "app.handler".into(),
        variables: Default::default(),
        policy: None,
    });
    let spec = Spec {
        session: "shop".into(),
        source: place.clone(),
        destination: place,
        destination_client: DestinationClient { id: String::new(), name: String::new() },
        source_attributes: Vec::new(),
        new_pool: None,
        source_pool: Value::Null,
        threat_protection_enforced: false,
        user_mapping: UserMapping::default(),
        own_code_sha256: None,
        own_policy: Value::Null,
        own_code_notes: Vec::new(),
        managed_by: None,
        groups: Vec::new(),
        options,
    };
    Blueprint::new(&spec, &CreatedIds::default())
}

fn ours(log: &str, threw: bool) -> ProbeVerdict {
    read_result(log, &Value::Null, threw).verdict(&blueprint(false))
}

fn own(payload: &Value, log: &str) -> ProbeVerdict {
    read_result(log, payload, payload.get("errorMessage").is_some()).verdict(&blueprint(true))
}

#[test]
fn an_unknown_user_means_that_the_source_was_reached() {
    let log = "START RequestId: 1\n2026-11-21T09:00:00Z\t1\tINFO\t{\"ferry\":1,\"outcome\":\"refused\",\"reason\":\"user-not-found\"}\nEND";
    assert_eq!(ours(log, false), ProbeVerdict::Reached("user-not-found".into()));
}

#[test]
fn a_denied_role_is_waited_for_and_named() {
    let log = r#"{"ferry":1,"outcome":"failed","reason":"assume-role-denied","step":"AssumeRole","error":"AccessDenied"}"#;
    let ProbeVerdict::Broken(broken) = ours(log, true) else { panic!("it is broken") };
    assert!(broken.may_pass && broken.why.contains("AssumeRole: AccessDenied"), "{broken:?}");
}

#[test]
fn a_wrong_configuration_does_not_pass_by_waiting() {
    let log = r#"{"ferry":1,"outcome":"failed","reason":"source-client-flow"}"#;
    assert!(matches!(ours(log, true), ProbeVerdict::Broken(broken) if !broken.may_pass));
}

#[test]
fn our_own_function_without_its_line_is_broken() {
    assert!(matches!(ours("hello", false), ProbeVerdict::Broken(_)));
}

#[test]
fn a_throw_of_somebody_elses_handler_proves_nothing_and_its_words_are_shown() {
    let thrown = json!({ "errorType": "Error", "errorMessage": "Bad credentials", "trace": [] });
    assert_eq!(own(&thrown, "START\nsomething\nEND"), ProbeVerdict::Unknown(vec!["Error: Bad credentials".into()]));
    let long = json!({ "errorType": "Error", "errorMessage": format!("\u{1b}[2J{}", "x".repeat(1000)) });
    let ProbeVerdict::Unknown(said) = own(&long, "") else { panic!("it proves nothing") };
    assert!(said[0].chars().count() <= 302 && !said[0].contains('\u{1b}'), "{said:?}");
}

#[test]
fn whoever_ends_the_process_is_shown_by_the_last_line_of_the_log() {
    let thrown = json!({ "errorType": "Runtime.ExitError", "errorMessage": "RequestId: 1 Error: Runtime exited with error: exit status 1" });
    let log = "START RequestId: 1 Version: $LATEST\n[ERROR] The username does not exist!\nEND RequestId: 1\nREPORT RequestId: 1";
    let ProbeVerdict::Unknown(said) = own(&thrown, log) else { panic!("it proves nothing") };
    assert!(said[1] == "[ERROR] The username does not exist!" && said[2].contains("ended its process"), "{said:?}");
}

#[test]
fn what_aws_says_in_it_counts() {
    let told = json!({ "errorType": "UserNotFoundException", "errorMessage": "User does not exist." });
    assert_eq!(own(&told, ""), ProbeVerdict::Reached("UserNotFoundException: User does not exist.".into()));
    let missing = json!({ "errorType": "Runtime.ImportModuleError", "errorMessage": "Error: Cannot find module 'aws-sdk'" });
    let ProbeVerdict::Broken(broken) = own(&missing, "") else { panic!("it is broken") };
    assert!(broken.why.contains("aws-sdk") && !broken.may_pass && broken.remedy.is_some(), "{broken:?}");
}

#[test]
fn one_that_answers_without_an_error_ran_and_no_more_is_known() {
    assert_eq!(own(&json!({ "response": { "userAttributes": null } }), "hello"), ProbeVerdict::Ran);
    let vouched = json!({ "response": { "userAttributes": { "email": "a@example.com" } } });
    assert!(matches!(own(&vouched, ""), ProbeVerdict::Unknown(said) if said[1].contains("anyone can sign in")));
}

/// Each reason of the function's table of failures is here, on one side or the other.
#[test]
fn what_passes_by_waiting_is_waited_for_and_a_wrong_configuration_is_not() {
    let table = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/function/README.md"));
    let failures = table.split("### Failures").nth(1).and_then(|rest| rest.split("### ").next()).unwrap_or_default();
    let last_cell = |row: &str| row.trim_end_matches('|').rsplit('|').next().unwrap_or_default().trim().to_owned();
    let rows = failures.lines().filter(|line| line.starts_with("| ") && line.contains('`')).map(last_cell);
    let reasons: Vec<String> =
        rows.flat_map(|cell| cell.split(", ").map(|reason| reason.trim_matches('`').to_owned()).collect::<Vec<_>>()).collect();
    let lasting = [
        "configuration",
        "operation-not-enabled",
        "region-disabled",
        "source-client-flow",
        "source-client-secret",
        "source-pool-missing",
        "source-trigger",
        "unexpected",
        "unknown-trigger",
    ];
    assert!(reasons.len() > 15, "{reasons:?}");
    for reason in reasons {
        assert_eq!(may_pass(&reason), !lasting.contains(&reason.as_str()), "{reason}");
    }
}
