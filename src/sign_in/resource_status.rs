//! The migration's resources as they are now against what they must be: which link of the chain is not as planned.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use serde_json::Value;

use crate::aws::Side;
use crate::aws::account::Account;
use crate::model::blueprint::Blueprint;
use crate::model::change::FieldChange;
use crate::model::resource_id::ResourceId;
use crate::resources::registry::RESOURCES;
use crate::resources::resource::Resource;

/// One resource.
#[derive(Debug, Clone, PartialEq)]
pub enum ResourceStatus {
    AsPlanned,
    Missing,
    Differs(Vec<FieldChange>),
    /// It could not be looked at; why.
    Unavailable(String),
}

impl ResourceStatus {
    /// Whether this field, or a part of it, differs.
    pub fn differs_in(&self, field: &str) -> bool {
        let part = |path: &str| path.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        matches!(self, ResourceStatus::Differs(fields) if fields.iter().any(|change| part(&change.path)))
    }

    /// Known to be missing, or to differ.
    pub fn is_off(&self) -> bool {
        matches!(self, ResourceStatus::Missing | ResourceStatus::Differs(_))
    }

    /// Whether a field of this name differs, wherever in this part of the document it stands.
    pub fn differs_within(&self, part: &str, name: &str) -> bool {
        matches!(self, ResourceStatus::Differs(fields) if fields.iter().any(|change| change.path.starts_with(part) && change.path.contains(name)))
    }

    /// What stands in this field now, where it differs and is a text.
    pub fn text_now(&self, field: &str) -> Option<&str> {
        let ResourceStatus::Differs(fields) = self else { return None };
        fields.iter().find(|change| change.path == field)?.before.as_ref()?.as_str()
    }

    /// The texts that stand in this list now, where it differs; none where there is no list.
    pub fn texts_now(&self, field: &str) -> Option<Vec<&str>> {
        let ResourceStatus::Differs(fields) = self else { return None };
        let change = fields.iter().find(|change| change.path == field)?;
        let texts = change.before.iter().filter_map(Value::as_array).flatten();
        Some(texts.filter_map(Value::as_str).collect())
    }
}

/// The resources that a sign-in passes through, in the order of applying.
pub const CHAIN: [ResourceId; 8] = [
    ResourceId::SourceClient,
    ResourceId::FunctionRole,
    ResourceId::SourceRole,
    ResourceId::FunctionRolePolicy,
    ResourceId::Function,
    ResourceId::InvokePermission,
    ResourceId::ClientFlows,
    ResourceId::Trigger,
];

/// Looks at all of them side by side, with the guarded clients.
pub async fn observe_all(blueprint: &Blueprint, source: &Account, destination: &Account) -> BTreeMap<ResourceId, ResourceStatus> {
    let chain = RESOURCES.iter().filter(|resource| CHAIN.contains(&resource.id()));
    let side = |resource: ResourceId| if resource.side() == Side::Source { source } else { destination };
    let looks = chain.map(|resource| async { (resource.id(), observe_one(*resource, blueprint, side(resource.id())).await) });
    join_all(looks).await.into_iter().collect()
}

async fn observe_one(resource: &dyn Resource, blueprint: &Blueprint, account: &Account) -> ResourceStatus {
    let observed = match resource.observe(blueprint, account).await {
        Ok(observed) => observed,
        Err(problem) => return ResourceStatus::Unavailable(problem.why),
    };
    if observed.document.is_none() {
        return ResourceStatus::Missing;
    }
    let fields = resource.document().compare(observed.document.as_ref(), Some(&resource.desired(blueprint, &observed))).changes;
    if fields.is_empty() { ResourceStatus::AsPlanned } else { ResourceStatus::Differs(fields) }
}
