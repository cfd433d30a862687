//! IAM roles and their documents.

use std::time::Duration;

use serde_json::Value;

use crate::support::{clients, lambda_trust, refusal, sandbox, source_trust};
use cognito_sandbox::{Delays, Sandbox, Scenario};

const EXTERNAL_ID: &str = "an-external-id";

fn slow_iam() -> Sandbox {
    let mut scenario = Scenario::demo().without_delays();
    scenario.delays = Delays { role_propagation: Duration::from_secs(10), ..Delays::default() };
    Sandbox::new(scenario).unwrap()
}

async fn create(iam: &aws_sdk_iam::Client, name: &str, trust: String) -> Result<String, crate::support::Refusal> {
    let created = iam.create_role().role_name(name).assume_role_policy_document(trust).send().await.map_err(refusal)?;
    Ok(created.role().unwrap().arn().to_owned())
}

fn decoded(document: &str) -> Value {
    let mut text = Vec::new();
    let mut bytes = document.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
            let digits = std::str::from_utf8(&digits).unwrap();
            text.push(u8::from_str_radix(digits, 16).unwrap());
        } else {
            text.push(byte);
        }
    }
    serde_json::from_slice(&text).unwrap()
}

#[tokio::test]
async fn a_trust_policy_cannot_name_a_role_that_does_not_exist() {
    let sandbox = sandbox();
    let old = clients(&sandbox, "old-account");
    let ghost = "arn:aws:iam::222222222222:role/ghost";
    let refused = create(&old.iam, "source", source_trust(ghost, EXTERNAL_ID)).await.unwrap_err();
    assert_eq!(refused.code, "MalformedPolicyDocument");
    assert_eq!(refused.message, format!("Invalid principal in policy: \"AWS\":\"{ghost}\""));
}

#[tokio::test]
async fn a_role_that_is_too_new_is_not_yet_a_principal() {
    let sandbox = slow_iam();
    let (old, new) = (clients(&sandbox, "old-account"), clients(&sandbox, "new-account"));
    let function_role = create(&new.iam, "function", lambda_trust()).await.unwrap();
    let trust = source_trust(&function_role, EXTERNAL_ID);
    let refused = create(&old.iam, "source", trust.clone()).await.unwrap_err();
    assert_eq!(refused.code, "MalformedPolicyDocument");
    sandbox.advance(Duration::from_secs(10));
    create(&old.iam, "source", trust).await.unwrap();
}

#[tokio::test]
async fn documents_come_back_url_encoded_and_with_the_arn_of_the_living_role() {
    let sandbox = sandbox();
    let (old, new) = (clients(&sandbox, "old-account"), clients(&sandbox, "new-account"));
    let function_role = create(&new.iam, "function", lambda_trust()).await.unwrap();
    let trust = source_trust(&function_role, EXTERNAL_ID);
    create(&old.iam, "source", trust.clone()).await.unwrap();
    let role = old.iam.get_role().role_name("source").send().await.unwrap().role.unwrap();
    let shown = role.assume_role_policy_document().unwrap();
    assert!(shown.starts_with("%7B"), "{shown}");
    assert_eq!(decoded(shown), serde_json::from_str::<Value>(&trust).unwrap());
    assert!(role.role_id().starts_with("AROA"));
    assert_eq!(role.max_session_duration(), Some(3600));

    let document = crate::support::source_policy(&["cognito-idp:AdminGetUser"], "eu-west-1_x");
    let put = old.iam.put_role_policy().role_name("source").policy_name("p");
    put.policy_document(&document).send().await.unwrap();
    let got = old.iam.get_role_policy().role_name("source").policy_name("p").send().await.unwrap();
    assert_eq!(decoded(got.policy_document()), serde_json::from_str::<Value>(&document).unwrap());
}

#[tokio::test]
async fn role_names_are_unique_without_regard_to_case() {
    let sandbox = sandbox();
    let new = clients(&sandbox, "new-account");
    create(&new.iam, "Ferry", lambda_trust()).await.unwrap();
    let refused = create(&new.iam, "ferry", lambda_trust()).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.status), ("EntityAlreadyExists", 409));
    // The other account has names of its own.
    create(&clients(&sandbox, "old-account").iam, "ferry", lambda_trust()).await.unwrap();
}

