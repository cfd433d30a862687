//! The lists to choose from.

use cognito_ferry::aws::document::pools;

use crate::env::demo::{DESTINATION_CLIENT, DESTINATION_POOL, SOURCE_POOL};
use crate::env::test_env::TestEnv;

#[tokio::test]
async fn pools_show_their_users_their_trigger_and_their_domain() {
    let world = TestEnv::demo().applied().await;
    let old = pools::list(&world.accounts.source).await.unwrap();
    assert!(old.iter().find(|pool| pool.id == SOURCE_POOL).unwrap().users > Some(10), "{old:#?}");
    let new = pools::list(&world.accounts.destination).await.unwrap();
    let pool = new.iter().find(|pool| pool.id == DESTINATION_POOL).unwrap();
    assert!(pool.user_migration.as_deref().unwrap().ends_with(":function:cognito-ferry-acme"), "{pool:?}");
    assert_eq!(pool.domain.as_deref(), Some("acme-customers"));
}

#[tokio::test]
async fn app_clients_show_flows_and_callback_urls() {
    let world = TestEnv::demo().applied().await;
    let clients = pools::clients(&world.accounts.destination, DESTINATION_POOL).await.unwrap();
    let web = clients.iter().find(|client| client.id == DESTINATION_CLIENT).unwrap();
    assert!(web.explicit_auth_flows.iter().any(|flow| flow == "ALLOW_USER_PASSWORD_AUTH") && !web.has_secret, "{web:?}");
    assert_eq!(web.sign_in_page.callback_urls, ["https://shop.acme.example/signed-in"]);
}

/// Cognito gives sixty at a time.
#[tokio::test]
pub async fn more_pools_and_app_clients_than_a_page_holds_are_all_listed() {
    let world = TestEnv::demo().applied().await;
    let cognito = &&world.accounts.destination.write.cognito;
    let before = pools::list(&world.accounts.destination).await.unwrap().len();
    for number in 0..130 {
        let client = cognito.create_user_pool_client().user_pool_id(DESTINATION_POOL);
        client.client_name(format!("client-{number}")).send().await.unwrap();
        cognito.create_user_pool().pool_name(format!("pool-{number}")).send().await.unwrap();
    }
    let listed = pools::list(&world.accounts.destination).await.unwrap();
    assert_eq!(listed.len(), before + 130);
    let clients = pools::clients(&world.accounts.destination, DESTINATION_POOL).await.unwrap();
    assert_eq!(clients.iter().filter(|client| client.name.starts_with("client-")).count(), 130);
}
