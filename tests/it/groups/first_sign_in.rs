//! Groups at the first sign-in: what plan shows of it, what the function does of it behind PostAuthentication, and that it goes again.

use std::collections::{BTreeMap, BTreeSet};

use cognito_ferry::aws::Side;
use cognito_ferry::check::finding::CheckStatus;
use cognito_ferry::function::probe::own_line;
use cognito_ferry::migration::plan_text;
use cognito_ferry::migration::teardown::{self, Decisions};
use cognito_ferry::model::change::ChangeAction;
use cognito_ferry::model::resource_id::ResourceId;
use cognito_ferry::model::user_options::{AttributesFrom, Memberships, UserOptions};
use cognito_sandbox::{Fault, Service, Trouble};
use serde_json::{Value, json};

use super::world::{CLIENT, DESTINATION_POOL, PASSWORD, PoolSetup, Setup, World, by_email, user};

const ADA: &str = "ada@example.com";
const MARK: &str = "custom:ferry_groups";
const OF_THIS_MODE: [ResourceId; 3] = [ResourceId::GroupsMark, ResourceId::GroupsPolicy, ResourceId::GroupsTrigger];

fn users() -> UserOptions {
    UserOptions { groups: Memberships::FirstSignIn, ..UserOptions::default() }
}

/// Ada is in two of three groups, Grace in none; somebody else signed up in the destination.
fn setup(users: UserOptions) -> Setup {
    let names = ["writers", "readers"].map(str::to_owned);
    let groups = ["readers", "writers", "empty"].map(|name| json!({ "name": name })).into();
    let people = vec![user(ADA, ADA, &names), user("grace@example.com", "grace@example.com", &[])];
    let source = PoolSetup { settings: by_email(), groups, users: people };
    let native = vec![user("native@example.com", "native@example.com", &[])];
    Setup { source, destination: PoolSetup { settings: by_email(), users: native, ..PoolSetup::default() }, users }
}

fn in_groups(groups: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
    let members = |name: &&str| if groups.contains(name) { BTreeSet::from([ADA.to_owned()]) } else { BTreeSet::new() };
    ["empty", "readers", "writers"].iter().map(|name| ((*name).to_owned(), members(name))).collect()
}

/// Outcome, reason and calls of each line that the function logged after a sign-in.
async fn after_sign_in(world: &World) -> Vec<(String, String, u64)> {
    let lines = world.log_lines().await;
    let lines =
        lines.iter().filter_map(|line| own_line(line)).filter(|line| line["trigger"] == "PostAuthentication_Authentication");
    // The first is the proof before the trigger was switched on.
    let told = |line: &Value, member: &str| line[member].as_str().unwrap_or_default().to_owned();
    lines.skip(1).map(|line| (told(&line, "outcome"), told(&line, "reason"), line["calls"].as_u64().unwrap())).collect()
}

fn line(outcome: &str, reason: &str, calls: u64) -> (String, String, u64) {
    (outcome.to_owned(), reason.to_owned(), calls)
}

#[tokio::test]
async fn a_migrated_user_is_in_the_same_groups_once_the_first_sign_in_is_over() {
    for from in [AttributesFrom::Token, AttributesFrom::User] {
        let world = World::applied(setup(UserOptions { attributes_from: from, ..users() })).await;
        world.sign_in(ADA).await.unwrap();
        assert_eq!(world.members(Side::Destination), in_groups(&["readers", "writers"]));
        assert_eq!(after_sign_in(&world).await, [line("joined", "joined", 5)]);
        assert!(!world.attributes(ADA).contains_key(MARK), "{:?}", world.attributes(ADA));
    }
}

#[tokio::test]
pub async fn later_sign_ins_and_those_of_others_make_no_call() {
    let world = World::applied(setup(users())).await;
    for name in [ADA, ADA, "grace@example.com", "native@example.com"] {
        world.sign_in(name).await.unwrap();
    }
    let passed = line("passed", "no-mark", 0);
    assert_eq!(after_sign_in(&world).await, [line("joined", "joined", 5), passed.clone(), passed.clone(), passed]);
}

