//! Optional: the migration app client's exemption from threat protection. Where the source pool enforces it, a password check by the function
//! can set a user of the source to RESET_REQUIRED (facts §12.2); a risk configuration of that one app client overrides the pool's.

use async_trait::async_trait;
use serde_json::{Value, json};

use crate::aws::account::Account;
use crate::aws::document::risk_configuration;
use crate::aws::document::risk_configuration::without_empty;
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::change::set_member_at;
use crate::model::resource_id::ResourceId;
use crate::model::user_options::ThreatProtection;
use crate::problem::Problem;
use crate::resources::resource::{Observed, Owner, Resource, ResourceContext};

#[derive(Debug)]
pub struct ThreatExemption;

/// Whether the pool acts upon what threat protection finds. In audit mode it only writes it down.
pub fn is_enforced(pool: &Value) -> bool {
    pool.pointer("/UserPoolAddOns/AdvancedSecurityMode").and_then(Value::as_str) == Some("ENFORCED")
}

/// What happens to users of the source where the migration app client is not exempt.
pub const WITHOUT: &str = "The source pool enforces threat protection: a password check by the function can set a user of the source to \
    RESET_REQUIRED, and that user can then sign in to neither pool before choosing a new password.";

/// What the exemption gives up.
const GIVES_UP: &str = "What it gives up: through this one app client, which only the cross-account role can use, Cognito blocks no \
    compromised password and no risky sign-in. Whoever migrates with a leaked password brings it along. The pool's own settings and its \
    other app clients stay as they are. To leave it on: --threat-protection-exempt no.";

#[async_trait]
impl Resource for ThreatExemption {
    fn id(&self) -> ResourceId {
        ResourceId::ThreatExemption
    }

    fn why(&self) -> &'static str {
        "The source pool enforces threat protection, and a password check through this app client could set a user of the source to RESET_REQUIRED. A risk configuration of its own overrides the pool's, for this app client alone."
    }

    fn applies(&self, blueprint: &Blueprint) -> bool {
        blueprint.spec.threat_protection_enforced && blueprint.options().users.threat_protection == ThreatProtection::Exempt
    }

    fn name(&self, blueprint: &Blueprint) -> String {
        format!("risk configuration of app client {}", blueprint.options().source_client_name)
    }

    async fn observe(&self, blueprint: &Blueprint, account: &Account) -> Result<Observed, Problem> {
        let (pool, client) = (&blueprint.spec.source.pool_id, blueprint.made.source_client_id.as_deref());
        let Some(client) = client else { return Ok(Observed::default()) };
        let mut document = risk_configuration::of_client(account, pool, client).await?;
        // Whether AWS shows the pool's settings for a client that has none of its own is not documented.
        if document.as_ref().is_some_and(|document| *document != exempt())
            && document == risk_configuration::of_pool(account, pool).await?
        {
            document = None;
        }
        Ok(Observed { document, owner: Owner::Ours, made: CreatedIds::default() })
    }

    fn desired(&self, _: &Blueprint, _: &Observed) -> Value {
        exempt()
    }

    fn warnings(&self, _: &Blueprint, _: &Value) -> Vec<String> {
        vec![GIVES_UP.into()]
    }

    async fn create(&self, step: &ResourceContext<'_>, _: &mut CreatedIds) -> Result<(), Problem> {
        set(step, Some(step.desired)).await
    }

    async fn update(&self, step: &ResourceContext<'_>) -> Result<(), Problem> {
        set(step, Some(step.desired)).await
    }

    /// There is no operation that deletes one: a request without settings does.
    async fn revert(&self, step: &ResourceContext<'_>, before: Option<&Value>) -> Result<(), Problem> {
        let Some(before) = before else { return set(step, None).await };
        let mut settings = step.observed.document.clone().unwrap_or_else(|| before.clone());
        for field in step.written {
            set_member_at(&mut settings, &field.path, field.before.clone());
        }
        set(step, without_empty(&settings).as_ref()).await
    }

    async fn restore(&self, step: &ResourceContext<'_>, before: &Value) -> Result<(), Problem> {
        set(step, Some(before)).await
    }
}

/// Nothing is done about what is found, at any event and any risk.
fn exempt() -> Value {
    let nothing = json!({ "Notify": false, "EventAction": "NO_ACTION" });
    json!({
        "CompromisedCredentialsRiskConfiguration": {
            "EventFilter": ["SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP"], "Actions": { "EventAction": "NO_ACTION" }
        },
        "AccountTakeoverRiskConfiguration": {
            "Actions": { "LowAction": nothing, "MediumAction": nothing, "HighAction": nothing }
        },
    })
}

async fn set(step: &ResourceContext<'_>, settings: Option<&Value>) -> Result<(), Problem> {
    let (pool, client) = (&step.blueprint.spec.source.pool_id, step.blueprint.source_client_id());
    step.note(format!("SetRiskConfiguration {client}")).await;
    risk_configuration::set(step.account, pool, client, settings).await
}
