//! The faults that a set-up made by hand most often has (facts §13.2), each injected alone: diagnose names that link, and no other.

use aws_sdk_cognitoidentityprovider::types::{ExplicitAuthFlowsType as Flow, LambdaConfigType};
use cognito_ferry::diagnose::link::LinkState;
use cognito_ferry::diagnose::request::DiagnoseRequest;
use cognito_ferry::diagnose::text;
use serde_json::{Value, json};

use super::by_hand::{EXTERNAL_ID, SetUp, as_a_guide_says, as_cdk_makes_it, inline, permission, role, statement};
use super::world::{World, failed, in_state, question};
use crate::env::demo::{DESTINATION_CLIENT, DESTINATION_POOL, PASSWORD, SOURCE_POOL, USER};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    SrpClient,
    TriggerNotSet,
    FunctionDeleted,
    NoInvokePermission,
    WrongSourceArn,
    NoAssumeRole,
    TrustNamesAnother,
    TrustNamesTheDeleted,
    ExternalIdDiffers,
    SourceRoleDeleted,
    NoAdminInitiateAuth,
    NoAdminFlow,
    SourceClientDeleted,
}

/// What was injected, the check that must fail, the link's name, and a resource of the remedy.
const TABLE: [(Fault, &str, &str, &str, &str); 13] = [
    (Fault::SrpClient, "the app client allows SRP only", "destination-client.flows", "app client", "ALLOW_USER_PASSWORD_AUTH"),
    (Fault::TriggerNotSet, "the trigger is not set", "trigger.set", "pool's trigger", "Lambda triggers"),
    (Fault::FunctionDeleted, "the trigger names a deleted function", "function.exists", "function", "Deploy the function again"),
    (
        Fault::NoInvokePermission,
        "no invoke permission",
        "invoke-permission.principal",
        "invoke permission",
        "aws lambda add-permission",
    ),
    (
        Fault::WrongSourceArn,
        "another pool's SourceArn",
        "invoke-permission.source",
        "invoke permission",
        "--source-arn arn:aws:cognito-idp:eu-central-1:222222222222:userpool/eu-central-1_AcmeNew01",
    ),
    (Fault::NoAssumeRole, "no sts:AssumeRole", "assume-role.policy", "assume-role policy", "\"Action\":\"sts:AssumeRole\""),
    (
        Fault::TrustNamesAnother,
        "the trust names another role",
        "trust.principal",
        "source role's trust",
        "update-assume-role-policy",
    ),
    (
        Fault::TrustNamesTheDeleted,
        "the execution role was made anew",
        "trust.principal",
        "source role's trust",
        "update-assume-role-policy",
    ),
    (Fault::ExternalIdDiffers, "the external id differs", "trust.external-id", "source role's trust", "Make them equal"),
    (Fault::SourceRoleDeleted, "the source role is gone", "trust.exists", "source role's trust", "Correct the role's ARN"),
    (
        Fault::NoAdminInitiateAuth,
        "no AdminInitiateAuth",
        "source-role-policy.sign-in",
        "source role's policy",
        "\"cognito-idp:AdminInitiateAuth\"",
    ),
    (
        Fault::NoAdminFlow,
        "the source client lacks the flow",
        "source-client.flows",
        "source app client",
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    ),
    (Fault::SourceClientDeleted, "the source client is gone", "source-client.exists", "source app client", "Make an app client"),
];

