//! Optional: custom attributes of the destination pool. Each is added once and stays: Cognito lets nobody remove or rename an attribute
//! (facts §7).

use async_trait::async_trait;
use aws_sdk_cognitoidentityprovider::error::ProvideErrorMetadata as _;
use aws_sdk_cognitoidentityprovider::types::{AttributeDataType, SchemaAttributeType};
use serde_json::{Value, json};

use crate::aws::account::Account;
use crate::aws::document;
use crate::aws::document::text;
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::groups;
use crate::model::resource_id::ResourceId;
use crate::model::user_options::{GROUPS_MARK, LEGACY_SUB};
use crate::problem::{Problem, ProblemKind};
use crate::resources::resource::{Observed, Owner, Resource, ResourceContext};

/// What an attribute is for.
#[derive(Debug, Clone, Copy)]
pub enum CustomAttribute {
    /// Keeps each user's old `sub`.
    LegacySub,
    /// Says whose groups are still to come (assets/function/groups.mjs).
    GroupsMark,
}

impl CustomAttribute {
    fn attribute(self) -> &'static str {
        match self {
            Self::LegacySub => LEGACY_SUB,
            Self::GroupsMark => GROUPS_MARK,
        }
    }

    fn is_wanted(self, blueprint: &Blueprint) -> bool {
        match self {
            Self::LegacySub => blueprint.options().users.legacy_sub,
            Self::GroupsMark => groups::are_marked(blueprint),
        }
    }

    fn without(self) -> &'static str {
        match self {
            Self::LegacySub => "Do without it (--legacy-sub no), or choose another destination pool.",
            Self::GroupsMark => "Do without it (--groups sweep), or choose another destination pool.",
        }
    }

    fn stays(self) -> Problem {
        let what = format!("The attribute {} stays as it is.", self.attribute());
        Problem::new(ProblemKind::Conflict, what, "Cognito attributes cannot be changed or removed.")
    }
}

/// The attributes that the destination must have for this migration.
pub fn wanted(blueprint: &Blueprint) -> Vec<&'static str> {
    let all = [CustomAttribute::LegacySub, CustomAttribute::GroupsMark];
    all.into_iter().filter(|attribute| attribute.is_wanted(blueprint)).map(CustomAttribute::attribute).collect()
}

#[async_trait]
impl Resource for CustomAttribute {
    fn id(&self) -> ResourceId {
        match self {
            Self::LegacySub => ResourceId::LegacySub,
            Self::GroupsMark => ResourceId::GroupsMark,
        }
    }

    fn why(&self) -> &'static str {
        match self {
            Self::LegacySub => {
                "Each user gets a new sub; this keeps the old one for systems that refer to it. An attribute stays forever: it cannot be removed, not even by teardown."
            }
            Self::GroupsMark => {
                "A new user carries a signed mark in it until their groups have come, so that later sign-ins make no call. Empty afterwards; but an attribute stays forever: it cannot be removed, not even by teardown."
            }
        }
    }

    /// A new pool is made with it.
    fn applies(&self, blueprint: &Blueprint) -> bool {
        self.is_wanted(blueprint) && blueprint.new_pool().is_none()
    }

    fn name(&self, _: &Blueprint) -> String {
        format!("attribute {}", self.attribute())
    }

    async fn observe(&self, blueprint: &Blueprint, account: &Account) -> Result<Observed, Problem> {
        let name = self.attribute();
        let pool = document::describe_user_pool(account, blueprint.destination_pool_id()).await?;
        let attributes = pool.get("SchemaAttributes").and_then(Value::as_array).into_iter().flatten();
        let found = attributes.into_iter().find(|attribute| text(attribute, "Name") == name);
        let document = found.map(|attribute| json!({ "Name": name, "AttributeDataType": text(attribute, "AttributeDataType") }));
        let owner = Owner::Foreign {
            found: format!("The destination pool has an attribute {name} of another type."),
            replaceable: false,
            alternative: self.without().into(),
        };
        Ok(Observed { document, owner, made: CreatedIds::default() })
    }

    fn desired(&self, _: &Blueprint, _: &Observed) -> Value {
        json!({ "Name": self.attribute(), "AttributeDataType": "String" })
    }

    async fn create(&self, step: &ResourceContext<'_>, _: &mut CreatedIds) -> Result<(), Problem> {
        let name = self.attribute();
        step.note(format!("AddCustomAttributes {name}")).await;
        let short = name.trim_start_matches("custom:");
        let attribute = SchemaAttributeType::builder().name(short).attribute_data_type(AttributeDataType::String).mutable(true);
        let call = step.account.write.cognito.add_custom_attributes().user_pool_id(step.blueprint.destination_pool_id());
        let Err(error) = call.custom_attributes(attribute.build()).send().await else { return Ok(()) };
        // The answer of a call that added it may have been lost, and the SDK asked again.
        if error.code() == Some("InvalidParameterException")
            && self.observe(step.blueprint, step.account).await?.document.is_some()
        {
            return Ok(());
        }
        Err(step.account.problem(format!("Could not add the attribute {name}"), &error))
    }

    async fn update(&self, _: &ResourceContext<'_>) -> Result<(), Problem> {
        Err(self.stays())
    }

    fn stays_forever(&self) -> bool {
        true
    }

    async fn revert(&self, _: &ResourceContext<'_>, _: Option<&Value>) -> Result<(), Problem> {
        Err(self.stays())
    }
}
