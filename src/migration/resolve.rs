//! From choices to a spec: every answer is there, and what it names has been found in its account.

use serde_json::Value;

use super::given;
use crate::aws::Side;
use crate::aws::account::{Account, Accounts};
use crate::aws::document;
use crate::aws::document::groups;
use crate::aws::document::text;
use crate::command::Command;
use crate::function::code::{self, read_own, sha256};
use crate::function::environment;
use crate::model::attribute_mapping::UserMapping;
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::choices::{Choices, SideChoices};
use crate::model::managed::management;
use crate::model::options::Options;
use crate::model::place::Place;
use crate::model::resource_id::ResourceId;
use crate::model::spec::{DestinationClient, NewPool, Spec};
use crate::model::user_options::{LEGACY_SUB, Memberships};
use crate::problem::{Problem, ProblemKind};
use crate::resources::destination_pool::planned_pool;
use crate::resources::own_policy;
use crate::resources::resource::Resource as _;
use crate::resources::threat_exemption::{self, ThreatExemption};
use crate::session::document::Session;

/// Finds both pools and the app client, and fills the options' defaults in.
pub async fn resolve(name: &str, choices: &Choices, accounts: &Accounts) -> Result<Spec, Problem> {
    let options = choices.options.clone().unwrap_or_else(|| Options::new(name, Options::random_external_id()));
    let source_id = chosen(&choices.source, Side::Source)?;
    let own = |problem| given::told(problem, &given::of_choices(choices));
    let source_pool = document::describe_user_pool(&accounts.source, source_id).await.map_err(own)?;
    let source = Place::new(&accounts.source, source_id, text(&source_pool, "Name"));
    let (destination, destination_client, destination_pool) = match &choices.new_pool {
        Some(new) => {
            let client = DestinationClient { id: String::new(), name: new.client_name.clone() };
            (Place::new(&accounts.destination, "", &new.name), client, None)
        }
        None => {
            let (place, client, pool) = destination(choices, &accounts.destination).await.map_err(own)?;
            (place, client, Some(pool))
        }
    };
    if same_pool(&source, &destination) {
        return Err(Problem::new(
            ProblemKind::Invalid,
            "The source and the destination are the same user pool.",
            "There is nothing to move.",
        )
        .remedy("Choose another destination pool."));
    }
    let source_attributes = readable_attributes(&source_pool);
    let managed_by = destination_pool.as_ref().and_then(|pool| management(pool, options.managed_by));
    let added = if options.users.legacy_sub { &[LEGACY_SUB][..] } else { &[] };
    let future_pool = planned_pool(destination_pool.as_ref().unwrap_or(&source_pool), added);
    let user_mapping = UserMapping::between(&source_pool, &future_pool, &source_attributes, &options.users)?;
    let groups = match options.users.groups {
        Memberships::Sweep | Memberships::FirstSignIn => {
            groups::list(&accounts.source, source_id).await.map_err(|problem| match problem.kind {
                ProblemKind::AccessDenied { .. } => problem.remedy("Or leave groups out of the migration: --groups none"),
                _ => problem,
            })?
        }
        Memberships::None => Vec::new(),
    };
    options.check_external_id().map_err(|why| Problem::new(ProblemKind::Invalid, "The external id cannot be none.", why))?;
    let policy = options.own_function.as_ref().and_then(|own| own.policy.as_deref());
    let own_policy = policy.map(own_policy::read).transpose()?.unwrap_or_default();
    let (own_code_sha256, own_code_notes) = match &options.own_function {
        Some(own) => {
            let zip = read_own(own)?;
            (Some(sha256(&zip)), code::notes_on(&zip, own, &options.function_runtime)?)
        }
        None => (None, Vec::new()),
    };
    let threat_protection_enforced = threat_exemption::is_enforced(&source_pool);
    let source_pool = if choices.new_pool.is_some() { source_pool } else { Value::Null };
    let new_pool = choices.new_pool.clone();
    let spec = Spec {
        session: name.into(),
        source,
        destination,
        destination_client,
        source_attributes,
        new_pool,
        source_pool,
        threat_protection_enforced,
        user_mapping,
        own_code_sha256,
        own_code_notes,
        own_policy,
        managed_by,
        groups,
        options,
    };
    environment::check(&Blueprint::new(&spec, &CreatedIds::default()))?;
    Ok(spec)
}

async fn destination(choices: &Choices, account: &Account) -> Result<(Place, DestinationClient, Value), Problem> {
    let id = chosen(&choices.destination, Side::Destination)?;
    let pool = document::describe_user_pool(account, id).await?;
    let client_id = choices
        .destination_client
        .as_deref()
        .ok_or_else(|| missing("app client of the destination pool", "--destination-client"))?;
    let client = document::describe_user_pool_client(account, id, client_id).await?;
    let client = DestinationClient { id: client_id.into(), name: text(&client, "ClientName").into() };
    Ok((Place::new(account, id, text(&pool, "Name")), client, pool))
}

fn chosen(choices: &SideChoices, side: Side) -> Result<&str, Problem> {
    choices.pool.as_deref().ok_or_else(|| missing(&format!("{side} user pool"), &format!("--{side}-pool")))
}

