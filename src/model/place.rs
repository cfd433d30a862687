//! One side of a migration: an AWS profile, a Region and a user pool.

use serde::{Deserialize, Serialize};

use crate::aws::account::Account;

/// What stands where a value exists only once an earlier resource has been made.
pub const AFTER_APPLY: &str = "(known after apply)";

/// One side: a profile, a Region, a user pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub profile: String,
    pub region: String,
    pub account: String,
    pub partition: String,
    /// Empty while the pool is still to be made.
    pub pool_id: String,
    pub pool_name: String,
}

impl Place {
    /// A pool in an opened account.
    pub fn new(account: &Account, pool_id: &str, pool_name: &str) -> Self {
        Self {
            profile: account.profile.clone(),
            region: account.region.clone(),
            account: account.identity.account.clone(),
            partition: account.identity.partition.clone(),
            pool_id: pool_id.into(),
            pool_name: pool_name.into(),
        }
    }

    /// The pool's ARN.
    pub fn pool_arn(&self) -> String {
        let pool = if self.pool_id.is_empty() { AFTER_APPLY } else { &self.pool_id };
        format!("arn:{}:cognito-idp:{}:{}:userpool/{pool}", self.partition, self.region, self.account)
    }
}