#[tokio::test]
async fn a_role_with_policies_cannot_be_deleted() {
    let sandbox = sandbox();
    let iam = clients(&sandbox, "new-account").iam;
    create(&iam, "ferry", lambda_trust()).await.unwrap();
    let document = crate::support::source_policy(&["cognito-idp:AdminGetUser"], "eu-west-1_x");
    let put = iam.put_role_policy().role_name("ferry").policy_name("inline");
    put.policy_document(document).send().await.unwrap();
    let managed = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
    iam.attach_role_policy().role_name("ferry").policy_arn(managed).send().await.unwrap();
    let attached = iam.list_attached_role_policies().role_name("ferry").send().await.unwrap();
    assert_eq!(attached.attached_policies()[0].policy_name(), Some("AWSLambdaBasicExecutionRole"));

    let refused = refusal(iam.delete_role().role_name("ferry").send().await.unwrap_err());
    assert_eq!(refused.code, "DeleteConflict");
    iam.detach_role_policy().role_name("ferry").policy_arn(managed).send().await.unwrap();
    let refused = refusal(iam.delete_role().role_name("ferry").send().await.unwrap_err());
    assert_eq!(refused.code, "DeleteConflict");
    iam.delete_role_policy().role_name("ferry").policy_name("inline").send().await.unwrap();
    iam.delete_role().role_name("ferry").send().await.unwrap();
    let refused = refusal(iam.get_role().role_name("ferry").send().await.unwrap_err());
    assert_eq!((refused.code.as_str(), refused.status), ("NoSuchEntity", 404));
}

#[tokio::test]
async fn tags_are_kept_and_taken_away() {
    use aws_sdk_iam::types::Tag;
    let sandbox = sandbox();
    let iam = clients(&sandbox, "new-account").iam;
    let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build().unwrap();
    let created = iam.create_role().role_name("ferry").tags(tag("session", "acme"));
    created.assume_role_policy_document(lambda_trust()).send().await.unwrap();
    iam.tag_role().role_name("ferry").tags(tag("more", "x y")).send().await.unwrap();
    iam.untag_role().role_name("ferry").tag_keys("session").send().await.unwrap();
    let shown = iam.get_role().role_name("ferry").send().await.unwrap();
    assert_eq!(shown.role().unwrap().tags(), [tag("more", "x y")]);
    let system = iam.tag_role().role_name("ferry").tags(tag("aws:x", "y")).send().await;
    assert_eq!(refusal(system.unwrap_err()).code, "InvalidInput");
}

#[tokio::test]
async fn documents_that_iam_would_refuse_are_refused() {
    let sandbox = sandbox();
    let iam = clients(&sandbox, "new-account").iam;
    for (trust, expected) in [
        ("{", "This policy contains invalid Json"),
        (r#"{"Statement": []}"#, "Syntax errors in policy."),
        (r#"{"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole"}]}"#, "Missing required field Principal"),
        (
            r#"{"Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "s3:GetObject"}]}"#,
            "AssumeRole policy may only specify STS AssumeRole actions.",
        ),
        (
            r#"{"Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda"}, "Action": "sts:AssumeRole"}]}"#,
            "Invalid principal in policy: \"SERVICE\":\"lambda\"",
        ),
    ] {
        let refused = create(&iam, "ferry", trust.to_owned()).await.unwrap_err();
        assert_eq!((refused.code.as_str(), refused.message.as_str()), ("MalformedPolicyDocument", expected));
    }
    create(&iam, "ferry", lambda_trust()).await.unwrap();
    for (document, expected) in [
        (r#"{"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole"}]}"#, "Policy statement must contain resources."),
        (
            r#"{"Statement": [{"Effect": "Allow", "Action": "AssumeRole", "Resource": "*"}]}"#,
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
        ),
        (
            r#"{"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "source"}]}"#,
            "Resource source must be in ARN format or \"*\".",
        ),
    ] {
        let put = iam.put_role_policy().role_name("ferry").policy_name("p");
        let refused = refusal(put.policy_document(document).send().await.unwrap_err());
        assert_eq!((refused.code.as_str(), refused.message.as_str()), ("MalformedPolicyDocument", expected));
    }
}

#[tokio::test]
async fn names_that_iam_would_refuse_are_refused() {
    let sandbox = sandbox();
    let iam = clients(&sandbox, "new-account").iam;
    for name in ["with space", &"x".repeat(65)] {
        let refused = create(&iam, name, lambda_trust()).await.unwrap_err();
        assert_eq!(refused.code, "ValidationError", "{name}");
        assert!(refused.message.contains("roleName"), "{}", refused.message);
    }
}

#[tokio::test]
async fn description_and_session_length_can_be_changed() {
    let sandbox = sandbox();
    let iam = clients(&sandbox, "new-account").iam;
    create(&iam, "ferry", lambda_trust()).await.unwrap();
    let update = || iam.update_role().role_name("ferry").description("new words");
    let refused = refusal(update().max_session_duration(60).send().await.unwrap_err());
    assert_eq!(refused.code, "ValidationError");
    update().max_session_duration(7200).send().await.unwrap();
    let role = iam.get_role().role_name("ferry").send().await.unwrap().role.unwrap();
    assert_eq!((role.description(), role.max_session_duration()), (Some("new words"), Some(7200)));
}
