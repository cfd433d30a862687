//! The operations on roles themselves.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::call::Call;
use super::document::{Kind, check_path, check_role_name, parse};
use super::tags::{self, Tag};
use super::{authorization, principal, role as view};
use crate::core::fault::Fault;
use crate::core::input;
use crate::core::service::Service;
use crate::core::state::iam::Role;
use crate::core::state::propagation::Propagating;

const LETTERS_AND_DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct CreateRole {
    role_name: String,
    assume_role_policy_document: String,
    path: Option<String>,
    description: Option<String>,
    #[serde(default, deserialize_with = "input::integer")]
    max_session_duration: Option<i64>,
    permissions_boundary: Option<String>,
    #[serde(default)]
    tags: Vec<Tag>,
}

pub fn create(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: CreateRole = call.read(input)?;
    check_role_name(&input.role_name)?;
    let path = input.path.unwrap_or_else(|| "/".to_owned());
    check_path(&path)?;
    let account = &call.caller.account;
    let arn = format!("arn:aws:iam::{account}:role{path}{}", input.role_name);
    call.authorize("iam:CreateRole", &arn)?;
    if !input.tags.is_empty() {
        call.authorize("iam:TagRole", &arn)?;
    }
    let tags = tags::added(&BTreeMap::new(), input.tags)?;
    let max_session_duration = input.max_session_duration.unwrap_or(3600);
    check_session_duration(max_session_duration)?;
    let document = parse(&input.assume_role_policy_document, Kind::Trust)?;
    let role_id = format!("AROA{}", call.sandbox.random_id(LETTERS_AND_DIGITS, 17));
    let mut world = call.sandbox.world();
    let trust = principal::store(&world, call.moment, document)?;
    let key = input.role_name.to_lowercase();
    let owner = world.account(account);
    if owner.iam.roles.contains_key(&key) {
        return Err(Fault::new(409, "EntityAlreadyExists", format!("Role with name {} already exists.", input.role_name)));
    }
    if let Some(boundary) = &input.permissions_boundary {
        check_boundary(owner, boundary)?;
    }
    let role = Role {
        name: input.role_name,
        path,
        role_id,
        arn,
        created: call.moment.now,
        description: input.description,
        max_session_duration,
        trust: Propagating::new(trust, call.moment.now),
        inline_policies: BTreeMap::new(),
        attached_policies: Default::default(),
        permissions_boundary: input.permissions_boundary,
        tags,
    };
    owner.iam.roles.insert(key, role.clone());
    let shown = principal::show(&world, &role.trust.current);
    Ok(json!({ "Role": view::detail(&role, &shown) }))
}

fn check_session_duration(seconds: i64) -> Result<(), Fault> {
    if (3600..=43_200).contains(&seconds) {
        return Ok(());
    }
    Err(Fault::invalid(
        Service::Iam,
        format!(
            "1 validation error detected: Value '{seconds}' at 'maxSessionDuration' failed to satisfy constraint: Member must have value between 3600 and 43200"
        ),
    ))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct UpdateRole {
    role_name: String,
    description: Option<String>,
    #[serde(default, deserialize_with = "input::integer")]
    max_session_duration: Option<i64>,
}

pub fn update(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: UpdateRole = call.read(input)?;
    call.authorize_on_role(&input.role_name)?;
    call.with_role(&input.role_name, |role| {
        if let Some(seconds) = input.max_session_duration {
            check_session_duration(seconds)?;
            role.max_session_duration = seconds;
        }
        if input.description.is_some() {
            role.description = input.description;
        }
        Ok(json!({}))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct NamedRole {
    role_name: String,
}

pub fn get(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: NamedRole = call.read(input)?;
    call.authorize_on_role(&input.role_name)?;
    let role = call.with_role(&input.role_name, |role| Ok(role.clone()))?;
    let shown = principal::show(&call.sandbox.world(), &role.trust.current);
    let mut detail = view::detail(&role, &shown);
    detail["RoleLastUsed"] = json!({});
    Ok(json!({ "Role": detail }))
}

pub fn delete(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: NamedRole = call.read(input)?;
    call.authorize_on_role(&input.role_name)?;
    call.with_role(&input.role_name, |role| {
        let conflict = |what: &str| Err(Fault::new(409, "DeleteConflict", format!("Cannot delete entity, must {what} first.")));
        if !role.attached_policies.is_empty() {
            return conflict("detach all policies");
        }
        if !role.inline_policies.is_empty() {
            return conflict("delete policies");
        }
        Ok(())
    })?;
    let mut world = call.sandbox.world();
    let iam = &mut world.account(&call.caller.account).iam;
    iam.roles.remove(&input.role_name.to_lowercase());
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct UpdateTrust {
    role_name: String,
    policy_document: String,
}

pub fn update_trust(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: UpdateTrust = call.read(input)?;
    call.authorize_on_role(&input.role_name)?;
    call.with_role(&input.role_name, |_| Ok(()))?;
    let document = parse(&input.policy_document, Kind::Trust)?;
    let trust = principal::store(&call.sandbox.world(), call.moment, document)?;
    call.with_role(&input.role_name, |role| {
        role.trust.change(trust, call.moment.now, call.moment.delays.role_propagation);
        Ok(json!({}))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct PutBoundary {
    role_name: String,
    permissions_boundary: String,
}

pub fn put_boundary(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: PutBoundary = call.read(input)?;
    call.authorize_on_role(&input.role_name)?;
    check_boundary(call.sandbox.world().account(&call.caller.account), &input.permissions_boundary)?;
    call.with_role(&input.role_name, |role| {
        role.permissions_boundary = Some(input.permissions_boundary);
        Ok(json!({}))
    })
}

pub fn delete_boundary(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: NamedRole = call.read(input)?;
    call.authorize_on_role(&input.role_name)?;
    call.with_role(&input.role_name, |role| {
        role.permissions_boundary = None;
        Ok(json!({}))
    })
}

fn check_boundary(account: &crate::core::state::world::Account, arn: &str) -> Result<(), Fault> {
    if authorization::managed_document(account, arn).is_some() {
        return Ok(());
    }
    Err(Fault::new(404, "NoSuchEntity", format!("Scope ARN: {arn} does not exist or is not attachable.")))
}
