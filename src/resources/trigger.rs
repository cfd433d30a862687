//! Resource 8: the destination pool's UserMigration trigger is the function. Nothing else of the pool changes. It is switched on last,
//! and only once the function has been seen to reach the source pool.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::blueprint::{Blueprint, Made};
use super::{Observed, Owner, Resource, ResourceId, Step, chain};
use crate::aws::account::Account;
use crate::aws::problem::Problem;
use crate::aws::{document, lossless};

#[derive(Debug)]
pub struct Trigger;

const TRIGGERS: &str = "LambdaConfig";
const MIGRATION: &str = "UserMigration";

#[async_trait]
impl Resource for Trigger {
    fn id(&self) -> ResourceId {
        ResourceId::Trigger
    }

    fn why(&self) -> &'static str {
        "From here on the pool asks the function when an unknown user signs in. This opens the window; removing it closes the window."
    }

    fn name(&self, blueprint: &Blueprint) -> String {
        format!("user pool {}", blueprint.spec.destination.pool_name)
    }

    async fn observe(&self, blueprint: &Blueprint, account: &Account) -> Result<Observed, Problem> {
        let pool = &blueprint.spec.destination.pool_id;
        if pool.is_empty() {
            return Ok(Observed::default());
        }
        let Some(document) = document::if_there(document::describe_user_pool(account, pool).await)? else {
            return Ok(Observed::default());
        };
        let document = document::without_clocks(document);
        let current = document.pointer("/LambdaConfig/UserMigration").and_then(Value::as_str).unwrap_or_default();
        let owner = if current.is_empty() || current == blueprint.function_arn() { Owner::Ours } else { foreign(current) };
        Ok(Observed { document: Some(document), owner, made: Made::default() })
    }

    fn desired(&self, blueprint: &Blueprint, observed: &Observed) -> Value {
        let pool = observed.document.clone().unwrap_or_else(|| json!({ "Id": blueprint.destination_pool_id() }));
        with_trigger(pool, Some(&json!(blueprint.function_arn())))
    }

    async fn create(&self, step: &Step<'_>, _: &mut Made) -> Result<(), Problem> {
        self.update(step).await
    }

    async fn update(&self, step: &Step<'_>) -> Result<(), Problem> {
        chain::wait_until_it_reaches_the_source(step.blueprint, step.account, step.listener, step.stop).await?;
        write(step, Some(&json!(step.blueprint.function_arn()))).await
    }

    async fn undo(&self, step: &Step<'_>, before: Option<&Value>) -> Result<(), Problem> {
        write(step, before.and_then(|before| before.pointer("/LambdaConfig/UserMigration"))).await
    }
}

/// Reads the pool as it is at this moment, changes the one member, and sends all of it back (rule 1).
async fn write(step: &Step<'_>, trigger: Option<&Value>) -> Result<(), Problem> {
    let pool = &step.blueprint.spec.destination.pool_id;
    step.note(format!("UpdateUserPool {pool}")).await;
    let described = document::describe_user_pool(step.account, pool).await?;
    document::update_user_pool(step.account, &with_trigger(lossless::pool_update(&described), trigger)).await
}

fn with_trigger(mut pool: Value, trigger: Option<&Value>) -> Value {
    if !pool.get(TRIGGERS).is_some_and(Value::is_object) {
        pool[TRIGGERS] = json!({});
    }
    match trigger {
        Some(trigger) => pool[TRIGGERS][MIGRATION] = trigger.clone(),
        None => drop(pool[TRIGGERS].as_object_mut().and_then(|triggers| triggers.shift_remove(MIGRATION))),
    }
    pool
}

fn foreign(function: &str) -> Owner {
    Owner::Foreign {
        found: format!("The pool already has a UserMigration trigger: {function}. Somebody may be migrating into this pool."),
        replaceable: true,
        alternative: "Find out whose it is; remove it there, or choose another destination pool.".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_triggers_of_the_pool_stay() {
        let pool = json!({ "LambdaConfig": { "PreSignUp": "arn:a" }, "MfaConfiguration": "OFF" });
        let expected = json!({ "LambdaConfig": { "PreSignUp": "arn:a", "UserMigration": "arn:b" }, "MfaConfiguration": "OFF" });
        assert_eq!(with_trigger(pool, Some(&json!("arn:b"))), expected);
    }

    #[test]
    fn taking_the_trigger_off_leaves_the_pool_as_it_was() {
        let pool = json!({ "LambdaConfig": { "PreSignUp": "arn:a" } });
        assert_eq!(with_trigger(with_trigger(pool.clone(), Some(&json!("arn:b"))), None), pool);
    }
}
