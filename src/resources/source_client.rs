//! Resource 1: the migration app client in the source pool. The function signs users in through it to check their password.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::field_edit;
use super::threat_exemption::{self, ThreatExemption};
use crate::aws::account::Account;
use crate::aws::document;
use crate::aws::document::app_clients;
use crate::aws::document::edit::{
    ACCESS_TOKEN_VALIDITY, CLIENT_NAME, ENABLE_TOKEN_REVOCATION, EXPLICIT_AUTH_FLOWS, FieldPath, ID_TOKEN_VALIDITY,
    PREVENT_USER_EXISTENCE_ERRORS, READ_ATTRIBUTES, REFRESH_TOKEN_VALIDITY, TOKEN_VALIDITY_UNITS, Target,
};
use crate::aws::document::{HAS_SECRET, text};
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::resource_id::ResourceId;
use crate::problem::Problem;
use crate::resources::resource::{Observed, Owner, Resource, ResourceContext};

#[derive(Debug)]
pub struct SourceClient;

/// The members that we set; a described client is cut down to them.
const MEMBERS: [&str; 10] = [
    "ClientName",
    "ExplicitAuthFlows",
    "PreventUserExistenceErrors",
    "ReadAttributes",
    HAS_SECRET,
    "EnableTokenRevocation",
    "AccessTokenValidity",
    "IdTokenValidity",
    "RefreshTokenValidity",
    "TokenValidityUnits",
];

/// Those of them that can be changed: a client has its secret, or none, for good. The validities before their units: 60 are fine as
/// minutes, hours and days, and the 30 that a client has by itself would be too short as minutes.
const EDITED: [FieldPath; 9] = [
    CLIENT_NAME,
    EXPLICIT_AUTH_FLOWS,
    PREVENT_USER_EXISTENCE_ERRORS,
    READ_ATTRIBUTES,
    ENABLE_TOKEN_REVOCATION,
    ACCESS_TOKEN_VALIDITY,
    ID_TOKEN_VALIDITY,
    REFRESH_TOKEN_VALIDITY,
    TOKEN_VALIDITY_UNITS,
];

#[async_trait]
impl Resource for SourceClient {
    fn id(&self) -> ResourceId {
        ResourceId::SourceClient
    }

    fn why(&self) -> &'static str {
        "The function checks a password through this client. It has no secret, is reachable only with IAM permission, and can read every attribute."
    }

    fn name(&self, blueprint: &Blueprint) -> String {
        format!("app client {}", blueprint.options().source_client_name)
    }

    async fn observe(&self, blueprint: &Blueprint, account: &Account) -> Result<Observed, Problem> {
        let pool = &blueprint.spec.source.pool_id;
        let listed = app_clients::list(account, pool).await?;
        let recorded = blueprint.made.source_client_id.as_deref();
        let named = |name: &str| listed.iter().find(|client| client.name == name).map(|client| client.id.clone());
        let id = recorded
            .filter(|id| listed.iter().any(|client| client.id == *id))
            .map(str::to_owned)
            .or_else(|| named(&blueprint.options().source_client_name));
        let Some(id) = id else { return Ok(Observed::default()) };
        let described = document::describe_user_pool_client(account, pool, &id).await?;
        let owner = if recorded == Some(id.as_str()) { Owner::Ours } else { foreign(&described) };
        let made = CreatedIds { source_client_id: Some(id), ..CreatedIds::default() };
        Ok(Observed { document: Some(cut_down(&described)), owner, made })
    }

    /// PreventUserExistenceErrors is LEGACY so that the function can tell an unknown user from a wrong password (facts §2.2). Each check of
    /// a password makes tokens that nobody uses: they live as briefly as Cognito allows, 5 minutes and one hour.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html>
    fn desired(&self, blueprint: &Blueprint, _: &Observed) -> Value {
        json!({
            "ClientName": blueprint.options().source_client_name,
            "ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            "PreventUserExistenceErrors": "LEGACY",
            "ReadAttributes": blueprint.spec.source_attributes,
            "EnableTokenRevocation": true,
            "AccessTokenValidity": 5,
            "IdTokenValidity": 5,
            "RefreshTokenValidity": 60,
            "TokenValidityUnits": { "AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "minutes" },
            HAS_SECRET: false,
        })
    }

    fn notes(&self, blueprint: &Blueprint, _: &Observed) -> Vec<String> {
        let left_on = blueprint.spec.threat_protection_enforced && !ThreatExemption.applies(blueprint);
        left_on
            .then(|| format!("{} It can be exempted: --threat-protection-exempt yes.", threat_exemption::WITHOUT))
            .into_iter()
            .collect()
    }

    fn has_unique_name(&self) -> bool {
        false
    }

    async fn create(&self, step: &ResourceContext<'_>, made: &mut CreatedIds) -> Result<(), Problem> {
        let pool = &step.blueprint.spec.source.pool_id;
        step.note(format!("CreateUserPoolClient {}", text(step.desired, "ClientName"))).await;
        let mut body = step.desired.clone();
        let secret = body.as_object_mut().and_then(|members| members.shift_remove(HAS_SECRET));
        body["GenerateSecret"] = secret.unwrap_or(Value::Bool(false));
        body["UserPoolId"] = json!(pool);
        made.source_client_id = Some(document::create_user_pool_client(step.account, &body).await?);
        Ok(())
    }

    /// One member after the other, each as an edit of its own: also of our own client the rest stays as it is.
    async fn update(&self, step: &ResourceContext<'_>) -> Result<(), Problem> {
        let pool = &step.blueprint.spec.source.pool_id;
        let id = step.observed.made.source_client_id.as_deref().unwrap_or_default();
        for field in EDITED {
            let edit = field_edit::new(step, Target::Client { pool, id }, field);
            let edited = match field.of(step.desired) {
                Some(wanted) => edit.set(|_| wanted.clone()).await,
                // The client that stood here before did not have it.
                None => edit.revert_by_force(None).await,
            };
            edited.map_err(|problem| field_edit::with_restore_hint(step, self.id(), problem))?;
        }
        Ok(())
    }

    async fn revert(&self, step: &ResourceContext<'_>, before: Option<&Value>) -> Result<(), Problem> {
        if let Some(before) = before {
            return self.update(&ResourceContext { desired: before, ..*step }).await;
        }
        let pool = &step.blueprint.spec.source.pool_id;
        let Some(id) = step.observed.made.source_client_id.as_deref() else { return Ok(()) };
        step.note(format!("DeleteUserPoolClient {id}")).await;
        app_clients::delete(step.account, pool, id).await
    }
}

fn cut_down(described: &Value) -> Value {
    MEMBERS.iter().filter_map(|member| Some(((*member).to_owned(), described.get(*member)?.clone()))).collect()
}

fn foreign(described: &Value) -> Owner {
    let (name, id) = (text(described, "ClientName"), text(described, "ClientId"));
    Owner::Foreign {
        found: format!("The source pool has an app client named {name} ({id}) that this session did not make and that differs."),
        replaceable: true,
        alternative: "Choose another name for the migration app client in the options.".into(),
    }
}
