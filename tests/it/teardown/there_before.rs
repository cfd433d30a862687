//! Resources that stood there before the session: adopted ones stay, replaced ones come back as they were.

use std::collections::BTreeSet;

use aws_sdk_cognitoidentityprovider::types::{ExplicitAuthFlowsType, PreventUserExistenceErrorTypes};
use aws_sdk_iam::types::Tag;
use cognito_ferry::aws::document;
use cognito_ferry::aws::policy;
use cognito_ferry::migration::teardown::{Decisions, RemovalAction};
use cognito_ferry::model::resource_id::ResourceId;
use cognito_ferry::problem::ProblemKind;
use cognito_sandbox::{ForeignEdit, Service, Trouble};

use super::meddling::{FUNCTION_ROLE, SOURCE_ROLE, THEIR_FUNCTION, set_trigger};
use crate::env::demo::SOURCE_POOL;
use crate::env::snapshot::assert_same;
use crate::env::{Destination, FUNCTION, TwoAccounts};

fn with_replace(resources: &[ResourceId]) -> TwoAccounts {
    let mut accounts = TwoAccounts::new(Destination::Existing);
    let replace: BTreeSet<ResourceId> = resources.iter().copied().collect();
    accounts.choices.options.as_mut().unwrap().replace = replace;
    accounts
}

async fn there_and_back(accounts: &TwoAccounts, action: RemovalAction, resource: ResourceId) {
    let before = accounts.snapshot();
    accounts.apply().await.unwrap();
    let shown = accounts.teardown_shown(&Decisions::default()).await;
    let removal = shown.removals.iter().find(|removal| removal.resource == resource).unwrap();
    assert_eq!(removal.action, action, "{removal:?}");
    assert!(accounts.tear_down().await.unwrap().archived);
    assert_same(&accounts.snapshot(), &before, &format!("{resource:?}"));
}

