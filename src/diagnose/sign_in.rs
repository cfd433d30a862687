//! The test sign-in through a set-up as it was found: the same story, told of other names.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::discover::OpenDiscovery;
use super::discovery::Discovery;
use super::flows::take_passwords;
use super::remedies::short;
use crate::aws::document::text;
use crate::check::finding::{Check, CheckStatus};
use crate::diagnose::link::Link;
use crate::model::attribute_mapping::UserMapping;
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::change::FieldChange;
use crate::model::options::Options;
use crate::model::place::Place;
use crate::model::resource_id::ResourceId;
use crate::model::spec::{DestinationClient, Spec};
use crate::problem::{Problem, ProblemKind};
use crate::secret::Secret;
use crate::sign_in::report::SignInReport;
use crate::sign_in::resource_status::ResourceStatus;
use crate::sign_in::{self, SetUp};

/// Signs in as an app does, through the app client asked about; it is real, and may create the user in the destination.
///
/// # Errors
/// Where it is not clear which app client to use, or it cannot be used from here; and where no answer came at all.
pub async fn sign_in(seen: &OpenDiscovery, links: &[Link], user_name: &str, password: &Secret) -> Result<SignInReport, Problem> {
    let client = client(&seen.discovery)?;
    let set_up = SetUp {
        session: None,
        blueprint: blueprint(&seen.discovery, client),
        destination: &seen.destination,
        source: seen.source.as_ref().filter(|_| seen.discovery.source_pool_id.is_some()),
        statuses: Some(statuses(&seen.discovery, links)),
    };
    sign_in::run_with(set_up, user_name, password).await
}

/// The app client that was asked about; else the only one that takes passwords, or the only one there is.
fn client(discovery: &Discovery) -> Result<DestinationClient, Problem> {
    let clients = discovery.clients.as_deref().unwrap_or_default();
    let named = |id: &str, name: &str| DestinationClient { id: id.into(), name: name.into() };
    if let Some(chosen) = &discovery.request.destination_client {
        let name = clients.iter().find(|client| client.id == *chosen).map(|client| client.name.as_str()).unwrap_or_default();
        return Ok(named(chosen, name));
    }
    let able: Vec<_> = clients.iter().filter(|client| take_passwords(&client.explicit_auth_flows)).collect();
    match (able.as_slice(), clients) {
        ([one], _) => Ok(named(&one.id, &one.name)),
        (_, [one]) => Ok(named(&one.id, &one.name)),
        _ => {
            let known: Vec<String> = clients.iter().map(|client| format!("{} ({})", client.id, client.name)).collect();
            let why = format!("The pool has {}: {}.", clients.len(), known.join(", "));
            Err(Problem::new(ProblemKind::Invalid, "It is not clear which app client to sign in through.", why)
                .remedy("Give --destination-client ID."))
        }
    }
}

/// The names and ids of what was found, where a migration of ours has those it chose.
fn blueprint(discovery: &Discovery, client: DestinationClient) -> Blueprint {
    let mut options = Options::new("found", String::new());
    if let Some(function) = discovery.function.present() {
        options.function_name.clone_from(&function.name);
        options.function_memory = function.memory;
        short(&function.role_arn).clone_into(&mut options.function_role_name);
    } else if let Some(trigger) = &discovery.trigger {
        super::discover::short_name(trigger).clone_into(&mut options.function_name);
    }
    if let Some(role) = &discovery.role {
        short(&role.value).clone_into(&mut options.source_role_name);
    }
    let source_client = discovery.source_client_id.as_ref().map(|client| client.value.clone());
    let source_client_name = discovery.source_client.present().map(|client| text(client, "ClientName").to_owned());
    options.source_client_name = source_client_name.or_else(|| source_client.clone()).unwrap_or_else(|| "(not known)".into());
    let unknown = || Place { pool_id: "(not known)".into(), pool_name: String::new(), ..discovery.destination.clone() };
    let mut source = discovery.source.clone().unwrap_or_else(unknown);
    if let Some(pool) = &discovery.source_pool_id {
        source.pool_id.clone_from(&pool.value);
    }
    let spec = Spec {
        session: String::new(),
        source,
        destination: discovery.destination.clone(),
        destination_client: client,
        source_attributes: Vec::new(),
        new_pool: None,
        source_pool: Value::Null,
        threat_protection_enforced: false,
        user_mapping: UserMapping::default(),
        groups: Vec::new(),
        own_code_sha256: None,
        own_policy: serde_json::Value::Null,
        own_code_notes: Vec::new(),
        managed_by: None,
        options,
    };
    Blueprint::new(&spec, &CreatedIds { source_client_id: source_client, ..CreatedIds::default() })
}

