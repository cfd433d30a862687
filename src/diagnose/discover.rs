//! Following the chain from the destination pool to the source pool, with the guarded clients only. What cannot be read is found out
//! about no less than what can: each link keeps its own reason.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_lambda::error::ProvideErrorMetadata as _;
use serde_json::Value;

use super::discovery::{DiscoveredFunction, Discovery, Lookup, ResolvedValue, Role};
use super::request::{DiagnoseRequest, SideRequest};
use super::roles;
use super::variables::{self, Destination, Meaning, Variable};
use crate::aws::Side;
use crate::aws::account::open::OpenAccount;
use crate::aws::account::{Account, Origin};
use crate::aws::document;
use crate::aws::document::edit::USER_MIGRATION;
use crate::aws::document::pools;
use crate::aws::document::{describe_user_pool, describe_user_pool_client, text};
use crate::aws::policy;
use crate::aws::policy::reading::{account_of, statements};
use crate::migration::resolve::missing;
use crate::model::place::Place;
use crate::problem::{Problem, ProblemKind};
use crate::text::{printable_lines, sentence};

/// A set-up with the accounts that it was seen through.
#[derive(Debug)]
pub struct OpenDiscovery {
    pub discovery: Discovery,
    pub destination: Account,
    pub source: Option<Account>,
}

/// Looks at everything that the question leads to.
///
/// # Errors
/// An account that cannot be opened, and a destination pool that cannot be read: without them there is no chain to look at.
pub async fn discover(origin: &Origin, request: &DiagnoseRequest) -> Result<OpenDiscovery, Problem> {
    let pool_id = request.destination.pool.as_deref().ok_or_else(|| missing("destination user pool", "--destination-pool"))?;
    let destination = open(origin, Side::Destination, &request.destination, variables::region_of(pool_id)).await?;
    let (pool, clients) = tokio::join!(describe_user_pool(&destination, pool_id), pools::clients(&destination, pool_id));
    let pool = pool?;
    let trigger = USER_MIGRATION.of(&pool).and_then(Value::as_str).filter(|arn| !arn.is_empty()).map(str::to_owned);
    let named = request.function.clone().or_else(|| trigger.clone());
    let (function, permission) = function(&destination, named.as_deref()).await;
    let function_role = match function.present() {
        Some(function) => roles::read(&destination, &function.role_arn).await,
        None => Lookup::not_reached("The function is not known.", None),
    };
    let environment = match function.present().map(|function| &function.variables) {
        Some(Ok(environment)) => environment.clone(),
        _ => BTreeMap::new(),
    };
    let client_ids = clients.iter().flatten().map(|client| client.id.as_str()).collect();
    let variables = variables::read(&environment, &Destination { pool_id, client_ids });
    let place = Place::new(&destination, pool_id, text(&pool, "Name"));
    let resolved = |given: &Option<String>, flag: &str, meaning| given_or_read(given, flag, &variables, meaning);
    let role = resolved(&request.source_role, "--source-role", Meaning::SourceRole).or_else(|| assumed(&function_role));
    let mut discovery = Discovery {
        looked_at: jiff::Timestamp::now(),
        destination: place,
        source: None,
        pool,
        clients,
        trigger,
        function,
        permission,
        source_pool_id: resolved(&request.source.pool, "--source-pool", Meaning::SourcePool),
        source_client_id: resolved(&request.source_client, "--source-client", Meaning::SourceClient),
        external_id: resolved(&request.external_id, "--external-id", Meaning::ExternalId),
        role,
        source_role: Lookup::not_reached("", None),
        source_pool: Lookup::not_reached("", None),
        source_client: Lookup::not_reached("", None),
        function_role,
        variables,
        request: request.clone(),
    };
    let source = open_source(origin, &discovery).await?;
    follow_to_the_source(&mut discovery, source.as_ref()).await;
    Ok(OpenDiscovery { discovery, destination, source })
}

fn given_or_read(given: &Option<String>, flag: &str, variables: &[Variable], meaning: Meaning) -> Option<ResolvedValue> {
    let given = given.as_ref().map(|value| ResolvedValue { value: value.clone(), from: flag.to_owned() });
    given.or_else(|| {
        let variable = variables::resolved(variables, meaning)?;
        Some(ResolvedValue { value: variable.value.clone()?, from: format!("environment variable {}", variable.name) })
    })
}

/// The one role that the function's own role may assume, where the environment does not name any.
fn assumed(role: &Lookup<Role>) -> Option<ResolvedValue> {
    let role = role.present()?;
    let mut named = BTreeSet::new();
    for policy in role.policies.iter().flatten() {
        let Ok(document) = &policy.document else { continue };
        let assuming = statements(document).into_iter().filter(|it| it.allows() && it.covers_action("sts:AssumeRole"));
        named.extend(
            assuming.flat_map(|it| it.resources()).filter(|arn| variables::is_role_arn(arn)).map(|arn| (arn, &policy.name)),
        );
    }
    match named.into_iter().collect::<Vec<_>>().as_slice() {
        [(arn, policy)] => {
            Some(ResolvedValue { value: (*arn).to_owned(), from: format!("policy {policy} of the execution role") })
        }
        _ => None,
    }
}