#[tokio::test(start_paused = true)]
async fn a_matching_app_client_of_somebodys_is_adopted_and_stays() {
    let accounts = TwoAccounts::new(Destination::Existing);
    // As the session would make it: what a first session made is somebody's for a second one.
    accounts.apply().await.unwrap();
    let client = accounts.saved().made.source_client_id.unwrap();
    let keep = Decisions { keep: [ResourceId::SourceClient].into(), ..Decisions::default() };
    accounts.tear_down_as(&keep).await.unwrap();
    there_and_back(&accounts, RemovalAction::Unmanaged, ResourceId::SourceClient).await;
    let (source, _) = accounts.somebody().await;
    source.read.cognito.describe_user_pool_client().user_pool_id(SOURCE_POOL).client_id(client).send().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_matching_role_of_somebodys_is_adopted_and_stays() {
    let accounts = TwoAccounts::new(Destination::Existing);
    accounts.apply().await.unwrap();
    let keep = Decisions { keep: [ResourceId::FunctionRole].into(), ..Decisions::default() };
    accounts.tear_down_as(&keep).await.unwrap();
    let (_, destination) = accounts.somebody().await;
    let untag = destination.write.iam.untag_role().role_name(FUNCTION_ROLE).tag_keys("cognito-ferry:session");
    untag.send().await.unwrap();
    there_and_back(&accounts, RemovalAction::Unmanaged, ResourceId::FunctionRole).await;
}

#[tokio::test(start_paused = true)]
async fn a_replaced_role_comes_back_as_it_was() {
    for (resource, name) in [(ResourceId::FunctionRole, FUNCTION_ROLE), (ResourceId::SourceRole, SOURCE_ROLE)] {
        let accounts = with_replace(&[resource]);
        let (source, destination) = accounts.somebody().await;
        let account = if resource == ResourceId::SourceRole { source } else { destination };
        let iam = &account.write.iam;
        let trust = policy::trust_service("ec2.amazonaws.com").to_string();
        let call = iam.create_role().role_name(name).description("Theirs").max_session_duration(7200);
        let tag = Tag::builder().key("team").value("theirs").build().unwrap();
        call.assume_role_policy_document(trust).tags(tag).send().await.unwrap();
        let document = policy::allow("Theirs", &["s3:GetObject"], "*").to_string();
        iam.put_role_policy().role_name(name).policy_name("their-policy").policy_document(document).send().await.unwrap();
        there_and_back(&accounts, RemovalAction::Revert, resource).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_replaced_trigger_comes_back_as_it_was() {
    let accounts = with_replace(&[ResourceId::Trigger]);
    set_trigger(&accounts.somebody().await.1, THEIR_FUNCTION).await;
    there_and_back(&accounts, RemovalAction::Revert, ResourceId::Trigger).await;
}

#[tokio::test(start_paused = true)]
async fn a_replaced_app_client_comes_back_as_it_was() {
    let accounts = with_replace(&[ResourceId::SourceClient]);
    let (source, _) = accounts.somebody().await;
    let call = source.write.cognito.create_user_pool_client().user_pool_id(SOURCE_POOL).client_name("cognito-ferry-acme");
    call.explicit_auth_flows(ExplicitAuthFlowsType::AllowUserSrpAuth)
        .explicit_auth_flows(ExplicitAuthFlowsType::AllowRefreshTokenAuth)
        .prevent_user_existence_errors(PreventUserExistenceErrorTypes::Enabled)
        .refresh_token_validity(7)
        .send()
        .await
        .unwrap();
    there_and_back(&accounts, RemovalAction::Revert, ResourceId::SourceClient).await;
}

#[tokio::test(start_paused = true)]
async fn flows_that_were_open_already_stay_open() {
    let accounts = TwoAccounts::new(Destination::Existing);
    accounts.apply().await.unwrap();
    let keep = Decisions { keep: [ResourceId::ClientFlows].into(), ..Decisions::default() };
    accounts.tear_down_as(&keep).await.unwrap();
    there_and_back(&accounts, RemovalAction::Unmanaged, ResourceId::ClientFlows).await;
}

#[tokio::test(start_paused = true)]
async fn a_log_group_that_stood_there_before_keeps_its_retention_and_stays() {
    let group = format!("/aws/lambda/{FUNCTION}");
    for retention in [None, Some(7)] {
        let accounts = TwoAccounts::new(Destination::Existing);
        let (_, destination) = accounts.somebody().await;
        let logs = &destination.write.logs;
        logs.create_log_group().log_group_name(&group).send().await.unwrap();
        if let Some(days) = retention {
            logs.put_retention_policy().log_group_name(&group).retention_in_days(days).send().await.unwrap();
        }
        let standing = async || {
            let answer = logs.describe_log_groups().log_group_name_prefix(&group).send().await.unwrap();
            answer.log_groups().iter().map(|group| group.retention_in_days()).collect::<Vec<_>>()
        };
        let plan = accounts.plan().await;
        let function = plan.changes.iter().find(|change| change.resource == ResourceId::Function).unwrap();
        assert!(function.warnings.iter().any(|warning| warning.contains("stood there before")), "{function:?}");
        accounts.apply().await.unwrap();
        assert_eq!(standing().await, [retention]);
        assert!(!accounts.plan().await.has_changes());
        let shown = accounts.teardown_shown(&Decisions::default()).await;
        let function = shown.removals.iter().find(|removal| removal.resource == ResourceId::Function).unwrap();
        assert_eq!(function.action, RemovalAction::Delete, "{function:?}");
        assert!(function.notes.iter().any(|note| note.contains(&group)), "{function:?}");
        assert!(accounts.tear_down().await.unwrap().archived);
        assert_eq!(standing().await, [retention]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_change_by_somebody_else_while_our_own_app_client_is_edited_is_named_and_nothing_is_lost() {
    let accounts = with_replace(&[ResourceId::SourceClient]);
    let (source, _) = accounts.somebody().await;
    let call = source.write.cognito.create_user_pool_client().user_pool_id(SOURCE_POOL).client_name("cognito-ferry-acme");
    let made = call.explicit_auth_flows(ExplicitAuthFlowsType::AllowUserSrpAuth).refresh_token_validity(7).send().await.unwrap();
    let client = made.user_pool_client().and_then(|client| client.client_id()).unwrap().to_owned();
    let edit = |member: &str, value| ForeignEdit {
        pool: SOURCE_POOL.into(),
        client: Some(client.clone()),
        member: member.into(),
        value: Some(value),
    };
    let theirs = Trouble::SomebodyElse(edit("AuthSessionValidity", serde_json::json!(9)));
    accounts.sandbox.expect_trouble(Service::CognitoIdp, "UpdateUserPoolClient", theirs);
    let problem = accounts.apply().await.unwrap_err();
    assert!(matches!(problem.kind, ProblemKind::Unintended(_)), "{problem:?}");
    assert!(problem.why.contains("AuthSessionValidity"), "{problem:?}");
    accounts.apply().await.unwrap();
    let described = document::describe_user_pool_client(&source, SOURCE_POOL, &client).await.unwrap();
    assert_eq!(described["AuthSessionValidity"], 9, "what somebody else set stays");
    assert_eq!(described["PreventUserExistenceErrors"], "LEGACY");
}