#[tokio::test]
pub async fn it_happens_once_and_never_undoes_what_an_administrator_does_later() {
    let world = World::applied(setup(users())).await;
    world.sign_in(ADA).await.unwrap();
    let remove = world.accounts.destination.write.cognito.admin_remove_user_from_group().user_pool_id(DESTINATION_POOL);
    remove.group_name("writers").username(ADA).send().await.unwrap();
    world.sign_in(ADA).await.unwrap();
    assert_eq!(world.members(Side::Destination), in_groups(&["readers"]));
}

#[tokio::test]
async fn nobody_gets_groups_by_a_mark_that_they_wrote_themselves() {
    let world = World::applied(setup(users())).await;
    for mark in [ADA.to_owned(), format!("c2lnbmF0dXJl.{ADA}")] {
        world.set_attribute("native@example.com", MARK, &mark);
        world.sign_in("native@example.com").await.unwrap();
    }
    assert_eq!(world.members(Side::Destination), in_groups(&[]));
    assert_eq!(after_sign_in(&world).await, [line("passed", "mark-not-ours", 0), line("passed", "mark-not-ours", 0)]);
}

#[tokio::test]
async fn a_throttled_service_costs_nobody_the_sign_in_and_the_next_one_brings_the_groups() {
    let world = World::applied(setup(users())).await;
    let busy = || Trouble::Refusal(Fault::new(400, "TooManyRequestsException", "Too many requests"));
    world.sandbox.expect_trouble(Service::CognitoIdp, "AdminAddUserToGroup", busy());
    world.sign_in(ADA).await.unwrap();
    assert!(world.attributes(ADA)[MARK].ends_with(&world.source_name(ADA)), "{:?}", world.attributes(ADA));
    world.sign_in(ADA).await.unwrap();
    assert_eq!(world.members(Side::Destination), in_groups(&["readers", "writers"]));
    let outcomes: Vec<String> = after_sign_in(&world).await.into_iter().map(|(outcome, ..)| outcome).collect();
    assert_eq!(outcomes, ["postponed", "joined"]);
}

#[tokio::test]
async fn a_group_that_somebody_deleted_is_passed_over() {
    let world = World::applied(setup(users())).await;
    let delete = world.accounts.destination.write.cognito.delete_group().user_pool_id(DESTINATION_POOL);
    delete.group_name("writers").send().await.unwrap();
    world.sign_in(ADA).await.unwrap();
    assert_eq!(after_sign_in(&world).await, [line("joined", "joined-in-part", 5)]);
    assert_eq!(world.members(Side::Destination)["readers"], [ADA.to_owned()].into());
    assert!(!world.attributes(ADA).contains_key(MARK));
}

#[tokio::test]
async fn who_is_in_no_group_loses_the_mark_where_no_token_told_it_before() {
    let world = World::applied(setup(UserOptions { attributes_from: AttributesFrom::User, ..users() })).await;
    world.sign_in("grace@example.com").await.unwrap();
    assert_eq!(after_sign_in(&world).await, [line("joined", "no-groups", 3)]);
    assert!(!world.attributes("grace@example.com").contains_key(MARK));
}

#[tokio::test]
async fn who_comes_by_a_forgotten_password_has_their_groups_after_the_sign_in_with_the_new_one() {
    let world = World::applied(setup(users())).await;
    let cognito = &world.accounts.destination.write.cognito;
    cognito.forgot_password().client_id(CLIENT).username(ADA).send().await.unwrap();
    assert!(world.attributes(ADA).contains_key(MARK));
    let confirm = cognito.confirm_forgot_password().client_id(CLIENT).username(ADA).password(PASSWORD);
    confirm.confirmation_code(world.practice_code()).send().await.unwrap();
    world.sign_in(ADA).await.unwrap();
    assert_eq!(world.members(Side::Destination), in_groups(&["readers", "writers"]));
}

