//! Resource 7: the destination app client lets users sign in with user name and password. Nothing else of the client changes.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::field_edit;
use crate::aws::account::Account;
use crate::aws::document::difference::Document;
use crate::aws::document::edit::{EXPLICIT_AUTH_FLOWS, FieldEdit, Target};
use crate::aws::document::{self, lossless};
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::resource_id::ResourceId;
use crate::problem::Problem;
use crate::resources::resource::{Observed, Owner, Resource, ResourceContext};

#[derive(Debug)]
pub struct ClientFlows;

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
        Ok(Observed { document: described.map(document::without_clocks), owner: Owner::Ours, made: CreatedIds::default() })
    }

    fn desired(&self, blueprint: &Blueprint, observed: &Observed) -> Value {
        let client = observed.document.clone().unwrap_or_else(|| json!({ "ClientId": blueprint.destination_client_id() }));
        let flows = with_password(&client)(EXPLICIT_AUTH_FLOWS.of(&client));
        EXPLICIT_AUTH_FLOWS.with(&client, Some(&flows))
    }

    fn document(&self) -> Document {
        Document::Client
    }

    fn warnings(&self, blueprint: &Blueprint, after: &Value) -> Vec<String> {
        blueprint.spec.managed_by.iter().map(|management| management.flows_warning(after)).collect()
    }

    async fn create(&self, step: &ResourceContext<'_>, _: &mut CreatedIds) -> Result<(), Problem> {
        self.update(step).await
    }

    async fn update(&self, step: &ResourceContext<'_>) -> Result<(), Problem> {
        let edited = edit(step).set(with_password(step.desired)).await;
        edited.map_err(|problem| field_edit::with_restore_hint(step, self.id(), problem))
    }

    async fn revert(&self, step: &ResourceContext<'_>, before: Option<&Value>) -> Result<(), Problem> {
        let Some(before) = before else { return Ok(()) };
        let recorded = EXPLICIT_AUTH_FLOWS.of(before);
        let reverted = edit(step).revert(recorded, Some(&with_password(before)(recorded))).await;
        reverted.map_err(|problem| field_edit::with_restore_hint(step, self.id(), problem))
    }

    async fn revert_by_force(&self, step: &ResourceContext<'_>, before: Option<&Value>) -> Result<(), Problem> {
        let Some(before) = before else { return Ok(()) };
        let reverted = edit(step).revert_by_force(EXPLICIT_AUTH_FLOWS.of(before)).await;
        reverted.map_err(|problem| field_edit::with_restore_hint(step, self.id(), problem))
    }

    async fn restore(&self, step: &ResourceContext<'_>, before: &Value) -> Result<(), Problem> {
        edit(step).restore(before).await
    }
}

/// What this app client's flows become.
fn with_password(client: &Value) -> impl Fn(Option<&Value>) -> Value + Sync {
    let rotates = lossless::rotates_refresh_tokens(client);
    move |flows| lossless::with_user_password_auth(flows, rotates)
}

fn edit<'a>(step: &ResourceContext<'a>) -> FieldEdit<'a> {
    let (pool, id) = (&step.blueprint.spec.destination.pool_id, &step.blueprint.spec.destination_client.id);
    field_edit::new(step, Target::Client { pool, id }, EXPLICIT_AUTH_FLOWS)
}
