//! What published tools get wrong when they import users, each as a test: their faults cost people their accounts.

use cognito_ferry::users::classify::Reason;
use cognito_ferry::users::compare::classes::Class;
use cognito_ferry::users::import::results::RowFate;
use cognito_ferry::users::import::sort;
use serde_json::json;

use super::world::{compared, import, person, unequal, verifying, world};

/// AWS's own solution takes the header for line 1 of the users: each of its results names the user before.
#[tokio::test(start_paused = true)]
async fn a_failed_row_is_named_by_its_own_sub() {
    let mut world = world(vec![person("ada", &[]), person("bob", &[]), person("carol", &[])]).await;
    let imported = import(&mut world).await.unwrap();
    assert_eq!(imported.fates.len(), 3);
    assert!(imported.fates.values().all(|fate| *fate == RowFate::Succeeded));
    assert_eq!(world.session.imports[0].first_line, Some(2));
}

/// AWS's own solution forgets the birthdate, another is a day early west of UTC; a third quotes what holds a comma and drops the plus sign
/// of phone numbers.
#[tokio::test(start_paused = true)]
async fn birthdates_commas_and_phone_numbers_come_over_as_they_are() {
    let attributes = [("birthdate", "1988-04-01"), ("address", "Main St, 1"), ("phone_number", "+4915112345678")];
    let mut world = world(vec![person("ada", &attributes)]).await;
    import(&mut world).await.unwrap();
    assert_eq!(unequal(&compared(&world).await), []);
}

/// AWS's own solution refuses a whole pool for one person without a verified address; another skips invalid people silently.
#[tokio::test(start_paused = true)]
async fn one_person_without_a_verified_address_costs_nobody_else_and_is_named() {
    let mut world = world(vec![person("ada", &[]), person("bob", &[("email_verified", "false")])]).await;
    let imported = import(&mut world).await.unwrap();
    let class = sort::Class::Impossible { reason: Reason::NoVerifiedChannel };
    assert_eq!(imported.tally.classes[&class].examples.len(), 1);
    assert_eq!(imported.fates.len(), 1);
}

/// Tools demand an empty destination, or count people who are there as failures until the job gives up.
#[tokio::test(start_paused = true)]
async fn whoever_is_there_already_is_taken_out_before_the_upload() {
    let mut world = world(vec![person("ada", &[]), person("bob", &[])]).await;
    world.sign_in("ada").await.unwrap();
    let imported = import(&mut world).await.unwrap();
    assert_eq!((imported.tally.of(&sort::Class::Here), world.session.imports[0].rows), (1, 1));
}

/// Tools import people who never confirmed, and enable those who are disabled.
#[tokio::test(start_paused = true)]
async fn somebody_disabled_stays_disabled() {
    let mut disabled = person("ada", &[]);
    disabled["disabled"] = json!(true);
    let mut world = world(vec![disabled]).await;
    import(&mut world).await.unwrap();
    assert_eq!(unequal(&compared(&world).await), []);
}

/// Whoever moved by signing in is enabled in the destination by somebody's will: an import does not take that back.
#[tokio::test(start_paused = true)]
async fn somebody_who_was_not_imported_is_not_disabled() {
    let mut world = world(vec![person("ada", &[]), person("bob", &[])]).await;
    world.sign_in("ada").await.unwrap();
    let source = &world.accounts.source.write.cognito;
    source.admin_disable_user().user_pool_id(crate::groups::world::SOURCE_POOL).username("ada").send().await.unwrap();
    import(&mut world).await.unwrap();
    let destination = &world.accounts.destination.read.cognito;
    let call = destination.admin_get_user().user_pool_id(crate::groups::world::DESTINATION_POOL).username("ada");
    assert!(call.send().await.unwrap().enabled());
}

/// An auditing tool compares subs, so that everybody differs, and sees nobody who is only in the destination.
#[tokio::test(start_paused = true)]
async fn a_comparison_leaves_subs_out_and_counts_who_is_only_here() {
    let mut world = world(vec![person("ada", &[])]).await;
    import(&mut world).await.unwrap();
    let call = world.accounts.destination.write.cognito.admin_create_user().user_pool_id(crate::groups::world::DESTINATION_POOL);
    call.username("new").send().await.unwrap();
    assert_eq!(unequal(&compared(&world).await), [(Class::OnlyHere, 1)]);
}

#[test]
fn the_pools_of_these_tests_verify_addresses() {
    assert_eq!(verifying()["AutoVerifiedAttributes"], json!(["email"]));
}
