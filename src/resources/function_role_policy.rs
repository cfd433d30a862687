//! Resource 4: the inline policy that lets the function's role assume exactly the cross-account role.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::blueprint::{Blueprint, Made};
use super::{Observed, Owner, Resource, ResourceId, Step, role};
use crate::aws::account::Account;
use crate::aws::policy;
use crate::aws::problem::Problem;

#[derive(Debug)]
pub struct FunctionRolePolicy;

pub const ASSUME_POLICY: &str = "assume-source-role";

#[async_trait]
impl Resource for FunctionRolePolicy {
    fn id(&self) -> ResourceId {
        ResourceId::FunctionRolePolicy
    }

    fn why(&self) -> &'static str {
        "Across accounts both ends must agree: the cross-account role trusts the function's role, and this lets the function's role ask."
    }

    fn name(&self, blueprint: &Blueprint) -> String {
        format!("inline policy {ASSUME_POLICY} of {}", blueprint.options().function_role_name)
    }

    async fn observe(&self, blueprint: &Blueprint, account: &Account) -> Result<Observed, Problem> {
        let found = role::inline_policy(&blueprint.options().function_role_name, ASSUME_POLICY, account).await?;
        let document = found.map(|document| json!({ "PolicyDocument": document }));
        Ok(Observed { document, owner: Owner::Ours, made: Made::default() })
    }

    fn desired(&self, blueprint: &Blueprint, _: &Observed) -> Value {
        json!({ "PolicyDocument": policy::allow("AssumeSourceRole", &["sts:AssumeRole"], &blueprint.source_role_arn()) })
    }

    async fn create(&self, step: &Step<'_>, _: &mut Made) -> Result<(), Problem> {
        self.update(step).await
    }

    async fn update(&self, step: &Step<'_>) -> Result<(), Problem> {
        let role = &step.blueprint.options().function_role_name;
        role::put_inline_policy(step, role, ASSUME_POLICY, &step.desired["PolicyDocument"]).await
    }

    async fn undo(&self, step: &Step<'_>, before: Option<&Value>) -> Result<(), Problem> {
        if let Some(before) = before {
            return self.update(&Step { desired: before, ..*step }).await;
        }
        role::delete_inline_policy(step, &step.blueprint.options().function_role_name, ASSUME_POLICY).await
    }
}
