//! Optional: a destination pool made like the source's. What stays behind is said (likeness.rs).

use async_trait::async_trait;
use aws_sdk_cognitoidentityprovider::error::ProvideErrorMetadata as _;
use serde_json::{Value, json};

use super::custom_attribute;
use super::likeness;
use crate::aws::account::Account;
use crate::aws::document;
use crate::aws::document::edit::{DELETION_PROTECTION, FieldEdit, Target};
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::change::LeftBehind;
use crate::model::resource_id::ResourceId;
use crate::model::spec::SESSION_TAG;
use crate::problem::{Problem, ProblemKind};
use crate::resources::resource::{Observed, Owner, Resource, ResourceContext};

#[derive(Debug)]
pub struct DestinationPool;

#[async_trait]
impl Resource for DestinationPool {
    fn id(&self) -> ResourceId {
        ResourceId::DestinationPool
    }

    fn why(&self) -> &'static str {
        "The users' new home, with the source pool's schema, sign-in names and settings. What names things of the source account stays behind, and what cannot be without it."
    }

    fn applies(&self, blueprint: &Blueprint) -> bool {
        blueprint.new_pool().is_some()
    }

    fn name(&self, blueprint: &Blueprint) -> String {
        format!("user pool {}", blueprint.new_pool().map_or("", |pool| &pool.name))
    }

    async fn observe(&self, blueprint: &Blueprint, account: &Account) -> Result<Observed, Problem> {
        let found = match blueprint.made.destination_pool_id.as_deref() {
            Some(id) => document::if_there(document::describe_user_pool(account, id).await)?.map(|pool| (id.to_owned(), pool)),
            None => find(blueprint, account).await?,
        };
        let Some((id, pool)) = found else { return Ok(Observed::default()) };
        let desired = self.desired(blueprint, &Observed::default());
        let made = CreatedIds { destination_pool_id: Some(id), ..CreatedIds::default() };
        Ok(Observed { document: Some(as_made(&pool, &desired)), owner: Owner::Ours, made })
    }

    fn desired(&self, blueprint: &Blueprint, _: &Observed) -> Value {
        let (settings, _) = likeness::of(&planned_pool(&blueprint.spec.source_pool, &custom_attribute::wanted(blueprint)));
        let mut pool = json!({ "PoolName": blueprint.new_pool().map_or("", |pool| &pool.name) });
        settings.into_iter().for_each(|(member, value)| pool[&member] = value);
        pool["UserPoolTags"] = json!(blueprint.tags());
        pool
    }

    fn left_behind(&self, blueprint: &Blueprint) -> Vec<LeftBehind> {
        likeness::of(&blueprint.spec.source_pool).1
    }

    fn has_unique_name(&self) -> bool {
        false
    }

    async fn create(&self, step: &ResourceContext<'_>, made: &mut CreatedIds) -> Result<(), Problem> {
        step.note(format!("CreateUserPool {}", document::text(step.desired, "PoolName"))).await;
        made.destination_pool_id = Some(document::create_user_pool(step.account, step.desired).await?);
        Ok(())
    }

    async fn update(&self, step: &ResourceContext<'_>) -> Result<(), Problem> {
        Err(Problem::new(
            ProblemKind::Conflict,
            format!("The user pool {} was changed since it was made.", step.blueprint.destination_pool_id()),
            "A pool in use is not reshaped behind its users' backs.",
        )
        .remedy("Put the differing settings back, or continue with it as an existing pool in a new session."))
    }

    /// Only a pool without users is taken away: its users would go with it.
    async fn revert(&self, step: &ResourceContext<'_>, _: Option<&Value>) -> Result<(), Problem> {
        let id = step.blueprint.destination_pool_id();
        let what = format!("Could not delete the user pool {id}");
        let listed = step.account.read.cognito.list_users().user_pool_id(id).limit(1).send().await;
        if !listed.map_err(|error| step.account.problem(&what, &error))?.users().is_empty() {
            return Err(Problem::new(ProblemKind::Conflict, format!("{what}."), "It has users.")
                .remedy("Keep it, or delete its users first if you are sure."));
        }
        unprotect(step, id).await?;
        step.note(format!("DeleteUserPool {id}")).await;
        match step.account.write.cognito.delete_user_pool().user_pool_id(id).send().await {
            Err(error) if error.code() != Some("ResourceNotFoundException") => Err(step.account.problem(&what, &error)),
            _ => Ok(()),
        }
    }
}