/// A session that made something belongs to the accounts and pools it made it for: another profile behind the same name, or another
/// pool, is another session's business.
pub fn still_the_same(session: &Session, spec: &Spec) -> Result<(), Problem> {
    let groups = spec.options.users.groups;
    if session.wrote(ResourceId::Groups) && groups == Memberships::None {
        let what = format!("The session {} has made groups already.", session.name);
        return Err(Problem::new(ProblemKind::Invalid, what, "With --groups none they would no longer be managed.")
            .remedy(format!("Take them back first: {}", teardown_of(session, &[ResourceId::Groups]))));
    }
    let of_first_sign_in = [ResourceId::GroupsTrigger, ResourceId::GroupsPolicy];
    if groups != Memberships::FirstSignIn && of_first_sign_in.into_iter().any(|id| session.wrote(id)) {
        let what = format!("The session {} brings groups at the first sign-in already.", session.name);
        let command = teardown_of(session, &of_first_sign_in);
        return Err(Problem::new(ProblemKind::Invalid, what, "That trigger and its policy would no longer be managed.")
            .remedy(format!("Take them back first: {command}")));
    }
    if session.wrote(ResourceId::ThreatExemption) && !ThreatExemption.applies(&Blueprint::new(spec, &session.made)) {
        let what = format!("The session {} has exempted its app client from threat protection.", session.name);
        let command = teardown_of(session, &[ResourceId::ThreatExemption]);
        return Err(Problem::new(ProblemKind::Invalid, what, "That risk configuration would no longer be managed.")
            .remedy(format!("Take it back first: {command}")));
    }
    let Some(before) = session.spec.as_ref().filter(|_| session.written() > 0) else { return Ok(()) };
    for (before, now) in [(&before.source, &spec.source), (&before.destination, &spec.destination)] {
        // A pool that the session makes has no id before, and one after.
        let made = now.pool_id.is_empty() && session.made.destination_pool_id.as_deref() == Some(&before.pool_id);
        let pool_id = if made { &before.pool_id } else { &now.pool_id };
        if (&before.account, &before.region, &before.pool_id) != (&now.account, &now.region, pool_id) {
            let place = |place: &Place| format!("account {}, {}, pool {}", place.account, place.region, place.pool_id);
            let why = format!("It made resources for {}, and this is {}.", place(before), place(now));
            return Err(Problem::new(
                ProblemKind::Invalid,
                format!("The session {} is about something else.", session.name),
                why,
            )
            .remedy("Use the profile and the pool of before, or begin a new session with another name."));
        }
    }
    Ok(())
}

fn teardown_of(session: &Session, resources: &[ResourceId]) -> Command {
    let teardown = Command::ferry("teardown").session(&session.name);
    resources.iter().fold(teardown, |teardown, resource| teardown.with("--only", resource.key()))
}

/// The same profile may lead into another account by now: then nothing that the session recorded is there.
pub fn still_the_same_accounts(session: &Session, accounts: &Accounts) -> Result<(), Problem> {
    let Some(spec) = &session.spec else { return Ok(()) };
    for (place, account) in [(&spec.source, &accounts.source), (&spec.destination, &accounts.destination)] {
        let (opened, region) = (&account.identity.account, &account.region);
        if (&place.account, &place.region) != (opened, region) {
            let what = format!("The profile {} opens another {} account than before.", account.profile, account.side);
            let why = format!("The session was made in account {}, {}; this is {opened}, {region}.", place.account, place.region);
            return Err(
                Problem::new(ProblemKind::Invalid, what, why).remedy(format!("Use a profile of account {}.", place.account))
            );
        }
    }
    Ok(())
}

/// The answer that is still open, and the flag that gives it.
pub fn missing(what: &str, flag: &str) -> Problem {
    Problem::new(ProblemKind::Invalid, format!("The {what} is not chosen yet."), "The plan needs it.")
        .remedy(format!("Give {flag}."))
}

fn same_pool(source: &Place, destination: &Place) -> bool {
    (&source.account, &source.region, &source.pool_id) == (&destination.account, &destination.region, &destination.pool_id)
}

/// Every attribute that an app client may read by its ReadAttributes. `sub` is always readable and may not be listed; `identities`
/// and developer-only attributes are no client's to read.
pub fn readable_attributes(pool: &Value) -> Vec<String> {
    let attributes = pool.get("SchemaAttributes").and_then(Value::as_array).into_iter().flatten();
    let names = attributes.map(|attribute| text(attribute, "Name"));
    let mut names: Vec<String> = names
        .filter(|name| !matches!(*name, "" | "sub" | "identities") && !name.starts_with("dev:"))
        .map(str::to_owned)
        .collect();
    names.sort();
    names
}

/// Names for a destination pool that does not exist yet, from the source's.
pub fn proposed_pool(source_name: &str, session: &str) -> NewPool {
    NewPool { name: source_name.into(), client_name: format!("{session}-app"), domain_prefix: None, callback_url: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_attribute_is_read_but_those_that_no_client_may_list() {
        let names = ["sub", "email", "identities", "custom:plan", "dev:custom:secret", "birthdate"];
        let schema: Vec<Value> = names.iter().map(|name| json!({ "Name": name })).collect();
        assert_eq!(readable_attributes(&json!({ "SchemaAttributes": schema })), ["birthdate", "custom:plan", "email"]);
    }
}
