//! The settings document of an app client: the table of its members, AWS's defaults, and what an update makes of it
//! (facts §3.5).

use serde_json::{Value, json};

use super::faults::{fault, invalid_parameter};
use super::shape::Shape::{self, Arn, Flag, List, OneOf, Structure, Text, Whole};
use crate::core::fault::Fault;
use crate::core::state::cognito::{Document, Pool};

const UNIT: Shape = OneOf(&["seconds", "minutes", "hours", "days"]);
const LEGACY_FLOWS: &[&str] = &["ADMIN_NO_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY", "USER_PASSWORD_AUTH"];
const DEFAULT_FLOWS: &[&str] = &["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"];
/// Written by the service itself, never by an app.
const NEVER_WRITABLE: &[&str] = &["sub", "identities", "email_verified", "phone_number_verified"];

/// The settings that CreateUserPoolClient and UpdateUserPoolClient take (service model of November 2026).
pub const SETTINGS: &[(&str, Shape)] = &[
    ("ClientName", Text(1, 128)),
    ("RefreshTokenValidity", Whole(0, 315_360_000)),
    ("AccessTokenValidity", Whole(1, 86_400)),
    ("IdTokenValidity", Whole(1, 86_400)),
    ("TokenValidityUnits", Structure(&[("AccessToken", UNIT), ("IdToken", UNIT), ("RefreshToken", UNIT)])),
    ("ReadAttributes", List(&Text(1, 2048), 100)),
    ("WriteAttributes", List(&Text(1, 2048), 100)),
    (
        "ExplicitAuthFlows",
        List(
            &OneOf(&[
                "ADMIN_NO_SRP_AUTH",
                "CUSTOM_AUTH_FLOW_ONLY",
                "USER_PASSWORD_AUTH",
                "ALLOW_ADMIN_USER_PASSWORD_AUTH",
                "ALLOW_CUSTOM_AUTH",
                "ALLOW_USER_PASSWORD_AUTH",
                "ALLOW_USER_SRP_AUTH",
                "ALLOW_REFRESH_TOKEN_AUTH",
                "ALLOW_USER_AUTH",
                "ALLOW_TOKEN_EXCHANGE_DELEGATION",
                "ALLOW_TOKEN_EXCHANGE_IMPERSONATION",
            ]),
            11,
        ),
    ),
    ("SupportedIdentityProviders", List(&Text(1, 32), 300)),
    ("CallbackURLs", List(&Text(1, 1024), 100)),
    ("LogoutURLs", List(&Text(1, 1024), 100)),
    ("DefaultRedirectURI", Text(1, 1024)),
    ("AllowedOAuthFlows", List(&OneOf(&["code", "implicit", "client_credentials"]), 3)),
    ("AllowedOAuthScopes", List(&Text(1, 256), 50)),
    ("AllowedOAuthFlowsUserPoolClient", Flag),
    (
        "AnalyticsConfiguration",
        Structure(&[
            ("ApplicationId", Text(1, 128)),
            ("ApplicationArn", Arn),
            ("RoleArn", Arn),
            ("ExternalId", Text(0, 131_072)),
            ("UserDataShared", Flag),
        ]),
    ),
    ("PreventUserExistenceErrors", OneOf(&["LEGACY", "ENABLED"])),
    ("EnableTokenRevocation", Flag),
    ("EnablePropagateAdditionalUserContextData", Flag),
    ("AuthSessionValidity", Whole(3, 15)),
    (
        "RefreshTokenRotation",
        Structure(&[("Feature", OneOf(&["ENABLED", "DISABLED"])), ("RetryGracePeriodSeconds", Whole(0, 60))]),
    ),
];

/// What Describe shows and UpdateUserPoolClient refuses.
pub const READ_ONLY: &[&str] = &["ClientSecret", "ClientSecretArn", "ClientType", "CreationDate", "LastModifiedDate"];

