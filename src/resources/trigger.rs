//! Resource 8: the destination pool's UserMigration trigger is the function. Nothing else of the pool changes. It is switched on last,
//! and only once the function has been seen to reach the source pool.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::blueprint::{Blueprint, Made};
use super::{Observed, Owner, Resource, ResourceId, Step, chain, editing};
use crate::aws::account::Account;
use crate::aws::document;
use crate::aws::edit::{Edit, Target, USER_MIGRATION};
use crate::aws::problem::Problem;

#[derive(Debug)]
pub struct Trigger;

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
        let current = USER_MIGRATION.of(&document).and_then(Value::as_str).unwrap_or_default();
        let owner = if current.is_empty() || current == blueprint.function_arn() { Owner::Ours } else { foreign(current) };
        Ok(Observed { document: Some(document), owner, made: Made::default() })
    }

    fn desired(&self, blueprint: &Blueprint, observed: &Observed) -> Value {
        let pool = observed.document.clone().unwrap_or_else(|| json!({ "Id": blueprint.destination_pool_id() }));
        USER_MIGRATION.with(&pool, Some(&json!(blueprint.function_arn())))
    }

    fn warnings(&self, blueprint: &Blueprint, _: &Value) -> Vec<String> {
        let management = blueprint.spec.managed_by.iter();
        management.map(|management| management.trigger_warning(&blueprint.function_arn())).collect()
    }

    async fn create(&self, step: &Step<'_>, _: &mut Made) -> Result<(), Problem> {
        self.update(step).await
    }

    async fn update(&self, step: &Step<'_>) -> Result<(), Problem> {
        chain::wait_until_it_reaches_the_source(step.blueprint, step.account, step.listener, step.stop).await?;
        let function = json!(step.blueprint.function_arn());
        edit(step).set(|_| function.clone()).await.map_err(|problem| editing::offer(step, self.id(), problem))
    }

    async fn undo(&self, step: &Step<'_>, before: Option<&Value>) -> Result<(), Problem> {
        let written = json!(step.blueprint.function_arn());
        let undone = edit(step).put_back(before.and_then(|before| USER_MIGRATION.of(before)), Some(&written)).await;
        undone.map_err(|problem| editing::offer(step, self.id(), problem))
    }

    async fn undo_anyway(&self, step: &Step<'_>, before: Option<&Value>) -> Result<(), Problem> {
        let undone = edit(step).put_back_anyway(before.and_then(|before| USER_MIGRATION.of(before))).await;
        undone.map_err(|problem| editing::offer(step, self.id(), problem))
    }

    async fn restore(&self, step: &Step<'_>, before: &Value) -> Result<(), Problem> {
        edit(step).restore(before).await
    }
}

/// Whether the described pool's trigger is this session's function.
pub fn leads_to_our_function(pool: &Value, blueprint: &Blueprint) -> bool {
    USER_MIGRATION.of(pool).and_then(Value::as_str) == Some(&blueprint.function_arn())
}

fn edit<'a>(step: &Step<'a>) -> Edit<'a> {
    editing::of(step, Target::Pool { id: &step.blueprint.spec.destination.pool_id }, USER_MIGRATION)
}

fn foreign(function: &str) -> Owner {
    Owner::Foreign {
        found: format!("The pool already has a UserMigration trigger: {function}. Somebody may be migrating into this pool."),
        replaceable: true,
        alternative: "Find out whose it is; remove it there, or choose another destination pool.".into(),
    }
}
