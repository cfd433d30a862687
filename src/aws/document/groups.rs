//! The groups of a user pool: listing them, making one, looking whether one has members, deleting one.

use aws_sdk_cognitoidentityprovider::error::ProvideErrorMetadata as _;
use aws_sdk_cognitoidentityprovider::types::GroupType;
use serde::{Deserialize, Serialize};

use crate::aws::account::Account;
use crate::problem::Problem;

/// One group, as CreateGroup takes it (facts §6.8).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub name: String,
    pub description: Option<String>,
    /// The lowest goes before the others; 0 is one, and none is none.
    pub precedence: Option<i32>,
    pub role_arn: Option<String>,
}

/// What every list of this service gives at most.
const PAGE: i32 = 60;

/// All groups of the pool, over all pages, by name; none where there is no such pool (any more).
pub async fn list(account: &Account, pool_id: &str) -> Result<Vec<Group>, Problem> {
    let mut pages = account.read.cognito.list_groups().user_pool_id(pool_id).limit(PAGE).into_paginator().send();
    let mut groups = Vec::new();
    while let Some(page) = pages.next().await {
        let page = match page {
            Err(error) if error.code() == Some("ResourceNotFoundException") => return Ok(Vec::new()),
            page => page.map_err(|error| account.problem(could_not_list(pool_id), &error))?,
        };
        groups.extend(page.groups().iter().map(told));
    }
    groups.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(groups)
}

/// The first of the pool's groups, and whether there are more.
pub async fn first_page(account: &Account, pool_id: &str) -> Result<(Vec<Group>, bool), Problem> {
    let answer = account.read.cognito.list_groups().user_pool_id(pool_id).limit(PAGE).send().await;
    let page = answer.map_err(|error| account.problem(could_not_list(pool_id), &error))?;
    Ok((page.groups().iter().map(told).collect(), page.next_token().is_some()))
}

fn could_not_list(pool_id: &str) -> String {
    format!("Could not list the groups of the user pool {pool_id}")
}

fn told(group: &GroupType) -> Group {
    let filled = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
    Group {
        name: group.group_name().unwrap_or_default().to_owned(),
        description: filled(group.description()),
        precedence: group.precedence(),
        role_arn: filled(group.role_arn()),
    }
}

/// Makes the group.
pub async fn create(account: &Account, pool_id: &str, group: &Group) -> Result<(), Problem> {
    let call = account.write.cognito.create_group().user_pool_id(pool_id).group_name(&group.name);
    let call = call.set_description(group.description.clone()).set_precedence(group.precedence);
    let sent = call.set_role_arn(group.role_arn.clone()).send().await;
    sent.map(drop).map_err(|error| account.problem(format!("Could not create the group {}", group.name), &error))
}

/// Whether anybody is in the group; nobody is in one that is not there.
pub async fn has_members(account: &Account, pool_id: &str, name: &str) -> Result<bool, Problem> {
    let call = account.read.cognito.list_users_in_group().user_pool_id(pool_id).group_name(name).limit(1);
    // A page may be short (facts §6.6): only the end of the pages says that nobody is there.
    let mut pages = call.into_paginator().send();
    while let Some(page) = pages.next().await {
        match page {
            Err(error) if error.code() == Some("ResourceNotFoundException") => return Ok(false),
            Err(error) => return Err(account.problem(format!("Could not see who is in the group {name}"), &error)),
            Ok(page) if !page.users().is_empty() => return Ok(true),
            Ok(_) => {}
        }
    }
    Ok(false)
}

/// Deletes the group with its memberships; one that is already gone is fine.
pub async fn delete(account: &Account, pool_id: &str, name: &str) -> Result<(), Problem> {
    match account.write.cognito.delete_group().user_pool_id(pool_id).group_name(name).send().await {
        Err(error) if error.code() != Some("ResourceNotFoundException") => {
            Err(account.problem(format!("Could not delete the group {name}"), &error))
        }
        _ => Ok(()),
    }
}
