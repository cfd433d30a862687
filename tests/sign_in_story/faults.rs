//! Each link broken in turn, as somebody would break it by hand: the story names that link and no other.

use aws_sdk_cognitoidentityprovider::types::{
    AttributeDataType, AttributeType, ExplicitAuthFlowsType, LambdaConfigType, SchemaAttributeType,
};
use aws_sdk_lambda::types::Environment;
use cognito_ferry::aws::policy;
use cognito_ferry::sign_in::story::LinkOutcome;

use crate::world::{CLIENT, DESTINATION_POOL, PASSWORD, SOURCE_POOL, USER, World};

/// Signs the practice user in, and holds the story to this cause and to this broken link (by its place in the chain).
async fn must_name(world: &World, cause: &str, broken: usize) {
    let story = world.sign_in(USER, PASSWORD).await;
    assert_eq!(story.cause.as_deref(), Some(cause), "{story:#?}");
    assert!(!story.succeeded && !story.remedy.is_empty(), "{story:#?}");
    let first = story.links.iter().position(|link| link.outcome == LinkOutcome::Broken);
    assert_eq!(first, Some(broken), "{:#?}", story.links);
}

#[tokio::test]
async fn a_client_that_only_allows_srp() {
    let world = World::applied().await;
    let call = world.destination().write.cognito.update_user_pool_client().user_pool_id(DESTINATION_POOL).client_id(CLIENT);
    call.explicit_auth_flows(ExplicitAuthFlowsType::AllowUserSrpAuth).send().await.unwrap();
    must_name(&world, "flow-not-enabled", 0).await;
}

#[tokio::test]
async fn a_pool_without_the_trigger() {
    let world = World::applied().await;
    let call = world.destination().write.cognito.update_user_pool().user_pool_id(DESTINATION_POOL);
    call.lambda_config(LambdaConfigType::builder().build()).send().await.unwrap();
    must_name(&world, "trigger-not-set", 1).await;
}

#[tokio::test]
async fn a_trigger_that_names_another_function() {
    let world = World::applied().await;
    let other = "arn:aws:lambda:eu-central-1:222222222222:function:somebody-elses";
    let call = world.destination().write.cognito.update_user_pool().user_pool_id(DESTINATION_POOL);
    call.lambda_config(LambdaConfigType::builder().user_migration(other).build()).send().await.unwrap();
    must_name(&world, "trigger-elsewhere", 1).await;
}

#[tokio::test]
async fn a_deleted_function() {
    let world = World::applied().await;
    world.destination().write.lambda.delete_function().function_name(&world.spec.options.function_name).send().await.unwrap();
    must_name(&world, "function-missing", 1).await;
}

#[tokio::test]
async fn no_invoke_permission() {
    let world = World::applied().await;
    remove_permission(&world).await;
    must_name(&world, "invoke-permission-missing", 1).await;
}

#[tokio::test]
async fn an_invoke_permission_for_another_pool() {
    let world = World::applied().await;
    remove_permission(&world).await;
    let call = world.destination().write.lambda.add_permission().function_name(&world.spec.options.function_name);
    call.statement_id("cognito-ferry-acme")
        .action("lambda:InvokeFunction")
        .principal("cognito-idp.amazonaws.com")
        .source_arn("arn:aws:cognito-idp:eu-central-1:222222222222:userpool/eu-central-1_Another1")
        .source_account("222222222222")
        .send()
        .await
        .unwrap();
    must_name(&world, "invoke-permission-wrong-source", 1).await;
}

#[tokio::test]
async fn a_function_that_may_not_assume_roles() {
    let world = World::applied().await;
    let call = world.destination().write.iam.delete_role_policy().role_name(&world.spec.options.function_role_name);
    call.policy_name("assume-source-role").send().await.unwrap();
    let_the_session_go(&world).await;
    must_name(&world, "function-cannot-assume", 2).await;
}

