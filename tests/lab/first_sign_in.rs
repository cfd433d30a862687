//! Groups at the first sign-in (`--groups first-sign-in`): the function that the program put behind both triggers of the pool, on Node.js
//! with the real SDK, asked by whoever signs in.

use std::collections::BTreeSet;

use aws_sdk_cognitoidentityprovider::types::AttributeType;
use cognito_ferry::function::probe::own_line;
use cognito_ferry::model::user_options::GROUPS_MARK;
use serde_json::{Value, json};

use crate::by_hand::sign_in;
use crate::lab::{Account, DestinationPool, Lab, SourcePool};
use crate::policies;
use crate::program::{self, migrate, resume};
use crate::snapshot::{snapshot, surplus};

pub const FLAGS: [&str; 3] = ["--yes", "--groups", "first-sign-in"];

const STAFF: &str = "staff";
const WRITERS: &str = "writers/Ü";

/// Makes a group of the source with these members.
pub async fn make_group(source: &Account, pool: &SourcePool, group: &str, members: &[&str]) {
    source.cognito.create_group().user_pool_id(&pool.id).group_name(group).send().await.unwrap();
    for member in members {
        let call = source.cognito.admin_add_user_to_group().user_pool_id(&pool.id);
        call.group_name(group).username(*member).send().await.unwrap();
    }
}

/// The destination's user whom `name` leads to: the groups that they are in, and the mark, if they have one.
pub async fn groups_and_mark(destination: &Account, pool: &DestinationPool, name: &str) -> (BTreeSet<String>, Option<String>) {
    let user = destination.cognito.admin_get_user().user_pool_id(&pool.id).username(name).send().await.unwrap();
    let mark = user.user_attributes().iter().find(|attribute| attribute.name() == GROUPS_MARK);
    let listed = destination.cognito.admin_list_groups_for_user().user_pool_id(&pool.id).username(user.username());
    let listed = listed.send().await.unwrap();
    let groups = listed.groups().iter().map(|group| group.group_name().unwrap().to_owned()).collect();
    (groups, mark.and_then(AttributeType::value).map(str::to_owned))
}

/// The log of the one function, as text.
async fn log(destination: &Account) -> String {
    let groups = destination.logs.describe_log_groups().send().await.unwrap();
    let [group] = groups.log_groups() else { panic!("one log, not {groups:?}") };
    let events = destination.logs.filter_log_events().log_group_name(group.log_group_name().unwrap()).send().await.unwrap();
    assert!(events.next_token().is_none(), "the log has another page");
    events.events().iter().filter_map(|event| event.message()).fold(String::new(), |log, line| log + line + "\n")
}

/// What the function says of each sign-in that it was told of, oldest first.
pub async fn after_sign_ins(destination: &Account) -> Vec<Value> {
    let lines = log(destination).await;
    // The first is the program's proof, before it switched the trigger on.
    lines.lines().filter_map(own_line).filter(|line| line["trigger"] == "PostAuthentication_Authentication").skip(1).collect()
}

fn set(groups: &[&str]) -> BTreeSet<String> {
    groups.iter().map(|group| (*group).to_owned()).collect()
}

