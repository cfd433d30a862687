//! The user pools and app clients of an account, for choosing among them.

use serde::Serialize;

/// One user pool, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PoolSummary {
    pub id: String,
    pub name: String,
    /// EstimatedNumberOfUsers; none while it has not been asked.
    pub users: Option<i64>,
    /// The function of a UserMigration trigger that is already there.
    pub user_migration: Option<String>,
    /// Domain prefix or custom domain, for the managed-login URL.
    pub domain: Option<String>,
}

/// One app client, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClientSummary {
    pub id: String,
    pub name: String,
    pub has_secret: bool,
    pub explicit_auth_flows: Vec<String>,
    pub callback_urls: Vec<String>,
}