#[tokio::test]
async fn a_permission_that_is_gone_is_named_in_the_log_and_costs_nobody_the_sign_in() {
    let world = World::applied(setup(users())).await;
    let iam = &world.accounts.destination.write.iam;
    let gone = iam.delete_role_policy().role_name("cognito-ferry-groups-function").policy_name("join-groups");
    gone.send().await.unwrap();
    world.sign_in(ADA).await.unwrap();
    assert_eq!(after_sign_in(&world).await, [line("postponed", "destination-access-denied", 2)]);
    assert_eq!(world.members(Side::Destination), in_groups(&[]));
}

#[tokio::test]
async fn a_new_pool_is_made_with_the_attribute_and_both_triggers() {
    let mut world = World::new(setup(users())).await;
    world.choose_a_new_pool();
    world.apply().await.unwrap();
    assert!(!world.plan().await.has_changes());
    let pool = world.described(&world.session.made.destination_pool_id.clone().unwrap()).await;
    let function = |trigger: &str| pool["LambdaConfig"][trigger].as_str().unwrap_or_default().to_owned();
    assert!(function("UserMigration").ends_with("function:cognito-ferry-groups"), "{pool}");
    assert_eq!(function("PostAuthentication"), function("UserMigration"));
    assert!(pool["SchemaAttributes"].as_array().unwrap().iter().any(|attribute| attribute["Name"] == MARK), "{pool}");
}

#[tokio::test]
async fn the_sweep_finds_nothing_left_and_still_works_for_whom_the_trigger_missed() {
    let world = World::applied(setup(users())).await;
    world.sandbox.expect_trouble(
        Service::CognitoIdp,
        "AdminAddUserToGroup",
        Trouble::Refusal(Fault::new(500, "InternalErrorException", "Internal error")),
    );
    world.sign_in(ADA).await.unwrap();
    world.sweep().await.unwrap();
    assert_eq!(world.members(Side::Destination), in_groups(&["readers", "writers"]));
    world.sign_in(ADA).await.unwrap();
    assert!(!world.attributes(ADA).contains_key(MARK));
    assert!(world.compare().await.unwrap().reconciliation.additions.is_empty());
}