#[tokio::test]
async fn groups_come_with_the_first_sign_in_and_teardown_leaves_nothing_but_the_attribute() {
    for pair in [Lab::by_username, Lab::by_email] {
        let lab = Lab::start();
        let (old, new) = pair(&lab);
        let (source, destination) = (lab.source(), lab.destination());
        let anna = &old.users[0];
        make_group(&source, old, STAFF, &[&anna.name]).await;
        make_group(&source, old, WRITERS, &[&anna.name]).await;
        make_group(&source, old, "empty", &[]).await;
        let before = (snapshot(&lab).await, settings(&lab, new));

        migrate(&lab, "apply", (old, new), &FLAGS).exits(0);
        resume(&lab, "verify", &[]).exits(0).says(" 0 failed, 0 skipped");
        resume(&lab, "apply", &["--yes"]).exits(0).says("No changes");

        // Whoever is in no group gets no mark: the ID token of the source tells it.
        for user in &old.users {
            assert_eq!(sign_in(&destination, new, &user.name, &user.password).await, Ok(()), "{}", user.name);
            let groups = if user.name == anna.name { set(&[STAFF, WRITERS]) } else { set(&[]) };
            assert_eq!(groups_and_mark(&destination, new, &user.name).await, (groups, None), "{}", user.name);
        }
        assert_eq!(sign_in(&destination, new, &anna.name, &anna.password).await, Ok(()));
        // The first sign-in of all asks at both triggers.
        let triggers: Vec<String> = lab.decisions().into_iter().map(|decision| decision.trigger).collect();
        assert_eq!(triggers[..2], ["UserMigration", "PostAuthentication"]);
        let told = |line: &Value| (line["reason"].as_str().unwrap().to_owned(), line["calls"].as_u64().unwrap());
        let told: Vec<_> = after_sign_ins(&destination).await.iter().map(told).collect();
        let passed = vec![("no-mark".to_owned(), 0); old.users.len()];
        assert_eq!(told, [vec![("joined".to_owned(), 5)], passed].concat());

        // A function that may not be invoked keeps everybody out, until the trigger is off.
        let permission = destination.lambda.remove_permission().function_name("cognito-ferry-shop");
        permission.statement_id("cognito-ferry-shop").send().await.unwrap();
        let refused = sign_in(&destination, new, &anna.name, &anna.password).await;
        assert_eq!(refused, Err("UserLambdaValidationException".to_owned()));
        let told = program::sign_in(&lab, &anna.name, &anna.password, &[]).exits(1);
        told.says("cause: invoke-permission-missing").says("--only groups-trigger");
        resume(&lab, "teardown", &["--yes", "--only", "groups-trigger"]).exits(0);
        assert_eq!(sign_in(&destination, new, &anna.name, &anna.password).await, Ok(()));

        for user in &old.users {
            for group in groups_and_mark(&destination, new, &user.name).await.0 {
                let remove = destination.cognito.admin_remove_user_from_group().user_pool_id(&new.id).group_name(group);
                remove.username(name_of(&destination, new, &user.name).await).send().await.unwrap();
            }
            let delete = destination.cognito.admin_delete_user().user_pool_id(&new.id).username(&user.name);
            delete.send().await.unwrap();
        }
        resume(&lab, "teardown", &["--yes"]).exits(0).says("attribute custom:ferry_groups").says("It stays");
        let groups = destination.cognito.list_groups().user_pool_id(&new.id).send().await.unwrap();
        assert!(groups.groups().is_empty(), "{groups:?}");
        let [left, missing] = {
            let after = snapshot(&lab).await;
            [surplus(&after, &before.0), surplus(&before.0, &after)]
        };
        let of_the_pool = format!("destination {} DescribeUserPool:", new.id);
        assert!(
            matches!((&left[..], &missing[..]), ([one], [other]) if [one, other].iter().all(|line| line.starts_with(&of_the_pool)))
        );
        let mut after = settings(&lab, new);
        let attribute = after["SchemaAttributes"].as_array_mut().unwrap().pop().unwrap();
        assert_eq!((&attribute["Name"], after), (&json!(GROUPS_MARK), before.1));
    }
}

async fn name_of(destination: &Account, pool: &DestinationPool, typed: &str) -> String {
    destination.cognito.admin_get_user().user_pool_id(&pool.id).username(typed).send().await.unwrap().username
}

fn settings(lab: &Lab, pool: &DestinationPool) -> Value {
    let mut settings = lab.ask_destination("DescribeUserPool", &json!({ "UserPoolId": pool.id }))["UserPool"].take();
    settings.as_object_mut().unwrap().remove("LastModifiedDate");
    settings
}

/// What was done before a sign-in.
#[derive(Debug, Clone, Copy)]
enum Before {
    Nothing,
    AMarkOfTheirOwn,
    TheDestinationLosesStaff,
    TheyLeaveTheSource,
}

