//! Functions that keep their values elsewhere: in their code, in access keys, or that ask as themselves.

use std::collections::HashMap;

use aws_sdk_lambda::types::Environment;
use cognito_ferry::diagnose::link::LinkState;
use cognito_ferry::diagnose::text;
use serde_json::json;

use super::by_hand::{SetUp, as_a_guide_says, as_cdk_makes_it, inline};
use super::world::{World, check, failed, in_state, question};
use crate::env::demo::SOURCE_POOL;

async fn environment(world: &World, set_up: &SetUp, variables: &[(&str, &str)]) {
    let variables: HashMap<String, String> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let call = world.accounts.destination.write.lambda.update_function_configuration().function_name(set_up.function);
    call.environment(Environment::builder().set_variables(Some(variables)).build()).send().await.unwrap();
}

#[tokio::test]
async fn what_is_in_the_code_is_found_by_the_policies_and_the_rest_is_asked_for() {
    let world = World::demo().await;
    let set_up = as_cdk_makes_it(&world).await;
    environment(&world, &set_up, &[]).await;
    let report = world.diagnose().await;
    let value = |what: &str| report.values.iter().find(|value| value.what == what).unwrap();
    assert_eq!(value("role to assume").value, Some(set_up.source_role_arn()));
    assert!(value("role to assume").from.as_ref().unwrap().contains(set_up.assume_policy));
    assert_eq!(value("source pool").value.as_deref(), Some(SOURCE_POOL));
    assert_eq!(failed(&report), Vec::<&str>::new());
    let unknown: Vec<&str> = in_state(&report, LinkState::Unknown).into_iter().map(|link| link.title).collect();
    assert_eq!(unknown, ["source app client"]);
    let remedy = check(&report, "source-client.exists").remedy.clone().unwrap();
    assert!(remedy.contains("--source-client ID") && remedy.contains(&set_up.source_client), "{remedy}");

    let mut question = question();
    question.source_client = Some(set_up.source_client.clone());
    let report = world.ask(&question).await;
    assert_eq!(in_state(&report, LinkState::Whole).len(), 10, "{:#?}", report.links);
}

#[tokio::test]
async fn an_external_id_in_the_code_is_unknown_until_it_is_passed() {
    let world = World::demo().await;
    let set_up = as_a_guide_says(&world).await;
    let role = set_up.source_role_arn();
    let variables =
        [("OLD_CLIENT_ID", set_up.source_client.as_str()), ("OLD_ROLE_ARN", &role), ("OLD_USER_POOL_ID", SOURCE_POOL)];
    environment(&world, &set_up, &variables).await;
    let report = world.diagnose().await;
    let unknown: Vec<&str> = in_state(&report, LinkState::Unknown).into_iter().map(|link| link.title).collect();
    assert_eq!(unknown, ["source role's trust"]);
    assert!(check(&report, "trust.external-id").remedy.as_ref().unwrap().contains("--external-id"));
    let mut question = question();
    question.external_id = Some("another-one".into());
    assert_eq!(failed(&world.ask(&question).await), ["trust.external-id"]);
    question.external_id = Some(super::by_hand::EXTERNAL_ID.into());
    assert_eq!(in_state(&world.ask(&question).await, LinkState::Whole).len(), 10);
}

#[tokio::test]
async fn access_keys_in_the_place_of_a_role_are_named_and_never_shown() {
    let world = World::demo().await;
    let set_up = as_a_guide_says(&world).await;
    let variables = [
        ("OLD_CLIENT_ID", set_up.source_client.as_str()),
        ("OLD_USER_POOL_ID", SOURCE_POOL),
        ("OLD_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
        ("OLD_SECRET_ACCESS_KEY", "wJalrXUtnFEMI-K7MDENG-bPxRfiCYEXAMPLEKEY"),
    ];
    environment(&world, &set_up, &variables).await;
    let call = world.accounts.destination.write.iam.delete_role_policy().role_name(set_up.function_role);
    call.policy_name(set_up.assume_policy).send().await.unwrap();
    let report = world.diagnose().await;
    let not_used: Vec<&str> = in_state(&report, LinkState::NotUsed).into_iter().map(|link| link.title).collect();
    assert_eq!(not_used, ["assume-role policy", "source role's trust"]);
    let unknown: Vec<&str> = in_state(&report, LinkState::Unknown).into_iter().map(|link| link.title).collect();
    assert_eq!(unknown, ["source role's policy"]);
    let told = text::text(&report) + &serde_json::to_string(&report).unwrap();
    assert!(told.contains("OLD_ACCESS_KEY_ID") && !told.contains("AKIAIOSFODNN7EXAMPLE") && !told.contains("wJalr"), "{told}");
}

/// As a published set-up has it (facts §13.1): both pools in one account, and no role in between.
#[tokio::test]
async fn one_account_without_a_role_is_judged_by_the_functions_own_policies() {
    let world = World::demo().await;
    let set_up = as_a_guide_says(&world).await;
    let call = world.accounts.destination.write.iam.delete_role_policy().role_name(set_up.function_role);
    call.policy_name(set_up.assume_policy).send().await.unwrap();
    let old =
        world.accounts.destination.write.cognito.create_user_pool().pool_name("old").send().await.unwrap().user_pool.unwrap();
    let pool_id = old.id.unwrap();
    let client = world.accounts.destination.write.cognito.create_user_pool_client().user_pool_id(&pool_id).client_name("helper");
    let flow = aws_sdk_cognitoidentityprovider::types::ExplicitAuthFlowsType::AllowAdminUserPasswordAuth;
    let client = client.explicit_auth_flows(flow).send().await.unwrap().user_pool_client.unwrap().client_id.unwrap();
    environment(&world, &set_up, &[("POOL", &pool_id), ("DESTINATION_CLIENT", &client)]).await;
    let policy = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "cognito-idp:*", "Resource": "*" }] });
    inline(&world.accounts.destination, set_up.function_role, "cognito", &policy).await;
    let mut question = question();
    question.source.profile = None;
    let report = world.ask(&question).await;
    let state = |title: &str| report.links.iter().find(|link| link.title == title).unwrap().state;
    assert_eq!(failed(&report), Vec::<&str>::new());
    assert_eq!(state("assume-role policy"), LinkState::NotUsed);
    assert_eq!(state("source role's trust"), LinkState::NotUsed);
    assert_eq!(state("source role's policy"), LinkState::Whole, "{:#?}", report.links);
    assert_eq!(state("source app client"), LinkState::Whole, "{:#?}", report.links);
    assert_eq!(state("source pool"), LinkState::Whole);
}
