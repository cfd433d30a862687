//! Identity-based policies: a profile that may not do everything, boundaries, and passing a role.

use cognito_sandbox::{Sandbox, Scenario};
use serde_json::{Value, json};

use crate::support::{clients, function_zip, lambda_trust, refusal};
use aws_sdk_lambda::types::{FunctionCode, Runtime};

fn with_policy(policy: Value) -> Sandbox {
    let mut scenario = Scenario::demo().without_delays();
    scenario.accounts[1].profiles[0].policy = Some(policy.to_string());
    Sandbox::new(scenario).unwrap()
}

#[tokio::test]
async fn what_no_policy_allows_is_denied_in_the_words_of_aws() {
    let sandbox = with_policy(json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "iam:GetRole", "Resource": "*"}]}));
    let new = clients(&sandbox, "new-account");
    let created = new.iam.create_role().role_name("ferry");
    let created = created.assume_role_policy_document(lambda_trust()).send().await;
    let refused = refusal(created.unwrap_err());
    assert_eq!((refused.code.as_str(), refused.status), ("AccessDenied", 403));
    assert_eq!(
        refused.message,
        "User: arn:aws:iam::222222222222:user/practice is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::222222222222:role/ferry because no identity-based policy allows the iam:CreateRole action"
    );
    // Allowed, so that one learns that it is not there.
    let missing = refusal(new.iam.get_role().role_name("ferry").send().await.unwrap_err());
    assert_eq!(missing.code, "NoSuchEntity");
    let functions = refusal(new.lambda.get_account_settings().send().await.unwrap_err());
    assert_eq!((functions.code.as_str(), functions.status), ("AccessDeniedException", 403));
    let groups = refusal(new.logs.describe_log_groups().send().await.unwrap_err());
    assert_eq!((groups.code.as_str(), groups.status), ("AccessDeniedException", 400));
}

#[tokio::test]
async fn an_explicit_deny_wins_over_an_allow() {
    let sandbox = with_policy(json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": "iam:Delete*", "Resource": "arn:aws:iam::*:role/keep*"}]}));
    let iam = clients(&sandbox, "new-account").iam;
    for name in ["keep-me", "other"] {
        let created = iam.create_role().role_name(name);
        created.assume_role_policy_document(lambda_trust()).send().await.unwrap();
    }
    iam.delete_role().role_name("other").send().await.unwrap();
    let refused = refusal(iam.delete_role().role_name("keep-me").send().await.unwrap_err());
    assert!(refused.message.ends_with("with an explicit deny in an identity-based policy"), "{}", refused.message);
}

#[tokio::test]
async fn creating_a_function_needs_permission_to_pass_its_role() {
    let allowed = |service: &str| {
        json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": ["iam:CreateRole", "lambda:*"], "Resource": "*"},
            {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*",
             "Condition": {"StringEquals": {"iam:PassedToService": service}}}]})
    };
    for (service, works) in [("lambda.amazonaws.com", true), ("cognito-idp.amazonaws.com", false)] {
        let sandbox = with_policy(allowed(service));
        let new = clients(&sandbox, "new-account");
        let role = new.iam.create_role().role_name("ferry");
        let role = role.assume_role_policy_document(lambda_trust()).send().await.unwrap();
        let created = new
            .lambda
            .create_function()
            .function_name("ferry")
            .role(role.role().unwrap().arn())
            .runtime(Runtime::Nodejs22x)
            .handler("index.handler")
            .code(FunctionCode::builder().zip_file(function_zip()).build())
            .send()
            .await;
        match created {
            Ok(_) => assert!(works),
            Err(error) => {
                let refused = refusal(error);
                assert!(!works, "{refused:?}");
                assert_eq!(refused.code, "AccessDeniedException");
                assert!(refused.message.contains("iam:PassRole"), "{}", refused.message);
            }
        }
    }
}

#[tokio::test]
async fn a_permissions_boundary_must_exist() {
    let sandbox = crate::support::sandbox();
    let iam = clients(&sandbox, "new-account").iam;
    let created = iam
        .create_role()
        .role_name("ferry")
        .assume_role_policy_document(lambda_trust())
        .permissions_boundary("arn:aws:iam::222222222222:policy/missing")
        .send()
        .await;
    let refused = refusal(created.unwrap_err());
    assert_eq!(refused.code, "NoSuchEntity");
    assert_eq!(refused.message, "Scope ARN: arn:aws:iam::222222222222:policy/missing does not exist or is not attachable.");
}

#[tokio::test]
async fn a_boundary_limits_what_the_roles_policies_allow() {
    let boundary = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}]});
    let scenario = Scenario::demo().without_delays();
    let toml = format!(
        "[[accounts]]\nid = \"333333333333\"\nprofiles = []\n[[accounts.managed_policies]]\nname = \"boundary\"\ndocument = '{boundary}'\n"
    );
    let mut with_boundary = Scenario::from_toml(&toml).unwrap();
    let mut scenario = scenario;
    scenario.accounts[1].managed_policies = with_boundary.accounts.remove(0).managed_policies;
    let sandbox = Sandbox::new(scenario).unwrap();
    let new = clients(&sandbox, "new-account");
    let trust = crate::support::source_trust("arn:aws:iam::222222222222:user/practice", "an-id");
    let role = new
        .iam
        .create_role()
        .role_name("bounded")
        .assume_role_policy_document(trust)
        .permissions_boundary("arn:aws:iam::222222222222:policy/boundary")
        .send()
        .await
        .unwrap();
    let everything = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "*", "Resource": "*"}]});
    let put = new.iam.put_role_policy().role_name("bounded").policy_name("all");
    put.policy_document(everything.to_string()).send().await.unwrap();
    let assumed = new
        .sts
        .assume_role()
        .role_arn(role.role().unwrap().arn())
        .role_session_name("test")
        .external_id("an-id")
        .send()
        .await
        .unwrap();
    let given = assumed.credentials().unwrap();
    let credentials = aws_credential_types::Credentials::new(
        given.access_key_id(),
        given.secret_access_key(),
        Some(given.session_token().to_owned()),
        None,
        "assumed",
    );
    let bounded = crate::support::clients_with(&sandbox, &new.account, &new.region, credentials);
    bounded.logs.describe_log_groups().send().await.unwrap();
    let refused = refusal(bounded.iam.get_role().role_name("ferry").send().await.unwrap_err());
    assert!(refused.message.contains("because no permissions boundary allows the iam:GetRole action"), "{}", refused.message);
}
