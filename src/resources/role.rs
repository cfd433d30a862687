//! What both IAM roles share: reading one as a document, making it, changing it, taking it away.

use std::collections::BTreeMap;

use aws_sdk_iam::error::ProvideErrorMetadata as _;
use aws_sdk_iam::types::Tag;
use serde_json::{Map, Value, json};

use super::decide::TAGS;
use crate::aws::account::Account;
use crate::aws::document;
use crate::aws::error::propagation::principal_not_seen;
use crate::aws::policy;
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::spec::SESSION_TAG;
use crate::problem::{Problem, ProblemKind};
use crate::resources::resource::{Observed, Owner, ResourceContext};
use crate::run::wait::{Poll, RetryPolicy, until};

/// What a role is made of.
pub struct RolePlan<'a> {
    pub name: &'a str,
    pub trust: Value,
    /// The inline policy's name and document, where the role has one of ours.
    pub inline: Option<(&'a str, Value)>,
    pub permissions_boundary: Option<&'a str>,
    pub description: String,
}

const INLINE: &str = "InlinePolicies";
const TRUST: &str = "AssumeRolePolicyDocument";
const BOUNDARY: &str = "PermissionsBoundary";
/// Policies on the role that are not ours, by name or ARN; absent where there are none.
pub const OTHERS: &str = "OtherPolicies";

/// The role's document as it must be. Policies that somebody else has put on it stay.
pub fn desired(plan: &RolePlan<'_>, blueprint: &Blueprint, observed: &Observed) -> Value {
    let mut role = json!({
        "RoleName": plan.name,
        "Path": blueprint.options().role_path,
        "Description": plan.description,
        TRUST: plan.trust,
    });
    if let Some((name, inline)) = &plan.inline {
        role[INLINE] = json!({ *name: inline });
    }
    if let Some(boundary) = plan.permissions_boundary {
        role[BOUNDARY] = json!(boundary);
    }
    role[TAGS] = json!(blueprint.tags());
    if let Some(others) = observed.document.as_ref().and_then(|document| document.get(OTHERS)) {
        role[OTHERS] = others.clone();
    }
    role
}

/// The same members of the role as it is. `inline`: our policy in its document; `ours`: all of our policies on it.
pub async fn observe(
    name: &str,
    inline: Option<&str>,
    ours: &[&str],
    blueprint: &Blueprint,
    account: &Account,
) -> Result<Observed, Problem> {
    let iam = &account.read.iam;
    let role = match iam.get_role().role_name(name).send().await {
        Ok(answer) => answer.role,
        Err(error) if error.code() == Some("NoSuchEntity") => return Ok(Observed::default()),
        Err(error) => return Err(account.problem(format!("Could not read the role {name}"), &error)),
    };
    let Some(role) = role else { return Ok(Observed::default()) };
    let tags: BTreeMap<String, String> = role.tags().iter().map(|tag| (tag.key().into(), tag.value().into())).collect();
    let mut found = json!({
        "RoleName": role.role_name(),
        "Path": role.path(),
        "Description": role.description().unwrap_or_default(),
        TRUST: role.assume_role_policy_document().map(policy::parse),
    });
    if let Some(inline) = inline {
        let document = inline_policy(name, inline, account).await?;
        found[INLINE] = document.map_or_else(|| json!({}), |document| json!({ inline: document }));
    }
    if let Some(boundary) = role.permissions_boundary().and_then(|boundary| boundary.permissions_boundary_arn()) {
        found[BOUNDARY] = json!(boundary);
    }
    let others = other_policies(account, name, ours).await?;
    if !others.is_empty() {
        found[OTHERS] = json!(others);
    }
    let ours = tags.get(SESSION_TAG) == Some(&blueprint.spec.session);
    let known = blueprint.tags();
    found[TAGS] = json!(tags.into_iter().filter(|(key, _)| known.contains_key(key)).collect::<BTreeMap<_, _>>());
    let owner = if ours { Owner::Ours } else { foreign(name) };
    Ok(Observed { document: Some(found), owner, made: CreatedIds::default() })
}