#[tokio::test]
async fn plan_shows_all_that_it_takes_and_the_other_ways_take_none_of_it() {
    let plan = World::new(setup(users())).await.plan().await;
    let text = plan_text::text(&plan);
    for word in [
        "attribute custom:ferry_groups",
        "inline policy join-groups",
        "cognito-idp:AdminAddUserToGroup",
        "cognito-idp:AdminListGroupsForUser",
        "LambdaConfig.PostAuthentication",
        "FERRY_GROUPS_MARK",
        "every sign-in runs the function",
        "an attribute stays forever",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
    for groups in [Memberships::Sweep, Memberships::None] {
        let plan = World::new(setup(UserOptions { groups, ..UserOptions::default() })).await.plan().await;
        let text = plan_text::text(&plan);
        assert!(plan.changes.iter().all(|change| !OF_THIS_MODE.contains(&change.resource)), "{text}");
        assert!(
            !["GROUPS_MARK", "AdminListGroupsForUser", "PostAuthentication"].iter().any(|word| text.contains(word)),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_source_without_groups_needs_none_of_it() {
    let world = World::new(Setup { users: users(), ..Setup::default() }).await;
    assert!(world.plan().await.changes.iter().all(|change| !OF_THIS_MODE.contains(&change.resource)));
}

#[tokio::test]
async fn a_pool_that_runs_something_after_each_sign_in_already_is_refused_with_the_reason() {
    let theirs = "arn:aws:lambda:eu-central-1:222222222222:function:audit";
    let mut setup = setup(users());
    let mut settings = by_email().unwrap();
    settings["LambdaConfig"] = json!({ "PostAuthentication": theirs });
    setup.destination.settings = Some(settings);
    let mut world = World::new(setup).await;
    let plan = world.plan().await;
    let change = plan.changes.iter().find(|change| change.resource == ResourceId::GroupsTrigger).unwrap();
    assert_eq!(change.action, ChangeAction::Conflict);
    let conflict = change.conflict.as_ref().unwrap();
    assert!(
        conflict.found.contains(theirs) && !conflict.replaceable && conflict.alternative.contains("--groups sweep"),
        "{conflict:?}"
    );
    assert!(world.apply().await.is_err());
    assert_eq!(world.trigger("PostAuthentication").as_deref(), Some(theirs));
    assert_eq!(world.trigger("UserMigration"), None);
}

#[tokio::test]
async fn the_trigger_stays_off_where_the_function_does_not_let_a_made_up_sign_in_pass() {
    let mut world = World::new(setup(users())).await;
    let refusal = Fault::new(400, "SnapStartException", "The function could not be started.");
    world.sandbox.expect_trouble(Service::Lambda, "Invoke", Trouble::Refusal(refusal));
    let problem = world.apply().await.unwrap_err();
    assert!(problem.what.contains("Could not invoke the function"), "{problem:?}");
    assert_eq!((world.trigger("PostAuthentication"), world.trigger("UserMigration")), (None, None));
}

#[tokio::test]
async fn verify_sees_each_piece_and_names_the_one_that_is_gone() {
    let world = World::applied(setup(users())).await;
    let failed = |checks: Vec<(String, CheckStatus)>| -> Vec<String> {
        checks.into_iter().filter(|(_, status)| *status != CheckStatus::Pass).map(|(id, _)| id).collect()
    };
    assert_eq!(failed(world.checks().await), [""; 0]);
    world.take_trigger_off("PostAuthentication");
    assert_eq!(failed(world.checks().await), ["verify.groups-trigger"]);
}

#[tokio::test]
async fn apply_again_changes_nothing_and_teardown_leaves_only_the_attribute() {
    let mut world = World::new(setup(users())).await;
    let before = world.described(DESTINATION_POOL).await;
    world.apply().await.unwrap();
    assert!(!world.plan().await.has_changes());
    assert!(world.trigger("PostAuthentication").is_some());
    let shown = teardown::make(&world.session, &Decisions::default(), &world.accounts).await.unwrap();
    let order: Vec<ResourceId> = shown.removals.iter().map(|removal| removal.resource).collect();
    let place = |id: ResourceId| order.iter().position(|other| *other == id).unwrap();
    assert!(place(ResourceId::GroupsTrigger) < place(ResourceId::Function), "{order:?}");
    let torn_down = world.tear_down().await.unwrap();
    assert!(torn_down.archived);
    assert!(teardown::farewell("groups", &torn_down).contains("cannot be removed: attribute custom:ferry_groups."));
    let mut after = world.described(DESTINATION_POOL).await;
    let schema = after["SchemaAttributes"].as_array_mut().unwrap();
    schema.retain(|attribute| attribute["Name"] != MARK);
    assert_eq!(after, before);
    assert!(world.groups(Side::Destination).await.is_empty());
}

#[tokio::test]
async fn a_trigger_that_stays_while_its_function_goes_is_warned_about() {
    let world = World::applied(setup(users())).await;
    let keep = Decisions { skip: [ResourceId::GroupsTrigger].into(), ..Decisions::default() };
    let shown = teardown::text(&teardown::make(&world.session, &keep, &world.accounts).await.unwrap());
    assert!(shown.contains("no user could sign in to this pool") && shown.contains("--only groups-trigger"), "{shown}");
}

#[tokio::test]
async fn another_way_is_refused_until_the_trigger_and_its_policy_are_taken_back() {
    let mut world = World::applied(setup(users())).await;
    world.session.choices.options.as_mut().unwrap().users.groups = Memberships::Sweep;
    let problem = world.still_the_same().await.unwrap_err();
    assert!(problem.remedy[0].contains("teardown --session groups --only groups-trigger --only groups-policy"), "{problem:?}");
    let only = Decisions { only: [ResourceId::GroupsTrigger, ResourceId::GroupsPolicy].into(), ..Decisions::default() };
    world.tear_down_with(&only).await.unwrap();
    world.still_the_same().await.unwrap();
    world.apply().await.unwrap();
    world.sign_in(ADA).await.unwrap();
    assert!(!world.attributes(ADA).contains_key(MARK));
}
