//! STS: who am I, and becoming a role.

pub mod session;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::core::caller::{Caller, CallerKind};
use crate::core::clock::epoch_seconds;
use crate::core::fault::Fault;
use crate::core::input;
use crate::core::sandbox::Sandbox;
use crate::core::service::Service;
use crate::core::state::iam::Role;
use crate::services::iam::authorization::{self, Context};

/// One STS call.
///
/// # Errors
/// STS's own codes, or 501.
pub fn handle(sandbox: &Sandbox, caller: &Caller, _region: &str, operation: &str, input: Value) -> Result<Value, Fault> {
    match operation {
        "GetCallerIdentity" => get_caller_identity(sandbox, caller, input),
        "AssumeRole" => assume_role(sandbox, caller, input),
        _ => Err(Fault::unknown_operation(Service::Sts, operation)),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GetCallerIdentity {}

/// Needs no permission at all, only credentials.
fn get_caller_identity(sandbox: &Sandbox, caller: &Caller, input: Value) -> Result<Value, Fault> {
    let GetCallerIdentity {} = input::read(Service::Sts, "GetCallerIdentity", input)?;
    let user_id = match &caller.kind {
        CallerKind::Anonymous => return Err(Fault::unsigned(Service::Sts)),
        CallerKind::Root => caller.account.clone(),
        CallerKind::User { name } => {
            sandbox.world().account(&caller.account).users.get(name).map(|user| user.user_id.clone()).unwrap_or_default()
        }
        CallerKind::AssumedRole { role_id, session, .. } => format!("{role_id}:{session}"),
    };
    Ok(json!({ "Account": caller.account, "Arn": caller.arn, "UserId": user_id }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct AssumeRole {
    role_arn: String,
    role_session_name: String,
    external_id: Option<String>,
    #[serde(default, deserialize_with = "input::integer")]
    duration_seconds: Option<i64>,
}

fn assume_role(sandbox: &Sandbox, caller: &Caller, input: Value) -> Result<Value, Fault> {
    let input: AssumeRole = input::read(Service::Sts, "AssumeRole", input)?;
    if caller.kind == CallerKind::Anonymous {
        return Err(Fault::unsigned(Service::Sts));
    }
    check_text("roleSessionName", &input.role_session_name, 2..=64, "+=,.@-")?;
    let mut context = Context::from([("sts:RoleSessionName", input.role_session_name.clone())]);
    if let Some(external_id) = input.external_id {
        check_text("externalId", &external_id, 2..=1224, "+=,.@:/-")?;
        context.insert("sts:ExternalId", external_id);
    }
    if !input.role_arn.starts_with("arn:") || input.role_arn.len() < 20 {
        return Err(Fault::invalid(Service::Sts, format!("{} is invalid", input.role_arn)));
    }
    let role = authorization::assume_role(sandbox, caller, &input.role_arn, &context)?;
    let seconds = input.duration_seconds.unwrap_or(3600);
    check_duration(seconds, &role, caller)?;
    let account = input.role_arn.split(':').nth(4).unwrap_or_default();
    let session = session::open(sandbox, account, &role, &input.role_session_name, seconds);
    let credentials = &session.credentials;
    let who = Caller::assumed_role(account, &role.name, &role.role_id, &credentials.session);
    Ok(json!({
        "Credentials": {
            "AccessKeyId": session.access_key_id,
            "SecretAccessKey": credentials.secret_access_key,
            "SessionToken": credentials.session_token,
            "Expiration": epoch_seconds(credentials.expiration),
        },
        "AssumedRoleUser": {
            "AssumedRoleId": format!("{}:{}", role.role_id, credentials.session),
            "Arn": who.arn,
        },
        "PackedPolicySize": 0,
    }))
}

fn check_duration(seconds: i64, role: &Role, caller: &Caller) -> Result<(), Fault> {
    if !(900..=43_200).contains(&seconds) {
        return Err(Fault::invalid(
            Service::Sts,
            format!(
                "1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value between 900 and 43200"
            ),
        ));
    }
    // One role assuming another is capped at an hour (facts §4.3).
    if matches!(caller.kind, CallerKind::AssumedRole { .. }) && seconds > 3600 {
        return Err(Fault::invalid(
            Service::Sts,
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
        ));
    }
    if seconds > role.max_session_duration {
        return Err(Fault::invalid(
            Service::Sts,
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        ));
    }
    Ok(())
}

fn check_text(member: &str, text: &str, length: std::ops::RangeInclusive<usize>, punctuation: &str) -> Result<(), Fault> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || punctuation.contains(letter);
    if length.contains(&text.chars().count()) && text.chars().all(allowed) {
        return Ok(());
    }
    Err(Fault::invalid(
        Service::Sts,
        format!(
            r"1 validation error detected: Value at '{member}' failed to satisfy constraint: Member must have a length between {} and {} and satisfy regular expression pattern: [\w{punctuation}]*",
            length.start(),
            length.end()
        ),
    ))
}