fn foreign(name: &str) -> Owner {
    Owner::Foreign {
        found: format!("A role named {name} exists that this session did not make (it lacks the tag {SESSION_TAG})."),
        replaceable: true,
        alternative: "Choose another role name in the options.".into(),
    }
}

/// An inline policy of a role; none where the role or the policy is not there.
pub async fn inline_policy(role: &str, name: &str, account: &Account) -> Result<Option<Value>, Problem> {
    match account.read.iam.get_role_policy().role_name(role).policy_name(name).send().await {
        Ok(answer) => Ok(Some(policy::parse(answer.policy_document()))),
        Err(error) if error.code() == Some("NoSuchEntity") => Ok(None),
        Err(error) => Err(account.problem(format!("Could not read the inline policy {name} of the role {role}"), &error)),
    }
}

/// Makes the role. A trust policy that names a role which IAM does not see everywhere yet is refused as "Invalid principal";
/// that passes (facts §4.1).
pub async fn create(step: &ResourceContext<'_>) -> Result<(), Problem> {
    let role = step.desired;
    let name = document::text(role, "RoleName");
    step.note(format!("CreateRole {name}")).await;
    let call = step
        .account
        .write
        .iam
        .create_role()
        .role_name(name)
        .path(document::text(role, "Path"))
        .description(document::text(role, "Description"))
        .assume_role_policy_document(role[TRUST].to_string())
        .set_permissions_boundary(role.get(BOUNDARY).and_then(Value::as_str).map(str::to_owned))
        .set_tags(Some(tags_of(role, step)?));
    let what = format!("Could not create the role {name}");
    until("the trusted role to be seen by IAM", RetryPolicy::PROPAGATION, step.progress, step.stop, || async {
        match call.clone().send().await {
            Ok(_) => Ok(Poll::Ready(())),
            Err(error) if principal_not_seen(error.code(), error.message()) => {
                Ok(Poll::NotYet(step.account.problem(&what, &error)))
            }
            Err(error) => Err(step.account.problem(&what, &error)),
        }
    })
    .await?;
    for (policy_name, inline) in inline_of(role) {
        put_inline_policy(step, name, policy_name, inline).await?;
    }
    Ok(())
}

/// Changes what differs, and nothing else.
pub async fn update(step: &ResourceContext<'_>) -> Result<(), Problem> {
    let role = step.desired;
    let name = document::text(role, "RoleName");
    let what = format!("Could not update the role {name}");
    let differs = |member: &str| {
        let fields = step.changes_to(role);
        fields.iter().any(|field| field.path == member || field.path.starts_with(&format!("{member}.")))
    };
    if differs("Path") {
        return Err(Problem::new(ProblemKind::Invalid, format!("{what}."), "IAM cannot move a role to another path.")
            .remedy("Choose another role name in the options, or the path that the role has."));
    }
    if differs("Description") {
        update_description(step, name, &what).await?;
    }
    if differs(TRUST) {
        update_trust(step, name, &what).await?;
    }
    if differs(INLINE) {
        for (policy_name, inline) in inline_of(role) {
            put_inline_policy(step, name, policy_name, inline).await?;
        }
        for (policy_name, _) in step.observed.document.iter().flat_map(inline_of) {
            if role.pointer(&format!("/{INLINE}/{policy_name}")).is_none() {
                delete_inline_policy(step, name, policy_name).await?;
            }
        }
    }
    if differs(BOUNDARY) {
        update_boundary(step, name, &what).await?;
    }
    if differs(TAGS) {
        update_tags(step, name, &what).await?;
    }
    Ok(())
}

/// UpdateRole sets the longest session back to an hour where it is left out, so what stands there is sent along.
async fn update_description(step: &ResourceContext<'_>, name: &str, what: &str) -> Result<(), Problem> {
    let answer = step.account.read.iam.get_role().role_name(name).send().await;
    let seconds = answer.map_err(|error| step.account.problem(what, &error))?.role.and_then(|role| role.max_session_duration);
    step.note(format!("UpdateRole {name}")).await;
    let call = step.account.write.iam.update_role().role_name(name).set_max_session_duration(seconds);
    let sent = call.description(document::text(step.desired, "Description")).send().await;
    sent.map(drop).map_err(|error| step.account.problem(what, &error))
}

