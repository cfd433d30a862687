//! The log of a job, and the operations of CloudWatch Logs on it.

use cognito_sandbox::Service;
use serde_json::json;

use super::office::{ADA, EVE, FAY, Office, UNVERIFIED};

const GROUP: &str = "/aws/cognito/userpools/eu-west-1_Practice1/my_shop__the_2nd";

#[test]
fn two_test_lines_come_first_and_the_first_user_is_line_2() {
    let office = Office::open();
    let job = office.rows(&[EVE, ADA, FAY, UNVERIFIED]);
    assert_eq!(
        office.read_log(&job),
        [
            "Cognito User Pools Import - Test Log",
            "Cognito User Pools Import - Test Log",
            "[SUCCEEDED] Line Number 2 - The import succeeded.",
            "[SKIPPED] Line Number 3 - The user already exists.",
            "[SUCCEEDED] Line Number 4 - The import succeeded.",
            "[FAILED] Line Number 5 - The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true).",
        ]
    );
}

#[test]
fn the_group_has_what_log_groups_can_have_of_the_pools_name_and_each_job_its_stream() {
    let office = Office::open();
    let (one, two) = (office.rows(&[EVE]), office.rows(&[FAY]));
    let streams = office.of(Service::Logs, "DescribeLogStreams", json!({"logGroupName": GROUP})).unwrap();
    let mut expected: Vec<String> =
        [one, two].iter().map(|job| format!("{}/everybody", job["JobId"].as_str().unwrap())).collect();
    expected.sort();
    let named: Vec<&str> =
        streams["logStreams"].as_array().unwrap().iter().map(|s| s["logStreamName"].as_str().unwrap()).collect();
    assert_eq!(named, expected);
    office.of(Service::Logs, "PutRetentionPolicy", json!({"logGroupName": GROUP, "retentionInDays": 30})).unwrap();
    let groups = office.of(Service::Logs, "DescribeLogGroups", json!({"logGroupNamePrefix": GROUP})).unwrap();
    assert_eq!(groups["logGroups"][0]["retentionInDays"], 30);
    office.of(Service::Logs, "DeleteLogGroup", json!({"logGroupName": GROUP})).unwrap();
    assert_eq!(
        office.of(Service::Logs, "FilterLogEvents", json!({"logGroupName": GROUP})).unwrap_err().code,
        "ResourceNotFoundException"
    );
}

#[test]
fn the_log_is_read_in_pages() {
    let office = Office::open();
    let job = office.rows(&[EVE, FAY, ADA]);
    let stream = format!("{}/", job["JobId"].as_str().unwrap());
    let (mut lines, mut token) = (Vec::new(), serde_json::Value::Null);
    loop {
        let mut input = json!({"logGroupName": GROUP, "logStreamNamePrefix": stream, "limit": 2});
        if !token.is_null() {
            input["nextToken"] = token;
        }
        let page = office.of(Service::Logs, "FilterLogEvents", input).unwrap();
        lines.extend(page["events"].as_array().unwrap().iter().map(|event| event["message"].clone()));
        token = page["nextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    assert_eq!(lines, office.read_log(&job));
}