impl Fault {
    pub async fn inject(self, world: &World, set_up: &SetUp) {
        let (source, destination) = (&world.accounts.source.write, &world.accounts.destination.write);
        match self {
            Fault::SrpClient => {
                let call =
                    destination.cognito.update_user_pool_client().user_pool_id(DESTINATION_POOL).client_id(DESTINATION_CLIENT);
                call.explicit_auth_flows(Flow::AllowUserSrpAuth).send().await.map(drop).unwrap();
            }
            Fault::TriggerNotSet => {
                let call = destination.cognito.update_user_pool().user_pool_id(DESTINATION_POOL);
                call.lambda_config(LambdaConfigType::builder().build()).send().await.map(drop).unwrap();
            }
            Fault::FunctionDeleted => {
                destination.lambda.delete_function().function_name(set_up.function).send().await.map(drop).unwrap();
            }
            Fault::NoInvokePermission => remove_permission(world, set_up).await,
            Fault::WrongSourceArn => {
                remove_permission(world, set_up).await;
                let other = "arn:aws:cognito-idp:eu-central-1:222222222222:userpool/eu-central-1_Another1";
                permission(&world.accounts.destination, set_up, other, Some("222222222222")).await;
            }
            Fault::NoAssumeRole => {
                let call = destination.iam.delete_role_policy().role_name(set_up.function_role);
                call.policy_name(set_up.assume_policy).send().await.map(drop).unwrap();
            }
            Fault::TrustNamesAnother => {
                role(&world.accounts.destination, "somebody-else", "/", &lambda()).await;
                let other = json!({ "AWS": "arn:aws:iam::222222222222:role/somebody-else" });
                trust(world, set_up, &statement(other, external_id(EXTERNAL_ID))).await;
            }
            Fault::TrustNamesTheDeleted => anew(world, set_up).await,
            Fault::ExternalIdDiffers => {
                let own = json!({ "AWS": set_up.function_role_arn() });
                trust(world, set_up, &statement(own, external_id("externalcognit0"))).await;
            }
            Fault::SourceRoleDeleted => delete_role(&world.accounts.source, set_up.source_role).await,
            Fault::NoAdminInitiateAuth => {
                strip(&world.accounts.source, set_up.source_role).await;
                let policy = json!({ "Version": "2012-10-17", "Statement": [{
                    "Effect": "Allow", "Action": ["cognito-idp:AdminGetUser"], "Resource": "*" }] });
                inline(&world.accounts.source, set_up.source_role, "read-only", &policy).await;
            }
            Fault::NoAdminFlow => {
                let call = source.cognito.update_user_pool_client().user_pool_id(SOURCE_POOL).client_id(&set_up.source_client);
                call.explicit_auth_flows(Flow::AllowUserSrpAuth).send().await.map(drop).unwrap();
            }
            Fault::SourceClientDeleted => {
                let call = source.cognito.delete_user_pool_client().user_pool_id(SOURCE_POOL).client_id(&set_up.source_client);
                call.send().await.map(drop).unwrap();
            }
        }
    }

    /// CDK's shape trusts the account on a condition: no external id to differ, and a role made anew under its name is trusted again.
    pub fn is_possible(self, set_up: &SetUp) -> bool {
        set_up.kind == "by hand" || !matches!(self, Fault::ExternalIdDiffers | Fault::TrustNamesTheDeleted)
    }
}

async fn remove_permission(world: &World, set_up: &SetUp) {
    let call = world.accounts.destination.write.lambda.remove_permission().function_name(set_up.function);
    call.statement_id(set_up.statement_id).send().await.unwrap();
}

async fn trust(world: &World, set_up: &SetUp, policy: &Value) {
    let call = world.accounts.source.write.iam.update_assume_role_policy().role_name(set_up.source_role);
    call.policy_document(policy.to_string()).send().await.unwrap();
}

fn lambda() -> Value {
    statement(json!({ "Service": "lambda.amazonaws.com" }), json!({}))
}

fn external_id(text: &str) -> Value {
    json!({ "StringEquals": { "sts:ExternalId": text } })
}

/// Takes every policy off.
async fn strip(account: &cognito_ferry::aws::account::Account, role: &str) {
    let iam = &account.write.iam;
    for name in iam.list_role_policies().role_name(role).send().await.unwrap().policy_names() {
        iam.delete_role_policy().role_name(role).policy_name(name).send().await.unwrap();
    }
    let attached = iam.list_attached_role_policies().role_name(role).send().await.unwrap();
    for policy in attached.attached_policies() {
        iam.detach_role_policy().role_name(role).policy_arn(policy.policy_arn().unwrap()).send().await.unwrap();
    }
}

async fn delete_role(account: &cognito_ferry::aws::account::Account, role: &str) {
    strip(account, role).await;
    account.write.iam.delete_role().role_name(role).send().await.unwrap();
}

/// The execution role deleted and made again under its name: IAM keeps the old one's id in the trust policy.
async fn anew(world: &World, set_up: &SetUp) {
    let destination = &world.accounts.destination;
    delete_role(destination, set_up.function_role).await;
    role(destination, set_up.function_role, set_up.function_role_path, &lambda()).await;
    let policy = json!({ "Version": "2012-10-17", "Statement": [{
        "Action": "sts:AssumeRole", "Effect": "Allow", "Resource": set_up.source_role_arn() }] });
    inline(destination, set_up.function_role, set_up.assume_policy, &policy).await;
}

