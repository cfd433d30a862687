//! What follows the right password: a new password, a second factor, or tokens; and the answers to those challenges.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::attribute_rules::{self, Writing};
use super::factors::{self, Challenge, EMAIL, SMS, SOFTWARE_TOKEN};
use super::faults::{fault, invalid_parameter, not_authorized, not_implemented, user_not_found};
use super::password_policy::conforms;
use super::post_authentication::{Complete, Step, finish};
use super::request::{PoolAddress, Request, client};
use super::secret_hash;
use super::tokens::Nonces;
use crate::core::fault::Fault;
use crate::core::state::cognito::{OpenChallenge, Pool, User, UserStatus};
use crate::core::state::password::Password;

/// The next step of a sign-in whose password was right.
pub fn proceed(pool: &mut Pool, client_id: &str, name: &str, nonces: &Nonces, now: f64) -> Result<Step, Fault> {
    let user = pool.users.get(name).ok_or_else(user_not_found)?;
    let challenge = if user.status == UserStatus::ForceChangePassword {
        Some(new_password(pool, user))
    } else {
        factors::demanded(pool, user)
    };
    match challenge {
        Some(challenge) => pose(pool, client_id, name, challenge, nonces, now),
        None => Complete::decide(pool, client_id, name, user.status, nonces, now).map(Step::Complete),
    }
}

fn new_password(pool: &Pool, user: &User) -> Challenge {
    let missing: Vec<String> = missing_attributes(pool, user).iter().map(|name| format!("userAttributes.{name}")).collect();
    let mut attributes = user.attributes.clone();
    attributes.remove("sub");
    Challenge::new(
        "NEW_PASSWORD_REQUIRED",
        &[
            ("USER_ID_FOR_SRP", user.user_name.clone()),
            ("requiredAttributes", json!(missing).to_string()),
            ("userAttributes", json!(attributes).to_string()),
        ],
    )
}

fn missing_attributes<'p>(pool: &'p Pool, user: &User) -> Vec<&'p str> {
    let required = pool.schema().iter().filter(|definition| definition["Required"] == true);
    let names = required.filter_map(|definition| definition["Name"].as_str());
    names.filter(|name| !user.attributes.contains_key(*name)).collect()
}

fn pose(pool: &mut Pool, client_id: &str, name: &str, challenge: Challenge, nonces: &Nonces, now: f64) -> Result<Step, Fault> {
    match challenge.name.as_str() {
        SMS => pool.send(name, "SMS", SMS),
        EMAIL => pool.send(name, "EMAIL", EMAIL),
        _ => {}
    }
    let minutes = client(pool, client_id)?.get("AuthSessionValidity").and_then(Value::as_f64);
    pool.challenges.retain(|_, open| open.until > now);
    pool.challenges.insert(
        nonces.session.clone(),
        OpenChallenge {
            name: challenge.name.clone(),
            client_id: client_id.to_owned(),
            user_name: name.to_owned(),
            until: now + minutes.unwrap_or(3.0) * 60.0,
        },
    );
    let parameters: BTreeMap<String, String> = challenge.parameters.into_iter().collect();
    Ok(Step::Challenge(json!({
        "ChallengeName": challenge.name,
        "Session": nonces.session,
        "ChallengeParameters": parameters,
    })))
}

/// AdminRespondToAuthChallenge.
pub fn admin_respond(request: &Request) -> Result<Value, Fault> {
    request.only(&[
        "UserPoolId",
        "ClientId",
        "ChallengeName",
        "ChallengeResponses",
        "Session",
        "ClientMetadata",
        "AnalyticsMetadata",
        "ContextData",
    ])?;
    let address = request.signed_pool()?;
    answer(request, &address)
}

/// RespondToAuthChallenge.
pub fn respond(request: &Request) -> Result<Value, Fault> {
    request.only(&[
        "ClientId",
        "ChallengeName",
        "ChallengeResponses",
        "Session",
        "ClientMetadata",
        "AnalyticsMetadata",
        "UserContextData",
    ])?;
    let address = request.pool_of_client()?;
    answer(request, &address)
}