/// A pool with the attributes that the migration adds to it.
pub fn planned_pool(pool: &Value, attributes: &[&str]) -> Value {
    let mut pool = pool.clone();
    if let Some(schema) = pool.get_mut("SchemaAttributes").and_then(Value::as_array_mut) {
        for name in attributes {
            if schema.iter().any(|attribute| document::text(attribute, "Name") == *name) {
                continue;
            }
            schema.push(json!({
                "Name": name, "AttributeDataType": "String", "DeveloperOnlyAttribute": false, "Mutable": true,
                "Required": false, "StringAttributeConstraints": { "MinLength": "0", "MaxLength": "2048" },
            }));
        }
    }
    pool
}

/// A new pool has the source's deletion protection. It guards against accidents; who tears down has been shown that the pool goes.
async fn unprotect(step: &ResourceContext<'_>, id: &str) -> Result<(), Problem> {
    let described = document::describe_user_pool(step.account, id).await?;
    if document::text(&described, "DeletionProtection") != "ACTIVE" {
        return Ok(());
    }
    let (account, progress, stop) = (step.account, step.progress, step.stop);
    FieldEdit { account, target: Target::Pool { id }, field: DELETION_PROTECTION, progress, stop }
        .set(|_| json!("INACTIVE"))
        .await
}

/// The pool that this session made, where the answer of the call that made it was lost: by its name and its tag.
async fn find(blueprint: &Blueprint, account: &Account) -> Result<Option<(String, Value)>, Problem> {
    let name = blueprint.new_pool().map_or("", |pool| &pool.name);
    let mut pages = account.read.cognito.list_user_pools().max_results(60).into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| account.problem("Could not list the user pools", &error))?;
        for pool in page.user_pools().iter().filter(|pool| pool.name() == Some(name)) {
            let Some(id) = pool.id() else { continue };
            let Some(pool) = document::if_there(document::describe_user_pool(account, id).await)? else { continue };
            let session = pool.get("UserPoolTags").and_then(|tags| tags.get(SESSION_TAG)).and_then(Value::as_str);
            if session == Some(&blueprint.spec.session) {
                return Ok(Some((id.to_owned(), pool)));
            }
        }
    }
    Ok(None)
}

/// The pool as it is, in the words of what was asked for; what was not asked for is nobody's business here.
fn as_made(pool: &Value, desired: &Value) -> Value {
    let members = desired.as_object().into_iter().flatten().map(|(member, wanted)| {
        let found = match member.as_str() {
            "PoolName" => pool.get("Name").cloned(),
            // The service adds its standard attributes and fills constraints in; what was asked for cannot be changed later.
            "Schema" => Some(wanted.clone()),
            // Whoever runs the pool may switch it, and teardown does before it deletes: no reason to stop.
            "DeletionProtection" => Some(wanted.clone()),
            "UserPoolTags" => pool.get(member).map(|tags| only_members_of(tags, wanted)),
            _ => pool.get(member).map(|found| only_members_of(found, wanted)),
        };
        (member.clone(), found.unwrap_or(Value::Null))
    });
    Value::Object(members.collect())
}

fn only_members_of(found: &Value, wanted: &Value) -> Value {
    match (found, wanted) {
        (Value::Object(found), Value::Object(wanted)) => {
            let shared =
                wanted.iter().filter_map(|(name, wanted)| Some((name.clone(), only_members_of(found.get(name)?, wanted))));
            Value::Object(shared.collect())
        }
        _ => found.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_sub_has_a_place_in_the_new_pool_once() {
        let pool = planned_pool(&json!({ "SchemaAttributes": [] }), &["custom:legacy_sub"]);
        assert_eq!(likeness::of(&pool).0["Schema"][0]["Name"], "legacy_sub");
        assert_eq!(planned_pool(&pool, &["custom:legacy_sub"]), pool);
        assert_eq!(planned_pool(&json!({ "SchemaAttributes": [] }), &[])["SchemaAttributes"], json!([]));
    }

    #[test]
    fn settings_that_the_service_fills_in_are_no_difference() {
        let desired = json!({ "PoolName": "new", "Policies": { "PasswordPolicy": { "MinimumLength": 8 } } });
        let pool = json!({ "Name": "new", "Policies": { "PasswordPolicy": { "MinimumLength": 8, "RequireSymbols": false } } });
        assert_eq!(as_made(&pool, &desired), desired);
    }
}
