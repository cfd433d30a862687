//! What the plan does with groups, and what it says of those that it leaves out.

use std::collections::BTreeMap;

use cognito_ferry::aws::Side;
use cognito_ferry::migration::plan_text;
use cognito_ferry::model::change::ChangeAction;
use cognito_ferry::model::resource_id::ResourceId;
use cognito_ferry::model::user_options::{Memberships, UserOptions};
use cognito_ferry::problem::ProblemKind;
use cognito_sandbox::{Fault, Service, Trouble};
use serde_json::{Value, json};
use test_support::opened::both_through;

use super::world::{PoolSetup, SOURCE_POOL, Setup, World};
use crate::env::interference::{End, Interference};

fn source(groups: Vec<Value>) -> Setup {
    Setup { source: PoolSetup { groups, ..PoolSetup::default() }, ..Setup::default() }
}

/// The seed that copies groups skips those without precedence, breaks on those without description or role, and sees ten.
#[tokio::test(start_paused = true)]
pub async fn more_groups_than_a_page_go_over_with_all_that_they_have_and_lack() {
    let mut groups: Vec<Value> =
        (0..130).map(|number| json!({ "name": format!("group-{number:03}"), "precedence": number })).collect();
    groups.push(json!({ "name": "no-precedence", "description": "neither precedence nor role" }));
    groups.push(json!({ "name": "nothing" }));
    groups.push(json!({ "name": "first", "precedence": 0, "description": "before all others" }));
    groups.push(json!({ "name": "last", "precedence": 2_147_483_647 }));
    let world = World::applied(source(groups)).await;
    let here = world.groups(Side::Destination).await;
    assert_eq!(here, world.groups(Side::Source).await);
    assert_eq!(here.len(), 134);
    assert_eq!(world.change().await.unwrap().action, ChangeAction::Keep);
}

