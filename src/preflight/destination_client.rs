//! The app client that the application signs in with: does its way of signing in fire the trigger, and may it see what comes.

use serde_json::Value;

use super::facts::{DestinationFacts, Facts, Subject};
use crate::aws::document::{HAS_SECRET, text, texts};
use crate::check::builder::{check, listed, shown};
use crate::check::finding::Check;
use crate::command::{Command, Operation};
use crate::migration::resolve::readable_attributes;

const CHECKS: [(&str, &str); 5] = [
    ("destination-client.flows", "the app client's flows"),
    ("destination-client.secret", "the app client's secret"),
    ("destination-client.attributes", "the attributes that the app client may read and write"),
    ("destination-client.answers", "what the app client is told about unknown users"),
    ("destination-client.managed-login", "managed login and refresh tokens"),
];

/// Those that fire the trigger (facts §1.3), by their old and new names.
const FIRING: [&str; 4] =
    ["ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"];

/// Whether one of these flows hands the password to Cognito.
pub fn fires_the_trigger(flows: &[String]) -> bool {
    flows.iter().any(|flow| FIRING.contains(&flow.as_str()))
}

pub fn checks(subject: &Subject, facts: &Facts) -> Option<Vec<Check>> {
    let destination = facts.destination.as_ref()?;
    let source = facts.source.as_ref()?;
    if subject.new_pool().is_some() {
        return Some(Vec::new());
    }
    let mut checks = vec![exists(subject, destination)];
    match &destination.client {
        Err(_) => checks.extend(CHECKS.iter().map(|(id, title)| check(*id, *title).depends_on("destination-client.exists"))),
        Ok(client) => {
            let attributes = source.pool.as_ref().map(readable_attributes).unwrap_or_default();
            checks.extend([flows(client), secret(client), reading(client, &attributes), answers(client), managed_login(client)]);
        }
    }
    checks.push(others(destination));
    Some(checks)
}

fn exists(subject: &Subject, destination: &DestinationFacts) -> Check {
    let builder = check("destination-client.exists", format!("the destination app client {}", subject.client_id()));
    match (&destination.client, &destination.pool) {
        (Ok(client), _) => builder.pass(vec![format!("name: {}", text(client, "ClientName"))]),
        (Err(problem), Ok(_)) if problem.kind == crate::problem::ProblemKind::NotFound => {
            let place = &subject.blueprint.spec.destination;
            builder.fail(
                vec![format!("AWS: {}", problem.why)],
                format!(
                    "See which there are:\n{}",
                    Command::aws(Operation::ListUserPoolClients)
                        .with("--user-pool-id", &place.pool_id)
                        .at(&place.profile, &place.region)
                ),
            )
        }
        (Err(problem), Err(_)) if problem.kind == crate::problem::ProblemKind::NotFound => {
            builder.depends_on("destination-pool.exists")
        }
        (Err(problem), _) => builder.unavailable(problem),
    }
}

fn flows(client: &Value) -> Check {
    let builder = check(CHECKS[0].0, CHECKS[0].1);
    let flows = texts(client, "ExplicitAuthFlows");
    let evidence = vec![listed("ExplicitAuthFlows", &flows)];
    match fires_the_trigger(&flows) {
        true => builder.pass(evidence),
        false => builder.warn(
            evidence,
            "Apply adds ALLOW_USER_PASSWORD_AUTH. The application must use it too: SRP, which the SDKs use by default, never fires the trigger. In Amplify: signIn({ options: { authFlowType: 'USER_PASSWORD_AUTH' } })",
        ),
    }
}

fn secret(client: &Value) -> Check {
    let has_secret = client.get(HAS_SECRET).and_then(Value::as_bool).unwrap_or_default();
    let evidence = match has_secret {
        true => "secret: yes, so every sign-in carries a SECRET_HASH",
        false => "secret: none",
    };
    check(CHECKS[1].0, CHECKS[1].1).pass(vec![evidence.into()])
}

