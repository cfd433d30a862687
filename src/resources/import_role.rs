//! The role as which Cognito writes the log of a user import job, in the destination account: the pool's own log group, nothing else.

use async_trait::async_trait;
use serde_json::Value;

use super::role::{self, RolePlan};
use crate::aws::account::Account;
use crate::aws::policy;
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::resource_id::ResourceId;
use crate::problem::Problem;
use crate::resources::resource::{Observed, Resource, ResourceContext};

#[derive(Debug)]
pub struct ImportRole;

const LOG_POLICY: &str = "write-import-log";
const OUR_POLICIES: [&str; 1] = [LOG_POLICY];

impl ImportRole {
    fn inline(blueprint: &Blueprint) -> Value {
        let actions = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"];
        policy::allow("WriteImportLog", &actions, &blueprint.import_logs_arn())
    }
}

#[async_trait]
impl Resource for ImportRole {
    fn id(&self) -> ResourceId {
        ResourceId::ImportRole
    }

    fn why(&self) -> &'static str {
        "Cognito writes the log of a user import job as this role: which row succeeded, was skipped or failed. It holds no user data."
    }

    fn applies(&self, blueprint: &Blueprint) -> bool {
        blueprint.options().users.import_role
    }

    fn name(&self, blueprint: &Blueprint) -> String {
        format!("role {}", blueprint.import_role_name())
    }

    async fn observe(&self, blueprint: &Blueprint, account: &Account) -> Result<Observed, Problem> {
        role::observe(&blueprint.import_role_name(), Some(LOG_POLICY), &OUR_POLICIES, blueprint, account).await
    }

    fn desired(&self, blueprint: &Blueprint, observed: &Observed) -> Value {
        let plan = RolePlan {
            name: &blueprint.import_role_name(),
            // Whether the import service says for which account it asks is documented nowhere (facts §14.4): no condition on it.
            trust: policy::trust_service("cognito-idp.amazonaws.com"),
            inline: Some((LOG_POLICY, Self::inline(blueprint))),
            permissions_boundary: blueprint.options().destination_permissions_boundary.as_deref(),
            description: "Writes the log of user import jobs".to_owned(),
        };
        role::desired(&plan, blueprint, observed)
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
