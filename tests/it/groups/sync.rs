//! The sweep: what it adds, what it leaves, how fast it is, and what it does when the service is busy or refuses.

use std::collections::BTreeSet;
use std::time::Duration;

use cognito_ferry::aws::Side;
use cognito_ferry::problem::ProblemKind;
use cognito_ferry::run::progress::Stop;
use cognito_ferry::users::groups::sync::PER_SECOND;
use cognito_sandbox::{Fault, Service, Trouble};
use serde_json::json;
use tokio::time::Instant;

use super::world::{DESTINATION_POOL, PoolSetup, Setup, World, by_email, user};

/// So many members of one group, all of them on both sides.
async fn everybody_here(count: usize) -> World {
    let people = |groups: &[String]| {
        (0..count).map(|number| format!("p{number}@example.com")).map(|email| user(&email, &email, groups)).collect()
    };
    let source = PoolSetup { settings: by_email(), groups: vec![json!({ "name": "all" })], users: people(&["all".to_owned()]) };
    let destination = PoolSetup { settings: by_email(), users: people(&[]), ..PoolSetup::default() };
    World::applied(Setup { source, destination, ..Setup::default() }).await
}

fn refuse(world: &World, operation: &str, code: &str, message: &str, times: usize) {
    for _ in 0..times {
        let fault = Fault::new(400, code, message);
        world.sandbox.expect_trouble(Service::CognitoIdp, operation, Trouble::Refusal(fault));
    }
}

#[tokio::test(start_paused = true)]
async fn it_adds_at_twenty_five_a_second_and_slower_when_told_so() {
    for per_second in [PER_SECOND, 5] {
        let world = everybody_here(100).await;
        let started = Instant::now();
        let added = world.sweep_with(&world.accounts, per_second, &Stop::new()).await.unwrap();
        assert_eq!(added.memberships, 100);
        let at_least = Duration::from_secs_f64(99.0 / f64::from(per_second) - 0.1);
        let at_most = at_least + Duration::from_secs(3);
        assert!((at_least..at_most).contains(&started.elapsed()), "{per_second} a second took {:?}", started.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn extra_members_stay_and_are_counted() {
    let world = everybody_here(2).await;
    let create = world.accounts.destination.write.cognito.admin_create_user().user_pool_id(DESTINATION_POOL);
    create.username("extra@example.com").message_action("SUPPRESS".into()).send().await.unwrap();
    let add = world.accounts.destination.write.cognito.admin_add_user_to_group().user_pool_id(DESTINATION_POOL);
    add.group_name("all").username("extra@example.com").send().await.unwrap();
    world.sweep().await.unwrap();
    let group = world.compare().await.unwrap().reconciliation.groups.remove(0);
    assert_eq!((group.source, group.members, group.missing, group.waiting, group.extra), (2, 2, 0, 0, 1));
    assert!(world.members(Side::Destination)["all"].contains("extra@example.com"));
}

#[tokio::test(start_paused = true)]
async fn a_busy_service_is_asked_again_and_nothing_is_lost() {
    let world = everybody_here(30).await;
    refuse(&world, "AdminAddUserToGroup", "TooManyRequestsException", "Rate exceeded", 12);
    refuse(&world, "ListUsersInGroup", "TooManyRequestsException", "Rate exceeded", 2);
    refuse(&world, "ListUsers", "TooManyRequestsException", "Rate exceeded", 2);
    assert_eq!(world.sweep().await.unwrap().memberships, 30);
    assert_eq!(world.members(Side::Destination), world.members(Side::Source));
}

#[tokio::test(start_paused = true)]
async fn a_missing_permission_ends_it_at_once_and_says_how_to_go_on() {
    let world = everybody_here(30).await;
    let words = "User: x is not authorized to perform: cognito-idp:AdminAddUserToGroup on resource: y";
    refuse(&world, "AdminAddUserToGroup", "AccessDeniedException", words, 30);
    let problem = world.sweep().await.unwrap_err();
    assert!(matches!(problem.kind, ProblemKind::AccessDenied { .. }), "{problem:?}");
    assert!(problem.remedy.iter().any(|line| line.contains("cognito-ferry groups --session groups")), "{problem:?}");
    assert!(world.members(Side::Destination)["all"].is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_one_person_is_refused_does_not_hold_up_the_others() {
    let full: Vec<String> = (0..100).map(|number| format!("full-{number}")).collect();
    let email = |number: usize| format!("p{number}@example.com");
    let people = |groups: &dyn Fn(usize) -> Vec<String>| {
        (0..5).map(|number| user(&email(number), &email(number), &groups(number))).collect::<Vec<_>>()
    };
    let source =
        PoolSetup { settings: by_email(), groups: vec![json!({ "name": "all" })], users: people(&|_| vec!["all".to_owned()]) };
    // One is in as many groups as a user may be in.
    let destination = PoolSetup {
        settings: by_email(),
        groups: full.iter().map(|name| json!({ "name": name })).collect(),
        users: people(&|number| if number == 3 { full.clone() } else { Vec::new() }),
    };
    let world = World::applied(Setup { source, destination, ..Setup::default() }).await;
    let added = world.sweep().await.unwrap();
    assert_eq!((added.memberships, added.gone, added.refused.len()), (4, 0, 1), "{added:?}");
    assert!(added.refused[0].why.contains("limit"), "{:?}", added.refused);
    // Gone between the reading and the adding.
    refuse(&world, "AdminAddUserToGroup", "UserNotFoundException", "User does not exist.", 1);
    let again = world.sweep().await.unwrap();
    assert_eq!((again.memberships, again.gone, again.refused.len()), (0, 1, 0), "{again:?}");
    assert_eq!(world.sweep().await.unwrap().refused.len(), 1, "the next sweep tries again");
}

#[tokio::test(start_paused = true)]
async fn a_group_that_is_not_made_yet_is_said_before_anything_is_added() {
    let world = everybody_here(2).await;
    world
        .accounts
        .destination
        .write
        .cognito
        .delete_group()
        .user_pool_id(DESTINATION_POOL)
        .group_name("all")
        .send()
        .await
        .unwrap();
    let problem = world.sweep().await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::NotFound);
    assert!(problem.what.contains("all") && problem.remedy[0].contains("apply"), "{problem:?}");
}

#[tokio::test(start_paused = true)]
async fn a_group_that_is_new_in_the_source_is_said() {
    let world = everybody_here(1).await;
    let create = world.accounts.source.write.cognito.create_group().user_pool_id(super::world::SOURCE_POOL);
    create.group_name("new").send().await.unwrap();
    assert_eq!(world.compare().await.unwrap().snapshot.unknown, ["new"]);
}

/// The seed that copies groups looks at each sign-in; a person who leaves a group of the source stays in it there, and here.
#[tokio::test(start_paused = true)]
async fn looking_twice_writes_nothing_twice() {
    let world = everybody_here(70).await;
    assert_eq!(world.sweep().await.unwrap().memberships, 70);
    refuse(&world, "AdminAddUserToGroup", "InternalErrorException", "nobody may be added twice", 1);
    assert_eq!(world.sweep().await.unwrap().memberships, 0);
    assert_eq!(world.compare().await.unwrap().reconciliation.additions, []);
    let everybody: BTreeSet<String> = (0..70).map(|number| format!("p{number}@example.com")).collect();
    assert_eq!(world.members(Side::Destination)["all"], everybody);
}
