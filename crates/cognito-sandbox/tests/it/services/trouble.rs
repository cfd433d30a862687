//! Trouble on purpose: refusals and broken connections, once each.

use cognito_sandbox::{Fault, Service, Trouble};

use crate::support::{clients, lambda_trust, refusal, sandbox};

#[tokio::test]
async fn the_next_call_is_refused_and_the_one_after_it_is_not() {
    let sandbox = sandbox();
    let new = clients(&sandbox, "new-account");
    let throttled = Fault::client("TooManyRequestsException", "Rate exceeded");
    sandbox.expect_trouble(Service::CognitoIdp, "ListUserPools", Trouble::Refusal(throttled));
    let list = || new.cognito.list_user_pools().max_results(5);
    // Another operation does not take it.
    new.sts.get_caller_identity().send().await.unwrap();
    assert_eq!(refusal(list().send().await.unwrap_err()).code, "TooManyRequestsException");
    list().send().await.unwrap();
}

#[tokio::test]
async fn a_lost_answer_leaves_the_change_and_a_lost_request_does_not() {
    let sandbox = sandbox();
    let iam = clients(&sandbox, "new-account").iam;
    let create = |name: &str| iam.create_role().role_name(name).assume_role_policy_document(lambda_trust());
    sandbox.expect_trouble(Service::Iam, "CreateRole", Trouble::NoConnection);
    sandbox.expect_trouble(Service::Iam, "CreateRole", Trouble::LostAnswer);
    for name in ["never-arrived", "arrived"] {
        let error = create(name).send().await.unwrap_err();
        assert!(matches!(error, aws_sdk_iam::error::SdkError::DispatchFailure(_)), "{error:?}");
    }
    iam.get_role().role_name("arrived").send().await.unwrap();
    let missing = iam.get_role().role_name("never-arrived").send().await.unwrap_err();
    assert_eq!(refusal(missing).code, "NoSuchEntity");
}
