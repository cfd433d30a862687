//! The same pools through the real SDK client: typed errors, paginators, unsigned calls, and what a typed update loses.

use aws_credential_types::Credentials;
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::{BehaviorVersion, Config, Region};
use aws_sdk_cognitoidentityprovider::types::AuthFlowType;
use cognito_sandbox::{Sandbox, Scenario};

use crate::cognito::practice::{CLIENT, ORDINARY, PASSWORD, POOL};

fn sandbox(pool: &str) -> Sandbox {
    let text = format!(
        "[[accounts]]\nid = \"111111111111\"\n[[accounts.profiles]]\nname = \"p\"\nregion = \"eu-west-1\"\n\
         user = \"u\"\naccess_key_id = \"SANDBOX111111111111\"\nsecret_access_key = \"pretend\"\n\
         [[accounts.pools]]\n{}",
        pool.replace("[[", "[[accounts.pools.").replace("[clients.", "[accounts.pools.clients.")
    );
    Sandbox::new(Scenario::from_toml(&text).unwrap()).unwrap()
}

fn client(sandbox: &Sandbox) -> Client {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("SANDBOX111111111111", "pretend", None, None, "test"))
        .http_client(sandbox.http_client())
        .build();
    Client::from_conf(config)
}

#[tokio::test]
async fn a_pool_is_described_with_dates_and_schema() {
    let client = client(&sandbox(ORDINARY));
    let pool = client.describe_user_pool().user_pool_id(POOL).send().await.unwrap();
    let pool = pool.user_pool().unwrap();
    assert_eq!(pool.name(), Some("practice"));
    assert_eq!(pool.estimated_number_of_users(), 1);
    assert!(pool.creation_date().unwrap().secs() > 1_700_000_000);
    assert_eq!(pool.schema_attributes().len(), 21);
}

#[tokio::test]
async fn a_missing_pool_is_the_typed_error() {
    let client = client(&sandbox(ORDINARY));
    let missing = client.describe_user_pool().user_pool_id("eu-west-1_Nowhere00").send().await;
    let error = missing.unwrap_err().into_service_error();
    assert!(error.is_resource_not_found_exception());
    assert_eq!(error.meta().message(), Some("User pool eu-west-1_Nowhere00 does not exist."));
}

#[tokio::test]
async fn the_sdks_paginator_walks_all_pages() {
    let mut pool = ORDINARY.to_owned();
    for number in 0..6 {
        pool.push_str(&format!("\n[[users]]\nname = \"u{number}\"\npassword = \"x\"\n"));
    }
    let client = client(&sandbox(&pool));
    let mut pages = client.list_users().user_pool_id(POOL).limit(3).into_paginator().send();
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        sizes.push(page.unwrap().users().len());
    }
    assert_eq!(sizes, [3, 3, 1]);
}

#[tokio::test]
async fn an_app_signs_in_unsigned() {
    let client = client(&sandbox(ORDINARY));
    let answer = client
        .initiate_auth()
        .client_id(CLIENT)
        .auth_flow(AuthFlowType::UserPasswordAuth)
        .auth_parameters("USERNAME", "ada")
        .auth_parameters("PASSWORD", PASSWORD)
        .send()
        .await
        .unwrap();
    let token = answer.authentication_result().unwrap().access_token().unwrap().to_owned();
    let me = client.get_user().access_token(token).send().await.unwrap();
    assert_eq!(me.username(), "ada");
}

#[tokio::test]
async fn a_typed_update_loses_what_the_sdk_does_not_know() {
    let text = "id = \"eu-west-1_Practice1\"\nname = \"new\"\n\
                settings = { FutureConfiguration = { Level = 3 }, MfaConfiguration = \"OFF\" }\n";
    let sandbox = sandbox(text);
    let document = || {
        let mut world = sandbox.world();
        world.region("111111111111", "eu-west-1").cognito.pools[POOL].document.clone()
    };
    assert!(document().contains_key("FutureConfiguration"));
    let client = client(&sandbox);
    let pool = client.describe_user_pool().user_pool_id(POOL).send().await.unwrap();
    let pool = pool.user_pool().unwrap().clone();
    client
        .update_user_pool()
        .user_pool_id(POOL)
        .set_policies(pool.policies().cloned())
        .set_lambda_config(pool.lambda_config().cloned())
        .send()
        .await
        .unwrap();
    assert!(!document().contains_key("FutureConfiguration"));
}
