//! The operations on pools: create, describe, update, list, delete, add custom attributes, and reading the MFA settings.

use serde_json::{Value, json};

use super::faults::{constraint, fault, invalid_parameter};
use super::input::Members;
use super::paging::{LARGEST_PAGE, page, with_token};
use super::pool_document::{check_combinations, check_settled, settled, updated};
use super::pool_shape::{FIXED_AT_CREATION, READ_ONLY, SETTINGS};
use super::request::Request;
use super::{schema, shape};
use crate::core::fault::Fault;
use crate::core::state::cognito::{DEFAULT_PRACTICE_CODE, Document, Pool};

const LETTERS_AND_DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

pub fn create(request: &Request) -> Result<Value, Fault> {
    request.authorize("*")?;
    let pool_id = format!("{}_{}", request.region, request.sandbox.random_id(LETTERS_AND_DIGITS, 9));
    let arn = request.pool_arn(&request.caller.account, &pool_id);
    let pool = new_pool(&request.members, &pool_id, &arn, request.now)?;
    let shown = described(&pool);
    request.with_cognito(|cognito| cognito.pools.insert(pool_id, pool));
    Ok(json!({"UserPool": shown}))
}

/// The pool that CreateUserPool makes of its members.
pub fn new_pool(members: &Members, pool_id: &str, arn: &str, now: f64) -> Result<Pool, Fault> {
    let name = members.bounded_text("PoolName", 128)?;
    check_name(name)?;
    let mut settings = members.document().clone();
    settings.remove("PoolName");
    let definitions = settings.remove("Schema");
    let mut fixed = Document::new();
    for (member, _) in FIXED_AT_CREATION {
        if let Some(value) = settings.remove(*member) {
            fixed.insert((*member).to_owned(), value);
        }
    }
    shape::check(&fixed, FIXED_AT_CREATION, None)?;
    shape::check(&settings, SETTINGS, None)?;
    check_combinations(&settings)?;
    if fixed.contains_key("AliasAttributes") && fixed.contains_key("UsernameAttributes") {
        return Err(invalid_parameter("Only one of the aliasAttributes or usernameAttributes can be set in a user pool."));
    }
    let definitions = definitions.as_ref().and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut document = Document::new();
    document.insert("Id".to_owned(), json!(pool_id));
    document.insert("Name".to_owned(), json!(name));
    document.extend(settled(&settings));
    document.insert("LastModifiedDate".to_owned(), json!(now));
    document.insert("CreationDate".to_owned(), json!(now));
    document.insert("SchemaAttributes".to_owned(), json!(schema::of_new_pool(definitions)?));
    document.extend(fixed);
    document.insert("Arn".to_owned(), json!(arn));
    check_settled(&document, false)?;
    Ok(Pool { document, practice_code: DEFAULT_PRACTICE_CODE.to_owned(), ..Pool::default() })
}

fn check_name(name: &str) -> Result<(), Fault> {
    let allowed = |letter: char| letter.is_alphanumeric() || letter.is_whitespace() || "_+=,.@-".contains(letter);
    if name.chars().all(allowed) {
        return Ok(());
    }
    let rule = "Member must satisfy regular expression pattern: [\\w\\s+=,.@-]+";
    Err(constraint(&format!("'{name}'"), "poolName", rule))
}

/// What DescribeUserPool shows.
pub fn described(pool: &Pool) -> Document {
    let mut document = pool.document.clone();
    document.insert("EstimatedNumberOfUsers".to_owned(), json!(pool.users.len()));
    if let Some(domain) = &pool.domain {
        document.insert("Domain".to_owned(), json!(domain.prefix));
    }
    document
}

pub fn describe(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId"])?;
    request.with_signed_pool(|pool| Ok(json!({"UserPool": described(pool)})))
}

