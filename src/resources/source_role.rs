//! Resource 3: the cross-account role in the source account. Exactly the function's role may assume it, saying the external id, and
//! it may do two things to exactly the source pool: check a password, read a user (and their groups, where those come at the first
//! sign-in).

use async_trait::async_trait;
use serde_json::Value;

use super::role::{self, RolePlan};
use crate::aws::account::Account;
use crate::aws::policy;
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::groups;
use crate::model::options::NO_EXTERNAL_ID;
use crate::model::resource_id::ResourceId;
use crate::problem::Problem;
use crate::resources::resource::{Observed, Resource, ResourceContext};

#[derive(Debug)]
pub struct SourceRole;

const PASSWORD_POLICY: &str = "check-passwords";

impl SourceRole {
    fn plan(blueprint: &Blueprint) -> RolePlan<'_> {
        let mut actions = vec!["cognito-idp:AdminInitiateAuth", "cognito-idp:AdminGetUser"];
        if groups::come_at_first_sign_in(blueprint) {
            actions.push("cognito-idp:AdminListGroupsForUser");
        }
        RolePlan {
            name: &blueprint.options().source_role_name,
            trust: policy::trust_role(&blueprint.function_role_arn(), blueprint.options().external_id.as_deref()),
            inline: Some((PASSWORD_POLICY, policy::allow("CheckPasswords", &actions, &blueprint.source_pool_arn()))),
            permissions_boundary: blueprint.options().source_permissions_boundary.as_deref(),
            description: format!("Lets account {} check passwords during the migration", blueprint.spec.destination.account),
        }
    }
}

#[async_trait]
impl Resource for SourceRole {
    fn id(&self) -> ResourceId {
        ResourceId::SourceRole
    }

    fn why(&self) -> &'static str {
        "The function assumes it to check a password in the source pool; no other principal can, and it can do nothing else."
    }

    fn name(&self, blueprint: &Blueprint) -> String {
        format!("role {}", blueprint.options().source_role_name)
    }

    async fn observe(&self, blueprint: &Blueprint, account: &Account) -> Result<Observed, Problem> {
        role::observe(&blueprint.options().source_role_name, Some(PASSWORD_POLICY), &[PASSWORD_POLICY], blueprint, account).await
    }

    fn desired(&self, blueprint: &Blueprint, observed: &Observed) -> Value {
        role::desired(&Self::plan(blueprint), blueprint, observed)
    }

    fn warnings(&self, blueprint: &Blueprint, _: &Value) -> Vec<String> {
        let none = blueprint.options().external_id.is_none();
        none.then(|| NO_EXTERNAL_ID.to_owned()).into_iter().collect()
    }

    async fn create(&self, step: &ResourceContext<'_>, _: &mut CreatedIds) -> Result<(), Problem> {
        role::create(step).await
    }

    async fn update(&self, step: &ResourceContext<'_>) -> Result<(), Problem> {
        role::update(step).await
    }

    async fn revert(&self, step: &ResourceContext<'_>, before: Option<&Value>) -> Result<(), Problem> {
        role::revert(step, &[PASSWORD_POLICY], before).await
    }
}
