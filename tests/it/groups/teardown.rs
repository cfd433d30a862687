//! What teardown leaves of groups: everything that somebody is in.

use cognito_ferry::aws::Side;
use cognito_ferry::migration::teardown::{self, Decisions};
use serde_json::json;

use super::world::{DESTINATION_POOL, PoolSetup, Setup, World, by_email, user};

fn setup() -> Setup {
    let users = vec![user("ada@example.com", "ada@example.com", &["full".to_owned()])];
    let source = PoolSetup { settings: by_email(), groups: vec![json!({ "name": "empty" }), json!({ "name": "full" })], users };
    let destination = PoolSetup { settings: by_email(), ..PoolSetup::default() };
    Setup { source, destination, ..Setup::default() }
}

#[tokio::test(start_paused = true)]
async fn a_group_that_has_members_stays_and_the_session_is_done_with_it() {
    let mut world = World::applied(setup()).await;
    world.sign_in("ada@example.com").await.unwrap();
    world.sweep().await.unwrap();
    let shown = teardown::make(&world.session, &Decisions::default(), &world.accounts).await.unwrap();
    assert!(teardown::text(&shown).contains("the ones that have members stay"), "{}", teardown::text(&shown));
    let torn_down = world.tear_down().await.unwrap();
    assert!(torn_down.archived);
    assert_eq!(world.members(Side::Destination), [("full".into(), ["ada@example.com".into()].into())].into());
}

#[tokio::test(start_paused = true)]
async fn a_group_whose_members_are_all_gone_again_is_deleted() {
    let mut world = World::applied(setup()).await;
    world.sign_in("ada@example.com").await.unwrap();
    world.sweep().await.unwrap();
    let remove = world.accounts.destination.write.cognito.admin_remove_user_from_group().user_pool_id(DESTINATION_POOL);
    remove.group_name("full").username("ada@example.com").send().await.unwrap();
    world.tear_down().await.unwrap();
    assert!(world.groups(Side::Destination).await.is_empty());
}