/// The one pool that this role may ask, where the environment does not name any.
fn asked_of(role: &Lookup<Role>, whose: &str, destination: &Place) -> Option<ResolvedValue> {
    let policies = role.present()?.policies.as_ref().ok()?;
    let mut named = BTreeSet::new();
    for document in policies.iter().filter_map(|policy| policy.document.as_ref().ok()) {
        let asking =
            statements(document).into_iter().filter(|it| it.allows() && it.covers_action("cognito-idp:AdminInitiateAuth"));
        let pools = asking.flat_map(|it| it.resources()).filter_map(|arn| arn.split_once(":userpool/").map(|(_, id)| id));
        named.extend(pools.filter(|id| variables::is_pool_id(id) && *id != destination.pool_id));
    }
    match named.into_iter().collect::<Vec<_>>().as_slice() {
        [id] => Some(ResolvedValue { value: (*id).to_owned(), from: format!("policy of the {whose}") }),
        _ => None,
    }
}

async fn open(origin: &Origin, side: Side, asked: &SideRequest, region: Option<&str>) -> Result<Account, Problem> {
    let profile = asked.profile.clone().ok_or_else(|| missing(&format!("{side} profile"), &format!("--{side}-profile")))?;
    let region = asked.region.clone().or_else(|| region.map(str::to_owned));
    origin.open(&OpenAccount { side, profile, region, mfa_code: asked.mfa_code.clone() }).await
}

/// The source's own profile; without one, the destination's, where the chain stays in its account.
async fn open_source(origin: &Origin, discovery: &Discovery) -> Result<Option<Account>, Problem> {
    let asked = &discovery.request.source;
    let pool = discovery.source_pool_id.as_ref().map(|pool| pool.value.as_str());
    let region = pool.and_then(variables::region_of).or_else(|| {
        let region = discovery.variable(Meaning::SourceRegion)?;
        region.value.as_deref()
    });
    if asked.profile.is_some() {
        return open(origin, Side::Source, asked, region).await.map(Some);
    }
    let account = discovery.role.as_ref().map(|role| account_of(&role.value));
    let at_home = account.map_or_else(|| discovery.without_a_role(), |account| account == discovery.destination.account);
    if !at_home {
        return Ok(None);
    }
    let same = SideRequest { region: asked.region.clone(), ..discovery.request.destination.clone() };
    open(origin, Side::Source, &same, region.or(Some(&discovery.destination.region))).await.map(Some)
}

/// The function by name or ARN, and its resource policy. A trigger may name a version or an alias, each with a policy of its own.
async fn function(account: &Account, named: Option<&str>) -> (Lookup<DiscoveredFunction>, Lookup<Value>) {
    let Some(named) = named else {
        let why = || "The pool has no UserMigration trigger, so its function is not known.";
        let remedy = || Some("If there is a function already, pass it: --function NAME".to_owned());
        return (Lookup::not_reached(why(), remedy()), Lookup::not_reached(why(), remedy()));
    };
    let what = format!("Could not read the function {}", short_name(named));
    let lambda = &account.read.lambda;
    let (configuration, permission) = tokio::join!(
        lambda.get_function_configuration().function_name(named).send(),
        lambda.get_policy().function_name(named).send()
    );
    let permission = match permission {
        Ok(answer) => Lookup::Present(policy::parse(answer.policy().unwrap_or_default())),
        Err(error) if error.code() == Some("ResourceNotFoundException") => Lookup::Missing,
        Err(error) => {
            let what = format!("Could not read the resource policy of the function {}", short_name(named));
            Lookup::Unavailable(account.problem(what, &error))
        }
    };
    let answer = match configuration {
        Ok(answer) => answer,
        Err(error) if error.code() == Some("ResourceNotFoundException") => {
            return (Lookup::Missing, Lookup::not_reached("The function does not exist.", None));
        }
        Err(error) => return (Lookup::Unavailable(account.problem(what, &error)), permission),
    };
    let environment = answer.environment();
    let variables = match environment.and_then(|environment| environment.error()) {
        // The variables are encrypted with a key that this profile may not use.
        Some(error) => Err(Problem::new(
            ProblemKind::AccessDenied { action: Some("kms:Decrypt".into()), resource: None },
            format!("Could not read the environment of the function {}.", short_name(named)),
            sentence(&printable_lines(error.message().unwrap_or("Lambda names no reason"))),
        )),
        None => {
            let variables = environment.and_then(|environment| environment.variables());
            Ok(variables.into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())).collect())
        }
    };
    let name = answer.function_name().unwrap_or_default().to_owned();
    let function = DiscoveredFunction {
        log_group: answer
            .logging_config()
            .and_then(|logging| logging.log_group())
            .map_or_else(|| format!("/aws/lambda/{name}"), str::to_owned),
        arn: answer.function_arn().unwrap_or_default().to_owned(),
        runtime: answer.runtime().map(|runtime| runtime.as_str().to_owned()).unwrap_or_default(),
        handler: answer.handler().unwrap_or_default().to_owned(),
        timeout: answer.timeout().unwrap_or_default(),
        memory: answer.memory_size().unwrap_or_default(),
        state: answer.state().map(|state| state.as_str().to_owned()).unwrap_or_default(),
        role_arn: answer.role().unwrap_or_default().to_owned(),
        in_vpc: answer.vpc_config().and_then(|vpc| vpc.vpc_id()).is_some_and(|id| !id.is_empty()),
        variables,
        name,
    };
    (Lookup::Present(function), permission)
}

