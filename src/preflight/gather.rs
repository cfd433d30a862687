//! The reads, all side by side. Opening an account is the first round trip (GetCallerIdentity); nothing here goes deeper than
//! three more. Each read keeps its own failure.

use std::time::SystemTime;

use aws_sdk_cognitoidentityprovider::types::{LimitClass, LimitDefinitionType, UserImportJobStatusType};
use aws_sdk_iam::error::ProvideErrorMetadata as _;
use aws_sdk_iam::types::{ContextEntry, ContextKeyTypeEnum};
use futures_util::future::{BoxFuture, FutureExt as _, Shared, join_all};
use serde_json::Value;

use super::facts::{
    Concurrency, DestinationFacts, Elsewhere, FunctionFact, IdentityFacts, LogGroupFact, OtherClients, Part, PermissionFacts,
    Read, RoleFact, SimulatedGroup, SimulatedOutcome, SimulatedPrincipal, SourceFacts, Subject, UsedRole,
};
use super::risk::Risk;
use super::{destination_update, needs, users};
use crate::aws::Side;
use crate::aws::account::server_clock;
use crate::aws::account::{Account, Accounts};
use crate::aws::document::{app_clients, groups};
use crate::aws::document::{describe_user_pool, describe_user_pool_client};
use crate::aws::policy;
use crate::migration::resolve::missing;
use crate::model::spec::SESSION_TAG;
use crate::model::user_options::Memberships;
use crate::problem::{Problem, ProblemKind};
use crate::resources::threat_exemption::is_enforced;

/// How many of the pool's other app clients are described: ClientRead allows 15 calls a second for the whole account (facts §6.7).
pub const OTHER_CLIENTS: usize = 10;

pub async fn identities(accounts: &Accounts) -> Part {
    let of = |account: &'_ Account, skew| IdentityFacts {
        side: account.side,
        profile: account.profile.clone(),
        region: account.region.clone(),
        identity: account.identity.clone(),
        endpoint_overrides: account.endpoint_overrides.clone(),
        skew,
        seconds_left: account.lifetime.ends().map(|end| match end.duration_since(SystemTime::now()) {
            Ok(left) => i64::try_from(left.as_secs()).unwrap_or(i64::MAX),
            Err(_) => 0,
        }),
    };
    let (source, destination) =
        tokio::join!(server_clock::clock_skew(&accounts.source), server_clock::clock_skew(&accounts.destination));
    Part::Identities([of(&accounts.source, source), of(&accounts.destination, destination)])
}

/// A pool's document, and where it is if not here: read once, for all who need it.
pub type SharedPool<'a> = Shared<BoxFuture<'a, (Read<Value>, Option<Elsewhere>)>>;
/// The destination app client's document.
pub type SharedClient<'a> = Shared<BoxFuture<'a, Read<Value>>>;

pub fn pool<'a>(subject: &'a Subject, side: Side, accounts: &'a Accounts) -> SharedPool<'a> {
    find_pool(subject, side, accounts).boxed().shared()
}

pub fn client<'a>(subject: &'a Subject, accounts: &'a Accounts) -> SharedClient<'a> {
    let describe = async move {
        let pool = subject.place(Side::Destination).pool_id.as_str();
        pool_chosen(pool, Side::Destination)?;
        if subject.client_id().is_empty() {
            return Err(missing("app client of the destination pool", "--destination-client"));
        }
        describe_user_pool_client(&accounts.destination, pool, subject.client_id()).await
    };
    describe.boxed().shared()
}

pub async fn source(subject: &Subject, accounts: &Accounts, pool: SharedPool<'_>) -> Part {
    let account = &accounts.source;
    let id = subject.place(Side::Source).pool_id.as_str();
    let (found, groups, users, clients, role, rate, risk) = tokio::join!(
        pool.clone(),
        async {
            let wanted = subject.options().users.groups != Memberships::None;
            let listed = async {
                pool_chosen(id, Side::Source)?;
                groups::first_page(account, id).await
            };
            if wanted { Some(listed.await) } else { None }
        },
        async {
            pool_chosen(id, Side::Source)?;
            users::sample(account, id).await
        },
        async {
            pool_chosen(id, Side::Source)?;
            app_clients::list(account, id).await
        },
        role(account, &subject.options().source_role_name),
        authentication_rate(account),
        risk(subject, account, pool.clone()),
    );
    let (pool, elsewhere) = found;
    Part::Source(SourceFacts { pool, elsewhere, users, groups, clients, role, rate, risk })
}

