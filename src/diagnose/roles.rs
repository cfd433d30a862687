//! Reading an IAM role with every policy that is on it: inline, attached, and the boundary around it.

use aws_sdk_iam::error::ProvideErrorMetadata as _;
use futures_util::future::join_all;
use serde_json::Value;

use super::discovery::{Lookup, Role, RolePolicy};
use crate::aws::account::Account;
use crate::aws::policy;
use crate::aws::policy::reading::account_of;
use crate::problem::{Problem, ProblemKind};

/// Reads a role by its ARN, with the guarded client.
pub async fn read(account: &Account, arn: &str) -> Lookup<Role> {
    if account_of(arn) != account.identity.account {
        let why = format!(
            "It is in account {}; profile {} opens account {}.",
            account_of(arn),
            account.profile,
            account.identity.account
        );
        let remedy = format!("Pass a profile of account {}: --{}-profile NAME", account_of(arn), account.side);
        return Lookup::not_reached(why, Some(remedy));
    }
    let name = arn.rsplit('/').next().unwrap_or_default();
    let role = match account.read.iam.get_role().role_name(name).send().await {
        Ok(answer) => answer.role,
        Err(error) if error.code() == Some("NoSuchEntity") => return Lookup::Missing,
        Err(error) => return Lookup::Unavailable(account.problem(format!("Could not read the role {name}"), &error)),
    };
    let Some(role) = role else {
        let problem =
            Problem::new(ProblemKind::Service, format!("Could not read the role {name}."), "GetRole answered without one.");
        return Lookup::Unavailable(problem);
    };
    let boundary = role.permissions_boundary().and_then(|boundary| boundary.permissions_boundary_arn());
    let bounded = async {
        match boundary {
            Some(arn) => Some(managed(account, arn).await),
            None => None,
        }
    };
    let (policies, boundary) = tokio::join!(policies(account, name), bounded);
    Lookup::Present(Role {
        arn: role.arn().to_owned(),
        id: role.role_id().to_owned(),
        trust: role.assume_role_policy_document().map_or(Value::Null, policy::parse),
        tags: role.tags().iter().map(|tag| (tag.key().to_owned(), tag.value().to_owned())).collect(),
        policies,
        boundary,
    })
}

async fn policies(account: &Account, role: &str) -> Result<Vec<RolePolicy>, Problem> {
    let (inline, attached) = tokio::join!(inline_names(account, role), attached_arns(account, role));
    let (inline, attached) = (inline?, attached?);
    let inline = join_all(inline.into_iter().map(|name| async move {
        let document = inline_document(account, role, &name).await;
        RolePolicy { name, document }
    }));
    let attached = join_all(attached.iter().map(|arn| managed(account, arn)));
    let (inline, attached) = tokio::join!(inline, attached);
    Ok(inline.into_iter().chain(attached).collect())
}

async fn inline_names(account: &Account, role: &str) -> Result<Vec<String>, Problem> {
    let mut pages = account.read.iam.list_role_policies().role_name(role).into_paginator().send();
    let mut names = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| account.problem(format!("Could not list the policies of the role {role}"), &error))?;
        names.extend(page.policy_names().iter().cloned());
    }
    Ok(names)
}

async fn attached_arns(account: &Account, role: &str) -> Result<Vec<String>, Problem> {
    let mut pages = account.read.iam.list_attached_role_policies().role_name(role).into_paginator().send();
    let mut arns = Vec::new();
    while let Some(page) = pages.next().await {
        let what = format!("Could not list the policies that are attached to the role {role}");
        let page = page.map_err(|error| account.problem(what, &error))?;
        arns.extend(page.attached_policies().iter().filter_map(|policy| policy.policy_arn().map(str::to_owned)));
    }
    Ok(arns)
}

async fn inline_document(account: &Account, role: &str, name: &str) -> Result<Value, Problem> {
    let answer = account.read.iam.get_role_policy().role_name(role).policy_name(name).send().await;
    let answer =
        answer.map_err(|error| account.problem(format!("Could not read the policy {name} of the role {role}"), &error))?;
    Ok(policy::parse(answer.policy_document()))
}

/// A managed policy says what its default version says.
async fn managed(account: &Account, arn: &str) -> RolePolicy {
    RolePolicy { name: arn.to_owned(), document: managed_document(account, arn).await }
}

async fn managed_document(account: &Account, arn: &str) -> Result<Value, Problem> {
    let what = format!("Could not read the managed policy {arn}");
    let answer = account.read.iam.get_policy().policy_arn(arn).send().await;
    let answer = answer.map_err(|error| account.problem(&what, &error))?;
    let nothing = |why: &str| Problem::new(ProblemKind::Service, format!("{what}."), why);
    let version = answer.policy().and_then(|policy| policy.default_version_id());
    let version = version.ok_or_else(|| nothing("GetPolicy names no default version."))?;
    let answer = account.read.iam.get_policy_version().policy_arn(arn).version_id(version).send().await;
    let answer = answer.map_err(|error| account.problem(&what, &error))?;
    let document = answer.policy_version().and_then(|version| version.document());
    document.map(policy::parse).ok_or_else(|| nothing("GetPolicyVersion answered without a document."))
}