fn answer(request: &Request, address: &PoolAddress) -> Result<Value, Fault> {
    let members = &request.members;
    let (client_id, name) = (members.text("ClientId")?, members.text("ChallengeName")?);
    let session = members.text("Session")?;
    let responses: BTreeMap<String, String> = members.text_map("ChallengeResponses")?.into_iter().collect();
    let nonces = Nonces::draw(request);
    let step = request.with_pool(address, |pool| {
        let document = client(pool, client_id)?;
        let open = pool.challenges.get(session).cloned();
        let open = open.filter(|open| open.client_id == client_id && open.name == name && open.until > request.now);
        let open = open.ok_or_else(|| not_authorized("Invalid session for the user."))?;
        let typed = responses.get("USERNAME").ok_or_else(|| missing("USERNAME"))?;
        if super::user_names::find(pool, typed).as_ref() != Some(&open.user_name) {
            return Err(not_authorized("Invalid session for the user."));
        }
        let sent = responses.get("SECRET_HASH").map(String::as_str);
        secret_hash::check(document, &[typed, &open.user_name], sent)?;
        let user = pool.users.get(&open.user_name).ok_or_else(user_not_found)?;
        if !user.enabled {
            return Err(not_authorized("User is disabled."));
        }
        let status = user.status;
        let complete =
            |pool: &Pool| Complete::decide(pool, client_id, &open.user_name, status, &nonces, request.now).map(Step::Complete);
        let step = match name {
            "NEW_PASSWORD_REQUIRED" => {
                take_new_password(pool, &open.user_name, &responses, request.now)?;
                let user = pool.users.get(&open.user_name).ok_or_else(user_not_found)?;
                match factors::demanded(pool, user) {
                    Some(challenge) => pose(pool, client_id, &open.user_name, challenge, &nonces, request.now),
                    None => complete(pool),
                }
            }
            SMS | SOFTWARE_TOKEN | EMAIL => {
                check_code(pool, name, &responses)?;
                complete(pool)
            }
            "SELECT_MFA_TYPE" => {
                let choice = responses.get("ANSWER").ok_or_else(|| missing("ANSWER"))?;
                if !factors::of_user(user).contains(&choice.as_str()) {
                    return Err(invalid_parameter("Invalid MFA type."));
                }
                let challenge = factors::of_factor(user, choice);
                pose(pool, client_id, &open.user_name, challenge, &nonces, request.now)
            }
            other => Err(not_implemented(format!("the answer to the challenge {other}"))),
        }?;
        pool.challenges.remove(session);
        Ok(step)
    })?;
    finish(request, address, step, members.get("ClientMetadata"))
}

fn missing(parameter: &str) -> Fault {
    invalid_parameter(format!("Missing required parameter {parameter}"))
}

/// The pool's practice code stands for every code that it sends and for every authenticator app.
fn check_code(pool: &Pool, challenge: &str, responses: &BTreeMap<String, String>) -> Result<(), Fault> {
    let parameter = format!("{challenge}_CODE");
    let code = responses.get(&parameter).ok_or_else(|| missing(&parameter))?;
    if *code == pool.practice_code {
        return Ok(());
    }
    Err(fault("CodeMismatchException", "Invalid code received for user"))
}

fn take_new_password(pool: &mut Pool, name: &str, responses: &BTreeMap<String, String>, now: f64) -> Result<(), Fault> {
    let password = responses.get("NEW_PASSWORD").ok_or_else(|| missing("NEW_PASSWORD"))?;
    conforms(pool, password)?;
    let given: BTreeMap<String, String> = responses
        .iter()
        .filter_map(|(key, value)| Some((key.strip_prefix("userAttributes.")?.to_owned(), value.clone())))
        .collect();
    attribute_rules::check(pool, &given, Writing::Update)?;
    let mut user = pool.users.get(name).ok_or_else(user_not_found)?.clone();
    user.attributes.extend(given);
    if let Some(attribute) = missing_attributes(pool, &user).first() {
        return Err(invalid_parameter(format!("Invalid attributes given, {attribute} is missing")));
    }
    user.password = Some(Password::new(password.as_str()));
    user.status = UserStatus::Confirmed;
    user.temporary_since = None;
    user.modified = now;
    pool.users.insert(name.to_owned(), user);
    Ok(())
}
