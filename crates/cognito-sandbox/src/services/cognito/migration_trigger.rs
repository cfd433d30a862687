//! The UserMigration trigger: what its event tells the function, and the user that the answer creates (facts §1).

use serde_json::{Value, json};

use super::migration_response::{Accepted, accept, exception};
use super::request::{PoolAddress, Request};
use super::trigger::{self, Firing};
use super::users::{NewUser, insert};
use crate::core::fault::Fault;
use crate::core::state::cognito::{Pool, UserStatus};
use crate::core::state::password::Password;
use crate::services::lambda::invocation::InvocationFault;

const TRIGGER: &str = "UserMigration";

/// What an unknown user asked for.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub client_id: &'a str,
    pub typed: &'a str,
    /// Present at a sign-in, absent in ForgotPassword.
    pub password: Option<&'a str>,
    pub metadata: Option<&'a Value>,
}

impl std::fmt::Debug for Asked<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Asked").field("client_id", &self.client_id).field("typed", &self.typed).finish_non_exhaustive()
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Migrated {
    /// No trigger, or the function does not know the user either.
    Nobody,
    /// The name of the user that now exists.
    User(String),
}

/// Runs the pool's trigger, if it has one. The world is not locked while the function runs.
pub fn run(request: &Request, address: &PoolAddress, asked: &Asked) -> Result<Migrated, Fault> {
    let prepared = request.with_pool(address, |pool| {
        let arn = pool.trigger(TRIGGER).map(str::to_owned);
        Ok(arn.map(|arn| (arn, pool.folded(asked.typed))))
    })?;
    let Some((function_arn, typed)) = prepared else {
        return Ok(Migrated::Nobody);
    };
    let firing = firing(&function_arn, &typed, asked);
    let returned = trigger::fire(request, address, firing).map_err(|failure| refused(failure, asked.client_id))?;
    let sub = request.uuid();
    request.with_pool(address, |pool| match accept(&returned, pool, &typed, asked.client_id)? {
        None => Ok(Migrated::Nobody),
        Some(accepted) => create(pool, accepted, asked, &sub, request.now).map(Migrated::User),
    })
}

/// The event's own part as the service sends it. In a case-insensitive pool `typed` comes in lower case.
fn firing<'a>(function_arn: &'a str, typed: &'a str, asked: &Asked<'a>) -> Firing<'a> {
    let metadata = asked.metadata.cloned().unwrap_or(Value::Null);
    let (source, request) = match asked.password {
        Some(password) => (
            "UserMigration_Authentication",
            json!({
                "password": password, "validationData": metadata, "clientMetadata": null, "userAttributes": null,
            }),
        ),
        None => {
            ("UserMigration_ForgotPassword", json!({"validationData": null, "clientMetadata": metadata, "userAttributes": null}))
        }
    };
    let response = json!({
        "userAttributes": null, "forceAliasCreation": null, "enableSMSMFA": null,
        "finalUserStatus": null, "messageAction": null, "desiredDeliveryMediums": null,
    });
    Firing { function_arn, source, client_id: asked.client_id, user_name: typed, request, response }
}

/// What the person who signs in gets when there is no answer: a function that Cognito cannot reach has words of its own here.
fn refused(failure: InvocationFault, client_id: &str) -> Fault {
    match failure {
        InvocationFault::NotPermitted | InvocationFault::FunctionMissing => exception(client_id),
        failure => trigger::refused(TRIGGER, failure),
    }
}

/// Creates the user under its own name. PreSignUp and PostConfirmation are not run for it, and its password is not held
/// against the policy (facts §1.2, §1.5).
fn create(pool: &mut Pool, accepted: Accepted, asked: &Asked, sub: &str, now: f64) -> Result<String, Fault> {
    let mut attributes = accepted.attributes;
    let keeps_password = accepted.status == UserStatus::Confirmed;
    let password = asked.password.filter(|_| keeps_password).map(Password::new);
    let user = NewUser {
        typed: &accepted.name,
        attributes: &mut attributes,
        sub,
        force_alias: accepted.force_alias,
        status: accepted.status,
        password,
        now,
    };
    let name = insert(pool, user).map_err(|refusal| match refusal.code.as_str() {
        // InitiateAuth's model has no such exceptions: the service wraps them.
        "AliasExistsException" | "UsernameExistsException" => exception(asked.client_id),
        _ => refusal,
    })?;
    if let Some(user) = pool.users.get_mut(&name) {
        user.mfa.sms = accepted.enable_sms_mfa;
    }
    if !accepted.suppress_message {
        accepted.mediums.iter().for_each(|medium| pool.send(&name, medium, "welcome"));
    }
    Ok(name)
}
