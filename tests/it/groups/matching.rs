//! Who is who: in each pair of pools, whoever the function migrated is found again, and nobody else is given their groups.

use std::collections::BTreeSet;

use cognito_ferry::aws::Side;
use cognito_ferry::users::groups::person::{MemberStatus, Mismatch};
use serde_json::{Value, json};

use super::world::{PASSWORD, PoolSetup, Setup, World, by_email, user};

const GROUP: &str = "admins";

fn group() -> Vec<Value> {
    vec![json!({ "name": GROUP })]
}

fn in_group() -> Vec<String> {
    vec![GROUP.to_owned()]
}

fn alias() -> Option<Value> {
    Some(json!({ "AliasAttributes": ["email"], "UsernameConfiguration": { "CaseSensitive": false } }))
}

fn plain(case_sensitive: bool) -> Option<Value> {
    Some(json!({ "UsernameConfiguration": { "CaseSensitive": case_sensitive } }))
}

/// Source, its user, what the person types, destination.
fn pairs() -> Vec<(Option<Value>, Value, &'static str, Option<Value>)> {
    let ada = |name: &str| user(name, "ada@example.com", &in_group());
    vec![
        (by_email(), ada("ada@example.com"), "Ada@Example.com", by_email()),
        (plain(true), ada("ada"), "ada", plain(true)),
        (plain(true), ada("ada"), "ADA", plain(false)),
        (alias(), ada("Ada"), "ADA@example.com", by_email()),
        (by_email(), ada("ada@example.com"), "ada@example.com", plain(false)),
        (by_email(), ada("ada@example.com"), "ada@example.com", alias()),
        (alias(), ada("Ada"), "ada@example.com", alias()),
        (alias(), ada("Ada"), "Ada", plain(false)),
        // The name looks like the alias, so that the function takes the old sub.
        (plain(false), ada("ada@example.com"), "ada@example.com", alias()),
    ]
}

#[tokio::test(start_paused = true)]
async fn whoever_the_function_migrated_is_found_again_in_every_pair_of_pools() {
    for (number, (source_settings, person, typed, destination_settings)) in pairs().into_iter().enumerate() {
        let place = format!("pair {number}: {source_settings:?} → {destination_settings:?}");
        let source = PoolSetup { settings: source_settings, groups: group(), users: vec![person] };
        let destination = PoolSetup { settings: destination_settings, ..PoolSetup::default() };
        let world = World::applied(Setup { source, destination, ..Setup::default() }).await;
        let before = world.compare().await.unwrap();
        assert_eq!((before.reconciliation.waiting(), before.reconciliation.additions.len()), (1, 0), "{place}");
        world.sign_in(typed).await.unwrap_or_else(|why| panic!("{place}: {why}"));
        assert_eq!(world.sweep().await.unwrap().memberships, 1, "{place}: {:?}", world.compare().await);
        assert_eq!(world.members(Side::Destination)[GROUP], BTreeSet::from(["ada@example.com".to_owned()]), "{place}");
    }
}

/// One member of the source, and somebody in the destination whom no migration made.
async fn status(destination_settings: Option<Value>, member: Value, somebody: Value) -> MemberStatus {
    let source = PoolSetup { settings: plain(false), groups: group(), users: vec![member] };
    let destination = PoolSetup { settings: destination_settings, users: vec![somebody], ..PoolSetup::default() };
    let world = World::applied(Setup { source, destination, ..Setup::default() }).await;
    world.sweep().await.unwrap();
    let status = world.compare().await.unwrap().snapshot.statuses.into_values().next().unwrap();
    let given = !world.members(Side::Destination)[GROUP].is_empty();
    assert_eq!(given, matches!(status, MemberStatus::Here(_)));
    status
}