/// Of the migration app client, where it is made already and has one of its own; else the pool's.
async fn risk(subject: &Subject, account: &Account, pool: SharedPool<'_>) -> Option<Read<Risk>> {
    let enforced = matches!(pool.await.0, Ok(pool) if is_enforced(&pool));
    if !enforced {
        return None;
    }
    let id = &subject.place(Side::Source).pool_id;
    let client = subject.blueprint.made.source_client_id.clone();
    let call = account.read.cognito.describe_risk_configuration().user_pool_id(id).set_client_id(client);
    let what = format!("Could not read the risk configuration of the user pool {id}.");
    Some(match call.send().await {
        Err(error) => Err(account.problem(what, &error)),
        Ok(answer) => answer.risk_configuration().map(Risk::of).ok_or_else(|| {
            Problem::new(ProblemKind::Service, what, "DescribeRiskConfiguration answered without a risk configuration.")
        }),
    })
}

pub async fn destination(subject: &Subject, accounts: &Accounts, pool: SharedPool<'_>, client: SharedClient<'_>) -> Part {
    let account = &accounts.destination;
    let id = subject.place(Side::Destination).pool_id.as_str();
    let client_id = subject.client_id();
    let function_arn = subject.blueprint.function_arn();
    let log_group_name = subject.blueprint.log_group();
    let (found, described, other_clients, imports, function, role, concurrency, log_group, rate, domain, used_roles) = tokio::join!(
        pool.clone(),
        client.clone(),
        async {
            pool_chosen(id, Side::Destination)?;
            other_clients(account, id, client_id).await
        },
        async {
            pool_chosen(id, Side::Destination)?;
            imports(account, id).await
        },
        function(account, &subject.options().function_name, &function_arn),
        role(account, &subject.options().function_role_name),
        concurrency(account),
        log_group(account, &log_group_name),
        authentication_rate(account),
        domain(subject, account),
        used_roles(account, pool.clone(), client.clone()),
    );
    let (pool, elsewhere) = found;
    Part::Destination(DestinationFacts {
        pool,
        elsewhere,
        client: described,
        other_clients,
        imports,
        function,
        role,
        concurrency,
        log_group,
        domain,
        rate,
        used_roles,
    })
}

/// The roles that the pool and the app client name, each with its trust policy. A role of another account cannot be read here.
async fn used_roles(account: &Account, pool: SharedPool<'_>, client: SharedClient<'_>) -> Vec<UsedRole> {
    let (pool, client) = tokio::join!(pool, client);
    let named = destination_update::roles(pool.0.as_ref().ok(), client.as_ref().ok());
    join_all(named.into_iter().map(async |role| UsedRole { trust: trust(account, &role.arn).await, ..role })).await
}

async fn trust(account: &Account, arn: &str) -> Read<Option<Value>> {
    let what = format!("Could not read the role {arn}");
    if arn.split(':').nth(4) != Some(account.identity.account.as_str()) {
        let why = format!("It is another account's than {}.", account.identity.account);
        return Err(Problem::new(ProblemKind::Invalid, format!("{what}."), why));
    }
    let name = arn.rsplit('/').next().unwrap_or_default();
    match account.read.iam.get_role().role_name(name).send().await {
        Err(error) if error.code() == Some("NoSuchEntity") => Ok(None),
        Err(error) => Err(account.problem(what, &error)),
        Ok(answer) => {
            let found = answer.role().filter(|role| role.arn() == arn);
            Ok(found.map(|role| policy::parse(role.assume_role_policy_document().unwrap_or_default())))
        }
    }
}