/// Which resource of a migration a check is about, and the field of it that differs where it fails; none: all of it is missing.
const STATUS_FIELDS: [(&str, ResourceId, Option<&str>); 17] = [
    ("destination-client.flows", ResourceId::ClientFlows, Some("ExplicitAuthFlows")),
    ("trigger.set", ResourceId::Trigger, Some("LambdaConfig.UserMigration")),
    ("invoke-permission.principal", ResourceId::InvokePermission, None),
    ("invoke-permission.source", ResourceId::InvokePermission, Some("SourceArn")),
    ("function.exists", ResourceId::Function, None),
    ("function.values", ResourceId::Function, Some("Environment")),
    ("function-role.trust", ResourceId::FunctionRole, Some("AssumeRolePolicyDocument")),
    ("assume-role.policy", ResourceId::FunctionRolePolicy, None),
    ("trust.exists", ResourceId::SourceRole, None),
    ("trust.principal", ResourceId::SourceRole, Some("AssumeRolePolicyDocument.Statement.Principal")),
    (
        "trust.external-id",
        ResourceId::SourceRole,
        Some("AssumeRolePolicyDocument.Statement.Condition.StringEquals.sts:ExternalId"),
    ),
    ("source-role-policy.sign-in", ResourceId::SourceRole, Some("InlinePolicies")),
    ("source-role-policy.user", ResourceId::SourceRole, Some("InlinePolicies")),
    ("source-client.exists", ResourceId::SourceClient, None),
    ("source-client.flows", ResourceId::SourceClient, Some("ExplicitAuthFlows")),
    ("source-client.secret", ResourceId::SourceClient, Some("HasClientSecret")),
    ("destination-client.exists", ResourceId::ClientFlows, None),
];

/// What the checks found, as the resources that a sign-in's diagnosis knows.
fn statuses(discovery: &Discovery, links: &[Link]) -> BTreeMap<ResourceId, ResourceStatus> {
    let mut statuses = BTreeMap::new();
    for check in links.iter().flat_map(|link| &link.checks) {
        let Some((_, resource, field)) = STATUS_FIELDS.iter().find(|(id, ..)| *id == check.id) else { continue };
        let known = statuses.remove(resource);
        statuses.insert(*resource, together(known, status_of(discovery, check, *field)));
    }
    statuses
}

fn status_of(discovery: &Discovery, check: &Check, field: Option<&str>) -> ResourceStatus {
    match (check.status, field) {
        (CheckStatus::Pass | CheckStatus::Warn, _) => ResourceStatus::AsPlanned,
        (CheckStatus::Skipped, _) => ResourceStatus::Unavailable(check.evidence.join(" ")),
        (CheckStatus::Fail, None) => ResourceStatus::Missing,
        (CheckStatus::Fail, Some(path)) => {
            let after = Some(json!("as the chain needs it"));
            ResourceStatus::Differs(vec![FieldChange { path: path.into(), before: now(discovery, &check.id), after }])
        }
    }
}

/// What stands there, where a diagnosis asks for more than which field it is.
fn now(discovery: &Discovery, check: &str) -> Option<Value> {
    match check {
        "trigger.set" => discovery.trigger.as_ref().map(|arn| json!(arn)),
        "destination-client.flows" => {
            let client = client(discovery).ok()?;
            let known = discovery.clients.iter().flatten().find(|one| one.id == client.id)?;
            Some(json!(known.explicit_auth_flows))
        }
        _ => None,
    }
}

/// The worse of two findings about one resource.
fn together(known: Option<ResourceStatus>, next: ResourceStatus) -> ResourceStatus {
    match (known, next) {
        (None, next) | (Some(ResourceStatus::AsPlanned), next) => next,
        (Some(ResourceStatus::Differs(mut fields)), ResourceStatus::Differs(more)) => {
            fields.extend(more);
            ResourceStatus::Differs(fields)
        }
        (Some(ResourceStatus::Unavailable(_)), next @ (ResourceStatus::Missing | ResourceStatus::Differs(_))) => next,
        (Some(known), _) => known,
    }
}
