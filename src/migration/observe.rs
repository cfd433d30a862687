//! Looking at all resources at once, with the guarded clients.

use futures_util::future::try_join_all;

use crate::aws::account::Accounts;
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::resource_id::ResourceId;
use crate::model::spec::Spec;
use crate::problem::Problem;
use crate::resources::registry::RESOURCES;
use crate::resources::resource::{Observed, Resource};

/// One resource and what it is.
#[derive(Debug)]
pub struct ObservedResource {
    pub resource: &'static dyn Resource,
    pub observed: Observed,
}

/// Everything that this migration has, as it is now, and the blueprint with the identifiers that were found.
pub async fn observe(spec: &Spec, made: &CreatedIds, accounts: &Accounts) -> Result<(Blueprint, Vec<ObservedResource>), Problem> {
    let blueprint = Blueprint::new(spec, made);
    let looks = RESOURCES.into_iter().filter(|resource| resource.applies(&blueprint)).map(|resource| {
        let (blueprint, account) = (&blueprint, accounts.side(resource.id().side()));
        async move { Ok::<_, Problem>(ObservedResource { resource, observed: resource.observe(blueprint, account).await? }) }
    });
    let seen = try_join_all(looks).await?;
    let made = seen.iter().fold(made.clone(), |made, seen| merged(made, seen.resource.id(), &seen.observed));
    Ok((Blueprint::new(spec, &made), seen))
}

/// What was known, and what an observation adds or takes away: the id of what is gone says nothing about its successor.
pub fn merged(known: CreatedIds, resource: ResourceId, observed: &Observed) -> CreatedIds {
    let gone = observed.document.is_none();
    let id = |of: ResourceId, known: Option<String>, found: &Option<String>| match gone && resource == of {
        true => None,
        false => found.clone().or(known),
    };
    let found = &observed.made;
    CreatedIds {
        source_client_id: id(ResourceId::SourceClient, known.source_client_id, &found.source_client_id),
        destination_pool_id: id(ResourceId::DestinationPool, known.destination_pool_id, &found.destination_pool_id),
        destination_client_id: id(ResourceId::DestinationClient, known.destination_client_id, &found.destination_client_id),
        // The function's observation says it whether the function is there or not.
        log_group: if resource == ResourceId::Function { found.log_group } else { known.log_group },
    }
}
