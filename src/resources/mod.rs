//! The resources that a migration creates or edits: one file each, all of one shape.

pub mod change;
pub mod options;
pub mod spec;

use serde::{Deserialize, Serialize};

use crate::aws::Side;

/// One thing in an account that the migration creates or edits, in the order in which they are applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResourceId {
    DestinationPool,
    DestinationClient,
    DestinationDomain,
    SourceClient,
    FunctionRole,
    SourceRole,
    FunctionRolePolicy,
    Function,
    InvokePermission,
    ClientFlows,
    Trigger,
}

impl ResourceId {
    /// The name in `--json`, `--replace` and the session: `source-client`.
    pub fn key(self) -> &'static str {
        match self {
            ResourceId::DestinationPool => "destination-pool",
            ResourceId::DestinationClient => "destination-client",
            ResourceId::DestinationDomain => "destination-domain",
            ResourceId::SourceClient => "source-client",
            ResourceId::FunctionRole => "function-role",
            ResourceId::SourceRole => "source-role",
            ResourceId::FunctionRolePolicy => "function-role-policy",
            ResourceId::Function => "function",
            ResourceId::InvokePermission => "invoke-permission",
            ResourceId::ClientFlows => "client-flows",
            ResourceId::Trigger => "trigger",
        }
    }

    /// What a person calls it.
    pub fn title(self) -> &'static str {
        match self {
            ResourceId::DestinationPool => "destination user pool",
            ResourceId::DestinationClient => "destination app client",
            ResourceId::DestinationDomain => "destination domain",
            ResourceId::SourceClient => "migration app client",
            ResourceId::FunctionRole => "function's execution role",
            ResourceId::SourceRole => "cross-account role",
            ResourceId::FunctionRolePolicy => "assume-role policy",
            ResourceId::Function => "function",
            ResourceId::InvokePermission => "invoke permission",
            ResourceId::ClientFlows => "app client's flows",
            ResourceId::Trigger => "UserMigration trigger",
        }
    }

    /// The account it lives in.
    pub fn side(self) -> Side {
        match self {
            ResourceId::SourceClient | ResourceId::SourceRole => Side::Source,
            _ => Side::Destination,
        }
    }
}