/// The name in an ARN, or the name itself.
pub fn short_name(function: &str) -> &str {
    function.split_once(":function:").map_or(function, |(_, name)| name)
}

async fn follow_to_the_source(discovery: &mut Discovery, source: Option<&Account>) {
    let Some(account) = source else {
        let (why, remedy) = unseen_source(discovery);
        discovery.source_role = Lookup::not_reached(why.clone(), remedy.clone());
        discovery.source_pool = Lookup::not_reached(why.clone(), remedy.clone());
        discovery.source_client = Lookup::not_reached(why, remedy);
        return;
    };
    discovery.source_role = match &discovery.role {
        Some(role) => roles::read(account, &role.value).await,
        None => Lookup::not_reached("No role was found, neither in the environment nor in a policy.", Some(pass_role())),
    };
    if discovery.source_pool_id.is_none() {
        discovery.source_pool_id = asked_of(&discovery.source_role, "source role", &discovery.destination)
            .or_else(|| asked_of(&discovery.function_role, "execution role", &discovery.destination));
    }
    let pool_id = discovery.source_pool_id.as_ref().map(|pool| pool.value.clone());
    discovery.source = Some(Place::new(account, pool_id.as_deref().unwrap_or_default(), ""));
    let Some(pool_id) = pool_id else {
        let why = "No variable and no policy names the source pool: the function may have it in its code.";
        let remedy = Some("Pass it: --source-pool ID".to_owned());
        discovery.source_pool = Lookup::not_reached(why, remedy.clone());
        discovery.source_client = Lookup::not_reached(why, remedy);
        return;
    };
    let client_id = discovery.source_client_id.as_ref().map(|client| client.value.clone());
    let client = async {
        match &client_id {
            Some(client_id) => lookup(describe_user_pool_client(account, &pool_id, client_id).await),
            None => Lookup::not_reached(
                "No variable looks like an app client's id: the function may have it in its code.",
                Some(client_hint(account, &pool_id).await),
            ),
        }
    };
    let (pool, client) = tokio::join!(describe_user_pool(account, &pool_id), client);
    discovery.source_pool = lookup(pool);
    discovery.source_client = client;
    if let (Some(source), Some(pool)) = (&mut discovery.source, discovery.source_pool.present()) {
        text(pool, "Name").clone_into(&mut source.pool_name);
    }
}

/// Which app clients could be meant: those with the flow that the function needs.
async fn client_hint(account: &Account, pool_id: &str) -> String {
    let clients = pools::clients(account, pool_id).await.unwrap_or_default();
    let able = clients.iter().filter(|client| super::flows::take_admin_passwords(&client.explicit_auth_flows));
    let able: Vec<String> = able.take(5).map(|client| format!("{} ({})", client.id, client.name)).collect();
    match able.is_empty() {
        true => "Pass it: --source-client ID".into(),
        false => format!("Pass it: --source-client ID. With the flow that it needs: {}", able.join(", ")),
    }
}

fn lookup(described: Result<Value, Problem>) -> Lookup<Value> {
    match document::if_there(described) {
        Ok(Some(document)) => Lookup::Present(document),
        Ok(None) => Lookup::Missing,
        Err(problem) => Lookup::Unavailable(problem),
    }
}

fn pass_role() -> String {
    "Pass it: --source-role ARN".into()
}

fn unseen_source(discovery: &Discovery) -> (String, Option<String>) {
    match (&discovery.role, discovery.variable(Meaning::AccessKeys)) {
        (Some(role), _) => {
            let account = account_of(&role.value);
            let why = format!("It is in account {account}, and no profile of that account was given.");
            (why, Some(format!("Pass one: --source-profile NAME (account {account})")))
        }
        (None, Some(keys)) => (
            format!("The function signs with access keys of its own ({}); their owner cannot be read.", keys.name),
            Some("Pass a profile of the source account: --source-profile NAME".into()),
        ),
        (None, None) => (
            "Where the source is was not found: no variable and no policy names a role.".into(),
            Some("Pass what you know: --source-profile NAME --source-role ARN --source-pool ID --source-client ID".into()),
        ),
    }
}
