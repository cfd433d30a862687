//! The function's table of states (assets/function/README.md), as far as MiniStack knows them: the function that the program deployed,
//! on Node.js with the real SDK, invoked as Cognito does.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_cognitoidentityprovider::types::AttributeType;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::LogType;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cognito_ferry::resources::chain::own_line;
use serde_json::{Value, json};

use crate::lab::{Account, Lab};
use crate::people::{PASSWORD, add_user, ask_for_a_token, sign_up};
use crate::program::migrate;

const FUNCTION: &str = "cognito-ferry-shop";

/// What the function answered and logged.
struct Seen {
    response: Value,
    threw: bool,
    line: Value,
    log: String,
}

async fn invoke(destination: &Account, name: &str, password: Option<&str>) -> Seen {
    let trigger = if password.is_some() { "UserMigration_Authentication" } else { "UserMigration_ForgotPassword" };
    let event = json!({
        "version": "1", "triggerSource": trigger, "region": destination.region, "userPoolId": "pool", "userName": name,
        "callerContext": { "awsSdkVersion": "lab", "clientId": "client" },
        "request": { "password": password, "validationData": null, "userAttributes": null },
        "response": { "userAttributes": null, "finalUserStatus": null },
    });
    let call = destination.lambda.invoke().function_name(FUNCTION).log_type(LogType::Tail).payload(Blob::new(event.to_string()));
    let answer = call.send().await.unwrap();
    let log = String::from_utf8(STANDARD.decode(answer.log_result().unwrap()).unwrap()).unwrap();
    let returned: Value = serde_json::from_slice(answer.payload().unwrap().as_ref()).unwrap();
    let line = log.lines().rev().find_map(own_line).unwrap_or_else(|| panic!("{name}: no line in {log}"));
    Seen { response: returned["response"].clone(), threw: answer.function_error().is_some(), line, log }
}

/// One user for each state.
async fn add_users(source: &Account, pool: &str) {
    let cognito = &source.cognito;
    for (name, permanent) in [("disabled", true), ("reset", true), ("mfa", true), ("temporary", false)] {
        add_user(source, pool, name, permanent).await;
    }
    cognito.admin_disable_user().user_pool_id(pool).username("disabled").send().await.unwrap();
    cognito.admin_reset_user_password().user_pool_id(pool).username("reset").send().await.unwrap();
    for (name, permanent) in [("mute", true), ("unreachable", false)] {
        add_user(source, pool, name, permanent).await;
        set(source, pool, name, "email_verified", "false").await;
    }
    cognito.admin_create_user().user_pool_id(pool).username("bare").send().await.unwrap();
    let call = cognito.admin_set_user_password().user_pool_id(pool).username("bare").password(PASSWORD);
    call.permanent(true).send().await.unwrap();
    ask_for_a_token(source, pool, "mfa").await;
    sign_up(source, pool, "unconfirmed").await;
}

async fn set(source: &Account, pool: &str, name: &str, attribute: &str, value: &str) {
    let value = AttributeType::builder().name(attribute).value(value).build().unwrap();
    let call = source.cognito.admin_update_user_attributes().user_pool_id(pool).username(name);
    call.user_attributes(value).send().await.unwrap();
}

/// Name, password (none: forgotten), outcome, reason, calls when warm.
pub type Row = (&'static str, Option<&'static str>, &'static str, &'static str, u64);

pub const CAREFUL: [Row; 16] = [
    ("anna", Some("Heron-Lake-4711"), "migrated", "migrated", 1),
    ("anna", Some("Not-The-Password-1"), "refused", "wrong-password", 1),
    ("nobody", Some(PASSWORD), "refused", "user-not-found", 1),
    ("disabled", Some(PASSWORD), "refused", "user-disabled", 1),
    ("reset", Some(PASSWORD), "refused", "reset-required", 1),
    ("temporary", Some(PASSWORD), "refused", "challenge:NEW_PASSWORD_REQUIRED", 1),
    ("unconfirmed", Some(PASSWORD), "refused", "not-confirmed", 1),
    ("mfa", Some(PASSWORD), "refused", "challenge:SOFTWARE_TOKEN_MFA", 1),
    ("bare", Some(PASSWORD), "refused", "no-attributes", 1),
    ("anna", None, "migrated", "migrated", 1),
    ("reset", None, "migrated", "migrated", 1),
    ("nobody", None, "refused", "user-not-found", 1),
    ("disabled", None, "refused", "user-disabled", 1),
    ("unconfirmed", None, "refused", "status:UNCONFIRMED", 1),
    ("mute", None, "refused", "no-verified-channel", 1),
    ("temporary", None, "refused", "status:FORCE_CHANGE_PASSWORD", 1),
];

const PERMISSIVE: [Row; 3] = [
    ("mfa", Some(PASSWORD), "migrated", "mfa-left-behind", 2),
    ("temporary", Some(PASSWORD), "migrated", "password-to-reset", 2),
    ("unreachable", Some(PASSWORD), "refused", "no-verified-channel", 2),
];

/// What the README's tables of people have, and the lab has not. The README tells the same.
const NOT_IN_THE_LAB: [(&str, &str); 11] = [
    ("locked-out", "MiniStack does not lock a user out, however many passwords are wrong"),
    ("temporary-password-expired", "MiniStack's temporary passwords never expire"),
    ("attribute-missing", "the lab's destination pools require nothing of a user"),
    ("attribute-length", "both pools of the lab have the same limits"),
    ("attribute-number", "both pools of the lab have the same limits"),
    ("attribute-boolean", "the lab's pools have no attribute of that type"),
    ("name-not-usable", "the lab's pools know each user by one name"),
    ("source-client-secret", "MiniStack's app clients have no secret"),
    ("not-authorized", "MiniStack says nothing that the function does not know"),
    ("security", "MiniStack has no threat protection"),
    ("name-ill-formed", "MiniStack takes any name"),
];

