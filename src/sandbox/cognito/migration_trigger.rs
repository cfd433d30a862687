//! The UserMigration trigger: the event that goes to the function, the invocation, and the user that its answer creates
//! (facts 1).

use serde_json::{Value, json};

use super::faults::fault;
use super::migration_response::{Accepted, accept, exception, unrecognizable};
use super::password::Password;
use super::request::{PoolAddress, Request};
use super::state::{Pool, UserStatus};
use super::users::{NewUser, insert};
use crate::sandbox::{Fault, InvocationFault, InvokedBy};

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
        let arn = pool.trigger("UserMigration").map(str::to_owned);
        Ok(arn.map(|arn| (arn, pool.folded(asked.typed))))
    })?;
    let Some((function_arn, typed)) = prepared else {
        return Ok(Migrated::Nobody);
    };
    let event = event(request.region, &address.pool_id, &typed, asked);
    // A function in another Region is not there for this pool (facts 1.6).
    let returned = if function_arn.split(':').nth(3) == Some(request.region) {
        let invoked_by = InvokedBy {
            principal: "cognito-idp.amazonaws.com".to_owned(),
            source_arn: request.pool_arn(&address.account, &address.pool_id),
            source_account: address.account.clone(),
        };
        request.sandbox.invoke_function(&function_arn, event, invoked_by)
    } else {
        Err(InvocationFault::FunctionMissing)
    };
    let returned = returned.map_err(|failure| refused(failure, asked.client_id))?;
    let sub = request.uuid();
    request.with_pool(address, |pool| match accept(&returned, pool, &typed, asked.client_id)? {
        None => Ok(Migrated::Nobody),
        Some(accepted) => create(pool, accepted, asked, &sub, request.now).map(Migrated::User),
    })
}

/// The event as the service sends it. In a case-insensitive pool `typed` comes in lower case.
fn event(region: &str, pool_id: &str, typed: &str, asked: &Asked) -> Value {
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
    json!({
        "version": "1",
        "triggerSource": source,
        "region": region,
        "userPoolId": pool_id,
        "userName": typed,
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": asked.client_id},
        "request": request,
        "response": {
            "userAttributes": null, "forceAliasCreation": null, "enableSMSMFA": null,
            "finalUserStatus": null, "messageAction": null, "desiredDeliveryMediums": null,
        },
    })
}

/// What the person who signs in gets when there is no answer. Which exception a time-out gives is not established
/// (facts 1.4): the program must treat all of these alike.
fn refused(failure: InvocationFault, client_id: &str) -> Fault {
    let unexpected =
        |reason: &str| fault("UnexpectedLambdaException", format!("UserMigration invocation failed due to error {reason}."));
    match failure {
        InvocationFault::NotPermitted | InvocationFault::FunctionMissing => exception(client_id),
        InvocationFault::NotActive => unexpected("ResourceNotReady"),
        InvocationFault::TimedOut => unexpected("Socket timeout while invoking Lambda function"),
        InvocationFault::Threw { message, .. } => {
            fault("UserLambdaValidationException", format!("UserMigration failed with error {message}."))
        }
        InvocationFault::BadResponse(_) => unrecognizable(),
    }
}

/// Creates the user under its own name. PreSignUp and PostConfirmation are not run for it, and its password is not held
/// against the policy (facts 1.2, 1.5).
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
