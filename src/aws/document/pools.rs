//! The user pools and app clients of an account, for choosing among them. Reads only.

use futures_util::stream::{self, StreamExt as _};
use serde::Serialize;
use serde_json::Value;

use crate::aws::account::Account;
use crate::aws::document::app_clients;
use crate::aws::document::{HAS_SECRET, describe_user_pool, describe_user_pool_client, text, texts};
use crate::problem::Problem;

/// One user pool, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PoolSummary {
    pub id: String,
    pub name: String,
    /// EstimatedNumberOfUsers; none where the pool could be listed but not described.
    pub users: Option<i64>,
    /// The function of a UserMigration trigger that is already there.
    pub user_migration: Option<String>,
    /// Domain prefix or custom domain, for the managed-login URL.
    pub domain: Option<String>,
    /// MfaConfiguration: `OFF`, `OPTIONAL` or `ON`; none where the pool could not be described.
    pub mfa: Option<String>,
}

/// One app client, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClientSummary {
    pub id: String,
    pub name: String,
    pub has_secret: bool,
    pub explicit_auth_flows: Vec<String>,
    pub sign_in_page: SignInPage,
}

/// What of an app client decides whether managed login shows its sign-in page, and where that leads.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SignInPage {
    /// AllowedOAuthFlowsUserPoolClient.
    pub enabled: bool,
    /// AllowedOAuthFlows: `code`, `implicit`, `client_credentials`.
    pub flows: Vec<String>,
    /// AllowedOAuthScopes.
    pub scopes: Vec<String>,
    /// CallbackURLs, DefaultRedirectURI first.
    pub callback_urls: Vec<String>,
    /// SupportedIdentityProviders; `COGNITO` is the pool itself, with its passwords.
    pub providers: Vec<String>,
}

/// Describe calls under way at a time: UserPoolRead and ClientRead allow 15 a second for the whole account (facts §6.7), and the
/// account's own software needs some of them.
const AT_A_TIME: usize = 4;

/// All user pools of the account in its Region, in the order in which AWS lists them. A pool that may not be described is in the
/// list all the same, without its count.
pub async fn list(account: &Account) -> Result<Vec<PoolSummary>, Problem> {
    let mut pages = account.read.cognito.list_user_pools().max_results(60).into_paginator().send();
    let mut pools = Vec::new();
    while let Some(page) = pages.next().await {
        let page =
            page.map_err(|error| account.problem(format!("Could not list the user pools in {}", account.region), &error))?;
        pools.extend(page.user_pools().iter().map(|pool| PoolSummary {
            id: pool.id().unwrap_or_default().to_owned(),
            name: pool.name().unwrap_or_default().to_owned(),
            users: None,
            user_migration: None,
            domain: None,
            mfa: None,
        }));
    }
    Ok(stream::iter(pools).map(|pool| described(account, pool)).buffered(AT_A_TIME).collect().await)
}

/// All app clients of the pool, in the order in which AWS lists them. Their secrets are not kept.
pub async fn clients(account: &Account, pool_id: &str) -> Result<Vec<ClientSummary>, Problem> {
    let listed = app_clients::list(account, pool_id).await?;
    let summaries = stream::iter(listed).map(|client| async move {
        let document = describe_user_pool_client(account, pool_id, &client.id).await?;
        Ok(client_summary(client.id, client.name, &document))
    });
    let summaries: Vec<Result<ClientSummary, Problem>> = summaries.buffered(AT_A_TIME).collect().await;
    summaries.into_iter().collect()
}

/// Where managed login of an app client is, and where it leads back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManagedLogin {
    /// Domain prefix or custom domain of the pool.
    pub domain: Option<String>,
    pub page: SignInPage,
}

/// Reads what the address of managed login is made of.
pub async fn managed_login(account: &Account, pool_id: &str, client_id: &str) -> Result<ManagedLogin, Problem> {
    let (pool, client) =
        tokio::try_join!(describe_user_pool(account, pool_id), describe_user_pool_client(account, pool_id, client_id))?;
    Ok(ManagedLogin { domain: domain(&pool), page: sign_in_page(&client) })
}