/// Absent lists stand for all standard attributes; custom ones that were added later must be listed (facts §7).
fn reading(client: &Value, source: &[String]) -> Check {
    let builder = check(CHECKS[2].0, CHECKS[2].1);
    let mut evidence = Vec::new();
    let mut lacking = false;
    for (member, verified_too) in [("ReadAttributes", true), ("WriteAttributes", false)] {
        let listed_there = texts(client, member);
        if listed_there.is_empty() {
            evidence.push(format!("{member}: the default"));
            continue;
        }
        // These two are never an app client's to write.
        let unlisted = source.iter().filter(|name| verified_too || !name.ends_with("_verified") && *name != "updated_at");
        let unlisted: Vec<String> = unlisted.filter(|name| !listed_there.contains(name)).cloned().collect();
        lacking |= !unlisted.is_empty();
        evidence.push(listed(&format!("{member} lacks"), &unlisted));
    }
    match lacking {
        true => builder.warn(
            evidence,
            "The application does not see what it may not read: user pool → App clients → Attribute permissions. Whether the write list holds a migration back is not documented; the test sign-in shows it.",
        ),
        false => builder.pass(evidence),
    }
}

fn answers(client: &Value) -> Check {
    let builder = check(CHECKS[3].0, CHECKS[3].1);
    let setting = shown(client, "/PreventUserExistenceErrors");
    let evidence = vec![format!("PreventUserExistenceErrors: {setting}")];
    match setting.as_str() {
        // RESET_REQUIRED looks like a wrong password then (facts §6.4).
        "ENABLED" => builder.pass([evidence, vec!["told for every failure: Incorrect username or password.".into()]].concat()),
        _ => builder.warn(
            evidence,
            "Any caller can find out which users exist. Consider ENABLED: user pool → App clients → Advanced security configurations.",
        ),
    }
}

fn managed_login(client: &Value) -> Check {
    let builder = check(CHECKS[4].0, CHECKS[4].1);
    let on = client.get("AllowedOAuthFlowsUserPoolClient").and_then(Value::as_bool).unwrap_or_default();
    let (flows, urls) = (texts(client, "AllowedOAuthFlows"), texts(client, "CallbackURLs"));
    let evidence = vec![
        format!("OAuth: {}", if on { "on" } else { "off" }),
        listed("AllowedOAuthFlows", &flows),
        listed("CallbackURLs", &urls),
        format!("refresh token rotation: {}", shown(client, "/RefreshTokenRotation/Feature")),
    ];
    match on && urls.is_empty() {
        true => builder.warn(
            evidence,
            "Managed login has nowhere to go back to: user pool → App clients → Login pages → Allowed callback URLs.",
        ),
        false => builder.pass(evidence),
    }
}

fn others(destination: &DestinationFacts) -> Check {
    let builder = check("destination-client.others", "the pool's other app clients");
    let others = match (&destination.other_clients, &destination.pool) {
        (Ok(others), _) => others,
        (Err(problem), Err(_)) if problem.kind == crate::problem::ProblemKind::NotFound => {
            return builder.depends_on("destination-pool.exists");
        }
        (Err(problem), _) => return builder.unavailable(problem),
    };
    let silent: Vec<String> = others
        .described
        .iter()
        .filter(|client| !fires_the_trigger(&texts(client, "ExplicitAuthFlows")))
        .map(|client| format!("{} ({})", text(client, "ClientName"), text(client, "ClientId")))
        .collect();
    let mut evidence = vec![format!("looked at: {} of {}", others.described.len(), others.total)];
    match silent.is_empty() {
        true => builder.pass(evidence),
        false => {
            evidence.push(listed("without a flow that fires the trigger", &silent));
            builder.warn(evidence, "Users who sign in through these are not migrated. If they are applications of the same users, run apply for them too, or let users sign in once through the chosen one.")
        }
    }
}
