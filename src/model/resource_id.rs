//! The names of the resources that a migration creates or edits.

use serde::{Deserialize, Serialize};

use crate::aws::Side;

/// One thing in an account that the migration creates or edits, in the order in which they are applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResourceId {
    DestinationPool,
    DestinationClient,
    DestinationDomain,
    LegacySub,
    GroupsMark,
    Groups,
    SourceClient,
    ThreatExemption,
    FunctionRole,
    SourceRole,
    FunctionRolePolicy,
    GroupsPolicy,
    Function,
    InvokePermission,
    ClientFlows,
    GroupsTrigger,
    Trigger,
    ImportRole,
}

impl ResourceId {
    /// All of them, in the order in which they are applied; teardown goes backwards.
    pub const ALL: [ResourceId; 18] = [
        ResourceId::DestinationPool,
        ResourceId::DestinationClient,
        ResourceId::DestinationDomain,
        ResourceId::LegacySub,
        ResourceId::GroupsMark,
        ResourceId::Groups,
        ResourceId::SourceClient,
        ResourceId::ThreatExemption,
        ResourceId::FunctionRole,
        ResourceId::SourceRole,
        ResourceId::FunctionRolePolicy,
        ResourceId::GroupsPolicy,
        ResourceId::Function,
        ResourceId::InvokePermission,
        ResourceId::ClientFlows,
        ResourceId::GroupsTrigger,
        ResourceId::Trigger,
        ResourceId::ImportRole,
    ];

    /// The name in `--json`, `--replace` and the session: `source-client`.
    pub fn key(self) -> &'static str {
        match self {
            ResourceId::DestinationPool => "destination-pool",
            ResourceId::DestinationClient => "destination-client",
            ResourceId::DestinationDomain => "destination-domain",
            ResourceId::LegacySub => "legacy-sub",
            ResourceId::GroupsMark => "groups-mark",
            ResourceId::Groups => "groups",
            ResourceId::SourceClient => "source-client",
            ResourceId::ThreatExemption => "threat-exemption",
            ResourceId::FunctionRole => "function-role",
            ResourceId::SourceRole => "source-role",
            ResourceId::FunctionRolePolicy => "function-role-policy",
            ResourceId::GroupsPolicy => "groups-policy",
            ResourceId::Function => "function",
            ResourceId::InvokePermission => "invoke-permission",
            ResourceId::ClientFlows => "client-flows",
            ResourceId::GroupsTrigger => "groups-trigger",
            ResourceId::Trigger => "trigger",
            ResourceId::ImportRole => "import-role",
        }
    }

    /// The resource of this name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|id| id.key() == key)
    }

    /// What a person calls it.
    pub fn title(self) -> &'static str {
        match self {
            ResourceId::DestinationPool => "destination user pool",
            ResourceId::DestinationClient => "destination app client",
            ResourceId::DestinationDomain => "destination domain",
            ResourceId::LegacySub => "attribute for the old sub",
            ResourceId::GroupsMark => "attribute for groups",
            ResourceId::Groups => "groups",
            ResourceId::SourceClient => "migration app client",
            ResourceId::ThreatExemption => "exemption from threat protection",
            ResourceId::FunctionRole => "function's execution role",
            ResourceId::SourceRole => "cross-account role",
            ResourceId::FunctionRolePolicy => "assume-role policy",
            ResourceId::GroupsPolicy => "join-groups policy",
            ResourceId::Function => "function",
            ResourceId::InvokePermission => "invoke permission",
            ResourceId::ClientFlows => "app client's flows",
            ResourceId::GroupsTrigger => "PostAuthentication trigger",
            ResourceId::Trigger => "UserMigration trigger",
            ResourceId::ImportRole => "role of the import",
        }
    }

    /// The account it lives in.
    pub fn side(self) -> Side {
        match self {
            ResourceId::SourceClient | ResourceId::ThreatExemption | ResourceId::SourceRole => Side::Source,
            _ => Side::Destination,
        }
    }
}