/// EstimatedNumberOfUsers of a described pool: a rounded count, for how long reading takes. 0 where the pool does not say.
pub fn number_of_users(pool: &Value) -> u64 {
    pool.get("EstimatedNumberOfUsers").and_then(Value::as_u64).unwrap_or_default()
}

/// What an app client's document says of its sign-in page.
pub fn sign_in_page(client: &Value) -> SignInPage {
    let default = filled(text(client, "DefaultRedirectURI"));
    let others = texts(client, "CallbackURLs").into_iter().filter(|url| Some(url) != default.as_ref());
    SignInPage {
        enabled: client.get("AllowedOAuthFlowsUserPoolClient").and_then(Value::as_bool).unwrap_or_default(),
        flows: texts(client, "AllowedOAuthFlows"),
        scopes: texts(client, "AllowedOAuthScopes"),
        callback_urls: default.clone().into_iter().chain(others).collect(),
        providers: texts(client, "SupportedIdentityProviders"),
    }
}

/// A custom domain goes before the prefix.
fn domain(pool: &Value) -> Option<String> {
    filled(text(pool, "CustomDomain")).or_else(|| filled(text(pool, "Domain")))
}

fn filled(value: &str) -> Option<String> {
    Some(value).filter(|value| !value.is_empty()).map(str::to_owned)
}

async fn described(account: &Account, pool: PoolSummary) -> PoolSummary {
    match describe_user_pool(account, &pool.id).await {
        Ok(document) => with_document(pool, &document),
        // The list must not fail for one pool; without its count it can still be chosen, and choosing it tells the problem.
        Err(_) => pool,
    }
}

fn with_document(pool: PoolSummary, document: &Value) -> PoolSummary {
    let trigger = document.get("LambdaConfig").map(|triggers| text(triggers, "UserMigration")).unwrap_or_default();
    PoolSummary {
        users: document.get("EstimatedNumberOfUsers").and_then(Value::as_i64),
        user_migration: filled(trigger),
        domain: domain(document),
        mfa: filled(text(document, "MfaConfiguration")),
        ..pool
    }
}

fn client_summary(id: String, name: String, document: &Value) -> ClientSummary {
    ClientSummary {
        id,
        name,
        has_secret: document.get(HAS_SECRET).and_then(Value::as_bool).unwrap_or_default(),
        explicit_auth_flows: texts(document, "ExplicitAuthFlows"),
        sign_in_page: sign_in_page(document),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn listed() -> PoolSummary {
        PoolSummary {
            id: "eu-west-1_a".into(),
            name: "customers".into(),
            users: None,
            user_migration: None,
            domain: None,
            mfa: None,
        }
    }

    #[test]
    fn a_trigger_that_is_already_there_is_shown() {
        let document = json!({ "EstimatedNumberOfUsers": 12, "LambdaConfig": { "UserMigration": "arn:f" }, "Domain": "acme" });
        let pool = with_document(listed(), &document);
        assert_eq!((pool.users, pool.user_migration.as_deref(), pool.domain.as_deref()), (Some(12), Some("arn:f"), Some("acme")));
    }

    #[test]
    fn an_empty_trigger_is_no_trigger() {
        let pool = with_document(listed(), &json!({ "EstimatedNumberOfUsers": 0, "LambdaConfig": { "UserMigration": "" } }));
        assert_eq!((pool.users, pool.user_migration), (Some(0), None));
    }

    #[test]
    fn whether_a_pool_asks_for_a_second_factor_is_known_once_it_is_described() {
        assert_eq!(with_document(listed(), &json!({ "MfaConfiguration": "OPTIONAL" })).mfa.as_deref(), Some("OPTIONAL"));
        assert_eq!(listed().mfa, None);
    }

    #[test]
    fn the_default_redirect_uri_is_the_first_callback() {
        let page = sign_in_page(&json!({ "CallbackURLs": ["https://a", "https://b"], "DefaultRedirectURI": "https://b" }));
        assert_eq!(page.callback_urls, ["https://b", "https://a"]);
        assert_eq!(sign_in_page(&json!({})), SignInPage::default());
    }

    #[test]
    fn a_custom_domain_goes_before_the_prefix() {
        let pool = with_document(listed(), &json!({ "Domain": "acme", "CustomDomain": "login.acme.example" }));
        assert_eq!(pool.domain.as_deref(), Some("login.acme.example"));
    }
}
