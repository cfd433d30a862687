//! Optional: the managed-login domain of a destination pool that is made new.

use async_trait::async_trait;
use aws_sdk_cognitoidentityprovider::error::ProvideErrorMetadata as _;
use serde_json::{Value, json};

use crate::aws::account::Account;
use crate::aws::document;
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::resource_id::ResourceId;
use crate::problem::{Problem, ProblemKind};
use crate::resources::resource::{Observed, Owner, Resource, ResourceContext};

#[derive(Debug)]
pub struct DestinationDomain;

fn prefix(blueprint: &Blueprint) -> &str {
    blueprint.new_pool().and_then(|pool| pool.domain_prefix.as_deref()).unwrap_or_default()
}

#[async_trait]
impl Resource for DestinationDomain {
    fn id(&self) -> ResourceId {
        ResourceId::DestinationDomain
    }

    fn why(&self) -> &'static str {
        "The address of the pool's sign-in page, to try the migration in a browser."
    }

    fn applies(&self, blueprint: &Blueprint) -> bool {
        !prefix(blueprint).is_empty()
    }

    fn name(&self, blueprint: &Blueprint) -> String {
        format!("domain {}", prefix(blueprint))
    }

    async fn observe(&self, blueprint: &Blueprint, account: &Account) -> Result<Observed, Problem> {
        let domain = prefix(blueprint);
        let call = account.read.cognito.describe_user_pool_domain().domain(domain);
        let answer = call.send().await.map_err(|error| account.problem(format!("Could not read the domain {domain}"), &error))?;
        let pool = answer.domain_description().and_then(|domain| domain.user_pool_id());
        let Some(pool) = pool else { return Ok(Observed::default()) };
        let ours = blueprint.made.destination_pool_id.as_deref() == Some(pool);
        let owner = if ours { Owner::Ours } else { foreign(domain, pool) };
        Ok(Observed { document: Some(json!({ "Domain": domain, "UserPoolId": pool })), owner, made: CreatedIds::default() })
    }

    fn desired(&self, blueprint: &Blueprint, _: &Observed) -> Value {
        json!({ "Domain": prefix(blueprint), "UserPoolId": blueprint.destination_pool_id() })
    }

    async fn create(&self, step: &ResourceContext<'_>, _: &mut CreatedIds) -> Result<(), Problem> {
        let (domain, pool) = (document::text(step.desired, "Domain"), document::text(step.desired, "UserPoolId"));
        step.note(format!("CreateUserPoolDomain {domain}")).await;
        let sent = step.account.write.cognito.create_user_pool_domain().domain(domain).user_pool_id(pool).send().await;
        sent.map(drop).map_err(|error| step.account.problem(format!("Could not create the domain {domain}"), &error))
    }

    async fn update(&self, step: &ResourceContext<'_>) -> Result<(), Problem> {
        let domain = document::text(step.desired, "Domain");
        Err(Problem::new(
            ProblemKind::AlreadyExists,
            format!("The domain {domain} belongs to another pool."),
            "A domain has one pool.",
        )
        .remedy("Choose another domain prefix."))
    }

    async fn revert(&self, step: &ResourceContext<'_>, _: Option<&Value>) -> Result<(), Problem> {
        let (domain, pool) = (document::text(step.desired, "Domain"), document::text(step.desired, "UserPoolId"));
        step.note(format!("DeleteUserPoolDomain {domain}")).await;
        match step.account.write.cognito.delete_user_pool_domain().domain(domain).user_pool_id(pool).send().await {
            // AWS has two ways of saying that there is no such domain.
            Err(error) if error.message().is_some_and(|message| message.contains("No such domain")) => Ok(()),
            Err(error) if error.code() != Some("ResourceNotFoundException") => {
                Err(step.account.problem(format!("Could not delete the domain {domain}"), &error))
            }
            _ => Ok(()),
        }
    }
}

fn foreign(domain: &str, pool: &str) -> Owner {
    Owner::Foreign {
        found: format!("The domain {domain} belongs to the user pool {pool}."),
        replaceable: false,
        alternative: "Choose another domain prefix.".into(),
    }
}
