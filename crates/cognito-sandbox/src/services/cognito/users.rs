//! The operations on single users: create, get, update and delete attributes, disable, enable, delete.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::attribute_rules::{self, Writing};
use super::faults::{constraint, fault, invalid_parameter, not_implemented, user_not_found};
use super::password_policy::conforms;
use super::request::Request;
use super::user_names;
use crate::core::fault::Fault;
use crate::core::state::cognito::{Pool, User, UserStatus};
use crate::core::state::password::Password;

pub const GENERATED_PASSWORD_LETTERS: &str = "abcdefghijkmnopqrstuvwxyz23456789";

/// The user that a signed operation names in its member `Username`.
pub fn named<'p>(pool: &'p mut Pool, typed: &str) -> Result<&'p mut User, Fault> {
    let name = user_names::find(pool, typed).ok_or_else(user_not_found)?;
    pool.users.get_mut(&name).ok_or_else(user_not_found)
}

/// Reads `UserPoolId` and `Username` and works on that user.
pub fn with_user(request: &Request, work: impl FnOnce(&mut Pool, &str) -> Result<Value, Fault>) -> Result<Value, Fault> {
    let typed = request.members.bounded_text("Username", 128)?;
    request.with_signed_pool(|pool| {
        let name = user_names::find(pool, typed).ok_or_else(user_not_found)?;
        work(pool, &name)
    })
}

pub fn create(request: &Request) -> Result<Value, Fault> {
    request.only(&[
        "UserPoolId",
        "Username",
        "UserAttributes",
        "TemporaryPassword",
        "ForceAliasCreation",
        "MessageAction",
        "DesiredDeliveryMediums",
    ])?;
    let members = &request.members;
    let address = request.signed_pool()?;
    let typed = members.bounded_text("Username", 128)?;
    if typed.contains(char::is_whitespace) {
        let rule = "Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+";
        return Err(constraint(&format!("'{typed}'"), "username", rule));
    }
    let mut attributes: BTreeMap<String, String> =
        members.attributes("UserAttributes")?.unwrap_or_default().into_iter().collect();
    let force = members.flag("ForceAliasCreation")?.unwrap_or(false);
    let suppress = match members.optional_text("MessageAction")? {
        None => false,
        Some("SUPPRESS") => true,
        Some(other) => {
            return Err(not_implemented(format!("AdminCreateUser with MessageAction {other}")));
        }
    };
    let mediums = members.texts("DesiredDeliveryMediums")?.unwrap_or_else(|| vec!["SMS".to_owned()]);
    let given = members.optional_text("TemporaryPassword")?.map(str::to_owned);
    let generated = format!("Aa1!{}", request.sandbox.random_id(GENERATED_PASSWORD_LETTERS, 12));
    let sub = request.uuid();
    request.with_pool(&address, |pool| {
        if let Some(trigger) = ["PreSignUp", "CustomMessage"].into_iter().find(|name| pool.trigger(name).is_some()) {
            return Err(not_implemented(format!("AdminCreateUser in a pool with the trigger {trigger}")));
        }
        if attributes.contains_key("sub") {
            return Err(invalid_parameter("user.sub: Attribute cannot be updated.\n"));
        }
        if let Some(password) = &given {
            conforms(pool, password)?;
        }
        let name = insert(
            pool,
            NewUser {
                typed,
                attributes: &mut attributes,
                sub: &sub,
                force_alias: force,
                status: UserStatus::ForceChangePassword,
                password: Some(Password::new(given.unwrap_or(generated))),
                now: request.now,
            },
        )?;
        if !suppress {
            mediums.iter().for_each(|medium| pool.send(&name, medium, "invitation"));
        }
        Ok(json!({"User": shown(&pool.users[&name], "Attributes")}))
    })
}

/// A user to be.
#[derive(Debug)]
pub struct NewUser<'n> {
    /// The name that was asked for.
    pub typed: &'n str,
    pub attributes: &'n mut BTreeMap<String, String>,
    pub sub: &'n str,
    pub force_alias: bool,
    pub status: UserStatus,
    pub password: Option<Password>,
    pub now: f64,
}

/// Creates a user after all checks of name, schema and aliases. Returns its user name.
pub fn insert(pool: &mut Pool, new: NewUser) -> Result<String, Fault> {
    let named_by_sub = user_names::settle(pool, new.typed, new.attributes)?;
    attribute_rules::check(pool, new.attributes, Writing::Creation)?;
    let name = if named_by_sub { new.sub.to_owned() } else { pool.folded(new.typed) };
    if pool.users.contains_key(&name) {
        return Err(fault("UsernameExistsException", "User account already exists"));
    }
    if let Some((attribute, owner)) = user_names::clash(pool, new.attributes, &name) {
        if named_by_sub {
            let word = if attribute == "email" { "email" } else { "phone_number" };
            return Err(fault("UsernameExistsException", format!("An account with the given {word} already exists.")));
        }
        if !new.force_alias {
            return Err(user_names::alias_exists(&attribute));
        }
        user_names::release(pool, &attribute, &owner);
    }
    new.attributes.retain(|_, value| !value.is_empty());
    new.attributes.insert("sub".to_owned(), new.sub.to_owned());
    let mut user = User::new(&name, new.attributes.clone(), new.status, new.now);
    user.password = new.password;
    user.temporary_since = (new.status == UserStatus::ForceChangePassword).then_some(new.now);
    pool.users.insert(name.clone(), user);
    Ok(name)
}

