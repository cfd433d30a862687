//! The rules for what a function behind the UserMigration trigger may answer (facts §1.2 and §1.4). Pure: an event comes back,
//! a user to create comes out, or the error that the person who signs in gets.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::attribute_rules::{is_email, is_phone_number};
use super::faults::{fault, unrecognizable_output, wrong_password};
use super::user_names;
use crate::core::fault::Fault;
use crate::core::state::cognito::{Pool, UserStatus};

/// A user that the function vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The name to create the user under.
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    pub status: UserStatus,
    /// Whether no welcome message is to be sent.
    pub suppress_message: bool,
    pub mediums: Vec<String>,
    pub force_alias: bool,
    pub enable_sms_mfa: bool,
}

/// Reads the event as it came back. `None` is an event whose response was left untouched: nobody of that name.
pub fn accept(returned: &Value, pool: &Pool, typed: &str, client_id: &str) -> Result<Option<Accepted>, Fault> {
    let response = returned.get("response").and_then(Value::as_object).ok_or_else(unrecognizable_output)?;
    let given = response.values().any(|value| !value.is_null() && *value != Value::Object(Map::new()));
    if !given {
        return Ok(None);
    }
    let mut attributes = attributes(response)?;
    if attributes.keys().any(|name| is_forbidden(name)) {
        // Returning `sub` makes the migration fail with these words (facts §1.2).
        return Err(wrong_password());
    }
    let explicit = attributes.remove("username");
    let accepted = Accepted {
        name: name(pool, typed, explicit.as_deref(), &attributes, client_id)?,
        status: status(response)?,
        suppress_message: suppresses(response)?,
        mediums: mediums(response)?,
        force_alias: flag(response, "forceAliasCreation")?,
        enable_sms_mfa: flag(response, "enableSMSMFA")?,
        attributes,
    };
    if accepted.enable_sms_mfa && (pool.text("MfaConfiguration") == "OFF" || !accepted.attributes.contains_key("phone_number")) {
        return Err(exception(client_id));
    }
    Ok(Some(accepted))
}

/// The service's wrapper around a migration that went wrong without a text of its own.
pub fn exception(client_id: &str) -> Fault {
    fault("UserNotFoundException", format!("Exception migrating user in app client {client_id}"))
}

fn invalid(member: &str) -> Fault {
    fault("InvalidLambdaResponseException", format!("Error during migration: Invalid {member}"))
}

fn is_forbidden(attribute: &str) -> bool {
    matches!(attribute, "sub" | "identities") || attribute.starts_with("cognito:")
}

/// A map from text to text, with at least one entry.
fn attributes(response: &Map<String, Value>) -> Result<BTreeMap<String, String>, Fault> {
    let attributes = response.get("userAttributes").and_then(Value::as_object).ok_or_else(unrecognizable_output)?;
    let read = attributes.iter().map(|(name, value)| {
        let text = value.as_str().ok_or_else(unrecognizable_output)?;
        Ok((name.clone(), text.to_owned()))
    });
    let attributes: BTreeMap<String, String> = read.collect::<Result<_, Fault>>()?;
    if attributes.is_empty() { Err(invalid("userAttributes")) } else { Ok(attributes) }
}

fn status(response: &Map<String, Value>) -> Result<UserStatus, Fault> {
    match response.get("finalUserStatus").unwrap_or(&Value::Null) {
        Value::Null => Ok(UserStatus::ResetRequired),
        Value::String(status) if status == "RESET_REQUIRED" => Ok(UserStatus::ResetRequired),
        Value::String(status) if status == "CONFIRMED" => Ok(UserStatus::Confirmed),
        _ => Err(invalid("finalUserStatus")),
    }
}

fn suppresses(response: &Map<String, Value>) -> Result<bool, Fault> {
    match response.get("messageAction").unwrap_or(&Value::Null) {
        Value::Null => Ok(false),
        Value::String(action) if action == "SUPPRESS" => Ok(true),
        _ => Err(invalid("messageAction")),
    }
}