/// Sets the tags that must be there, and takes off those of ours that must not.
async fn update_tags(step: &ResourceContext<'_>, name: &str, what: &str) -> Result<(), Problem> {
    let iam = &step.account.write.iam;
    let wanted = tags_of(step.desired, step)?;
    let standing = step.observed.document.as_ref().and_then(|role| role.get(TAGS)).and_then(Value::as_object);
    let keys = standing.into_iter().flat_map(Map::keys);
    let surplus: Vec<String> = keys.filter(|key| wanted.iter().all(|tag| tag.key() != *key)).cloned().collect();
    if !wanted.is_empty() {
        step.note(format!("TagRole {name}")).await;
        let call = iam.tag_role().role_name(name).set_tags(Some(wanted));
        call.send().await.map_err(|error| step.account.problem(what, &error))?;
    }
    if !surplus.is_empty() {
        step.note(format!("UntagRole {name}")).await;
        let call = iam.untag_role().role_name(name).set_tag_keys(Some(surplus));
        call.send().await.map_err(|error| step.account.problem(what, &error))?;
    }
    Ok(())
}

async fn update_trust(step: &ResourceContext<'_>, name: &str, what: &str) -> Result<(), Problem> {
    step.note(format!("UpdateAssumeRolePolicy {name}")).await;
    let call =
        step.account.write.iam.update_assume_role_policy().role_name(name).policy_document(step.desired[TRUST].to_string());
    until("the trusted role to be seen by IAM", RetryPolicy::PROPAGATION, step.progress, step.stop, || async {
        match call.clone().send().await {
            Ok(_) => Ok(Poll::Ready(())),
            Err(error) if principal_not_seen(error.code(), error.message()) => {
                Ok(Poll::NotYet(step.account.problem(what, &error)))
            }
            Err(error) => Err(step.account.problem(what, &error)),
        }
    })
    .await
}

async fn update_boundary(step: &ResourceContext<'_>, name: &str, what: &str) -> Result<(), Problem> {
    let iam = &step.account.write.iam;
    match step.desired.get(BOUNDARY).and_then(Value::as_str) {
        Some(boundary) => {
            step.note(format!("PutRolePermissionsBoundary {name}")).await;
            let call = iam.put_role_permissions_boundary().role_name(name).permissions_boundary(boundary);
            call.send().await.map(drop).map_err(|error| step.account.problem(what, &error))
        }
        None => {
            step.note(format!("DeleteRolePermissionsBoundary {name}")).await;
            let call = iam.delete_role_permissions_boundary().role_name(name);
            call.send().await.map(drop).map_err(|error| step.account.problem(what, &error))
        }
    }
}

/// Writes an inline policy.
pub async fn put_inline_policy(step: &ResourceContext<'_>, role: &str, name: &str, inline: &Value) -> Result<(), Problem> {
    step.note(format!("PutRolePolicy {role} {name}")).await;
    let call = step.account.write.iam.put_role_policy().role_name(role).policy_name(name).policy_document(inline.to_string());
    let sent = call.send().await;
    sent.map(drop)
        .map_err(|error| step.account.problem(format!("Could not write the inline policy {name} of the role {role}"), &error))
}

/// Removes an inline policy; one that is already gone is fine.
pub async fn delete_inline_policy(step: &ResourceContext<'_>, role: &str, name: &str) -> Result<(), Problem> {
    step.note(format!("DeleteRolePolicy {role} {name}")).await;
    match step.account.write.iam.delete_role_policy().role_name(role).policy_name(name).send().await {
        Err(error) if error.code() != Some("NoSuchEntity") => {
            Err(step.account.problem(format!("Could not remove the inline policy {name} of the role {role}"), &error))
        }
        _ => Ok(()),
    }
}

/// An inline policy's name cannot hold a colon.
pub fn is_arn(policy: &str) -> bool {
    policy.starts_with("arn:")
}