/// A user as the service shows it; its attributes are called differently in different operations.
pub fn shown(user: &User, attributes_member: &str) -> Value {
    let attributes: Vec<Value> = user.attributes.iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect();
    let mut document = json!({
        "Username": user.user_name,
        attributes_member: attributes,
        "UserCreateDate": user.created,
        "UserLastModifiedDate": user.modified,
        "Enabled": user.enabled,
        "UserStatus": user.status.name(),
    });
    if user.mfa.sms {
        document["MFAOptions"] = json!([{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]);
    }
    document
}

/// Adds what only AdminGetUser and GetUser show: the second factors.
pub fn with_factors(mut document: Value, user: &User) -> Value {
    let factors = super::factors::of_user(user);
    if !factors.is_empty() {
        document["UserMFASettingList"] = json!(factors);
    }
    if let Some(preferred) = &user.mfa.preferred {
        document["PreferredMfaSetting"] = json!(preferred);
    }
    document
}

pub fn get(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId", "Username"])?;
    with_user(request, |pool, name| {
        let user = &pool.users[name];
        Ok(with_factors(shown(user, "UserAttributes"), user))
    })
}

pub fn delete(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId", "Username"])?;
    with_user(request, |pool, name| {
        pool.users.remove(name);
        pool.groups.values_mut().for_each(|group| {
            group.members.remove(name);
        });
        pool.challenges.retain(|_, challenge| challenge.user_name != name);
        pool.refresh_tokens.retain(|_, token| token.user_name != name);
        Ok(json!({}))
    })
}

pub fn enable(request: &Request) -> Result<Value, Fault> {
    set_enabled(request, true)
}

pub fn disable(request: &Request) -> Result<Value, Fault> {
    set_enabled(request, false)
}

fn set_enabled(request: &Request, enabled: bool) -> Result<Value, Fault> {
    request.only(&["UserPoolId", "Username"])?;
    with_user(request, |pool, name| {
        let user = named(pool, name)?;
        user.enabled = enabled;
        user.modified = request.now;
        if !enabled {
            // AdminDisableUser revokes the user's tokens.
            pool.refresh_tokens.retain(|_, token| token.user_name != name);
        }
        Ok(json!({}))
    })
}

pub fn update_attributes(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId", "Username", "UserAttributes"])?;
    let changes = request
        .members
        .attributes("UserAttributes")?
        .ok_or_else(|| constraint("null", "userAttributes", "Member must not be null"))?;
    let changes: BTreeMap<String, String> = changes.into_iter().collect();
    with_user(request, |pool, name| {
        attribute_rules::check(pool, &changes, Writing::Update)?;
        let mut attributes = pool.users[name].attributes.clone();
        for channel in ["email", "phone_number"] {
            // A new address is not a verified one, unless the administrator says so in the same call.
            if changes.get(channel).is_some_and(|value| attributes.get(channel) != Some(value)) {
                attributes.remove(&format!("{channel}_verified"));
            }
        }
        attributes.extend(changes.clone());
        attributes.retain(|_, value| !value.is_empty());
        if let Some((attribute, _)) = user_names::clash(pool, &attributes, name) {
            return Err(user_names::alias_exists(&attribute));
        }
        let user = named(pool, name)?;
        user.attributes = attributes;
        user.modified = request.now;
        Ok(json!({}))
    })
}

/// What the user does not have may be named too (measured by others: aws-amplify/amplify-js#12128).
pub fn delete_attributes(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId", "Username", "UserAttributeNames"])?;
    let names = request
        .members
        .texts("UserAttributeNames")?
        .ok_or_else(|| constraint("null", "userAttributeNames", "Member must not be null"))?;
    with_user(request, |pool, name| {
        attribute_rules::check_deletion(pool, &names)?;
        let user = named(pool, name)?;
        for attribute in &names {
            user.attributes.remove(attribute);
            if matches!(attribute.as_str(), "email" | "phone_number") {
                // An address that is gone is not a verified one.
                user.attributes.remove(&format!("{attribute}_verified"));
            }
        }
        user.modified = request.now;
        Ok(json!({}))
    })
}