fn mismatch(status: &MemberStatus) -> Option<Mismatch> {
    match status {
        MemberStatus::Doubtful { why, .. } => Some(*why),
        _ => None,
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_took_the_name_of_a_member_before_them_gets_none_of_their_groups() {
    let member = || user("ada", "ada@example.com", &in_group());
    let with = |attributes: Value| json!({ "name": "ada", "password": PASSWORD, "attributes": attributes });
    let another = with(json!({ "email": "mallory@example.com", "email_verified": "true" }));
    assert_eq!(mismatch(&status(plain(false), member(), another).await), Some(Mismatch::OtherAddress));
    let unverified = with(json!({ "email": "ada@example.com", "email_verified": "false" }));
    assert_eq!(mismatch(&status(plain(false), member(), unverified).await), Some(Mismatch::OtherAddress));
    let none = with(json!({}));
    assert_eq!(mismatch(&status(plain(false), member(), none).await), Some(Mismatch::OtherAddress));
    let mut signed_up = with(json!({ "email": "ada@example.com", "email_verified": "true" }));
    signed_up["status"] = json!("UNCONFIRMED");
    assert_eq!(mismatch(&status(plain(false), member(), signed_up).await), Some(Mismatch::NotMigrated));
    // The name without an address in the source, and with one here.
    let nameless = json!({ "name": "ada", "password": PASSWORD, "groups": in_group() });
    let with_address = with(json!({ "email": "mallory@example.com", "email_verified": "true" }));
    assert_eq!(mismatch(&status(plain(false), nameless, with_address).await), Some(Mismatch::OtherAddress));
}

#[tokio::test(start_paused = true)]
async fn an_address_that_somebody_merely_claims_makes_them_nobody_else() {
    // People are known by their address here, and this one claims it without having proven it.
    let claims = json!({ "name": "ada@example.com", "password": PASSWORD,
        "attributes": { "email": "ada@example.com", "email_verified": "false" } });
    let status = status(by_email(), user("ada", "ada@example.com", &in_group()), claims).await;
    assert_eq!(mismatch(&status), Some(Mismatch::OtherAddress));
}

#[tokio::test(start_paused = true)]
async fn a_name_in_the_case_of_another_is_nobody_else_where_case_matters() {
    let source = PoolSetup {
        settings: plain(true),
        groups: group(),
        users: vec![user("Ada", "ada@example.com", &in_group()), user("ada", "other@example.com", &[])],
    };
    let destination = PoolSetup { settings: plain(true), ..PoolSetup::default() };
    let world = World::applied(Setup { source, destination, ..Setup::default() }).await;
    world.sign_in("ada").await.unwrap();
    world.sweep().await.unwrap();
    assert!(world.members(Side::Destination)[GROUP].is_empty());
    world.sign_in("Ada").await.unwrap();
    world.sweep().await.unwrap();
    assert_eq!(world.members(Side::Destination)[GROUP], BTreeSet::from(["ada@example.com".to_owned()]));
}

#[tokio::test(start_paused = true)]
async fn two_members_who_would_be_one_user_are_both_left_to_the_operator() {
    let alike = |name: &str| json!({ "name": name, "password": PASSWORD, "groups": in_group() });
    let source = PoolSetup { settings: plain(true), groups: group(), users: vec![alike("Ada"), alike("ada")] };
    let destination =
        PoolSetup { settings: plain(false), users: vec![json!({ "name": "ada", "password": PASSWORD })], ..PoolSetup::default() };
    let world = World::applied(Setup { source, destination, ..Setup::default() }).await;
    assert_eq!(world.sweep().await.unwrap().memberships, 0);
    let statuses = world.compare().await.unwrap().snapshot.statuses;
    assert!(statuses.values().all(|status| mismatch(status) == Some(Mismatch::Twice)), "{statuses:?}");
}

#[tokio::test(start_paused = true)]
async fn federated_members_are_counted_apart_and_never_waited_for() {
    let mut federated = user("Google_42", "ada@example.com", &in_group());
    federated["status"] = json!("EXTERNAL_PROVIDER");
    federated.as_object_mut().unwrap().remove("password");
    let source = PoolSetup { settings: by_email(), groups: group(), users: vec![federated] };
    let destination = PoolSetup { settings: by_email(), ..PoolSetup::default() };
    let world = World::applied(Setup { source, destination, ..Setup::default() }).await;
    let reconciliation = world.compare().await.unwrap().reconciliation;
    assert_eq!((reconciliation.groups[0].federated, reconciliation.waiting()), (1, 0));
}
