//! The list of the resources: each of them once, in the order in which they are applied.

use super::resource::Resource;
use super::{
    client_flows, custom_attribute, destination_client, destination_domain, destination_pool, function, function_role, groups,
    import_role, inline_policy, invoke_permission, source_client, source_role, threat_exemption, trigger,
};
use crate::model::resource_id::ResourceId;

/// The resources in the order in which they are applied; teardown goes backwards.
pub const RESOURCES: [&dyn Resource; 18] = [
    &destination_pool::DestinationPool,
    &destination_client::DestinationClient,
    &destination_domain::DestinationDomain,
    &custom_attribute::CustomAttribute::LegacySub,
    &custom_attribute::CustomAttribute::GroupsMark,
    &groups::Groups,
    &source_client::SourceClient,
    &threat_exemption::ThreatExemption,
    &function_role::FunctionRole,
    &source_role::SourceRole,
    &inline_policy::InlinePolicy::AssumeSourceRole,
    &inline_policy::InlinePolicy::JoinGroups,
    &function::Function,
    &invoke_permission::InvokePermission,
    &client_flows::ClientFlows,
    &trigger::Trigger::PostAuthentication,
    &trigger::Trigger::UserMigration,
    &import_role::ImportRole,
];

/// The resource of this id.
pub fn resource(id: ResourceId) -> &'static dyn Resource {
    // RESOURCES lists every ResourceId once: `every_resource_is_listed_once` in the tests of the plan.
    RESOURCES.into_iter().find(|resource| resource.id() == id).expect("RESOURCES lists every ResourceId")
}
