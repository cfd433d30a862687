//! The test sign-in through a set-up as it was found: the same story, told of other names.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::find::Seen;
use super::flows::take_passwords;
use super::found::Found;
use super::mend::short;
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
use crate::sign_in::resource_status::ResourceStatus;
use crate::sign_in::story::Story;
use crate::sign_in::{self, SetUp};

/// Signs in as an app does, through the app client asked about; it is real, and may create the user in the destination.
///
/// # Errors
/// Where it is not clear which app client to use, or it cannot be used from here; and where no answer came at all.
pub async fn sign_in(seen: &Seen, links: &[Link], user_name: &str, password: &Secret) -> Result<Story, Problem> {
    let client = client(&seen.found)?;
    let set_up = SetUp {
        session: None,
        blueprint: blueprint(&seen.found, client),
        destination: &seen.destination,
        source: seen.source.as_ref().filter(|_| seen.found.source_pool_id.is_some()),
        found: Some(pieces(&seen.found, links)),
    };
    sign_in::through(set_up, user_name, password).await
}

/// The app client that was asked about; else the only one that takes passwords, or the only one there is.
fn client(found: &Found) -> Result<DestinationClient, Problem> {
    let clients = found.clients.as_deref().unwrap_or_default();
    let named = |id: &str, name: &str| DestinationClient { id: id.into(), name: name.into() };
    if let Some(chosen) = &found.question.destination_client {
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
fn blueprint(found: &Found, client: DestinationClient) -> Blueprint {
    let mut options = Options::new("found", String::new());
    if let Some(function) = found.function.there() {
        options.function_name.clone_from(&function.name);
        options.function_memory = function.memory;
        short(&function.role_arn).clone_into(&mut options.function_role_name);
    } else if let Some(trigger) = &found.trigger {
        super::find::short_name(trigger).clone_into(&mut options.function_name);
    }
    if let Some(role) = &found.role {
        short(&role.value).clone_into(&mut options.source_role_name);
    }
    let source_client = found.source_client_id.as_ref().map(|client| client.value.clone());
    let source_client_name = found.source_client.there().map(|client| text(client, "ClientName").to_owned());
    options.source_client_name = source_client_name.or_else(|| source_client.clone()).unwrap_or_else(|| "(not known)".into());
    let unknown = || Place { pool_id: "(not known)".into(), pool_name: String::new(), ..found.destination.clone() };
    let mut source = found.source.clone().unwrap_or_else(unknown);
    if let Some(pool) = &found.source_pool_id {
        source.pool_id.clone_from(&pool.value);
    }
    let spec = Spec {
        session: String::new(),
        source,
        destination: found.destination.clone(),
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
const PIECES: [(&str, ResourceId, Option<&str>); 17] = [
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
fn pieces(found: &Found, links: &[Link]) -> BTreeMap<ResourceId, ResourceStatus> {
    let mut pieces = BTreeMap::new();
    for check in links.iter().flat_map(|link| &link.checks) {
        let Some((_, resource, field)) = PIECES.iter().find(|(id, ..)| *id == check.id) else { continue };
        let known = pieces.remove(resource);
        pieces.insert(*resource, together(known, status_of(found, check, *field)));
    }
    pieces
}

fn status_of(found: &Found, check: &Check, field: Option<&str>) -> ResourceStatus {
    match (check.status, field) {
        (CheckStatus::Pass | CheckStatus::Warn, _) => ResourceStatus::AsPlanned,
        (CheckStatus::Skipped, _) => ResourceStatus::Unseen(check.evidence.join(" ")),
        (CheckStatus::Fail, None) => ResourceStatus::Missing,
        (CheckStatus::Fail, Some(path)) => {
            let after = Some(json!("as the chain needs it"));
            ResourceStatus::Differs(vec![FieldChange { path: path.into(), before: now(found, &check.id), after }])
        }
    }
}

/// What stands there, where a diagnosis asks for more than which field it is.
fn now(found: &Found, check: &str) -> Option<Value> {
    match check {
        "trigger.set" => found.trigger.as_ref().map(|arn| json!(arn)),
        "destination-client.flows" => {
            let client = client(found).ok()?;
            let known = found.clients.iter().flatten().find(|one| one.id == client.id)?;
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
        (Some(ResourceStatus::Unseen(_)), next @ (ResourceStatus::Missing | ResourceStatus::Differs(_))) => next,
        (Some(known), _) => known,
    }
}
