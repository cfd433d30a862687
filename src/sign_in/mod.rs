//! The test sign-in: a real user's first sign-in through the new pool, and the story of what happened.
//!
//! It is real: it creates the user in the destination, and a wrong password counts in the source. Everything around it only reads.

mod answer;
mod attributes;
mod cause;
mod cause_rules;
mod evidence;
#[cfg(test)]
mod fixture;
mod foreign_function;
mod function_log;
mod managed_login;
mod messages;
mod observed;
mod person;
mod predicates;
mod remedies;
pub mod removal;
pub mod report;
pub mod report_text;
pub mod resource_status;
mod steps;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::Value;

use self::evidence::Evidence;
use self::function_log::{FunctionSaid, Log};
use self::report::SignInReport;
use self::resource_status::ResourceStatus;
use crate::aws::account::{Account, Accounts};
use crate::aws::document;
use crate::command::Command;
use crate::model::blueprint::Blueprint;
use crate::model::resource_id::ResourceId;
use crate::model::spec::Spec;
use crate::problem::{Problem, ProblemKind};
use crate::secret::Secret;
use crate::session::document::Session;
use crate::sign_in::observed::ObservedValue;

pub use self::managed_login::{NoAddress, managed_login_url};
pub use self::remedies::removal as removal_command;

/// Signs in as an app does, and tells what happened. A refusal is a story; a problem is that no answer came at all.
pub async fn run(
    session: &Session,
    spec: &Spec,
    accounts: &Accounts,
    user_name: &str,
    password: &Secret,
) -> Result<SignInReport, Problem> {
    let set_up = SetUp {
        session: Some(session),
        blueprint: Blueprint::new(spec, &session.made),
        destination: &accounts.destination,
        source: Some(&accounts.source),
        statuses: None,
    };
    run_with(set_up, user_name, password).await
}

/// What a sign-in goes through: a migration of ours, or a set-up as it was found.
#[derive(Debug)]
pub struct SetUp<'a> {
    /// Knows whom earlier test sign-ins made; none: the set-up is not ours.
    pub session: Option<&'a Session>,
    /// Names and ids, whoever chose them.
    pub blueprint: Blueprint,
    pub destination: &'a Account,
    /// None: no profile sees the source.
    pub source: Option<&'a Account>,
    /// The resources as they were judged where they were found; none: ours, compared with what they must be.
    pub statuses: Option<BTreeMap<ResourceId, ResourceStatus>>,
}

/// As [`run`], through any set-up.
pub async fn run_with(set_up: SetUp<'_>, user_name: &str, password: &Secret) -> Result<SignInReport, Problem> {
    Ok(report_of(&gather(set_up, user_name, password).await?))
}

/// From what was seen to the story. Pure.
fn report_of(evidence: &Evidence) -> SignInReport {
    let diagnosis = cause_rules::diagnose(evidence);
    let attributes = match (evidence.source_user.known(), evidence.created_user()) {
        (Some(Some(source)), Some(destination)) => attributes::compare(source, destination),
        _ => Vec::new(),
    };
    SignInReport {
        succeeded: diagnosis.succeeded,
        headline: messages::headline(evidence, &diagnosis),
        steps: steps::of(evidence, &diagnosis, &attributes),
        attributes,
        cause: diagnosis.cause.map(|cause| cause.code().to_owned()),
        remedy: messages::remedy(evidence, &diagnosis),
        created: removal::created(evidence),
    }
}