#[tokio::test(start_paused = true)]
async fn odd_names_go_over_unharmed_and_are_shown_harmlessly() {
    let names = ["a/b", "Ünï-組-👩‍👧", "100%.[0]", "a", "a.GroupName", "a.b", "Groups", "..", "\"quoted\"", "$(x);`y`", "%2E"];
    let mut groups: Vec<Value> = names.iter().map(|name| json!({ "name": name })).collect();
    groups.push(json!({ "name": "hostile", "description": "clears\u{1b}[2J the screen\u{202e}" }));
    // A joiner inside an emoji is what AWS's pattern refuses; the scenario is looser than CreateGroup.
    groups.retain(|group| !group["name"].as_str().unwrap().contains('\u{200d}'));
    let mut world = World::new(source(groups)).await;
    let text = plan_text::text(&world.plan().await);
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
    assert!(text.contains("clears\\u") && text.contains("a.GroupName"), "{text}");
    world.apply().await.unwrap();
    assert_eq!(world.groups(Side::Destination).await, world.groups(Side::Source).await);
    assert!(!world.plan().await.has_changes());
    world.tear_down().await.unwrap();
    assert!(world.groups(Side::Destination).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_role_of_another_account_is_shown_and_left_out_or_mapped() {
    let old = |name: &str| format!("arn:aws:iam::111111111111:role/{name}");
    let new = "arn:aws:iam::222222222222:role/writers".to_owned();
    let group = |name: &str| json!({ "name": name, "role_arn": old(name) });
    let users = UserOptions { group_roles: BTreeMap::from([(old("writers"), new.clone())]), ..UserOptions::default() };
    let setup = Setup { users, ..source(vec![group("readers"), group("writers")]) };
    let mut world = World::new(setup).await;
    let change = world.change().await.unwrap();
    let [note] = change.warnings.as_slice() else { panic!("{:?}", change.warnings) };
    assert!(note.contains(&format!("readers ({})", old("readers"))) && note.contains("--group-role"), "{note}");
    assert!(!note.contains("writers"), "{note}");
    world.apply().await.unwrap();
    let roles: Vec<_> = world.groups(Side::Destination).await.into_iter().map(|group| group.role_arn).collect();
    assert_eq!(roles, [None, Some(new)]);
}

#[tokio::test(start_paused = true)]
async fn groups_of_identity_providers_are_left_out_and_said() {
    let provider = format!("{SOURCE_POOL}_Google");
    let alike = format!("{SOURCE_POOL}-team");
    let mut world = World::new(source(vec![json!({ "name": provider }), json!({ "name": alike })])).await;
    let change = world.change().await.unwrap();
    assert!(change.warnings[0].contains(&provider), "{:?}", change.warnings);
    world.apply().await.unwrap();
    let names: Vec<String> = world.groups(Side::Destination).await.into_iter().map(|group| group.name).collect();
    assert_eq!(names, [alike]);
}

#[tokio::test(start_paused = true)]
async fn a_group_that_is_there_and_differs_is_said_and_left_as_it_is() {
    let mut setup = source(vec![
        json!({ "name": "admins", "description": "old words", "precedence": 1 }),
        json!({ "name": "same", "precedence": 2 }),
        json!({ "name": "missing" }),
    ]);
    setup.destination.groups =
        vec![json!({ "name": "admins", "description": "new words" }), json!({ "name": "same", "precedence": 2 })];
    let mut world = World::new(setup).await;
    let change = world.change().await.unwrap();
    assert_eq!(change.action, ChangeAction::Update);
    assert_eq!(change.fields.len(), 1, "only the missing group is written: {:?}", change.fields);
    assert!(change.warnings[0].contains("left as they are: admins."), "{:?}", change.warnings);
    world.apply().await.unwrap();
    let admins = world.groups(Side::Destination).await.remove(0);
    assert_eq!((admins.description.as_deref(), admins.precedence), (Some("new words"), None));
    world.tear_down().await.unwrap();
    let left: Vec<String> = world.groups(Side::Destination).await.into_iter().map(|group| group.name).collect();
    assert_eq!(left, ["admins", "same"], "teardown takes only what the session made");
}

#[tokio::test(start_paused = true)]
async fn without_groups_nothing_of_them_is_read_or_made() {
    let users = UserOptions { groups: Memberships::None, ..UserOptions::default() };
    let setup = Setup { users, ..source(vec![json!({ "name": "admins" })]) };
    let mut world = World::new(setup).await;
    let denied = Fault::new(400, "AccessDeniedException", "User is not authorized to perform: cognito-idp:ListGroups");
    world.sandbox.expect_trouble(Service::CognitoIdp, "ListGroups", Trouble::Refusal(denied));
    assert!(world.change().await.is_none());
    world.apply().await.unwrap();
    let problem = world.compare().await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Invalid);
    assert!(problem.remedy[0].contains("--groups sweep"), "{problem:?}");
}

#[tokio::test(start_paused = true)]
async fn who_may_not_list_groups_is_told_how_to_go_without() {
    let world = World::new(source(vec![json!({ "name": "admins" })])).await;
    let denied = Fault::new(400, "AccessDeniedException", "User is not authorized to perform: cognito-idp:ListGroups");
    world.sandbox.expect_trouble(Service::CognitoIdp, "ListGroups", Trouble::Refusal(denied));
    let problem =
        cognito_ferry::migration::resolve::resolve("groups", &world.session.choices, &world.accounts).await.unwrap_err();
    assert!(problem.remedy.iter().any(|remedy| remedy.contains("--groups none")), "{problem:?}");
}

#[tokio::test(start_paused = true)]
async fn groups_that_were_made_are_not_forgotten_by_another_choice() {
    let mut world = World::applied(source(vec![json!({ "name": "admins" })])).await;
    world.session.choices.options.as_mut().unwrap().users.groups = Memberships::None;
    let spec = cognito_ferry::migration::resolve::resolve("groups", &world.session.choices, &world.accounts).await.unwrap();
    let problem = cognito_ferry::migration::resolve::still_the_same(&world.session, &spec).unwrap_err();
    assert!(problem.remedy[0].contains("--only groups"), "{problem:?}");
    assert!(world.session.wrote(ResourceId::Groups));
}

#[tokio::test(start_paused = true)]
async fn a_crash_in_the_middle_goes_on_where_it_stopped_and_makes_nothing_twice() {
    for end in [End::DiesBefore, End::DiesAfter] {
        let groups = (0..9).map(|number| json!({ "name": format!("group-{number}") })).collect();
        let mut world = World::new(source(groups)).await;
        world.store().save(&world.session).unwrap();
        let dying = Interference::at(5, end);
        let disturbed = both_through(dying.client(world.sandbox.http_client()), &world.sandbox).await.unwrap();
        let undisturbed = std::mem::replace(&mut world.accounts, disturbed);
        assert!(dying.outlive(world.apply()).await.is_none());
        assert_eq!(dying.writes(), ["CreateGroup"; 5]);
        world.accounts = undisturbed;
        world.session = world.store().load("groups").unwrap();
        let made = if end == End::DiesBefore { 4 } else { 5 };
        assert_eq!(world.groups(Side::Destination).await.len(), made);
        let again = world.change().await.unwrap();
        assert_eq!((again.action, again.fields.len()), (ChangeAction::Update, 9 - made));
        world.apply().await.unwrap();
        assert_eq!(world.groups(Side::Destination).await.len(), 9);
        world.tear_down().await.unwrap();
        assert!(world.groups(Side::Destination).await.is_empty(), "all nine were this session's");
    }
}
