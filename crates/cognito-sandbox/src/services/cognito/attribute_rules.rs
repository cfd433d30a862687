//! What the schema demands of a user's attributes when they are written or deleted (facts §7).

use std::collections::BTreeMap;

use serde_json::Value;

use super::faults::{invalid_parameter, not_implemented};
use crate::core::fault::Fault;
use crate::core::state::cognito::Pool;

/// When attributes are written: immutable ones only at the user's creation, and only then must required ones be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    Creation,
    Update,
}

/// Checks attributes against the pool's schema; the first complaint of each attribute, all in one message.
pub fn check(pool: &Pool, attributes: &BTreeMap<String, String>, writing: Writing) -> Result<(), Fault> {
    let mut complaints: Vec<String> = Vec::new();
    for (name, value) in attributes {
        match pool.schema_attribute(name) {
            None => complaints.push(format!("{name}: Attribute does not exist in the schema.")),
            Some(definition) => {
                if let Some(complaint) = complaint(definition, value) {
                    complaints.push(format!("{name}: {complaint}"));
                }
            }
        }
    }
    if writing == Writing::Creation {
        let required = pool.schema().iter().filter(|definition| definition["Required"] == true);
        let names = required.filter_map(|definition| definition["Name"].as_str()).filter(|name| *name != "sub");
        for name in names.filter(|name| attributes.get(*name).is_none_or(String::is_empty)) {
            complaints.push(format!("{name}: The attribute is required"));
        }
    }
    if !complaints.is_empty() {
        return Err(invalid_parameter(format!("Attributes did not conform to the schema: {}", complaints.join("\n"))));
    }
    if writing == Writing::Update {
        check_mutable(pool, attributes.keys())?;
    }
    check_formats(attributes)
}

/// Checks that attributes may be deleted. AWS documents the codes only: the words for unknown ones are those of moto, the ones for
/// required ones are ours.
pub fn check_deletion(pool: &Pool, names: &[String]) -> Result<(), Fault> {
    let unknown = names.iter().filter(|name| pool.schema_attribute(name).is_none());
    let complaints: Vec<String> = unknown.map(|name| format!("user.{name}: Attribute does not exist in the schema.")).collect();
    if !complaints.is_empty() {
        return Err(invalid_parameter(format!("Invalid user attributes: {}\n", complaints.join("\n"))));
    }
    check_mutable(pool, names)?;
    let required = |name: &&String| pool.schema_attribute(name).is_some_and(|definition| definition["Required"] == true);
    if let Some(name) = names.iter().find(required) {
        return Err(invalid_parameter(format!("user.{name}: Attribute is required and cannot be deleted.\n")));
    }
    let sign_in_names = pool.list("UsernameAttributes");
    match names.iter().find(|name| sign_in_names.contains(&name.as_str())) {
        Some(name) => Err(not_implemented(format!("deleting {name} where people sign in with it"))),
        None => Ok(()),
    }
}

fn check_mutable<'n>(pool: &Pool, names: impl IntoIterator<Item = &'n String>) -> Result<(), Fault> {
    let immutable = |name: &&String| pool.schema_attribute(name).is_some_and(|definition| definition["Mutable"] == false);
    match names.into_iter().find(immutable) {
        Some(name) => Err(invalid_parameter(format!("user.{name}: Attribute cannot be updated.\n"))),
        None => Ok(()),
    }
}

fn complaint(definition: &Value, value: &str) -> Option<String> {
    // An empty value removes the attribute, whatever its type.
    if value.is_empty() {
        return None;
    }
    let bound = |member: &str, name: &str| definition[member][name].as_str()?.parse::<f64>().ok();
    let length = value.chars().count() as f64;
    match definition["AttributeDataType"].as_str() {
        Some("String") => {
            let shortest = bound("StringAttributeConstraints", "MinLength");
            let longest = bound("StringAttributeConstraints", "MaxLength").unwrap_or(2048.0);
            if shortest.is_some_and(|shortest| length < shortest) {
                return Some("String must be longer than the minimum length".to_owned());
            }
            (length > longest).then(|| "String must be shorter than the maximum length".to_owned())
        }
        Some("Number") => {
            let Ok(number) = value.parse::<f64>() else {
                return Some("Attribute value is not a number".to_owned());
            };
            let least = bound("NumberAttributeConstraints", "MinValue");
            let most = bound("NumberAttributeConstraints", "MaxValue");
            let outside = least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most);
            outside.then(|| "Number is out of range".to_owned())
        }
        Some("Boolean") => {
            (!matches!(value.to_lowercase().as_str(), "true" | "false")).then(|| "Attribute value is not a boolean".to_owned())
        }
        _ => None,
    }
}

fn check_formats(attributes: &BTreeMap<String, String>) -> Result<(), Fault> {
    let filled = |name: &str| attributes.get(name).filter(|value| !value.is_empty());
    if filled("email").is_some_and(|email| !is_email(email)) {
        return Err(invalid_parameter("Invalid email address format."));
    }
    if filled("phone_number").is_some_and(|phone| !is_phone_number(phone)) {
        return Err(invalid_parameter("Invalid phone number format."));
    }
    let birthdate = |text: &str| text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
    if filled("birthdate").is_some_and(|text| !birthdate(text)) {
        return Err(invalid_parameter("Invalid birthdate format, please use YYYY-MM-DD."));
    }
    Ok(())
}

/// The shape that the service takes for an e-mail address.
pub fn is_email(text: &str) -> bool {
    let shaped = |(local, domain): (&str, &str)| {
        !local.is_empty() && domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.')
    };
    !text.contains(char::is_whitespace) && text.rsplit_once('@').is_some_and(shaped)
}

/// E.164: a plus sign and digits.
pub fn is_phone_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or_default();
    (3..=15).contains(&digits.len()) && digits.chars().all(|letter| letter.is_ascii_digit())
}
