//! The lists to choose from.

use cognito_ferry::users::pools;

use crate::world::{CLIENT, DESTINATION_POOL, SOURCE_POOL, World};

#[tokio::test]
async fn pools_show_their_users_their_trigger_and_their_domain() {
    let world = World::applied().await;
    let old = pools::list(world.source()).await.unwrap();
    assert!(old.iter().find(|pool| pool.id == SOURCE_POOL).unwrap().users > Some(10), "{old:#?}");
    let new = pools::list(world.destination()).await.unwrap();
    let pool = new.iter().find(|pool| pool.id == DESTINATION_POOL).unwrap();
    assert!(pool.user_migration.as_deref().unwrap().ends_with(":function:cognito-ferry-acme"), "{pool:?}");
    assert_eq!(pool.domain.as_deref(), Some("acme-customers"));
}

#[tokio::test]
async fn app_clients_show_flows_and_callback_urls() {
    let world = World::applied().await;
    let clients = pools::clients(world.destination(), DESTINATION_POOL).await.unwrap();
    let web = clients.iter().find(|client| client.id == CLIENT).unwrap();
    assert!(web.explicit_auth_flows.iter().any(|flow| flow == "ALLOW_USER_PASSWORD_AUTH") && !web.has_secret, "{web:?}");
    assert_eq!(web.callback_urls, ["https://shop.acme.example/signed-in"]);
}