async fn gather(set_up: SetUp<'_>, user_name: &str, password: &Secret) -> Result<Evidence, Problem> {
    let SetUp { session, blueprint, destination, source, statuses } = set_up;
    let foreign_setup = statuses.is_some();
    let (pool, client) = (blueprint.spec.destination.pool_id.clone(), blueprint.spec.destination_client.id.clone());
    if pool.is_empty() || client.is_empty() {
        return Err(not_applied(&blueprint));
    }
    let (secret, before, log) = tokio::join!(
        answer::client_secret(destination, &pool, &client),
        person::look_up(destination, &pool, user_name),
        Log::open(destination, blueprint.log_group(), Timestamp::now().as_millisecond()),
    );
    let made_by_a_test = match (&before, session) {
        (ObservedValue::Known(Some(user)), Some(session)) => removal::made_by_a_test(session, &pool, user),
        _ => false,
    };
    let existed_before = match before {
        ObservedValue::Known(user) => ObservedValue::Known(user.is_some()),
        ObservedValue::Unavailable(why) => ObservedValue::Unavailable(why),
    };
    let answer = answer::initiate_auth(destination, &client, user_name, password, secret.as_ref()).await?;
    let explained = async {
        match answer.took_the_password() {
            true => (BTreeMap::new(), ObservedValue::Unavailable("not looked at".to_owned()), BTreeMap::new()),
            false => tokio::join!(
                resource_statuses(&blueprint, destination, source, statuses),
                names_of_schema(destination, &pool),
                schema_of_source(source, &blueprint.spec.source.pool_id)
            ),
        }
    };
    let in_source = async {
        match source {
            Some(source) => person::look_up(source, &blueprint.spec.source.pool_id, user_name).await,
            None => ObservedValue::Unavailable("no profile sees the source".to_owned()),
        }
    };
    let ((statuses, destination_schema, source_schema), source_user, destination_user) =
        tokio::join!(explained, in_source, person::look_up(destination, &pool, user_name));
    let mut evidence = Evidence {
        user_name: user_name.to_owned(),
        existed_before,
        made_by_a_test,
        answer,
        function: FunctionSaid::NotAsked,
        source_user,
        destination_user,
        statuses,
        destination_schema,
        source_schema,
        foreign_setup,
        blueprint,
    };
    if may_have_reached_the_function(&evidence) {
        evidence.function = log.wait_for_line(&evidence.answer, evidence.is_foreign_function()).await;
    }
    Ok(evidence)
}

/// Those that were found as they are; ours compared with what they must be.
async fn resource_statuses(
    blueprint: &Blueprint,
    destination: &Account,
    source: Option<&Account>,
    statuses: Option<BTreeMap<ResourceId, ResourceStatus>>,
) -> BTreeMap<ResourceId, ResourceStatus> {
    match (statuses, source) {
        (Some(statuses), _) => statuses,
        (None, Some(source)) => resource_status::observe_all(blueprint, source, destination).await,
        (None, None) => BTreeMap::new(),
    }
}

/// Where this is clear beforehand, nobody waits for a log line that cannot come.
fn may_have_reached_the_function(evidence: &Evidence) -> bool {
    let refused_before =
        matches!(evidence.answer.code(), "InvalidParameterException" | "ForbiddenException" | "TooManyRequestsException")
            && !evidence.answer.says("schema")
            || evidence.answer.says("secret");
    let is_off = |resource: ResourceId| evidence.status_of(resource).is_some_and(resource_status::ResourceStatus::is_off);
    let not_invoked = evidence.answer.says("Exception migrating user") && is_off(ResourceId::InvokePermission);
    let function_missing = evidence.status_of(ResourceId::Function) == Some(&resource_status::ResourceStatus::Missing);
    // The client's flows are checked before the trigger is.
    let no_way = [ResourceId::ClientFlows, ResourceId::Trigger].into_iter().any(is_off);
    !refused_before && !evidence.was_there_before() && !no_way && !function_missing && !not_invoked
}

/// The names of the pool's attributes.
async fn names_of_schema(account: &Account, pool_id: &str) -> ObservedValue<BTreeSet<String>> {
    match schema(account, pool_id).await {
        Ok(schema) => ObservedValue::Known(schema.into_keys().collect()),
        Err(problem) => ObservedValue::Unavailable(problem.why),
    }
}

/// Only helps to say what is missing: where it cannot be read, less is said.
async fn schema_of_source(source: Option<&Account>, pool_id: &str) -> BTreeMap<String, Value> {
    match source {
        Some(account) => schema(account, pool_id).await.unwrap_or_default(),
        None => BTreeMap::new(),
    }
}

async fn schema(account: &Account, pool_id: &str) -> Result<BTreeMap<String, Value>, Problem> {
    let pool = document::describe_user_pool(account, pool_id).await?;
    let attributes = pool.get("SchemaAttributes").and_then(Value::as_array).into_iter().flatten();
    Ok(attributes.map(|attribute| (document::text(attribute, "Name").to_owned(), attribute.clone())).collect())
}

fn not_applied(blueprint: &Blueprint) -> Problem {
    Problem::new(
        ProblemKind::Invalid,
        format!("The migration {} cannot be tested yet.", blueprint.spec.session),
        "Its destination pool or app client is still to be made.",
    )
    .remedy(Command::ferry("apply").session(&blueprint.spec.session))
}
