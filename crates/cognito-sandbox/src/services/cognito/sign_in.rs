//! InitiateAuth and AdminInitiateAuth: which flows there are, the password check, and what follows from a user's state
//! (facts §2). An unknown user goes to the UserMigration trigger (facts §1.3).

use serde_json::{Value, json};

use super::challenges;
use super::client_document::{allows_refresh, flows, hides_existence};
use super::faults::{fault, invalid_parameter, not_authorized, not_implemented, wrong_password};
use super::migration_trigger::{self, Asked, Migrated};
use super::password_policy::temporary_days;
use super::post_authentication::finish;
use super::request::{PoolAddress, Request, client};
use super::tokens::{self, Nonces};
use super::{risk, secret_hash, user_names};
use crate::core::fault::Fault;
use crate::core::state::cognito::{Document, Pool, UserStatus};

const SECONDS_PER_DAY: f64 = 86_400.0;
/// The triggers of a sign-in that the sandbox cannot run; leaving them out would be an invented success.
const UNKNOWN_TRIGGERS: &[&str] = &["PreAuthentication", "PreTokenGeneration"];

/// The signed API.
pub fn admin_initiate(request: &Request) -> Result<Value, Fault> {
    request.only(&[
        "UserPoolId",
        "ClientId",
        "AuthFlow",
        "AuthParameters",
        "ClientMetadata",
        "AnalyticsMetadata",
        "ContextData",
    ])?;
    let address = request.signed_pool()?;
    request.with_pool(&address, |pool| client(pool, request.members.text("ClientId")?).map(|_| ()))?;
    match request.members.text("AuthFlow")? {
        "ADMIN_USER_PASSWORD_AUTH" | "ADMIN_NO_SRP_AUTH" => with_password(
            request,
            &address,
            &["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"],
            "Auth flow not enabled for this client",
        ),
        "REFRESH_TOKEN_AUTH" | "REFRESH_TOKEN" => with_refresh_token(request, &address),
        other => Err(not_implemented(format!("AdminInitiateAuth with AuthFlow {other}"))),
    }
}

/// The unsigned API that apps call.
pub fn initiate(request: &Request) -> Result<Value, Fault> {
    request.only(&["ClientId", "AuthFlow", "AuthParameters", "ClientMetadata", "AnalyticsMetadata", "UserContextData"])?;
    let address = request.pool_of_client()?;
    match request.members.text("AuthFlow")? {
        "USER_PASSWORD_AUTH" => with_password(
            request,
            &address,
            &["ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"],
            "USER_PASSWORD_AUTH flow not enabled for this client",
        ),
        "REFRESH_TOKEN_AUTH" | "REFRESH_TOKEN" => with_refresh_token(request, &address),
        "ADMIN_USER_PASSWORD_AUTH" | "ADMIN_NO_SRP_AUTH" => Err(invalid_parameter("Initiate Auth method not supported.")),
        other => Err(not_implemented(format!("InitiateAuth with AuthFlow {other}"))),
    }
}

/// The parameters of a password sign-in.
struct Credentials {
    user_name: String,
    password: String,
    secret_hash: Option<String>,
}

fn credentials(request: &Request) -> Result<Credentials, Fault> {
    let (mut user_name, mut password, mut secret_hash) = (None, None, None);
    for (name, value) in request.members.text_map("AuthParameters")? {
        match name.as_str() {
            "USERNAME" => user_name = Some(value),
            "PASSWORD" => password = Some(value),
            "SECRET_HASH" => secret_hash = Some(value),
            other => {
                return Err(not_implemented(format!("the parameter {other} of a password sign-in")));
            }
        }
    }
    let filled = |value: Option<String>, name: &str| {
        let value = value.filter(|value| !value.is_empty());
        value.ok_or_else(|| invalid_parameter(format!("Missing required parameter {name}")))
    };
    Ok(Credentials { user_name: filled(user_name, "USERNAME")?, password: filled(password, "PASSWORD")?, secret_hash })
}

fn with_password(request: &Request, address: &PoolAddress, enabling: &[&str], not_enabled: &str) -> Result<Value, Fault> {
    let client_id = request.members.text("ClientId")?;
    let nonces = Nonces::draw(request);
    let credentials = request.with_pool(address, |pool| {
        let client = client(pool, client_id)?;
        if !flows(client).iter().any(|flow| enabling.contains(flow)) {
            return Err(invalid_parameter(not_enabled));
        }
        let credentials = credentials(request)?;
        secret_hash::check(client, &[&credentials.user_name], credentials.secret_hash.as_deref())?;
        refuse_unknown_triggers(pool)?;
        Ok(credentials)
    })?;
    let known = request.with_pool(address, |pool| {
        let Some(name) = user_names::find(pool, &credentials.user_name) else {
            return Ok(None);
        };
        check_password(pool, client_id, &name, &credentials.password, request.now)?;
        risk::check_compromised(pool, client_id, &name)?;
        challenges::proceed(pool, client_id, &name, &nonces, request.now).map(Some)
    })?;
    if let Some(step) = known {
        return finish(request, address, step, None);
    }
    let asked = Asked {
        client_id,
        typed: &credentials.user_name,
        password: Some(&credentials.password),
        metadata: request.members.get("ClientMetadata"),
    };
    let migrated = migration_trigger::run(request, address, &asked)?;
    let step = request.with_pool(address, |pool| match migrated {
        Migrated::Nobody => Err(unknown_user(client(pool, client_id)?)),
        Migrated::User(name) => {
            check_state(pool, client_id, &name)?;
            challenges::proceed(pool, client_id, &name, &nonces, request.now)
        }
    })?;
    finish(request, address, step, None)
}

