//! Groups and who is in them (facts §6.8).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::faults::{constraint, fault, resource_not_found};
use super::paging::{LARGEST_PAGE, page, with_token};
use super::request::Request;
use super::shape::{self, Shape};
use super::users::{shown, with_user};
use crate::core::fault::Fault;
use crate::core::state::cognito::{Document, Group, Pool};

const SETTINGS: &[(&str, Shape)] = &[
    ("GroupName", Shape::Text(1, 128)),
    ("Description", Shape::Text(0, 2048)),
    ("RoleArn", Shape::Arn),
    ("Precedence", Shape::Whole(0, 2_147_483_647)),
];

/// Groups in one pool, and groups that one user may be in.
const MOST_GROUPS: usize = 10_000;
const MOST_GROUPS_OF_A_USER: usize = 100;

/// A group with what CreateGroup takes of it, checked.
pub fn new_group(pool_id: &str, settings: &Document, now: f64) -> Result<Group, Fault> {
    shape::check(settings, SETTINGS, None)?;
    let mut document = settings.clone();
    document.insert("UserPoolId".to_owned(), json!(pool_id));
    document.insert("LastModifiedDate".to_owned(), json!(now));
    document.insert("CreationDate".to_owned(), json!(now));
    Ok(Group { document, members: BTreeSet::new() })
}

pub fn create(request: &Request) -> Result<Value, Fault> {
    let name = request.members.bounded_text("GroupName", 128)?.to_owned();
    check_name(&name)?;
    let mut settings = request.members.document().clone();
    settings.remove("UserPoolId");
    request.with_signed_pool(|pool| {
        let group = new_group(pool.id(), &settings, request.now)?;
        if pool.groups.len() >= MOST_GROUPS {
            return Err(fault("LimitExceededException", "Number of groups has exceeded the limit."));
        }
        if pool.groups.contains_key(&name) {
            return Err(fault("GroupExistsException", format!("A group with the name {name} already exists.")));
        }
        let shown = group.document.clone();
        pool.groups.insert(name, group);
        Ok(json!({"Group": shown}))
    })
}

/// The service model's pattern: letters, marks, symbols, digits, punctuation; neither blanks nor what formats text.
fn check_name(name: &str) -> Result<(), Fault> {
    if name.chars().any(char::is_whitespace) || name.chars().any(is_other) {
        let rule = "Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+";
        return Err(constraint(&format!("'{name}'"), "groupName", rule));
    }
    Ok(())
}

/// Unicode's category C, as far as it can come from somebody's keyboard: control characters, and what formats text unseen.
fn is_other(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// With its memberships; the users stay.
pub fn delete(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId", "GroupName"])?;
    let name = request.members.bounded_text("GroupName", 128)?;
    request.with_signed_pool(|pool| {
        named(pool, name)?;
        pool.groups.remove(name);
        Ok(json!({}))
    })
}

fn named<'p>(pool: &'p mut Pool, name: &str) -> Result<&'p mut Group, Fault> {
    pool.groups.get_mut(name).ok_or_else(|| resource_not_found("Group not found."))
}

pub fn add_user(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId", "Username", "GroupName"])?;
    let group = request.members.bounded_text("GroupName", 128)?;
    with_user(request, |pool, user| {
        let in_groups = pool.groups_of(user).len();
        let members = &mut named(pool, group)?.members;
        // Adding a member again succeeds.
        if !members.contains(user) && in_groups >= MOST_GROUPS_OF_A_USER {
            return Err(fault("LimitExceededException", "Number of groups for a user has exceeded the limit."));
        }
        members.insert(user.to_owned());
        Ok(json!({}))
    })
}

pub fn remove_user(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId", "Username", "GroupName"])?;
    let group = request.members.bounded_text("GroupName", 128)?;
    with_user(request, |pool, user| {
        named(pool, group)?.members.remove(user);
        Ok(json!({}))
    })
}

fn limit(request: &Request) -> Result<usize, Fault> {
    let limit = request.members.number("Limit", 0..=LARGEST_PAGE as i64)?.filter(|limit| *limit > 0);
    Ok(limit.unwrap_or(LARGEST_PAGE as i64) as usize)
}

pub fn list(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId", "Limit", "NextToken"])?;
    let (limit, token) = (limit(request)?, request.members.optional_text("NextToken")?);
    request.with_signed_pool(|pool| {
        let groups = pool.groups.iter().map(|(name, group)| (name.clone(), &group.document));
        let (groups, next) = page(groups, limit, token, &format!("ListGroups {}", pool.id()))?;
        Ok(with_token(json!({"Groups": groups}), "NextToken", next))
    })
}

pub fn list_for_user(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId", "Username", "Limit", "NextToken"])?;
    let (limit, token) = (limit(request)?, request.members.optional_text("NextToken")?);
    with_user(request, |pool, user| {
        let groups = pool.groups.iter().filter(|(_, group)| group.members.contains(user));
        let groups = groups.map(|(name, group)| (name.clone(), &group.document));
        let scope = format!("AdminListGroupsForUser {} {user}", pool.id());
        let (groups, next) = page(groups, limit, token, &scope)?;
        Ok(with_token(json!({"Groups": groups}), "NextToken", next))
    })
}

pub fn list_users(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId", "GroupName", "Limit", "NextToken"])?;
    let group = request.members.bounded_text("GroupName", 128)?;
    let (limit, token) = (limit(request)?, request.members.optional_text("NextToken")?);
    request.with_signed_pool(|pool| {
        let members = named(pool, group)?.members.clone();
        let users = members.iter().filter_map(|name| pool.users.get(name));
        let users = users.map(|user| (user.user_name.clone(), shown(user, "Attributes")));
        let scope = format!("ListUsersInGroup {} {group}", pool.id());
        let (users, next) = page(users, limit, token, &scope)?;
        Ok(with_token(json!({"Users": users}), "NextToken", next))
    })
}