/// The settings that the service keeps for `sent`. Describe leaves out ExplicitAuthFlows, ReadAttributes and
/// WriteAttributes while they have their defaults.
pub fn settled(sent: &Document) -> Document {
    let mut document = Document::new();
    for (member, value) in [
        ("RefreshTokenValidity", json!(30)),
        ("TokenValidityUnits", json!({})),
        ("AllowedOAuthFlowsUserPoolClient", json!(false)),
        ("EnableTokenRevocation", json!(true)),
        ("EnablePropagateAdditionalUserContextData", json!(false)),
        ("AuthSessionValidity", json!(3)),
    ] {
        document.insert(member.to_owned(), value);
    }
    document.extend(sent.clone());
    // Empty lists are the same as none: the default comes back.
    for member in ["ExplicitAuthFlows", "ReadAttributes", "WriteAttributes"] {
        if document.get(member).and_then(Value::as_array).is_some_and(Vec::is_empty) {
            document.remove(member);
        }
    }
    document
}

/// The flows that a client allows, in the spelling of its document; the default when it names none.
pub fn flows(client: &Document) -> Vec<&str> {
    match client.get("ExplicitAuthFlows").and_then(Value::as_array) {
        Some(flows) => flows.iter().filter_map(Value::as_str).collect(),
        None => DEFAULT_FLOWS.to_vec(),
    }
}

/// Whether the client lets the refresh token flow through. Legacy lists imply it.
pub fn allows_refresh(client: &Document) -> bool {
    let flows = flows(client);
    flows.contains(&"ALLOW_REFRESH_TOKEN_AUTH") || flows.iter().any(|flow| LEGACY_FLOWS.contains(flow))
}

/// Whether unknown users and states are hidden from callers. The API's default is LEGACY: shown.
pub fn hides_existence(client: &Document) -> bool {
    client.get("PreventUserExistenceErrors").and_then(Value::as_str) == Some("ENABLED")
}

/// The combinations that the service rejects.
pub fn check_combinations(pool: &Pool, sent: &Document) -> Result<(), Fault> {
    let list = |member: &str| -> Vec<&str> {
        let items = sent.get(member).and_then(Value::as_array);
        items.into_iter().flatten().filter_map(Value::as_str).collect()
    };
    let flows = list("ExplicitAuthFlows");
    let legacy = flows.iter().filter(|flow| LEGACY_FLOWS.contains(flow)).count();
    if legacy > 0 && legacy < flows.len() {
        return Err(invalid_parameter("Cannot mix legacy auth flows with ALLOW_ prefixed auth flows in ExplicitAuthFlows."));
    }
    for (member, word) in [("ReadAttributes", "read"), ("WriteAttributes", "write")] {
        let known = |name: &&str| {
            let writable = member == "ReadAttributes" || !NEVER_WRITABLE.contains(name);
            writable && pool.schema_attribute(name).is_some()
        };
        if !list(member).iter().all(known) {
            return Err(invalid_parameter(format!("Invalid {word} attributes specified while creating a client")));
        }
    }
    check_oauth(sent, &list)?;
    for provider in list("SupportedIdentityProviders") {
        if provider != "COGNITO" && !provider_is_known(pool, provider) {
            return Err(invalid_parameter(format!("The provider {provider} does not exist for User Pool {}.", pool.id())));
        }
    }
    Ok(())
}

fn check_oauth<'d>(sent: &'d Document, list: &impl Fn(&str) -> Vec<&'d str>) -> Result<(), Fault> {
    let (flows, callbacks) = (list("AllowedOAuthFlows"), list("CallbackURLs"));
    if sent.get("AllowedOAuthFlowsUserPoolClient") == Some(&json!(true))
        && (flows.is_empty() || list("AllowedOAuthScopes").is_empty())
    {
        return Err(fault(
            "InvalidOAuthFlowException",
            "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
        ));
    }
    if flows.contains(&"client_credentials") && flows.len() > 1 {
        return Err(fault(
            "InvalidOAuthFlowException",
            "client_credentials flow can not be selected along with code flow or implicit flow.",
        ));
    }
    if let Some(uri) = sent.get("DefaultRedirectURI").and_then(Value::as_str)
        && !callbacks.contains(&uri)
    {
        return Err(invalid_parameter("DefaultRedirectURI must be in the list of CallbackURLs."));
    }
    Ok(())
}

/// Identity providers come with a scenario's clients only; the sandbox has no operations for them.
fn provider_is_known(pool: &Pool, provider: &str) -> bool {
    pool.clients.values().any(|client| {
        let providers = client.get("SupportedIdentityProviders").and_then(Value::as_array);
        providers.into_iter().flatten().any(|known| known == provider)
    })
}
