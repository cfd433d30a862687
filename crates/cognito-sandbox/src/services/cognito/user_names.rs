//! Which user a typed name means, which names a new user may have, and who owns an alias (facts §7): plain names,
//! UsernameAttributes (the name is a UUID, people type their e-mail address), AliasAttributes (verified addresses too).

use std::collections::BTreeMap;

use super::attribute_rules::{is_email, is_phone_number};
use super::faults::{fault, invalid_parameter};
use crate::core::fault::Fault;
use crate::core::state::cognito::{Pool, User, UserStatus};

/// The user that `typed` means: by name, or by what the pool lets stand for a name.
pub fn find(pool: &Pool, typed: &str) -> Option<String> {
    let typed = pool.folded(typed);
    if pool.users.contains_key(&typed) {
        return Some(typed);
    }
    pool.users.values().find(|user| has_alias(pool, user, &typed)).map(|user| user.user_name.clone())
}

fn has_alias(pool: &Pool, user: &User, typed: &str) -> bool {
    aliases_of(pool, user).iter().any(|(_, value)| value == typed)
}

/// Federated users are known by their provider's name alone.
pub fn aliases_of(pool: &Pool, user: &User) -> Vec<(String, String)> {
    if user.status == UserStatus::ExternalProvider {
        return Vec::new();
    }
    aliases(pool, &user.attributes)
}

/// The attributes of a user that stand for its name, folded as the pool compares them.
pub fn aliases(pool: &Pool, attributes: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let verified = |name: &str| attributes.get(&format!("{name}_verified")).is_some_and(|flag| flag.eq_ignore_ascii_case("true"));
    let in_username_mode = pool.list("UsernameAttributes");
    let in_alias_mode = pool.list("AliasAttributes");
    let names = in_username_mode
        .into_iter()
        .chain(in_alias_mode.into_iter().filter(|name| *name == "preferred_username" || verified(name)));
    names
        .filter_map(|name| Some((name.to_owned(), pool.folded(attributes.get(name)?))))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

/// The alias of `attributes` that another user than `owner` has, with that user's name.
pub fn clash(pool: &Pool, attributes: &BTreeMap<String, String>, owner: &str) -> Option<(String, String)> {
    let wanted = aliases(pool, attributes);
    let others = pool.users.values().filter(|user| user.user_name != owner);
    others.into_iter().find_map(|user| {
        let taken = aliases_of(pool, user);
        let (name, _) = wanted.iter().find(|alias| taken.contains(alias))?;
        Some((name.clone(), user.user_name.clone()))
    })
}

/// Takes an alias away from its owner, who then no longer signs in with it (ForceAliasCreation).
pub fn release(pool: &mut Pool, attribute: &str, owner: &str) {
    if let Some(user) = pool.users.get_mut(owner) {
        if attribute == "preferred_username" {
            user.attributes.remove(attribute);
        } else {
            user.attributes.insert(format!("{attribute}_verified"), "false".to_owned());
        }
    }
}

/// Checks the name of a new user, and in a pool with UsernameAttributes sets the attribute that it is.
/// Returns whether the name is only an attribute, so that the real name is the user's `sub`.
pub fn settle(pool: &Pool, typed: &str, attributes: &mut BTreeMap<String, String>) -> Result<bool, Fault> {
    let (email, phone) = (is_email(typed), is_phone_number(typed));
    let modes = pool.list("UsernameAttributes");
    if !modes.is_empty() {
        let (by_email, by_phone) = (modes.contains(&"email"), modes.contains(&"phone_number"));
        if by_email && email {
            attributes.entry("email".to_owned()).or_insert_with(|| typed.to_owned());
        } else if by_phone && phone {
            attributes.entry("phone_number".to_owned()).or_insert_with(|| typed.to_owned());
        } else {
            return Err(invalid_parameter(match (by_email, by_phone) {
                (true, true) => "Username should be either an email or a phone number.",
                (true, false) => "Username should be an email.",
                _ => "Username should be a phone number.",
            }));
        }
        return Ok(true);
    }
    refuse_alias_shapes(pool, typed)?;
    Ok(false)
}

/// In a pool with aliases, a name must not look like one.
pub fn refuse_alias_shapes(pool: &Pool, name: &str) -> Result<(), Fault> {
    let aliases = pool.list("AliasAttributes");
    if aliases.contains(&"email") && is_email(name) {
        return Err(invalid_parameter("Username cannot be of email format, since user pool is configured for email alias."));
    }
    if aliases.contains(&"phone_number") && is_phone_number(name) {
        return Err(invalid_parameter(
            "Username cannot be of phone number format, since user pool is configured for phone number alias.",
        ));
    }
    Ok(())
}

/// What the service says when an alias is taken.
pub fn alias_exists(attribute: &str) -> Fault {
    fault("AliasExistsException", format!("An account with the {attribute} already exists."))
}
