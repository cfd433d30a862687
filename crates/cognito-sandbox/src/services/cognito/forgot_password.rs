//! ForgotPassword and ConfirmForgotPassword. The pool's practice code is what the user receives. An unknown user goes to the
//! UserMigration trigger first (facts §1.3).

use serde_json::{Value, json};

use super::client_document::hides_existence;
use super::delivery::{details, medium, recovery_channel};
use super::faults::{fault, not_authorized, not_implemented, user_not_found};
use super::migration_trigger::{self, Asked, Migrated};
use super::password_policy::conforms;
use super::request::{Request, client};
use super::{secret_hash, user_names};
use crate::core::fault::Fault;
use crate::core::state::cognito::{Pool, User, UserStatus};
use crate::core::state::password::Password;

/// Seconds for which a reset code works.
pub const CODE_LIFETIME: f64 = 3600.0;

fn not_found_here() -> Fault {
    fault("UserNotFoundException", "Username/client id combination not found.")
}

pub fn forgot(request: &Request) -> Result<Value, Fault> {
    request.only(&["ClientId", "SecretHash", "Username", "ClientMetadata", "AnalyticsMetadata", "UserContextData"])?;
    let members = &request.members;
    let address = request.pool_of_client()?;
    let (client_id, typed) = (members.text("ClientId")?, members.bounded_text("Username", 128)?);
    let known = request.with_pool(&address, |pool| {
        secret_hash::check(client(pool, client_id)?, &[typed], members.optional_text("SecretHash")?)?;
        if pool.trigger("CustomMessage").is_some() {
            return Err(not_implemented("ForgotPassword in a pool with the trigger CustomMessage"));
        }
        Ok(user_names::find(pool, typed))
    })?;
    let name = match known {
        Some(name) => Some(name),
        None => {
            let asked = Asked { client_id, typed, password: None, metadata: members.get("ClientMetadata") };
            match migration_trigger::run(request, &address, &asked)? {
                Migrated::User(name) => Some(name),
                Migrated::Nobody => None,
            }
        }
    };
    request.with_pool(&address, |pool| match name {
        Some(name) => send_code(pool, &name, request.now),
        // A pretended delivery, so that nobody learns whether the user exists.
        None if hides_existence(client(pool, client_id)?) => Ok(details("email", "user@example.com")),
        None => Err(not_found_here()),
    })
}

/// Lets the user have a code, which the answer shows the way of.
pub fn send_code(pool: &mut Pool, name: &str, now: f64) -> Result<Value, Fault> {
    let user = pool.users.get(name).ok_or_else(user_not_found)?;
    if !user.enabled {
        return Err(not_authorized("User is disabled."));
    }
    if matches!(user.status, UserStatus::ForceChangePassword | UserStatus::ExternalProvider) {
        return Err(not_authorized("User password cannot be reset in the current state."));
    }
    let attribute = recovery_channel(pool, user)?;
    let answer = details(attribute, user.attribute(attribute).unwrap_or_default());
    pool.send(name, medium(attribute), "password reset");
    if let Some(user) = pool.users.get_mut(name) {
        user.reset_code_until = Some(now + CODE_LIFETIME);
    }
    Ok(answer)
}

pub fn confirm(request: &Request) -> Result<Value, Fault> {
    request.only(&[
        "ClientId",
        "SecretHash",
        "Username",
        "ConfirmationCode",
        "Password",
        "ClientMetadata",
        "AnalyticsMetadata",
        "UserContextData",
    ])?;
    let members = &request.members;
    let address = request.pool_of_client()?;
    let (client_id, typed) = (members.text("ClientId")?, members.bounded_text("Username", 128)?);
    let (code, password) = (members.text("ConfirmationCode")?, members.bounded_text("Password", 256)?);
    request.with_pool(&address, |pool| {
        let document = client(pool, client_id)?;
        secret_hash::check(document, &[typed], members.optional_text("SecretHash")?)?;
        let hidden = hides_existence(document);
        let Some(name) = user_names::find(pool, typed) else {
            return Err(if hidden { expired_code() } else { not_found_here() });
        };
        if pool.trigger("PostConfirmation").is_some() {
            return Err(not_implemented("ConfirmForgotPassword in a pool with the trigger PostConfirmation"));
        }
        let until = pool.users[&name].reset_code_until;
        if until.is_none_or(|until| until <= request.now) {
            return Err(expired_code());
        }
        if code != pool.practice_code {
            return Err(fault("CodeMismatchException", "Invalid verification code provided, please try again."));
        }
        conforms(pool, password)?;
        let user = pool.users.get_mut(&name).ok_or_else(user_not_found)?;
        reset(user, password, request.now);
        Ok(json!({}))
    })
}

fn expired_code() -> Fault {
    fault("ExpiredCodeException", "Invalid code provided, please request a code again.")
}

fn reset(user: &mut User, password: &str, now: f64) {
    user.password = Some(Password::new(password));
    user.status = UserStatus::Confirmed;
    user.reset_code_until = None;
    user.temporary_since = None;
    user.lock_out.clear();
    user.modified = now;
}