/// Who signs in, after what; outcome, reason and calls of what follows.
type Row = (&'static str, Before, &'static str, &'static str, u64);

const AFTER_THE_SIGN_IN: [Row; 7] = [
    ("anna", Before::Nothing, "joined", "joined", 5),
    ("anna", Before::Nothing, "passed", "no-mark", 0),
    ("anna", Before::AMarkOfTheirOwn, "passed", "mark-not-ours", 0),
    ("bert", Before::TheDestinationLosesStaff, "joined", "joined-in-part", 5),
    ("cleo", Before::Nothing, "joined", "no-groups", 3),
    ("dora", Before::Nothing, "postponed", "destination-access-denied", 2),
    ("dora", Before::TheyLeaveTheSource, "joined", "no-groups", 3),
];

#[tokio::test]
async fn each_state_after_the_sign_in_ends_as_the_table_says() {
    let lab = Lab::start();
    let (old, new) = lab.by_username();
    let (source, destination) = (lab.source(), lab.destination());
    make_group(&source, old, STAFF, &["anna", "bert", "dora"]).await;
    make_group(&source, old, WRITERS, &["anna", "bert"]).await;
    // AdminGetUser does not tell whether somebody is in a group, so that everybody is marked.
    migrate(&lab, "apply", (old, new), &[&FLAGS[..], &["--attributes-from", "user"]].concat()).exits(0);
    let mut expected_lines = 0;
    for (name, before, outcome, reason, calls) in AFTER_THE_SIGN_IN {
        let cognito = &destination.cognito;
        match before {
            Before::Nothing => {}
            Before::AMarkOfTheirOwn => {
                let mark = AttributeType::builder().name(GROUPS_MARK).value("c2lnbmF0dXJl.bert").build().unwrap();
                let call = cognito.admin_update_user_attributes().user_pool_id(&new.id).username(name).user_attributes(mark);
                call.send().await.unwrap();
            }
            Before::TheDestinationLosesStaff => {
                cognito.delete_group().user_pool_id(&new.id).group_name(STAFF).send().await.unwrap();
            }
            Before::TheyLeaveTheSource => {
                source.cognito.admin_delete_user().user_pool_id(&old.id).username(name).send().await.unwrap();
            }
        }
        let taken = match outcome {
            "postponed" => Some(policies::take_out(&destination, "cognito-idp:AdminListGroupsForUser").await),
            _ => None,
        };
        let password = &old.users.iter().find(|user| user.name == name).unwrap().password;
        assert_eq!(sign_in(&destination, new, name, password).await, Ok(()), "{name} {reason}");
        if let Some((place, whole)) = &taken {
            policies::write(&destination, place, whole).await;
        }
        expected_lines += 1;
        let lines = after_sign_ins(&destination).await;
        assert_eq!(lines.len(), expected_lines, "{name} {reason}");
        let line = lines.last().unwrap();
        let told = (line["outcome"].as_str().unwrap(), line["reason"].as_str().unwrap(), line["calls"].as_u64().unwrap());
        assert_eq!(told, (outcome, reason, calls), "{name}: {line}");
        let groups = match (name, outcome) {
            ("anna", _) => set(&[STAFF, WRITERS]),
            ("bert", _) => set(&[WRITERS]),
            _ => set(&[]),
        };
        let (found, mark) = groups_and_mark(&destination, new, name).await;
        assert_eq!(found, groups, "{name} {reason}");
        assert_eq!(mark.is_some(), matches!(reason, "mark-not-ours" | "destination-access-denied"), "{name} {reason}");
    }
    let log = log(&destination).await;
    for private in ["anna", "bert", "cleo", "dora", STAFF, "writers", "example.com", "Heron-Lake-4711", "c2lnbmF0dXJl", &new.id] {
        assert!(!log.contains(private), "{private} is in the log");
    }
}

#[test]
fn every_row_of_the_table_of_what_follows_a_sign_in_is_played() {
    let readme = include_str!("../../assets/function/README.md");
    let table = readme.split("### ").find(|part| part.starts_with("After the sign-in (")).unwrap();
    let cells = table.lines().filter_map(|line| line.strip_suffix(" |")?.rsplit(" | ").next());
    let told: BTreeSet<&str> = cells.filter_map(|cell| cell.split('`').nth(1)).collect();
    // The one row without a reason of its own sends the reader to the failures.
    assert!(table.contains("| any of the failures below | the mark stays | postponed, its reason |"));
    let played: BTreeSet<&str> = AFTER_THE_SIGN_IN.iter().map(|row| row.3).collect();
    assert_eq!(told, played);
}
