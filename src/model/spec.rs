//! What the migration is: both sides, found and named, and the options. Everything a resource's desired document follows from.

use serde::{Deserialize, Serialize};

use crate::aws::document::groups::Group;
use crate::model::attribute_mapping::UserMapping;
use crate::model::managed::Management;
use crate::model::options::Options;
use crate::model::place::Place;

/// The tag that everything we create carries; its value is the session's name.
pub const SESSION_TAG: &str = "cognito-ferry:session";

/// One migration, complete.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spec {
    pub session: String,
    pub source: Place,
    pub destination: Place,
    /// The app client that the application signs in with.
    pub destination_client: DestinationClient,
    /// Every attribute of the source pool's schema, as ReadAttributes of an app client names them.
    pub source_attributes: Vec<String>,
    /// Instead of an existing destination pool and client: these are made, like the source's.
    #[serde(default)]
    pub new_pool: Option<NewPool>,
    /// The source pool as DescribeUserPool returned it, where a new pool is modelled on it; null otherwise.
    #[serde(default)]
    pub source_pool: serde_json::Value,
    /// Whether the source pool acts upon what threat protection finds.
    #[serde(default)]
    pub threat_protection_enforced: bool,
    /// What the function is told about both pools.
    #[serde(default, rename = "handover")]
    pub user_mapping: UserMapping,
    /// The hash of the team's own zip, as Lambda tells it; none: the function is ours.
    #[serde(default)]
    pub own_code_sha256: Option<String>,
    /// What is to be known of the team's own code before it is deployed.
    #[serde(default)]
    pub own_code_notes: Vec<String>,
    /// The team's own policy for the function's role, as its file was when the plan was made; null: none.
    #[serde(default)]
    pub own_policy: serde_json::Value,
    /// Who deploys the destination pool, where that is known.
    #[serde(default)]
    pub managed_by: Option<Management>,
    /// The source's groups, where they are part of the migration.
    #[serde(default)]
    pub groups: Vec<Group>,
    pub options: Options,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DestinationClient {
    /// Empty while the app client is still to be made.
    pub id: String,
    pub name: String,
}

/// A destination pool that does not exist yet: made like the source's, with an app client and a domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPool {
    pub name: String,
    pub client_name: String,
    /// Prefix of the managed-login domain; none: no domain.
    pub domain_prefix: Option<String>,
    /// Callback URL of the app client, for managed login.
    pub callback_url: Option<String>,
}
