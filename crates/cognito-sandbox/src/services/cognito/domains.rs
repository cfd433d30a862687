//! The prefix domain of a pool's managed login. Custom domains need certificates and DNS, which the sandbox does not have.

use serde_json::{Value, json};

use super::faults::{constraint, invalid_parameter, not_implemented};
use super::request::Request;
use crate::core::fault::Fault;
use crate::core::state::cognito::Domain;
use crate::core::state::world::World;

pub fn create(request: &Request) -> Result<Value, Fault> {
    if request.members.get("CustomDomainConfig").is_some() {
        return Err(not_implemented("custom domains (CustomDomainConfig)"));
    }
    request.only(&["UserPoolId", "Domain", "ManagedLoginVersion"])?;
    let address = request.signed_pool()?;
    let prefix = request.members.bounded_text("Domain", 63)?.to_owned();
    check_prefix(&prefix)?;
    let version = request.members.number("ManagedLoginVersion", 1..=2)?.unwrap_or(1);
    if owner(&request.sandbox.world(), request.region, &prefix).is_some() {
        return Err(invalid_parameter("Domain already associated with another user pool."));
    }
    request.with_pool(&address, |pool| {
        if pool.domain.is_some() {
            return Err(invalid_parameter("User pool already has a domain configured."));
        }
        pool.domain = Some(Domain { prefix, managed_login_version: version });
        Ok(json!({"ManagedLoginVersion": version}))
    })
}

fn check_prefix(prefix: &str) -> Result<(), Fault> {
    let allowed = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    let reserved = ["aws", "amazon", "cognito"].iter().find(|word| prefix.contains(**word));
    if let Some(word) = reserved {
        return Err(invalid_parameter(format!("Domain cannot contain reserved word: {word}")));
    }
    if prefix.starts_with('-') || prefix.ends_with('-') || !prefix.chars().all(allowed) {
        let rule = "Member must satisfy regular expression pattern: ^[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?$";
        return Err(constraint(&format!("'{prefix}'"), "domain", rule));
    }
    Ok(())
}

/// The account and pool of a prefix, which is unique in a Region across accounts.
fn owner(world: &World, region: &str, prefix: &str) -> Option<(String, String, i64)> {
    world.accounts.values().find_map(|account| {
        let pools = &account.regions.get(region)?.cognito.pools;
        pools.iter().find_map(|(pool_id, pool)| {
            let domain = pool.domain.as_ref().filter(|domain| domain.prefix == prefix)?;
            Some((account.id.clone(), pool_id.clone(), domain.managed_login_version))
        })
    })
}

/// An unknown domain is an empty description, not an error.
pub fn describe(request: &Request) -> Result<Value, Fault> {
    request.only(&["Domain"])?;
    request.authorize("*")?;
    let prefix = request.members.bounded_text("Domain", 63)?;
    let owner = owner(&request.sandbox.world(), request.region, prefix);
    let Some((account, pool_id, version)) = owner.filter(|(account, ..)| *account == request.caller.account) else {
        return Ok(json!({"DomainDescription": {}}));
    };
    Ok(json!({"DomainDescription": {
        "UserPoolId": pool_id, "AWSAccountId": account, "Domain": prefix, "Status": "ACTIVE",
        "ManagedLoginVersion": version,
    }}))
}

pub fn delete(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId", "Domain"])?;
    let prefix = request.members.bounded_text("Domain", 63)?;
    request.with_signed_pool(|pool| {
        if pool.domain.as_ref().is_none_or(|domain| domain.prefix != prefix) {
            return Err(invalid_parameter("No such domain or user pool exists."));
        }
        pool.domain = None;
        Ok(json!({}))
    })
}
