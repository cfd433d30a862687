//! The app clients of a user pool: finding one by name, deleting one.

use aws_sdk_cognitoidentityprovider::error::ProvideErrorMetadata as _;

use crate::aws::account::Account;
use crate::problem::Problem;

/// An app client, as ListUserPoolClients names it. Names are not unique.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppClient {
    pub id: String,
    pub name: String,
}

/// All app clients of the pool, over all pages; none where there is no such pool (any more).
pub async fn list(account: &Account, pool_id: &str) -> Result<Vec<AppClient>, Problem> {
    let call = account.read.cognito.list_user_pool_clients().user_pool_id(pool_id).max_results(60);
    let mut pages = call.into_paginator().send();
    let mut clients = Vec::new();
    while let Some(page) = pages.next().await {
        let page = match page {
            Err(error) if error.code() == Some("ResourceNotFoundException") => return Ok(Vec::new()),
            page => page
                .map_err(|error| account.problem(format!("Could not list the app clients of the user pool {pool_id}"), &error))?,
        };
        clients.extend(page.user_pool_clients().iter().map(|client| AppClient {
            id: client.client_id().unwrap_or_default().to_owned(),
            name: client.client_name().unwrap_or_default().to_owned(),
        }));
    }
    Ok(clients)
}

/// Deletes an app client; one that is already gone is fine.
pub async fn delete(account: &Account, pool_id: &str, client_id: &str) -> Result<(), Problem> {
    match account.write.cognito.delete_user_pool_client().user_pool_id(pool_id).client_id(client_id).send().await {
        Err(error) if error.code() != Some("ResourceNotFoundException") => {
            Err(account.problem(format!("Could not delete the app client {client_id} of the user pool {pool_id}"), &error))
        }
        _ => Ok(()),
    }
}