pub async fn set_up(world: &World, kind: &str) -> SetUp {
    match kind {
        "CDK" => as_cdk_makes_it(world).await,
        _ => as_a_guide_says(world).await,
    }
}

#[tokio::test]
async fn each_fault_is_named_by_its_link_and_none_is_taken_for_another() {
    println!("{:<8} {:<38} {:<22} {}", "set-up", "fault", "named link", "remedy");
    for kind in ["by hand", "CDK"] {
        for (fault, injected, id, title, remedy) in TABLE {
            let world = World::demo().await;
            let set_up = set_up(&world, kind).await;
            if !fault.is_possible(&set_up) {
                continue;
            }
            fault.inject(&world, &set_up).await;
            let report = world.diagnose().await;
            assert_eq!(failed(&report), [id], "{kind}, {fault:?}: {:#?}", report.links);
            let broken: Vec<&str> = in_state(&report, LinkState::Broken).into_iter().map(|link| link.title).collect();
            assert_eq!(broken, [title], "{kind}, {fault:?}");
            let found = report.checks().find(|check| check.id == id).unwrap();
            let told = found.remedy.clone().unwrap();
            assert!(told.contains(remedy), "{kind}, {fault:?}: {told}");
            assert!(report.failed() && !found.evidence.is_empty());
            let text = text::text(&report);
            assert!(text.ends_with(&outcome(&report, title)), "{text}");
            let first: String = told.lines().next().unwrap().chars().take(60).collect();
            println!("{kind:<8} {injected:<38} {title:<22} {first}");
        }
    }
}

fn outcome(report: &cognito_ferry::diagnose::report::DiagnosisReport, title: &str) -> String {
    let count = |state| in_state(report, state).len();
    let (whole, unknown) = (count(LinkState::Whole), count(LinkState::Unknown));
    format!("✗ The chain is broken at: {title}. ({whole} whole, 1 broken, {unknown} not seen)")
}

/// Through the same links: what the sign-in is told, whatever the handler makes of its errors.
#[tokio::test]
async fn the_test_sign_in_names_the_same_link() {
    for kind in ["by hand", "CDK"] {
        for (fault, cause) in [
            (Fault::SrpClient, "srp-client"),
            (Fault::TriggerNotSet, "trigger-not-set"),
            (Fault::FunctionDeleted, "function-missing"),
            (Fault::NoInvokePermission, "invoke-permission-missing"),
            (Fault::WrongSourceArn, "invoke-permission-wrong-source"),
            (Fault::NoAssumeRole, "function-cannot-assume"),
            (Fault::TrustNamesAnother, "trust-names-another"),
            (Fault::ExternalIdDiffers, "external-id-differs"),
            (Fault::NoAdminInitiateAuth, "source-role-lacks-permission"),
            (Fault::NoAdminFlow, "source-client-flow"),
            (Fault::SourceClientDeleted, "source-client-missing"),
        ] {
            let world = World::demo().await;
            let set_up = set_up(&world, kind).await;
            if !fault.is_possible(&set_up) {
                continue;
            }
            fault.inject(&world, &set_up).await;
            let story = world.sign_in(USER, PASSWORD).await;
            assert_eq!(story.cause.as_deref(), Some(cause), "{kind}, {fault:?}: {story:#?}");
            assert!(
                !story.succeeded && !story.remedy.iter().any(|line| line.contains("--session")),
                "{kind}: {:#?}",
                story.remedy
            );
        }
    }
}

/// An update of the pool by somebody who left LambdaConfig out takes the trigger away (facts §13.2): the rest may well be whole.
#[tokio::test]
async fn behind_a_trigger_that_is_gone_the_function_is_looked_at_where_it_is_named() {
    let world = World::demo().await;
    let set_up = as_a_guide_says(&world).await;
    Fault::TriggerNotSet.inject(&world, &set_up).await;
    let question = DiagnoseRequest { function: Some(set_up.function.to_owned()), ..question() };
    let report = world.ask(&question).await;
    assert_eq!(failed(&report), ["trigger.set"]);
    assert_eq!(in_state(&report, LinkState::Whole).len(), 9, "{:#?}", report.links);
}