#[tokio::test]
pub async fn each_state_that_ministack_knows_ends_as_the_table_says() {
    for (rows, flags) in
        [(&CAREFUL[..], &["--yes"][..]), (&PERMISSIVE, &["--yes", "--temporary-passwords", "reset", "--mfa-users", "migrate"])]
    {
        let lab = Lab::start();
        let pair = lab.by_username();
        add_users(&lab.source(), &pair.0.id).await;
        migrate(&lab, "apply", pair, flags).exits(0);
        let destination = lab.destination();
        invoke(&destination, "nobody", None).await;
        let mut log = String::new();
        for (name, password, outcome, reason, calls) in rows {
            let seen = invoke(&destination, name, *password).await;
            assert_eq!(
                (seen.line["outcome"].as_str(), seen.line["reason"].as_str()),
                (Some(*outcome), Some(*reason)),
                "{name}: {}",
                seen.log
            );
            assert_eq!(seen.line["calls"], *calls, "{name} {reason}");
            let migrated = *outcome == "migrated";
            assert_eq!((seen.response["userAttributes"].is_object(), seen.threw), (migrated, false), "{name} {reason}");
            let keeps_password = migrated && password.is_some() && *reason != "password-to-reset";
            assert_eq!(seen.response["finalUserStatus"] == "CONFIRMED", keeps_password, "{name} {reason}");
            log += &seen.log;
        }
        for private in [PASSWORD, "Heron-Lake-4711", "Not-The-Password-1", "example.com", "anna", "Anna", "eyJ"] {
            assert!(!log.contains(private), "{private} is in the log");
        }
    }
}

/// A state that is neither played nor listed with its reason would look as if it had been.
#[test]
fn what_the_lab_cannot_play_is_told_with_the_reason_and_nothing_else_is_left_out() {
    let readme = include_str!("../../assets/function/README.md");
    let family = |reason: &str| reason.split([':', '<']).next().unwrap().to_owned();
    let people = readme.split("### ").filter(|part| part.starts_with("Sign-in (") || part.starts_with("Forgot password ("));
    let cells = people.flat_map(str::lines).filter_map(|line| line.trim_end_matches(" |").rsplit(" | ").next());
    let cells = cells.filter(|cell| cell.starts_with("migrated, ") || cell.starts_with("refused, "));
    let told: BTreeSet<String> = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).map(family).collect();
    let played = CAREFUL.iter().chain(&PERMISSIVE).map(|(_, _, _, reason, _)| family(reason));
    let not_played = NOT_IN_THE_LAB.iter().map(|(reason, _)| family(reason));
    for (reason, why) in NOT_IN_THE_LAB {
        println!("not in the lab: {reason}: {why}");
        assert!(readme.contains(&format!("| `{reason}` | {why} |")), "the README does not say why {reason} is not played");
        assert!(!CAREFUL.iter().chain(&PERMISSIVE).any(|row| family(row.3) == reason), "{reason} is played");
    }
    assert_eq!(told, played.chain(not_played).collect());
}

#[tokio::test]
async fn the_token_and_admin_get_user_tell_the_same_of_everybody() {
    let mut told: Vec<BTreeMap<String, Value>> = Vec::new();
    for (from, calls) in [("token", 1), ("user", 2)] {
        let lab = Lab::start();
        let pair = lab.by_username();
        migrate(&lab, "apply", pair, &["--yes", "--attributes-from", from]).exits(0);
        let destination = lab.destination();
        invoke(&destination, "nobody", None).await;
        let mut users = BTreeMap::new();
        for user in &pair.0.users {
            let seen = invoke(&destination, &user.name, Some(&user.password)).await;
            assert_eq!(seen.line["calls"], calls, "{} by {from}", user.name);
            assert_eq!(seen.response["userAttributes"], json!(user.attributes), "{} by {from}", user.name);
            users.insert(user.name.clone(), seen.response);
        }
        told.push(users);
    }
    assert_eq!(told[0], told[1]);
}

#[tokio::test]
async fn a_revoked_role_recovers_without_a_new_deployment() {
    let lab = Lab::start();
    let pair = lab.by_username();
    migrate(&lab, "apply", pair, &["--yes"]).exits(0);
    let (source, destination) = (lab.source(), lab.destination());
    let roles = source.iam.list_roles().send().await.unwrap();
    let role = roles.roles()[0].role_name().to_owned();
    let policies = source.iam.list_role_policies().role_name(&role).send().await.unwrap();
    let policy = &policies.policy_names()[0];
    let document = source.iam.get_role_policy().role_name(&role).policy_name(policy).send().await.unwrap();
    let document = crate::policies::decoded(document.policy_document()).to_string();
    source.iam.delete_role_policy().role_name(&role).policy_name(policy).send().await.unwrap();
    let anna = &pair.0.users[0];
    let seen = invoke(&destination, &anna.name, Some(&anna.password)).await;
    assert_eq!((seen.threw, seen.line["reason"].as_str()), (true, Some("source-access-denied")), "{}", seen.log);
    source.iam.put_role_policy().role_name(&role).policy_name(policy).policy_document(document).send().await.unwrap();
    let seen = invoke(&destination, &anna.name, Some(&anna.password)).await;
    assert_eq!(seen.line["outcome"], "migrated", "{}", seen.log);
}
