//! One user of a pool, as AdminGetUser tells.

use std::collections::BTreeMap;

use aws_sdk_cognitoidentityprovider::error::ProvideErrorMetadata as _;

use crate::aws::account::Account;
use crate::sign_in::observed::ObservedValue;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolUser {
    /// The pool's own name for the user: not always what was typed.
    pub user_name: String,
    /// `CONFIRMED`, `RESET_REQUIRED`, …
    pub status: String,
    pub enabled: bool,
    pub attributes: BTreeMap<String, String>,
}

/// Reads the user with the guarded client; none: the pool has no such user.
pub async fn look_up(account: &Account, pool_id: &str, user_name: &str) -> ObservedValue<Option<PoolUser>> {
    let answer = match account.read.cognito.admin_get_user().user_pool_id(pool_id).username(user_name).send().await {
        Ok(answer) => answer,
        Err(error) if error.code() == Some("UserNotFoundException") => return ObservedValue::Known(None),
        Err(error) => {
            return ObservedValue::Unavailable(account.problem(format!("Could not read the user in {pool_id}"), &error).why);
        }
    };
    let attributes = answer.user_attributes().iter();
    let attributes = attributes.map(|one| (one.name().to_owned(), one.value().unwrap_or_default().to_owned())).collect();
    ObservedValue::Known(Some(PoolUser {
        user_name: answer.username().to_owned(),
        status: answer.user_status().map(|status| status.as_str().to_owned()).unwrap_or_default(),
        enabled: answer.enabled(),
        attributes,
    }))
}
