//! Resource 2: the execution role of the function, in the destination account. It may write its own log group, nothing else.

use async_trait::async_trait;
use serde_json::Value;

use super::inline_policy;
use super::role::{self, RolePlan};
use crate::aws::account::Account;
use crate::aws::policy;
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::resource_id::ResourceId;
use crate::problem::Problem;
use crate::resources::resource::{Observed, Resource, ResourceContext};

#[derive(Debug)]
pub struct FunctionRole;

const LOG_POLICY: &str = "write-own-log-group";
const OUR_POLICIES: [&str; 3] = [LOG_POLICY, inline_policy::NAMES[0], inline_policy::NAMES[1]];

impl FunctionRole {
    fn plan(blueprint: &Blueprint) -> RolePlan<'_> {
        let actions = ["logs:CreateLogStream", "logs:PutLogEvents"];
        RolePlan {
            name: &blueprint.options().function_role_name,
            trust: policy::trust_service("lambda.amazonaws.com"),
            inline: Some((LOG_POLICY, policy::allow("WriteOwnLogGroup", &actions, &blueprint.log_streams_arn()))),
            permissions_boundary: blueprint.options().destination_permissions_boundary.as_deref(),
            description: format!("Runs the function {} behind the UserMigration trigger", blueprint.options().function_name),
        }
    }
}

#[async_trait]
impl Resource for FunctionRole {
    fn id(&self) -> ResourceId {
        ResourceId::FunctionRole
    }

    fn why(&self) -> &'static str {
        "Lambda runs the function as this role; it may write its own log lines and, by the policy below, assume the cross-account role."
    }

    fn name(&self, blueprint: &Blueprint) -> String {
        format!("role {}", blueprint.options().function_role_name)
    }

    async fn observe(&self, blueprint: &Blueprint, account: &Account) -> Result<Observed, Problem> {
        role::observe(&blueprint.options().function_role_name, Some(LOG_POLICY), &OUR_POLICIES, blueprint, account).await
    }

    fn desired(&self, blueprint: &Blueprint, observed: &Observed) -> Value {
        role::desired(&Self::plan(blueprint), blueprint, observed)
    }

    async fn create(&self, step: &ResourceContext<'_>, _: &mut CreatedIds) -> Result<(), Problem> {
        role::create(step).await
    }

    async fn update(&self, step: &ResourceContext<'_>) -> Result<(), Problem> {
        role::update(step).await
    }

    async fn revert(&self, step: &ResourceContext<'_>, before: Option<&Value>) -> Result<(), Problem> {
        role::revert(step, &OUR_POLICIES, before).await
    }
}