pub async fn permissions(
    subject: &Subject,
    accounts: &Accounts,
    [old, pool]: [SharedPool<'_>; 2],
    client: SharedClient<'_>,
) -> Part {
    let from_source = async { needs::of(subject, Side::Source, old.await.0.as_ref().ok(), None) };
    let from_documents = async {
        let (pool, client) = tokio::join!(pool, client);
        needs::of(subject, Side::Destination, pool.0.as_ref().ok(), client.as_ref().ok())
    };
    let (source, destination) =
        tokio::join!(simulations(&accounts.source, from_source), simulations(&accounts.destination, from_documents));
    Part::Permissions([source, destination])
}

fn pool_chosen(id: &str, side: Side) -> Result<(), Problem> {
    match id.is_empty() {
        true => Err(missing(&format!("{side} user pool"), &format!("--{side}-pool"))),
        false => Ok(()),
    }
}

/// The pool; where it is not there and the other side's Region is the pool's, also whether the other account has it.
async fn find_pool(subject: &Subject, side: Side, accounts: &Accounts) -> (Read<Value>, Option<Elsewhere>) {
    let id = subject.place(side).pool_id.as_str();
    if let Err(problem) = pool_chosen(id, side) {
        return (Err(problem), None);
    }
    let found = describe_user_pool(accounts.side(side), id).await;
    if found.is_ok() {
        return (found, None);
    }
    let other = accounts.side(match side {
        Side::Source => Side::Destination,
        Side::Destination => Side::Source,
    });
    let elsewhere = match id.split('_').next() == Some(other.region.as_str()) && describe_user_pool(other, id).await.is_ok() {
        true => Some(Elsewhere { account: other.identity.account.clone(), profile: other.profile.clone() }),
        false => None,
    };
    (found, elsewhere)
}

async fn other_clients(account: &Account, pool: &str, chosen: &str) -> Read<OtherClients> {
    let mut others = app_clients::list(account, pool).await?;
    others.retain(|client| client.id != chosen);
    let described = others.iter().take(OTHER_CLIENTS).map(|client| describe_user_pool_client(account, pool, &client.id));
    let described = join_all(described).await.into_iter().collect::<Read<Vec<Value>>>()?;
    Ok(OtherClients { described, total: others.len() })
}

async fn imports(account: &Account, pool: &str) -> Read<Vec<String>> {
    let call = account.read.cognito.list_user_import_jobs().user_pool_id(pool).max_results(10);
    let what = format!("Could not list the import jobs of the user pool {pool}");
    let answer = call.send().await.map_err(|error| account.problem(what, &error))?;
    // Newest first, and one at most is under way.
    let under_way = [UserImportJobStatusType::Pending, UserImportJobStatusType::InProgress, UserImportJobStatusType::Stopping];
    let jobs = answer.user_import_jobs().iter().filter_map(|job| {
        let status = job.status().filter(|status| under_way.contains(status))?;
        Some(format!("{} ({})", job.job_name().unwrap_or_default(), status.as_str()))
    });
    Ok(jobs.collect())
}

async fn role(account: &Account, name: &str) -> Read<Option<RoleFact>> {
    match account.read.iam.get_role().role_name(name).send().await {
        Err(error) if error.code() == Some("NoSuchEntity") => Ok(None),
        Err(error) => Err(account.problem(format!("Could not read the role {name}"), &error)),
        Ok(answer) => Ok(answer.role().map(|role| RoleFact {
            arn: role.arn().to_owned(),
            session: role.tags().iter().find(|tag| tag.key() == SESSION_TAG).map(|tag| tag.value().to_owned()),
        })),
    }
}

/// The tags are asked for on their own: GetFunction leaves them out, without a word, for who may not list them.
async fn function(account: &Account, name: &str, arn: &str) -> Read<Option<FunctionFact>> {
    let lambda = &account.read.lambda;
    let (configuration, tags) =
        tokio::join!(lambda.get_function_configuration().function_name(name).send(), lambda.list_tags().resource(arn).send(),);
    match configuration {
        Err(error) if error.code() == Some("ResourceNotFoundException") => return Ok(None),
        Err(error) => return Err(account.problem(format!("Could not read the function {name}"), &error)),
        Ok(_) => {}
    }
    let tags = tags.map_err(|error| account.problem(format!("Could not read the tags of the function {name}"), &error))?;
    Ok(Some(FunctionFact { arn: arn.to_owned(), session: tags.tags().and_then(|tags| tags.get(SESSION_TAG)).cloned() }))
}

async fn concurrency(account: &Account) -> Read<Concurrency> {
    let answer = account.read.lambda.get_account_settings().send().await;
    let answer = answer.map_err(|error| account.problem("Could not read Lambda's account settings", &error))?;
    let limit = answer.account_limit().ok_or_else(|| {
        Problem::new(ProblemKind::Service, "Lambda's account settings name no limit.", "GetAccountSettings has no AccountLimit.")
    })?;
    Ok(Concurrency { limit: limit.concurrent_executions(), unreserved: limit.unreserved_concurrent_executions() })
}

async fn log_group(account: &Account, name: &str) -> Read<Option<LogGroupFact>> {
    let answer = account.read.logs.describe_log_groups().log_group_name_prefix(name).send().await;
    let answer = answer.map_err(|error| account.problem(format!("Could not look for the log group {name}"), &error))?;
    let group = answer.log_groups().iter().find(|group| group.log_group_name() == Some(name));
    Ok(group.map(|group| LogGroupFact { retention_days: group.retention_in_days() }))
}

/// The pool that has the prefix already, as far as this account sees.
async fn domain(subject: &Subject, account: &Account) -> Option<Read<Option<String>>> {
    let prefix = subject.new_pool()?.domain_prefix.as_deref().filter(|prefix| !prefix.is_empty())?;
    let answer = account.read.cognito.describe_user_pool_domain().domain(prefix).send().await;
    let pool = |answer: aws_sdk_cognitoidentityprovider::operation::describe_user_pool_domain::DescribeUserPoolDomainOutput| {
        let description = answer.domain_description?;
        Some(description.user_pool_id.unwrap_or_else(|| "a pool of another account".into()))
            .filter(|_| description.status.is_some() || description.domain.is_some())
    };
    Some(answer.map(pool).map_err(|error| account.problem(format!("Could not look for the domain {prefix}"), &error)))
}

async fn authentication_rate(account: &Account) -> Read<i32> {
    let what = "Could not read how many sign-ins a second the account may make";
    let definition = LimitDefinitionType::builder()
        .limit_class(LimitClass::ApiCategory)
        .attributes("Category", "UserAuthentication")
        .build()
        .map_err(|error| Problem::new(ProblemKind::Invalid, what, error.to_string()))?;
    let answer = account.read.cognito.get_provisioned_limit().limit_definition(definition).send().await;
    let answer = answer.map_err(|error| account.problem(what, &error))?;
    answer
        .limit()
        .map(|limit| limit.provisioned_limit_value())
        .ok_or_else(|| Problem::new(ProblemKind::Service, what, "GetProvisionedLimit answered without a limit."))
}

/// What is needed may rest on a document that is still on its way: both are waited for side by side.
async fn simulations(account: &Account, needs: impl Future<Output = Vec<needs::Need>>) -> PermissionFacts {
    let side = account.side;
    let (principal, needs) = tokio::join!(principal(account), needs);
    let groups = match &principal {
        Err(problem) => {
            let unavailable =
                |need: needs::Need| SimulatedGroup { key: need.key, resource: need.resource, outcomes: Err(problem.clone()) };
            needs.into_iter().map(unavailable).collect()
        }
        Ok(principal) => join_all(needs.into_iter().map(|need| simulated(account, &principal.arn, need))).await,
    };
    PermissionFacts { side, principal, groups }
}

/// A session's ARN has lost its role's path, so the role itself is asked for (facts §8).
async fn principal(account: &Account) -> Read<SimulatedPrincipal> {
    let arn = account.identity.arn.as_str();
    let resource = arn.splitn(6, ':').nth(5).unwrap_or_default();
    let Some(session) = resource.strip_prefix("assumed-role/") else {
        return match resource.starts_with("user/") {
            true => Ok(SimulatedPrincipal { arn: arn.to_owned(), boundary: None }),
            false if resource == "root" => Err(Problem::new(
                ProblemKind::Invalid,
                "What a root user may do cannot be simulated.",
                "IAM's simulator knows users and roles only.",
            )),
            false => Err(Problem::new(
                ProblemKind::Invalid,
                format!("What {arn} may do cannot be simulated."),
                "IAM's simulator knows users and roles only.",
            )),
        };
    };
    let name = session.split('/').next().unwrap_or_default();
    let answer = account.read.iam.get_role().role_name(name).send().await;
    let answer = answer.map_err(|error| account.problem(format!("Could not read the role {name} that you are"), &error))?;
    let boundary = |role: &aws_sdk_iam::types::Role| {
        role.permissions_boundary().and_then(|boundary| boundary.permissions_boundary_arn()).map(str::to_owned)
    };
    answer.role().map(|role| SimulatedPrincipal { arn: role.arn().to_owned(), boundary: boundary(role) }).ok_or_else(|| {
        Problem::new(ProblemKind::Service, format!("Could not read the role {name}."), "GetRole answered without a role.")
    })
}

async fn simulated(account: &Account, principal: &str, need: needs::Need) -> SimulatedGroup {
    let context = need.context.iter().map(|(key, value)| {
        ContextEntry::builder()
            .context_key_name(key)
            .context_key_values(value)
            .context_key_type(ContextKeyTypeEnum::String)
            .build()
    });
    let answer = account
        .read
        .iam
        .simulate_principal_policy()
        .policy_source_arn(principal)
        .set_action_names(Some(need.actions.iter().map(|action| (*action).to_owned()).collect()))
        .resource_arns(&need.resource)
        .set_context_entries(Some(context.collect()))
        .send()
        .await;
    let outcomes = match answer {
        Err(error) => Err(account.problem(format!("Could not simulate what {principal} may do"), &error)),
        Ok(answer) => Ok(answer.evaluation_results().iter().map(outcome).collect()),
    };
    SimulatedGroup { key: need.key, resource: need.resource, outcomes }
}

fn outcome(result: &aws_sdk_iam::types::EvaluationResult) -> SimulatedOutcome {
    SimulatedOutcome {
        action: result.eval_action_name().to_owned(),
        decision: result.eval_decision().as_str().to_owned(),
        allowed_by_boundary: result.permissions_boundary_decision_detail().map(|detail| detail.allowed_by_permissions_boundary()),
        allowed_by_organization: result.organizations_decision_detail().map(|detail| detail.allowed_by_organizations()),
        missing_context: result.missing_context_values().to_vec(),
    }
}