fn refuse_unknown_triggers(pool: &Pool) -> Result<(), Fault> {
    match UNKNOWN_TRIGGERS.iter().find(|name| pool.trigger(name).is_some()) {
        Some(name) => Err(not_implemented(format!("a sign-in to a pool with the trigger {name}"))),
        None => Ok(()),
    }
}

/// What an unknown user name is told, as the client's PreventUserExistenceErrors says.
fn unknown_user(client: &Document) -> Fault {
    if hides_existence(client) { wrong_password() } else { super::faults::user_not_found() }
}

/// Everything before the right password counts. A state that stops the sign-in does so whatever the password is
/// (facts §2.2): it proves nothing about it.
fn check_password(pool: &mut Pool, client_id: &str, name: &str, password: &str, now: f64) -> Result<(), Fault> {
    check_state(pool, client_id, name)?;
    let days = temporary_days(pool) as f64;
    let user = pool.users.get_mut(name).ok_or_else(super::faults::user_not_found)?;
    if user.lock_out.is_locked(now) {
        return Err(not_authorized("Password attempts exceeded"));
    }
    if !user.password.as_ref().is_some_and(|right| right.matches(password)) {
        user.lock_out.record_failure(now);
        return Err(wrong_password());
    }
    user.lock_out.clear();
    let expired = user.temporary_since.is_some_and(|since| now >= since + days * SECONDS_PER_DAY);
    if user.status == UserStatus::ForceChangePassword && expired {
        return Err(not_authorized("Temporary password has expired and must be reset by an administrator."));
    }
    Ok(())
}

fn check_state(pool: &Pool, client_id: &str, name: &str) -> Result<(), Fault> {
    let hidden = hides_existence(client(pool, client_id)?);
    let user = pool.users.get(name).ok_or_else(super::faults::user_not_found)?;
    if !user.enabled {
        return Err(not_authorized("User is disabled."));
    }
    match user.status {
        // The hidden form is the fourth of the ten facts.
        UserStatus::ResetRequired if hidden => Err(wrong_password()),
        UserStatus::ResetRequired => Err(fault("PasswordResetRequiredException", "Password reset required for the user")),
        UserStatus::Unconfirmed => Err(fault("UserNotConfirmedException", "User is not confirmed.")),
        UserStatus::ExternalProvider => Err(wrong_password()),
        UserStatus::Confirmed | UserStatus::ForceChangePassword => Ok(()),
    }
}

fn with_refresh_token(request: &Request, address: &PoolAddress) -> Result<Value, Fault> {
    let client_id = request.members.text("ClientId")?;
    let nonces = Nonces::draw(request);
    let (mut token, mut secret_hash) = (None, None);
    for (name, value) in request.members.text_map("AuthParameters")? {
        match name.as_str() {
            "REFRESH_TOKEN" => token = Some(value),
            "SECRET_HASH" => secret_hash = Some(value),
            other => {
                return Err(not_implemented(format!("the parameter {other} of REFRESH_TOKEN_AUTH")));
            }
        }
    }
    let token = token.ok_or_else(|| invalid_parameter("Missing required parameter REFRESH_TOKEN"))?;
    request.with_pool(address, |pool| {
        let document = client(pool, client_id)?;
        let rotation = document.get("RefreshTokenRotation").and_then(|rotation| rotation.get("Feature"));
        if !allows_refresh(document) || rotation == Some(&json!("ENABLED")) {
            return Err(invalid_parameter("Auth flow not enabled for this client"));
        }
        refuse_unknown_triggers(pool)?;
        let issued = pool.refresh_tokens.get(&token);
        let issued = issued.filter(|issued| issued.client_id == client_id && issued.until > request.now);
        let user = issued.and_then(|issued| pool.users.get(&issued.user_name));
        let user = user.ok_or_else(|| not_authorized("Invalid Refresh Token"))?;
        let sub = user.attribute("sub").unwrap_or_default();
        secret_hash::check(document, &[&user.user_name, sub], secret_hash.as_deref())?;
        if !user.enabled {
            return Err(not_authorized("User is disabled."));
        }
        let result = tokens::access(pool, document, user, &nonces, request.now);
        Ok(json!({"ChallengeParameters": {}, "AuthenticationResult": result}))
    })
}