async fn detach_policy(step: &ResourceContext<'_>, role: &str, arn: &str) -> Result<(), Problem> {
    step.note(format!("DetachRolePolicy {role} {arn}")).await;
    match step.account.write.iam.detach_role_policy().role_name(role).policy_arn(arn).send().await {
        Err(error) if error.code() != Some("NoSuchEntity") => {
            Err(step.account.problem(format!("Could not detach the policy {arn} from the role {role}"), &error))
        }
        _ => Ok(()),
    }
}

/// Puts a role that was replaced back as it was recorded; removes one that was made, with our inline policies. One that is already
/// gone is fine; one on which somebody else has put policies is not ours to delete.
pub async fn revert(step: &ResourceContext<'_>, ours: &[&str], before: Option<&Value>) -> Result<(), Problem> {
    if let Some(before) = before {
        return update(&ResourceContext { desired: before, ..*step }).await;
    }
    let name = document::text(step.desired, "RoleName");
    // Whoever decided to take the role away all the same has seen these.
    let seen = step.observed.document.as_ref().map(|role| document::texts(role, OTHERS)).unwrap_or_default();
    let others = other_policies(step.account, name, ours).await?;
    if let Some(unseen) = others.iter().find(|other| !seen.contains(other)) {
        let why = format!("A policy was attached to it in the meantime: {unseen}.");
        return Err(Problem::new(ProblemKind::Conflict, format!("The role {name} is not deleted."), why)
            .remedy("Take the policy off if it is not needed, and tear down again."));
    }
    for policy_name in ours.iter().copied().chain(others.iter().map(String::as_str).filter(|other| !is_arn(other))) {
        delete_inline_policy(step, name, policy_name).await?;
    }
    for arn in others.iter().filter(|other| is_arn(other)) {
        detach_policy(step, name, arn).await?;
    }
    step.note(format!("DeleteRole {name}")).await;
    let what = format!("Could not delete the role {name}");
    let call = step.account.write.iam.delete_role().role_name(name);
    until("IAM to see that the role has no policies", RetryPolicy::PROPAGATION, step.progress, step.stop, || async {
        match call.clone().send().await {
            Err(error) if error.code() == Some("DeleteConflict") => Ok(Poll::NotYet(step.account.problem(&what, &error))),
            Err(error) if error.code() != Some("NoSuchEntity") => Err(step.account.problem(&what, &error)),
            _ => Ok(Poll::Ready(())),
        }
    })
    .await
}

/// Policies on the role that are not ours: inline ones by name, attached ones by ARN.
async fn other_policies(account: &Account, role: &str, ours: &[&str]) -> Result<Vec<String>, Problem> {
    let what = format!("Could not list the policies of the role {role}");
    let mut others = Vec::new();
    let mut inline = account.read.iam.list_role_policies().role_name(role).into_paginator().send();
    while let Some(page) = inline.next().await {
        match page {
            Err(error) if error.code() == Some("NoSuchEntity") => return Ok(others),
            Err(error) => return Err(account.problem(&what, &error)),
            Ok(page) => others.extend(page.policy_names().iter().filter(|name| !ours.contains(&name.as_str())).cloned()),
        }
    }
    let mut attached = account.read.iam.list_attached_role_policies().role_name(role).into_paginator().send();
    while let Some(page) = attached.next().await {
        let page = page.map_err(|error| account.problem(&what, &error))?;
        others.extend(page.attached_policies().iter().filter_map(|policy| policy.policy_arn().map(str::to_owned)));
    }
    Ok(others)
}

fn inline_of(role: &Value) -> impl Iterator<Item = (&str, &Value)> {
    role.get(INLINE).and_then(Value::as_object).into_iter().flat_map(Map::iter).map(|(name, inline)| (name.as_str(), inline))
}

fn tags_of(role: &Value, step: &ResourceContext<'_>) -> Result<Vec<Tag>, Problem> {
    let tags = role.get(TAGS).and_then(Value::as_object).into_iter().flat_map(Map::iter);
    tags.map(|(key, value)| {
        Tag::builder().key(key).value(value.as_str().unwrap_or_default()).build().map_err(|error| {
            let name = document::text(role, "RoleName");
            Problem::new(
                ProblemKind::Refused,
                format!("Could not tag the role {name} in {}.", step.account.identity.account),
                error.to_string(),
            )
        })
    })
    .collect()
}
