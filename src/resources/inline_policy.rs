//! The inline policies of the function's role, beside the one for its log. Resource 4 lets it assume exactly the cross-account role; with
//! groups at the first sign-in another lets it put users of the destination pool into groups. What a team's own handler needs besides goes
//! into the first.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{own_policy, role};
use crate::aws::account::Account;
use crate::aws::policy;
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::groups;
use crate::model::resource_id::ResourceId;
use crate::problem::Problem;
use crate::resources::resource::{Observed, Owner, Resource, ResourceContext};

/// What a policy lets the function do.
#[derive(Debug, Clone, Copy)]
pub enum InlinePolicy {
    AssumeSourceRole,
    JoinGroups,
}

/// The names of all of them.
pub const NAMES: [&str; 2] = [InlinePolicy::AssumeSourceRole.policy_name(), InlinePolicy::JoinGroups.policy_name()];

/// The calls of assets/function/groups.mjs in the destination; the last takes our mark away.
const JOINING: [&str; 3] =
    ["cognito-idp:AdminAddUserToGroup", "cognito-idp:AdminListGroupsForUser", "cognito-idp:AdminDeleteUserAttributes"];

impl InlinePolicy {
    const fn policy_name(self) -> &'static str {
        match self {
            Self::AssumeSourceRole => "assume-source-role",
            Self::JoinGroups => "join-groups",
        }
    }
}

#[async_trait]
impl Resource for InlinePolicy {
    fn id(&self) -> ResourceId {
        match self {
            Self::AssumeSourceRole => ResourceId::FunctionRolePolicy,
            Self::JoinGroups => ResourceId::GroupsPolicy,
        }
    }

    fn why(&self) -> &'static str {
        match self {
            Self::AssumeSourceRole => {
                "Across accounts both ends must agree: the cross-account role trusts the function's role, and this lets the function's role ask."
            }
            Self::JoinGroups => {
                "After the first sign-in the function puts the user into the groups that they have in the source, and takes their mark away. It may do so for any user and any group of exactly this pool."
            }
        }
    }

    fn applies(&self, blueprint: &Blueprint) -> bool {
        match self {
            Self::AssumeSourceRole => true,
            Self::JoinGroups => groups::come_at_first_sign_in(blueprint),
        }
    }

    fn name(&self, blueprint: &Blueprint) -> String {
        format!("inline policy {} of {}", self.policy_name(), blueprint.options().function_role_name)
    }

    async fn observe(&self, blueprint: &Blueprint, account: &Account) -> Result<Observed, Problem> {
        let found = role::inline_policy(&blueprint.options().function_role_name, self.policy_name(), account).await?;
        let document = found.map(|document| json!({ "PolicyDocument": document }));
        Ok(Observed { document, owner: Owner::Ours, made: CreatedIds::default() })
    }

    fn desired(&self, blueprint: &Blueprint, _: &Observed) -> Value {
        let document = match self {
            Self::AssumeSourceRole => {
                let mut document = policy::allow("AssumeSourceRole", &["sts:AssumeRole"], &blueprint.source_role_arn());
                let statements = document["Statement"].as_array_mut();
                statements.into_iter().for_each(|statements| statements.extend(own_policy::filled_statements(blueprint)));
                document
            }
            Self::JoinGroups => {
                let actions: &[&str] = if groups::are_marked(blueprint) { &JOINING } else { &JOINING[..2] };
                policy::allow("JoinGroups", actions, &blueprint.destination_pool_arn())
            }
        };
        json!({ "PolicyDocument": document })
    }

    async fn create(&self, step: &ResourceContext<'_>, _: &mut CreatedIds) -> Result<(), Problem> {
        self.update(step).await
    }

    async fn update(&self, step: &ResourceContext<'_>) -> Result<(), Problem> {
        let role = &step.blueprint.options().function_role_name;
        role::put_inline_policy(step, role, self.policy_name(), &step.desired["PolicyDocument"]).await
    }

    async fn revert(&self, step: &ResourceContext<'_>, before: Option<&Value>) -> Result<(), Problem> {
        if let Some(before) = before {
            return self.update(&ResourceContext { desired: before, ..*step }).await;
        }
        role::delete_inline_policy(step, &step.blueprint.options().function_role_name, self.policy_name()).await
    }
}
