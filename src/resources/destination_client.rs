//! Optional: the app client of a destination pool that is made new. The application signs in with it.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::likeness::Fate;
use crate::aws::account::Account;
use crate::aws::document::{self, app_clients};
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::change::LeftBehind;
use crate::model::resource_id::ResourceId;
use crate::problem::{Problem, ProblemKind};
use crate::resources::resource::{Observed, Owner, Resource, ResourceContext};

#[derive(Debug)]
pub struct DestinationClient;

/// Every member of DescribeUserPoolClient (botocore 1.44.8); tests/it/lossless holds it against the model. The app client is made for the
/// migration and not after one of the source's, of which there may be many.
pub const CLIENT_MEMBERS: [(&str, Fate); 28] = [
    ("UserPoolId", Fate::Own),
    ("ClientName", Fate::Own),
    ("ClientId", Fate::Own),
    ("ClientSecret", Fate::Stays("it is made without a secret")),
    ("ClientSecretArn", Fate::Stays("it is made without a secret")),
    ("ClientType", Fate::Own),
    ("LastModifiedDate", Fate::Own),
    ("CreationDate", Fate::Own),
    ("RefreshTokenValidity", Fate::Stays(VALIDITY)),
    ("AccessTokenValidity", Fate::Stays(VALIDITY)),
    ("IdTokenValidity", Fate::Stays(VALIDITY)),
    ("TokenValidityUnits", Fate::Stays(VALIDITY)),
    ("ReadAttributes", Fate::Stays(ATTRIBUTES)),
    ("WriteAttributes", Fate::Stays(ATTRIBUTES)),
    ("ExplicitAuthFlows", Fate::Own),
    ("SupportedIdentityProviders", Fate::Stays("identity providers are of the source pool; this one knows Cognito's own users")),
    ("CallbackURLs", Fate::Own),
    ("LogoutURLs", Fate::Stays("where your application goes after a sign-out is yours to set")),
    ("DefaultRedirectURI", Fate::Stays("the callback URL is the only one")),
    ("AllowedOAuthFlows", Fate::Own),
    ("AllowedOAuthScopes", Fate::Own),
    ("AllowedOAuthFlowsUserPoolClient", Fate::Own),
    ("AnalyticsConfiguration", Fate::Stays("its Pinpoint project and role are of the source account")),
    ("PreventUserExistenceErrors", Fate::Own),
    ("EnableTokenRevocation", Fate::Own),
    ("EnablePropagateAdditionalUserContextData", Fate::Stays("it needs a client secret")),
    ("AuthSessionValidity", Fate::Stays("AWS's 3 minutes; set another where your application needs it")),
    ("RefreshTokenRotation", Fate::Stays("it is off; switch it on when your application can")),
];

const VALIDITY: &str = "tokens are valid as long as AWS's defaults say";
const ATTRIBUTES: &str = "it reads and writes all that AWS lets it by default";

#[async_trait]
impl Resource for DestinationClient {
    fn id(&self) -> ResourceId {
        ResourceId::DestinationClient
    }

    fn why(&self) -> &'static str {
        "Your application signs in with it. It keeps SRP for later and allows sign-in by password while users are migrated."
    }

    fn applies(&self, blueprint: &Blueprint) -> bool {
        blueprint.new_pool().is_some()
    }

    fn name(&self, blueprint: &Blueprint) -> String {
        format!("app client {}", blueprint.new_pool().map_or("", |pool| &pool.client_name))
    }

    async fn observe(&self, blueprint: &Blueprint, account: &Account) -> Result<Observed, Problem> {
        let pool = &blueprint.spec.destination.pool_id;
        if pool.is_empty() {
            return Ok(Observed::default());
        }
        // By its name where its id is not recorded: the answer of the call that made it may have been lost.
        let name = blueprint.new_pool().map_or("", |pool| &pool.client_name);
        let recorded = blueprint.made.destination_client_id.as_deref();
        let mut listed = app_clients::list(account, pool).await?.into_iter();
        let Some(found) = listed.find(|client| recorded.map_or(client.name == name, |id| client.id == id)) else {
            return Ok(Observed::default());
        };
        let client = document::describe_user_pool_client(account, pool, &found.id).await?;
        let desired = self.desired(blueprint, &Observed::default());
        let members = desired.as_object().into_iter().flatten();
        let document = members.map(|(member, _)| (member.clone(), client.get(member).cloned().unwrap_or(Value::Null))).collect();
        let client_id = found.id;
        let made = CreatedIds { destination_client_id: Some(client_id), ..CreatedIds::default() };
        Ok(Observed { document: Some(document), owner: Owner::Ours, made })
    }

    fn desired(&self, blueprint: &Blueprint, _: &Observed) -> Value {
        let mut client = json!({
            "ClientName": blueprint.new_pool().map_or("", |pool| &pool.client_name),
            "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"],
            "PreventUserExistenceErrors": "ENABLED",
            "EnableTokenRevocation": true,
        });
        if let Some(url) = blueprint.new_pool().and_then(|pool| pool.callback_url.as_deref()) {
            client["CallbackURLs"] = json!([url]);
            client["AllowedOAuthFlows"] = json!(["code"]);
            client["AllowedOAuthScopes"] = json!(["email", "openid", "profile"]);
            client["AllowedOAuthFlowsUserPoolClient"] = json!(true);
            client["SupportedIdentityProviders"] = json!(["COGNITO"]);
        }
        client
    }

    fn left_behind(&self, _: &Blueprint) -> Vec<LeftBehind> {
        let stays = CLIENT_MEMBERS.iter().filter_map(|(member, fate)| match fate {
            Fate::Stays(why) => Some(LeftBehind::new(*member, *why)),
            Fate::Copied | Fate::Own => None,
        });
        stays.collect()
    }

    fn has_unique_name(&self) -> bool {
        false
    }

    async fn create(&self, step: &ResourceContext<'_>, made: &mut CreatedIds) -> Result<(), Problem> {
        step.note(format!("CreateUserPoolClient {}", document::text(step.desired, "ClientName"))).await;
        let mut body = step.desired.clone();
        body["UserPoolId"] = json!(step.blueprint.destination_pool_id());
        made.destination_client_id = Some(document::create_user_pool_client(step.account, &body).await?);
        Ok(())
    }

    async fn update(&self, step: &ResourceContext<'_>) -> Result<(), Problem> {
        Err(Problem::new(
            ProblemKind::Conflict,
            format!("The app client {} was changed since it was made.", step.blueprint.destination_client_id()),
            "An app client in use is not reshaped behind its application's back.",
        )
        .remedy("Put the differing settings back, or continue with it as an existing app client in a new session."))
    }

    async fn revert(&self, step: &ResourceContext<'_>, _: Option<&Value>) -> Result<(), Problem> {
        let (pool, id) = (step.blueprint.destination_pool_id(), step.blueprint.destination_client_id());
        step.note(format!("DeleteUserPoolClient {id}")).await;
        app_clients::delete(step.account, pool, id).await
    }
}
