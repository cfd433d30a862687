//! CloudWatch Logs: groups, and what functions write into them.

use std::time::Duration;

use aws_sdk_lambda::types::{FunctionCode, Runtime};
use cognito_sandbox::{Sandbox, Scenario};

use crate::support::{Clients, clients, lambda_trust, refusal, sandbox, zip_of};

const GROUP: &str = "/aws/lambda/acme-ferry";

async fn deploy(new: &Clients, role: &str) {
    let code = zip_of(&[("index.mjs", "export const handler = async (n) => console.log('line', n);")]);
    new.lambda
        .create_function()
        .function_name("acme-ferry")
        .role(role)
        .runtime(Runtime::Nodejs22x)
        .handler("index.handler")
        .code(FunctionCode::builder().zip_file(code).build())
        .send()
        .await
        .unwrap();
}

async fn invoke(new: &Clients, event: &str) {
    let invoked = new.lambda.invoke().function_name("acme-ferry");
    let payload = aws_sdk_lambda::primitives::Blob::new(event);
    let output = invoked.payload(payload).send().await.unwrap();
    assert_eq!(output.function_error(), None);
}

#[tokio::test]
async fn a_function_makes_its_group_at_the_first_invocation() {
    let sandbox = sandbox();
    let new = clients(&sandbox, "new-account");
    let role = new.create_function_role("arn:aws:iam::111111111111:role/source").await;
    deploy(&new, &role).await;
    let before = new.logs.filter_log_events().log_group_name(GROUP).send().await;
    assert_eq!(refusal(before.unwrap_err()).code, "ResourceNotFoundException");
    invoke(&new, "7").await;
    assert!(new.log("acme-ferry").await.contains("INFO\tline 7"));
    let found = new.logs.filter_log_events().log_group_name(GROUP).send().await.unwrap();
    let stream = found.events()[0].log_stream_name().unwrap();
    assert!(stream.contains("[$LATEST]"), "{stream}");
    assert_eq!(found.events().len(), 4, "START, the line, END, REPORT");
}

#[tokio::test]
async fn a_role_that_may_not_log_leaves_no_lines_and_runs_all_the_same() {
    let sandbox = sandbox();
    let new = clients(&sandbox, "new-account");
    let silent = new.iam.create_role().role_name("silent").assume_role_policy_document(lambda_trust());
    let silent = silent.send().await.unwrap().role().unwrap().arn().to_owned();
    deploy(&new, &silent).await;
    invoke(&new, "1").await;
    let groups = new.logs.describe_log_groups().send().await.unwrap();
    assert!(groups.log_groups().is_empty());

    // With a group made beforehand, streams and events are enough.
    new.logs.create_log_group().log_group_name(GROUP).send().await.unwrap();
    invoke(&new, "2").await;
    assert_eq!(new.log("acme-ferry").await, "");
    let policy = serde_json::json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": format!("arn:aws:logs:eu-central-1:222222222222:log-group:{GROUP}:*")}]});
    let put = new.iam.put_role_policy().role_name("silent").policy_name("log");
    put.policy_document(policy.to_string()).send().await.unwrap();
    invoke(&new, "3").await;
    let log = new.log("acme-ferry").await;
    assert!(log.contains("line 3") && !log.contains("line 2"), "{log}");
}

#[tokio::test]
async fn groups_keep_retention_and_tags() {
    let sandbox = sandbox();
    let logs = clients(&sandbox, "new-account").logs;
    logs.create_log_group().log_group_name(GROUP).tags("session", "acme").send().await.unwrap();
    let twice = logs.create_log_group().log_group_name(GROUP).send().await;
    assert_eq!(refusal(twice.unwrap_err()).code, "ResourceAlreadyExistsException");
    let retain = |days| logs.put_retention_policy().log_group_name(GROUP).retention_in_days(days);
    assert_eq!(refusal(retain(2).send().await.unwrap_err()).code, "InvalidParameterException");
    retain(30).send().await.unwrap();
    let groups = logs.describe_log_groups().log_group_name_prefix("/aws/lambda/").send().await.unwrap();
    let group = &groups.log_groups()[0];
    assert_eq!(group.retention_in_days(), Some(30));
    logs.delete_log_group().log_group_name(GROUP).send().await.unwrap();
    let gone = logs.delete_log_group().log_group_name(GROUP).send().await;
    assert_eq!(refusal(gone.unwrap_err()).code, "ResourceNotFoundException");
}

#[tokio::test]
async fn events_are_found_in_pages_by_time_and_by_word_after_their_ingestion() {
    let mut scenario = Scenario::demo().without_delays();
    scenario.delays.log_ingestion = Duration::from_secs(5);
    let sandbox = Sandbox::new(scenario).unwrap();
    let new = clients(&sandbox, "new-account");
    let role = new.create_function_role("arn:aws:iam::111111111111:role/source").await;
    deploy(&new, &role).await;
    invoke(&new, "1").await;
    assert_eq!(new.log("acme-ferry").await, "");
    sandbox.advance(Duration::from_secs(3600));
    let between = sandbox.now().as_millisecond();
    invoke(&new, "2").await;
    sandbox.advance(Duration::from_secs(5));

    let filter = || new.logs.filter_log_events().log_group_name(GROUP);
    let lines = filter().filter_pattern("line").send().await.unwrap();
    assert_eq!(lines.events().len(), 2);
    let recent = filter().filter_pattern("line").start_time(between).send().await.unwrap();
    assert!(recent.events()[0].message().unwrap().contains("line 2"));
    assert_eq!(recent.events().len(), 1);
    let mut pages = filter().limit(3).into_paginator().send();
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        sizes.push(page.unwrap().events().len());
    }
    assert_eq!(sizes, [3, 3, 2]);
}