/// SMS when the function says nothing.
fn mediums(response: &Map<String, Value>) -> Result<Vec<String>, Fault> {
    let invalid = || invalid("desiredDeliveryMediums");
    let list = match response.get("desiredDeliveryMediums").unwrap_or(&Value::Null) {
        Value::Null => return Ok(vec!["SMS".to_owned()]),
        list => list.as_array().ok_or_else(invalid)?,
    };
    let read = list.iter().map(|medium| match medium.as_str() {
        Some(medium @ ("EMAIL" | "SMS")) => Ok(medium.to_owned()),
        _ => Err(invalid()),
    });
    read.collect()
}

fn flag(response: &Map<String, Value>, member: &str) -> Result<bool, Fault> {
    match response.get(member).unwrap_or(&Value::Null) {
        Value::Null => Ok(false),
        Value::Bool(flag) => Ok(*flag),
        _ => Err(unrecognizable_output()),
    }
}

/// The name of the new user. Where the pool has aliases and an alias was typed, the function must give the name, and the
/// alias attribute must hold what was typed; everywhere else the name is what was typed.
fn name(
    pool: &Pool,
    typed: &str,
    explicit: Option<&str>,
    attributes: &BTreeMap<String, String>,
    client_id: &str,
) -> Result<String, Fault> {
    let aliases = pool.list("AliasAttributes");
    let holds_typed = |attribute: &str| {
        let value = attributes.get(attribute).map(|value| pool.folded(value));
        aliases.contains(&attribute) && value.as_deref() == Some(typed)
    };
    let typed_email = aliases.contains(&"email") && is_email(typed);
    let typed_phone = aliases.contains(&"phone_number") && is_phone_number(typed);
    if typed_email || typed_phone || (explicit != Some(typed) && holds_typed("preferred_username")) {
        let name = explicit.unwrap_or(typed);
        user_names::refuse_alias_shapes(pool, name)?;
        let attribute = match (typed_email, typed_phone) {
            (true, _) => "email",
            (_, true) => "phone_number",
            _ => "preferred_username",
        };
        return if holds_typed(attribute) { Ok(name.to_owned()) } else { Err(exception(client_id)) };
    }
    if explicit.is_some_and(|name| name != typed) {
        return Err(exception(client_id));
    }
    for attribute in pool.list("UsernameAttributes") {
        let is_typed_kind = if attribute == "email" { is_email(typed) } else { is_phone_number(typed) };
        let differs = attributes.get(attribute).is_some_and(|value| pool.folded(value) != typed);
        if is_typed_kind && differs {
            return Err(exception(client_id));
        }
    }
    Ok(typed.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    fn pool(settings: Value) -> Pool {
        let mut document = settings.as_object().unwrap().clone();
        document.insert("SchemaAttributes".to_owned(), json!(crate::services::cognito::schema::standard()));
        Pool { document, ..Pool::default() }
    }

    fn accepted(settings: Value, typed: &str, response: Value) -> Result<Option<Accepted>, Fault> {
        accept(&json!({ "response": response }), &pool(settings), typed, "app")
    }

    fn plain(response: Value) -> Result<Option<Accepted>, Fault> {
        accepted(json!({"MfaConfiguration": "OFF"}), "ada", response)
    }

    fn wrapped() -> (String, String) {
        ("UserNotFoundException".to_owned(), "Exception migrating user in app client app".to_owned())
    }

    fn refusal(result: Result<Option<Accepted>, Fault>) -> (String, String) {
        let fault = result.unwrap_err();
        (fault.code, fault.message)
    }

    #[test]
    fn what_is_absent_has_its_documented_default() {
        let user = plain(json!({"userAttributes": {"name": "Ada"}, "finalUserStatus": null})).unwrap().unwrap();
        assert_eq!(user.status, UserStatus::ResetRequired);
        assert_eq!(user.mediums, ["SMS"]);
        assert_eq!((user.suppress_message, user.force_alias, user.enable_sms_mfa), (false, false, false));
        assert_eq!(user.name, "ada");
    }

    #[test]
    fn values_outside_the_enums_are_named() {
        for (member, value) in [
            ("finalUserStatus", json!("confirmed")),
            ("messageAction", json!("RESEND")),
            ("desiredDeliveryMediums", json!(["PIGEON"])),
        ] {
            let mut response = json!({"userAttributes": {"name": "Ada"}});
            response[member] = value;
            let (code, message) = refusal(plain(response));
            assert_eq!(code, "InvalidLambdaResponseException");
            assert_eq!(message, format!("Error during migration: Invalid {member}"));
        }
    }

    #[test]
    fn attributes_must_be_texts_and_there_must_be_one() {
        for attributes in [json!({"email_verified": true}), json!("none"), json!({}), Value::Null] {
            let response = json!({"userAttributes": attributes, "finalUserStatus": "CONFIRMED"});
            assert_eq!(refusal(plain(response)).0, "InvalidLambdaResponseException", "{attributes}");
        }
    }

    #[test]
    fn returning_sub_or_identities_looks_like_a_wrong_password() {
        for name in ["sub", "identities", "cognito:user_status"] {
            let response = json!({"userAttributes": {name: "x"}, "finalUserStatus": "CONFIRMED"});
            assert_eq!(
                refusal(plain(response)),
                ("NotAuthorizedException".to_owned(), "Incorrect username or password.".to_owned())
            );
        }
    }

    #[test]
    fn a_username_must_be_what_was_typed() {
        let same = json!({"userAttributes": {"username": "ada", "name": "Ada"}});
        assert_eq!(plain(same).unwrap().unwrap().attributes.get("username"), None);
        assert_eq!(refusal(plain(json!({"userAttributes": {"username": "bob"}}))), wrapped());
    }

    #[test]
    fn an_alias_that_was_typed_needs_a_username_and_the_attribute() {
        let settings = json!({"AliasAttributes": ["email"]});
        let answer = |attributes: Value| accepted(settings.clone(), "ada@example.com", json!({"userAttributes": attributes}));
        let complete = answer(json!({"username": "ada", "email": "ada@example.com"})).unwrap().unwrap();
        assert_eq!(complete.name, "ada");
        assert_eq!(
            refusal(answer(json!({"email": "ada@example.com"}))).1,
            "Username cannot be of email format, since user pool is configured for email alias."
        );
        assert_eq!(refusal(answer(json!({"username": "ada", "email": "other@example.com"}))), wrapped());
    }

    #[test]
    fn a_pool_with_username_attributes_takes_the_typed_address_only() {
        let settings = json!({"UsernameAttributes": ["email"], "UsernameConfiguration": {"CaseSensitive": false}});
        let answer = |email: &str| accepted(settings.clone(), "ada@example.com", json!({"userAttributes": {"email": email}}));
        assert_eq!(answer("Ada@Example.com").unwrap().unwrap().name, "ada@example.com");
        assert_eq!(refusal(answer("other@example.com")), wrapped());
    }

    #[test]
    fn sms_as_second_factor_needs_a_pool_with_mfa_and_a_phone_number() {
        let response = |attributes: Value| json!({"userAttributes": attributes, "enableSMSMFA": true});
        let phone = json!({"phone_number": "+431234567"});
        assert_eq!(refusal(plain(response(phone.clone()))), wrapped());
        let optional = json!({"MfaConfiguration": "OPTIONAL"});
        let no_phone = accepted(optional.clone(), "ada", response(json!({"name": "Ada"})));
        assert_eq!(refusal(no_phone), wrapped());
        assert!(accepted(optional, "ada", response(phone)).unwrap().unwrap().enable_sms_mfa);
    }
}
