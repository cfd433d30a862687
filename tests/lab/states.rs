//! The function's table of states (assets/function/README.md), as far as MiniStack knows them: the function that the program deployed,
//! on Node.js with the real SDK, invoked as Cognito does.

use std::collections::BTreeMap;

use aws_sdk_cognitoidentityprovider::types::{AttributeType, MessageActionType};
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::LogType;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cognito_ferry::resources::chain::own_line;
use serde_json::{Value, json};

use crate::lab::{Account, Lab};
use crate::program::migrate;

const FUNCTION: &str = "cognito-ferry-shop";
const PASSWORD: &str = "Right-Password-1";

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

/// Users in the states that only some accounts have.
async fn add_users(source: &Account, pool: &str) {
    let cognito = &source.cognito;
    let email = |verified: &str, name: &str| {
        [("email", format!("{name}@example.com")), ("email_verified", verified.to_owned())]
            .map(|(name, value)| AttributeType::builder().name(name).value(value).build().unwrap())
    };
    for (name, verified) in
        [("disabled", "true"), ("reset", "true"), ("temporary", "true"), ("unreachable", "false"), ("mute", "false")]
    {
        let call = cognito.admin_create_user().user_pool_id(pool).username(name).message_action(MessageActionType::Suppress);
        call.temporary_password(PASSWORD).set_user_attributes(Some(email(verified, name).into())).send().await.unwrap();
        if !["temporary", "unreachable"].contains(&name) {
            let call = cognito.admin_set_user_password().user_pool_id(pool).username(name).password(PASSWORD);
            call.permanent(true).send().await.unwrap();
        }
    }
    cognito.admin_disable_user().user_pool_id(pool).username("disabled").send().await.unwrap();
    cognito.admin_reset_user_password().user_pool_id(pool).username("reset").send().await.unwrap();
}

/// Name, password (none: forgotten), outcome, reason, calls when warm.
type Row = (&'static str, Option<&'static str>, &'static str, &'static str, u64);

const CAREFUL: [Row; 12] = [
    ("anna", Some("Heron-Lake-4711"), "migrated", "migrated", 1),
    ("anna", Some("Not-The-Password-1"), "refused", "wrong-password", 1),
    ("nobody", Some(PASSWORD), "refused", "user-not-found", 1),
    ("disabled", Some(PASSWORD), "refused", "user-disabled", 1),
    ("reset", Some(PASSWORD), "refused", "reset-required", 1),
    ("temporary", Some(PASSWORD), "refused", "challenge:NEW_PASSWORD_REQUIRED", 1),
    ("anna", None, "migrated", "migrated", 1),
    ("reset", None, "migrated", "migrated", 1),
    ("nobody", None, "refused", "user-not-found", 1),
    ("disabled", None, "refused", "user-disabled", 1),
    ("mute", None, "refused", "no-verified-channel", 1),
    ("temporary", None, "refused", "status:FORCE_CHANGE_PASSWORD", 1),
];

const RESETTING: [Row; 2] = [
    ("temporary", Some(PASSWORD), "migrated", "password-to-reset", 2),
    ("unreachable", Some(PASSWORD), "refused", "no-verified-channel", 2),
];

#[tokio::test]
async fn each_state_that_ministack_knows_ends_as_the_table_says() {
    for (rows, flags) in [(&CAREFUL[..], &["--yes"][..]), (&RESETTING, &["--yes", "--temporary-passwords", "reset"])] {
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
            let keeps_password = migrated && password.is_some() && *reason == "migrated";
            assert_eq!(seen.response["finalUserStatus"] == "CONFIRMED", keeps_password, "{name} {reason}");
            log += &seen.log;
        }
        for private in [PASSWORD, "Heron-Lake-4711", "Not-The-Password-1", "example.com", "anna", "Anna", "eyJ"] {
            assert!(!log.contains(private), "{private} is in the log");
        }
    }
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
