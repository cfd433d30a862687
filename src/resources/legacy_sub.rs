//! Optional: the custom attribute of the destination pool that keeps each user's old `sub`. It is added once and stays: Cognito lets
//! nobody remove or rename an attribute (facts §7).

use async_trait::async_trait;
use aws_sdk_cognitoidentityprovider::types::{AttributeDataType, SchemaAttributeType};
use serde_json::{Value, json};

use super::blueprint::{Blueprint, Made};
use super::user_options::LEGACY_SUB;
use super::{Observed, Owner, Resource, ResourceId, Step};
use crate::aws::account::Account;
use crate::aws::document::{self, text};
use crate::aws::problem::{Problem, ProblemKind};

#[derive(Debug)]
pub struct LegacySub;

#[async_trait]
impl Resource for LegacySub {
    fn id(&self) -> ResourceId {
        ResourceId::LegacySub
    }

    fn why(&self) -> &'static str {
        "Each user gets a new sub; this keeps the old one for whoever refers to it. An attribute stays forever: it cannot be removed, not even by teardown."
    }

    /// A new pool is made with it.
    fn applies(&self, blueprint: &Blueprint) -> bool {
        blueprint.options().users.legacy_sub && blueprint.new_pool().is_none()
    }

    fn name(&self, _: &Blueprint) -> String {
        format!("attribute {LEGACY_SUB}")
    }

    async fn observe(&self, blueprint: &Blueprint, account: &Account) -> Result<Observed, Problem> {
        let pool = document::describe_user_pool(account, blueprint.destination_pool_id()).await?;
        let attributes = pool.get("SchemaAttributes").and_then(Value::as_array).into_iter().flatten();
        let found = attributes.into_iter().find(|attribute| text(attribute, "Name") == LEGACY_SUB);
        let document =
            found.map(|attribute| json!({ "Name": LEGACY_SUB, "AttributeDataType": text(attribute, "AttributeDataType") }));
        let owner = Owner::Foreign {
            found: format!("The destination pool has an attribute {LEGACY_SUB} of another type."),
            replaceable: false,
            alternative: "Do without it (--legacy-sub no), or choose another destination pool.".into(),
        };
        Ok(Observed { document, owner, made: Made::default() })
    }

    fn desired(&self, _: &Blueprint, _: &Observed) -> Value {
        json!({ "Name": LEGACY_SUB, "AttributeDataType": "String" })
    }

    async fn create(&self, step: &Step<'_>, _: &mut Made) -> Result<(), Problem> {
        step.note(format!("AddCustomAttributes {LEGACY_SUB}")).await;
        let short = LEGACY_SUB.trim_start_matches("custom:");
        let attribute = SchemaAttributeType::builder().name(short).attribute_data_type(AttributeDataType::String).mutable(true);
        let call = step.account.write.cognito.add_custom_attributes().user_pool_id(step.blueprint.destination_pool_id());
        let sent = call.custom_attributes(attribute.build()).send().await;
        sent.map(drop).map_err(|error| step.account.problem(format!("Could not add the attribute {LEGACY_SUB}"), &error))
    }

    async fn update(&self, _: &Step<'_>) -> Result<(), Problem> {
        Err(stays())
    }

    fn stays_forever(&self) -> bool {
        true
    }

    async fn undo(&self, _: &Step<'_>, _: Option<&Value>) -> Result<(), Problem> {
        Err(stays())
    }
}

fn stays() -> Problem {
    let what = format!("The attribute {LEGACY_SUB} stays as it is.");
    Problem::new(ProblemKind::Conflict, what, "Cognito lets nobody change or remove an attribute.")
}