#[tokio::test]
async fn an_external_id_that_is_off_by_a_character() {
    let world = World::applied().await;
    let role = "arn:aws:iam::222222222222:role/cognito-ferry-acme-function";
    let trust = policy::trust_role(role, &format!("{}x", world.spec.options.external_id));
    let call = world.source().write.iam.update_assume_role_policy().role_name(&world.spec.options.source_role_name);
    call.policy_document(trust.to_string()).send().await.unwrap();
    let_the_session_go(&world).await;
    let story = world.sign_in(USER, PASSWORD).await;
    assert_eq!(story.cause.as_deref(), Some("function-cannot-assume"));
    assert!(story.remedy[0].contains("ExternalId"), "{:?}", story.remedy);
}

#[tokio::test]
async fn a_source_role_without_admin_initiate_auth() {
    let world = World::applied().await;
    let narrow = policy::allow("CheckPasswords", &["cognito-idp:AdminGetUser"], &world.spec.source.pool_arn());
    let call = world.source().write.iam.put_role_policy().role_name(&world.spec.options.source_role_name);
    call.policy_name("check-passwords").policy_document(narrow.to_string()).send().await.unwrap();
    must_name(&world, "source-role-lacks-permission", 2).await;
}

#[tokio::test]
async fn a_source_client_without_the_admin_flow() {
    let world = World::applied().await;
    let client = world.session.made.source_client_id.clone().unwrap();
    let call = world.source().write.cognito.update_user_pool_client().user_pool_id(SOURCE_POOL).client_id(client);
    call.explicit_auth_flows(ExplicitAuthFlowsType::AllowUserSrpAuth).send().await.unwrap();
    must_name(&world, "source-client-flow", 2).await;
}

#[tokio::test]
async fn an_attribute_that_the_destination_lacks() {
    let world = World::applied().await;
    let cognito = &world.source().write.cognito;
    let attribute = SchemaAttributeType::builder().name("loyalty").attribute_data_type(AttributeDataType::String).mutable(true);
    cognito.add_custom_attributes().user_pool_id(SOURCE_POOL).custom_attributes(attribute.build()).send().await.unwrap();
    let value = AttributeType::builder().name("custom:loyalty").value("7").build().unwrap();
    let call = cognito.admin_update_user_attributes().user_pool_id(SOURCE_POOL).username(USER);
    call.user_attributes(value).send().await.unwrap();
    without_rules(&world).await;
    let story = world.sign_in(USER, PASSWORD).await;
    assert_eq!(story.cause.as_deref(), Some("attribute-not-in-schema"), "{story:#?}");
    assert!(story.headline.contains("custom:loyalty"), "{}", story.headline);
    assert!(story.remedy.iter().any(|action| action.contains("Name=loyalty")), "{:?}", story.remedy);
}

/// As a handler of the team's own may be: it hands over whatever the source tells.
async fn without_rules(world: &World) {
    let (lambda, name) = (&world.destination().write.lambda, &world.spec.options.function_name);
    let function = lambda.get_function_configuration().function_name(name).send().await.unwrap();
    let mut variables = function.environment().unwrap().variables().unwrap().clone();
    variables.remove("FERRY_ATTRIBUTES").unwrap();
    let environment = Environment::builder().set_variables(Some(variables)).build();
    lambda.update_function_configuration().function_name(name).environment(environment).send().await.unwrap();
}

async fn remove_permission(world: &World) {
    let call = world.destination().write.lambda.remove_permission().function_name(&world.spec.options.function_name);
    call.statement_id("cognito-ferry-acme").send().await.unwrap();
}

/// A warm function keeps the session that it has: a broken trust shows only when it opens the next one. A changed configuration starts it
/// anew, at AWS too.
async fn let_the_session_go(world: &World) {
    let call = world.destination().write.lambda.update_function_configuration().function_name(&world.spec.options.function_name);
    call.memory_size(768).send().await.unwrap();
}
