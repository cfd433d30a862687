//! What the test sign-in saw, before anybody draws a conclusion from it. Data only: no clients, nothing secret.

use super::observed::ObservedValue;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::answer::AuthResult;
use super::function_log::FunctionSaid;
use super::person::PoolUser;
use super::resource_status::ResourceStatus;
use crate::model::blueprint::Blueprint;
use crate::model::resource_id::ResourceId;

/// Everything that was seen of one sign-in.
#[derive(Debug, Clone)]
pub struct Evidence {
    pub blueprint: Blueprint,
    /// As typed.
    pub user_name: String,
    /// Whether the destination had the user before the sign-in.
    pub existed_before: ObservedValue<bool>,
    /// An earlier test of this session made them there.
    pub made_by_a_test: bool,
    /// What InitiateAuth answered.
    pub answer: AuthResult,
    pub function: FunctionSaid,
    pub source_user: ObservedValue<Option<PoolUser>>,
    /// After the sign-in.
    pub destination_user: ObservedValue<Option<PoolUser>>,
    /// The migration's resources against what they must be. Empty where the sign-in worked and needs no explanation.
    pub statuses: BTreeMap<ResourceId, ResourceStatus>,
    /// Attribute names that the destination's schema has. Not looked at where the sign-in worked.
    pub destination_schema: ObservedValue<BTreeSet<String>>,
    /// The source pool's attributes by name, as DescribeUserPool tells them. Empty where nobody could look, or needed to.
    pub source_schema: BTreeMap<String, Value>,
    /// The set-up was found, not made by a session of ours: its function may log and answer as it likes.
    pub foreign_setup: bool,
}

impl Evidence {
    /// It logs and answers as it likes: found so, or brought along into a migration of ours.
    pub fn is_foreign_function(&self) -> bool {
        self.foreign_setup || self.blueprint.options().own_function.is_some()
    }

    /// The destination had the user before, so the trigger had no reason to fire.
    pub fn was_there_before(&self) -> bool {
        self.existed_before == ObservedValue::Known(true)
    }

    /// The destination has the user now and had not before.
    pub fn was_created(&self) -> bool {
        self.existed_before == ObservedValue::Known(false) && self.created_user().is_some()
    }

    /// The user as the destination has it now.
    pub fn created_user(&self) -> Option<&PoolUser> {
        self.destination_user.known()?.as_ref()
    }

    /// The source's attributes that the destination's schema lacks.
    pub fn attributes_without_a_place(&self) -> Vec<&str> {
        let (Some(Some(source)), Some(schema)) = (self.source_user.known(), self.destination_schema.known()) else {
            return Vec::new();
        };
        let names = source.attributes.keys().map(String::as_str);
        names.filter(|name| super::attributes::is_compared(name) && !schema.contains(*name)).collect()
    }

    /// What became of one of the migration's resources, where it was looked at.
    pub fn status_of(&self, resource: ResourceId) -> Option<&ResourceStatus> {
        self.statuses.get(&resource)
    }
}
