//! What somebody else does to the resources while a session stands: each through the services' own clients, past the program.

use aws_sdk_cognitoidentityprovider::types::ExplicitAuthFlowsType;
use cognito_ferry::aws::account::Account;
use cognito_ferry::aws::document::{self, lossless};
use cognito_ferry::aws::policy;
use cognito_ferry::model::resource_id::ResourceId;
use serde_json::json;

use crate::env::demo::{DESTINATION_CLIENT, DESTINATION_POOL};
use crate::env::{FUNCTION, TwoAccounts, set_variable};

pub const THEIR_FUNCTION: &str = "arn:aws:lambda:eu-central-1:222222222222:function:theirs";
pub const FUNCTION_ROLE: &str = "cognito-ferry-acme-function";
pub const SOURCE_ROLE: &str = "cognito-ferry-acme-source";

/// One foreign change: the resource that it concerns, what the operator is shown of it, and how to tell that it still stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meddling {
    AnotherFunctionBehindTheTrigger,
    AnotherFlow,
    AnInlinePolicyOnOurRole,
    AnEditedTrust,
    AnEditedEnvironment,
    AnotherVariable,
    AnotherCallerOfTheFunction,
}

pub const ALL: [Meddling; 7] = [
    Meddling::AnotherFunctionBehindTheTrigger,
    Meddling::AnotherFlow,
    Meddling::AnInlinePolicyOnOurRole,
    Meddling::AnEditedTrust,
    Meddling::AnEditedEnvironment,
    Meddling::AnotherVariable,
    Meddling::AnotherCallerOfTheFunction,
];

impl Meddling {
    pub fn resource(self) -> ResourceId {
        match self {
            Self::AnotherFunctionBehindTheTrigger => ResourceId::Trigger,
            Self::AnotherFlow => ResourceId::ClientFlows,
            Self::AnInlinePolicyOnOurRole => ResourceId::FunctionRole,
            Self::AnEditedTrust => ResourceId::SourceRole,
            Self::AnEditedEnvironment | Self::AnotherVariable | Self::AnotherCallerOfTheFunction => ResourceId::Function,
        }
    }

    /// What stands there now, as the operator must see it.
    pub fn shown(self) -> &'static str {
        match self {
            Self::AnotherFunctionBehindTheTrigger => THEIR_FUNCTION,
            Self::AnotherFlow => "ALLOW_CUSTOM_AUTH",
            Self::AnInlinePolicyOnOurRole => "their-policy",
            Self::AnEditedTrust => "their-external-id",
            Self::AnEditedEnvironment => "their-client",
            Self::AnotherVariable => "their-value",
            Self::AnotherCallerOfTheFunction => "their-statement",
        }
    }

    pub async fn happen(self, accounts: &TwoAccounts) {
        let (source, destination) = accounts.somebody().await;
        match self {
            Self::AnotherFunctionBehindTheTrigger => set_trigger(&destination, THEIR_FUNCTION).await,
            Self::AnotherFlow => {
                let described = document::describe_user_pool_client(&destination, DESTINATION_POOL, DESTINATION_CLIENT).await;
                let mut body = lossless::client_update(&described.unwrap());
                let flow = ExplicitAuthFlowsType::AllowCustomAuth;
                body["ExplicitAuthFlows"].as_array_mut().unwrap().push(json!(flow.as_str()));
                document::update_user_pool_client(&destination, &body).await.unwrap();
            }
            Self::AnInlinePolicyOnOurRole => {
                let call = destination.write.iam.put_role_policy().role_name(FUNCTION_ROLE).policy_name("their-policy");
                call.policy_document(policy::allow("Theirs", &["s3:GetObject"], "*").to_string()).send().await.unwrap();
            }
            Self::AnEditedTrust => {
                let trust =
                    policy::trust_role("arn:aws:iam::222222222222:role/cognito-ferry-acme-function", Some("their-external-id"));
                let call = source.write.iam.update_assume_role_policy().role_name(SOURCE_ROLE);
                call.policy_document(trust.to_string()).send().await.unwrap();
            }
            Self::AnEditedEnvironment => set_variable(&destination, "OLD_CLIENT_ID", "their-client").await,
            Self::AnotherVariable => set_variable(&destination, "THEIRS", "their-value").await,
            Self::AnotherCallerOfTheFunction => {
                let call = destination.write.lambda.add_permission().function_name(FUNCTION).statement_id("their-statement");
                let call = call.action("lambda:InvokeFunction").principal("sns.amazonaws.com");
                call.source_arn("arn:aws:sns:eu-central-1:222222222222:theirs").send().await.unwrap();
            }
        }
    }
}

pub async fn set_trigger(destination: &Account, function: &str) {
    let described = document::describe_user_pool(destination, DESTINATION_POOL).await.unwrap();
    let mut body = lossless::pool_update(&described);
    body["LambdaConfig"]["UserMigration"] = json!(function);
    document::update_user_pool(destination, &body).await.unwrap();
}

/// Another trigger of the same pool, which is none of the session's business.
pub async fn set_another_trigger(destination: &Account) {
    let described = document::describe_user_pool(destination, DESTINATION_POOL).await.unwrap();
    let mut body = lossless::pool_update(&described);
    body["LambdaConfig"]["PostConfirmation"] = json!(THEIR_FUNCTION);
    document::update_user_pool(destination, &body).await.unwrap();
}
