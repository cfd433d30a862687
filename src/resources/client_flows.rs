//! Resource 7: the destination app client lets users sign in with user name and password. Nothing else of the client changes.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::blueprint::{Blueprint, Made};
use super::{Observed, Owner, Resource, ResourceId, Step};
use crate::aws::account::Account;
use crate::aws::problem::Problem;
use crate::aws::{document, lossless};

#[derive(Debug)]
pub struct ClientFlows;

const FLOWS: &str = "ExplicitAuthFlows";

#[async_trait]
impl Resource for ClientFlows {
    fn id(&self) -> ResourceId {
        ResourceId::ClientFlows
    }

    fn why(&self) -> &'static str {
        "The trigger needs the password: with SRP it never leaves the user's device and the trigger never fires. Your app goes back to SRP at cutover."
    }

    fn name(&self, blueprint: &Blueprint) -> String {
        format!("app client {}", blueprint.spec.destination_client.name)
    }

    /// A client that is made new is made with the flow.
    fn applies(&self, blueprint: &Blueprint) -> bool {
        blueprint.new_pool().is_none()
    }

    async fn observe(&self, blueprint: &Blueprint, account: &Account) -> Result<Observed, Problem> {
        let (pool, client) = (&blueprint.spec.destination.pool_id, &blueprint.spec.destination_client.id);
        if pool.is_empty() || client.is_empty() {
            return Ok(Observed::default());
        }
        let described = document::if_there(document::describe_user_pool_client(account, pool, client).await)?;
        Ok(Observed { document: described.map(document::without_clocks), owner: Owner::Ours, made: Made::default() })
    }

    fn desired(&self, blueprint: &Blueprint, observed: &Observed) -> Value {
        let mut client = observed.document.clone().unwrap_or_else(|| json!({ "ClientId": blueprint.destination_client_id() }));
        client[FLOWS] = lossless::with_user_password_auth(client.get(FLOWS));
        client
    }

    async fn create(&self, step: &Step<'_>, _: &mut Made) -> Result<(), Problem> {
        self.update(step).await
    }

    async fn update(&self, step: &Step<'_>) -> Result<(), Problem> {
        step.note(format!("UpdateUserPoolClient {}", step.blueprint.spec.destination_client.id)).await;
        let (pool, client) = (&step.blueprint.spec.destination.pool_id, &step.blueprint.spec.destination_client.id);
        let described = document::describe_user_pool_client(step.account, pool, client).await?;
        let mut body = lossless::client_update(&described);
        body[FLOWS] = lossless::with_user_password_auth(described.get(FLOWS));
        document::update_user_pool_client(step.account, &body).await
    }

    async fn undo(&self, step: &Step<'_>, before: Option<&Value>) -> Result<(), Problem> {
        let Some(before) = before else { return Ok(()) };
        step.note(format!("UpdateUserPoolClient {}", step.blueprint.spec.destination_client.id)).await;
        let (pool, client) = (&step.blueprint.spec.destination.pool_id, &step.blueprint.spec.destination_client.id);
        let described = document::describe_user_pool_client(step.account, pool, client).await?;
        let mut body = lossless::client_update(&described);
        match before.get(FLOWS) {
            Some(flows) => body[FLOWS] = flows.clone(),
            None => drop(body.as_object_mut().and_then(|members| members.shift_remove(FLOWS))),
        }
        document::update_user_pool_client(step.account, &body).await
    }
}
