//! What Cognito refuses to take back although it showed it: each answer has its remedy, or its rule (facts §3.3).

use cognito_ferry::problem::ProblemKind;
use cognito_sandbox::{Fault, Service, Trouble};
use serde_json::json;

use super::world::{FUNCTION, World};

#[tokio::test]
async fn each_refusal_of_a_pools_own_settings_says_whose_fault_it_is_and_changes_nothing() {
    let refusals = [
        ("UserImportInProgressException", "An import job is in progress.", "wait until it has ended"),
        ("InvalidSmsRoleTrustRelationshipException", "Role does not have a trust relationship.", "pool's own SMS role is broken"),
        ("InvalidSmsRoleAccessPolicyException", "Role does not have permission to publish.", "sns:Publish"),
        ("InvalidEmailRoleAccessPolicyException", "Cognito is not allowed to use your email identity.", "SES identity"),
        ("InvalidParameterException", "Email address is not verified.", "SES identity"),
        ("FeatureUnavailableInTierException", "AUDIT is not available in the tier.", "This program changes neither"),
        ("TierChangeNotAllowedException", "The tier cannot be changed.", "never changes it"),
        ("UserPoolTaggingException", "Tag policy violation.", "tags"),
        ("UserPoolAddOnNotEnabledException", "User pool add-ons are not enabled.", "add-on"),
    ];
    let mut untold = Vec::new();
    for (code, message, words) in refusals {
        let world = World::pool(json!({})).await;
        let before = world.describe_pool().await;
        world.sandbox.expect_trouble(Service::CognitoIdp, "UpdateUserPool", Trouble::Refusal(Fault::client(code, message)));
        let problem = world.trigger().set(|_| json!(FUNCTION)).await.unwrap_err();
        let told = problem.lines();
        if !told.join("\n").contains(words) {
            untold.push((code, told));
        }
        assert!(problem.why.contains(message), "{code}: {problem:?}");
        assert_eq!(world.sent("UpdateUserPool").len(), 1, "{code}: not sent again");
        assert_eq!(world.describe_pool().await, before);
    }
    assert!(untold.is_empty(), "{untold:#?}");
}

#[tokio::test]
async fn a_running_import_is_a_conflict_that_passes() {
    let world = World::pool(json!({})).await;
    for pool in world.sandbox.world().region("222222222222", "eu-central-1").cognito.pools.values_mut() {
        pool.import_running = true;
    }
    assert_eq!(world.trigger().set(|_| json!(FUNCTION)).await.unwrap_err().kind, ProblemKind::Conflict);
}

#[tokio::test]
async fn a_pool_whose_only_factor_is_an_app_is_sent_without_its_mfa_setting_and_keeps_it() {
    let world = World::pool(json!({ "MfaConfiguration": "ON" })).await;
    world.trigger().set(|_| json!(FUNCTION)).await.unwrap();
    let sent = world.sent("UpdateUserPool");
    assert_eq!((&sent[0]["MfaConfiguration"], sent[1].get("MfaConfiguration"), sent.len()), (&json!("ON"), None, 2));
    assert_eq!(world.describe_pool().await["MfaConfiguration"], "ON");
    assert!(world.heard().iter().any(|line| line.contains("without it")), "{:?}", world.heard());
}

#[tokio::test]
async fn an_mfa_setting_that_was_lost_by_being_left_out_is_a_failure() {
    let world = World::pool(json!({ "MfaConfiguration": "ON" })).await;
    let refusal = "SMS configuration and Auto verification for phone_number are required when MFA is required";
    let refusal = Fault::client("InvalidParameterException", refusal);
    world.sandbox.expect_trouble(Service::CognitoIdp, "UpdateUserPool", Trouble::Refusal(refusal));
    world.somebody_else("UpdateUserPool", false, "MfaConfiguration", Some(json!("OFF")));
    let problem = world.trigger().set(|_| json!(FUNCTION)).await.unwrap_err();
    assert!(problem.why.contains("MfaConfiguration went from \"ON\" to \"OFF\""), "{problem:?}");
}

#[tokio::test]
async fn of_two_verification_messages_the_selected_one_is_sent_once_both_were_refused() {
    let template = json!({ "DefaultEmailOption": "CONFIRM_WITH_LINK", "EmailMessage": "Code {####}", "EmailMessageByLink": "Click {##here##}" });
    let world = World::pool(json!({ "VerificationMessageTemplate": template })).await;
    let refusal = Fault::client("InvalidParameterException", "The message is invalid");
    world.sandbox.expect_trouble(Service::CognitoIdp, "UpdateUserPool", Trouble::Refusal(refusal));
    world.trigger().set(|_| json!(FUNCTION)).await.unwrap();
    let sent = world.sent("UpdateUserPool");
    assert_eq!(sent[0]["VerificationMessageTemplate"], template);
    assert_eq!(
        sent[1]["VerificationMessageTemplate"],
        json!({ "DefaultEmailOption": "CONFIRM_WITH_LINK", "EmailMessageByLink": "Click {##here##}" })
    );
}

#[tokio::test]
async fn tags_of_aws_are_not_sent_and_still_there_afterwards() {
    let tags = json!({ "aws:cloudformation:stack-name": "auth", "team": "identity" });
    let world = World::pool(json!({ "UserPoolTags": tags })).await;
    world.trigger().set(|_| json!(FUNCTION)).await.unwrap();
    assert_eq!(world.sent("UpdateUserPool")[0]["UserPoolTags"], json!({ "team": "identity" }));
    assert_eq!(world.describe_pool().await["UserPoolTags"], tags);
}
