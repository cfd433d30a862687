//! Threat protection: the risk configurations of a pool and of its app clients, and compromised passwords at a sign-in. Which passwords
//! are known to be leaked is the scenario's to say. Adaptive authentication assigns no risk here.

use serde_json::{Value, json};

use super::faults::{fault, invalid_parameter};
use super::request::{Request, client};
use super::shape::{
    self,
    Shape::{self, Arn, Flag, List, OneOf, Structure, Text},
};
use crate::core::fault::Fault;
use crate::core::state::cognito::{Document, Pool, UserStatus};

const EMAIL: Shape = Structure(&[("Subject", Text(1, 140)), ("HtmlBody", Text(6, 20_000)), ("TextBody", Text(6, 20_000))]);

const ACTION: Shape =
    Structure(&[("Notify", Flag), ("EventAction", OneOf(&["BLOCK", "MFA_IF_CONFIGURED", "MFA_REQUIRED", "NO_ACTION"]))]);

/// What SetRiskConfiguration takes beside the two ids (service model of November 2026).
const SETTINGS: &[(&str, Shape)] = &[
    (
        "CompromisedCredentialsRiskConfiguration",
        Structure(&[
            ("EventFilter", List(&OneOf(&["SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP"]), 3)),
            ("Actions", Structure(&[("EventAction", OneOf(&["BLOCK", "NO_ACTION"]))])),
        ]),
    ),
    (
        "AccountTakeoverRiskConfiguration",
        Structure(&[
            (
                "NotifyConfiguration",
                Structure(&[
                    ("From", Text(0, 131_072)),
                    ("ReplyTo", Text(0, 131_072)),
                    ("SourceArn", Arn),
                    ("BlockEmail", EMAIL),
                    ("NoActionEmail", EMAIL),
                    ("MfaEmail", EMAIL),
                ]),
            ),
            ("Actions", Structure(&[("LowAction", ACTION), ("MediumAction", ACTION), ("HighAction", ACTION)])),
        ]),
    ),
    (
        "RiskExceptionConfiguration",
        Structure(&[("BlockedIPRangeList", List(&Text(0, 131_072), 200)), ("SkippedIPRangeList", List(&Text(0, 131_072), 200))]),
    ),
];

/// For the pool or one app client. Without settings there is none any more: an app client then has the pool's.
pub fn set(request: &Request) -> Result<Value, Fault> {
    let mut settings = request.members.document().clone();
    let client_id = of_client(&mut settings)?;
    shape::check(&settings, SETTINGS, None)?;
    request.with_signed_pool(|pool| {
        check_target(pool, client_id.as_deref())?;
        let key = client_id.clone().unwrap_or_default();
        let shown = around(pool, client_id.as_deref(), settings.clone(), request.now);
        match settings.is_empty() {
            true => drop(pool.risk.remove(&key)),
            false => drop(pool.risk.insert(key, shown.clone())),
        }
        Ok(json!({ "RiskConfiguration": shown }))
    })
}

/// An app client without settings of its own shows those of the pool, which name no app client.
pub fn describe(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId", "ClientId"])?;
    let client_id = of_client(&mut request.members.document().clone())?;
    request.with_signed_pool(|pool| {
        check_target(pool, client_id.as_deref())?;
        let own = client_id.as_ref().and_then(|id| pool.risk.get(id));
        let shown = own.or_else(|| pool.risk.get("")).cloned();
        let shown = shown.unwrap_or_else(|| around(pool, None, Document::new(), request.now));
        Ok(json!({ "RiskConfiguration": shown }))
    })
}

fn of_client(members: &mut Document) -> Result<Option<String>, Fault> {
    members.remove("UserPoolId");
    match members.remove("ClientId") {
        None => Ok(None),
        Some(Value::String(id)) if !id.is_empty() => Ok(Some(id)),
        Some(_) => Err(invalid_parameter("ClientId is no app client's id.")),
    }
}

fn check_target(pool: &Pool, client_id: Option<&str>) -> Result<(), Fault> {
    client_id.map_or(Ok(()), |id| client(pool, id).map(|_| ()))?;
    match mode(pool) {
        "OFF" => Err(fault("UserPoolAddOnNotEnabledException", "Threat protection is not enabled for this user pool.")),
        _ => Ok(()),
    }
}

fn around(pool: &Pool, client_id: Option<&str>, settings: Document, now: f64) -> Document {
    let mut shown = Document::new();
    shown.insert("UserPoolId".to_owned(), json!(pool.id()));
    if let Some(id) = client_id {
        shown.insert("ClientId".to_owned(), json!(id));
    }
    shown.extend(settings);
    shown.insert("LastModifiedDate".to_owned(), json!(now));
    shown
}

fn mode(pool: &Pool) -> &str {
    let add_ons = pool.document.get("UserPoolAddOns").and_then(|add_ons| add_ons.get("AdvancedSecurityMode"));
    add_ons.and_then(Value::as_str).unwrap_or("OFF")
}

/// A right password that is known to be leaked: where the pool enforces threat protection, and neither it nor the app client lets that
/// pass, the user has to choose another (facts §12.2). Asked wherever a client sends the password itself; SRP does not.
pub fn check_compromised(pool: &mut Pool, client_id: &str, user_name: &str) -> Result<(), Fault> {
    if mode(pool) != "ENFORCED" || !pool.compromised.contains(user_name) {
        return Ok(());
    }
    let settings = pool.risk.get(client_id).or_else(|| pool.risk.get(""));
    let compromised = settings.and_then(|settings| settings.get("CompromisedCredentialsRiskConfiguration"));
    let at_sign_in = |filter: &Value| filter.as_array().is_none_or(|events| events.iter().any(|event| event == "SIGN_IN"));
    let passes = compromised.is_some_and(|compromised| {
        compromised.pointer("/Actions/EventAction") == Some(&json!("NO_ACTION"))
            || !compromised.get("EventFilter").is_none_or(at_sign_in)
    });
    if passes {
        return Ok(());
    }
    if let Some(user) = pool.users.get_mut(user_name) {
        user.status = UserStatus::ResetRequired;
    }
    Err(fault("PasswordResetRequiredException", "Password reset required for user due to security reasons"))
}
