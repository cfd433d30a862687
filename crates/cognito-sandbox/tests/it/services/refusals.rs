//! What the sandbox does not know it refuses loudly.

use crate::support::{clients, lambda_trust, refusal, sandbox};

#[tokio::test]
async fn unknown_operations_of_every_service_are_named() {
    let sandbox = sandbox();
    let new = clients(&sandbox, "new-account");
    let iam = refusal(new.iam.list_users().send().await.unwrap_err());
    let sts = refusal(new.sts.get_session_token().send().await.unwrap_err());
    let lambda = refusal(new.lambda.list_layers().send().await.unwrap_err());
    let logs = refusal(new.logs.describe_destinations().send().await.unwrap_err());
    let cognito = refusal(new.cognito.list_devices().access_token("x").send().await.unwrap_err());
    for (refused, name) in [
        (iam, "iam ListUsers"),
        (sts, "sts GetSessionToken"),
        (lambda, "lambda GET /2018-10-31/layers"),
        (logs, "logs DescribeDestinations"),
        (cognito, "ListDevices"),
    ] {
        assert_eq!((refused.code.as_str(), refused.status), ("NotImplementedBySandbox", 501));
        assert!(refused.message.contains(name), "{}", refused.message);
    }
}

#[tokio::test]
async fn a_member_that_would_matter_and_is_not_known_is_named() {
    let sandbox = sandbox();
    let new = clients(&sandbox, "new-account");
    let assumed = new.sts.assume_role().role_arn("arn:aws:iam::111111111111:role/source");
    let refused = assumed.role_session_name("test").policy("{}").send().await;
    let refused = refusal(refused.unwrap_err());
    assert_eq!((refused.code.as_str(), refused.status), ("NotImplementedBySandbox", 501));
    assert!(refused.message.contains("the member Policy"), "{}", refused.message);
}

#[tokio::test]
async fn a_condition_that_could_not_be_evaluated_is_refused_when_it_is_written() {
    let sandbox = sandbox();
    let iam = clients(&sandbox, "new-account").iam;
    let trust = lambda_trust().replace("\"Effect\"", r#""Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, "Effect""#);
    let created = iam.create_role().role_name("ferry").assume_role_policy_document(trust);
    let refused = refusal(created.send().await.unwrap_err());
    assert_eq!(refused.code, "NotImplementedBySandbox");
    assert!(refused.message.contains("IpAddress"), "{}", refused.message);
}