pub fn update(request: &Request) -> Result<Value, Fault> {
    let address = request.signed_pool()?;
    let sent = request.members.document();
    if let Some(member) = sent.keys().find(|member| READ_ONLY.contains(&member.as_str())) {
        return Err(invalid_parameter(format!("Unknown parameter {member}")));
    }
    let name = request.members.optional_text("PoolName")?;
    request.with_pool(&address, |pool| {
        // A scenario may bring a name that no caller could give; it goes back as it stands.
        if let Some(name) = name.filter(|name| *name != pool.text("Name")) {
            check_name(name)?;
        }
        let mut settings = sent.clone();
        settings.remove("UserPoolId");
        settings.remove("PoolName");
        shape::check(&settings, SETTINGS, Some(&pool.document))?;
        refuse_during_import(pool)?;
        if pool.conflicting_writes > 0 {
            pool.conflicting_writes -= 1;
            return Err(fault("ConcurrentModificationException", "Another request is modifying this user pool. Try again."));
        }
        pool.document = updated(pool, sent)?;
        touch(&mut pool.document, request.now);
        Ok(json!({}))
    })
}

fn refuse_during_import(pool: &Pool) -> Result<(), Fault> {
    if pool.is_importing() {
        return Err(fault("UserImportInProgressException", format!("An import job is in progress for user pool {}.", pool.id())));
    }
    Ok(())
}

/// Moves LastModifiedDate forward, always to another value.
pub fn touch(document: &mut Document, now: f64) {
    let before = document.get("LastModifiedDate").and_then(Value::as_f64).unwrap_or_default();
    document.insert("LastModifiedDate".to_owned(), json!(now.max(before + 0.001)));
}

pub fn list(request: &Request) -> Result<Value, Fault> {
    request.only(&["MaxResults", "NextToken"])?;
    request.authorize("*")?;
    let limit = request.members.number("MaxResults", 1..=LARGEST_PAGE as i64)?;
    let limit = limit.ok_or_else(|| constraint("null", "maxResults", "Member must not be null"))?;
    let token = request.members.optional_text("NextToken")?;
    request.with_cognito(|cognito| {
        let pools = cognito.pools.iter().map(|(id, pool)| (id.clone(), summary(pool)));
        let (pools, next) = page(pools, limit as usize, token, "ListUserPools")?;
        Ok(with_token(json!({"UserPools": pools}), "NextToken", next))
    })
}

fn summary(pool: &Pool) -> Document {
    ["Id", "Name", "LambdaConfig", "LastModifiedDate", "CreationDate"]
        .iter()
        .filter_map(|member| Some(((*member).to_owned(), pool.document.get(*member)?.clone())))
        .collect()
}

pub fn delete(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId"])?;
    let address = request.signed_pool()?;
    request.with_pool(&address, |pool| {
        refuse_during_import(pool)?;
        if pool.text("DeletionProtection") == "ACTIVE" {
            return Err(invalid_parameter(
                "The user pool cannot be deleted because deletion protection is activated. \
                 Deletion protection must be inactivated first.",
            ));
        }
        if pool.domain.is_some() {
            return Err(invalid_parameter(
                "User pool cannot be deleted. It has a domain configured that should be deleted first.",
            ));
        }
        Ok(())
    })?;
    request.with_cognito(|cognito| cognito.pools.remove(&address.pool_id));
    Ok(json!({}))
}

pub fn add_custom_attributes(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId", "CustomAttributes"])?;
    let definitions = request.members.get("CustomAttributes").and_then(Value::as_array).cloned();
    let definitions = definitions.ok_or_else(|| constraint("null", "customAttributes", "Member must not be null"))?;
    if definitions.is_empty() || definitions.len() > 25 {
        let rule = "Member must have length between 1 and 25, inclusive";
        return Err(constraint(&format!("{definitions:?}"), "customAttributes", rule));
    }
    request.with_signed_pool(|pool| {
        refuse_during_import(pool)?;
        let extended = schema::extend(pool.schema(), &definitions)?;
        pool.document.insert("SchemaAttributes".to_owned(), json!(extended));
        touch(&mut pool.document, request.now);
        Ok(json!({}))
    })
}
