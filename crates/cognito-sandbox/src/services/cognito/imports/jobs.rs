//! CreateUserImportJob, StartUserImportJob, StopUserImportJob, DescribeUserImportJob and ListUserImportJobs.

use serde_json::{Value, json};

use super::{progress, url};
use crate::core::fault::Fault;
use crate::core::service::Service;
use crate::core::state::cognito::Pool;
use crate::core::state::import_behavior::{Early, RefusedAt};
use crate::core::state::imports::{ImportJob, JobStatus};
use crate::services::cognito::faults::{constraint, fault, invalid_parameter, resource_not_found};
use crate::services::cognito::paging::{LARGEST_PAGE, page, with_token};
use crate::services::cognito::request::{PoolAddress, Request};
use crate::services::iam::authorization::{Context, authorize, service_may_assume};

const LETTERS_AND_DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const COGNITO: &str = "cognito-idp.amazonaws.com";
const MOST_JOBS: usize = 1000;

pub fn create(request: &Request) -> Result<Value, Fault> {
    request.only(&["JobName", "UserPoolId", "CloudWatchLogsRoleArn"])?;
    let address = request.signed_pool()?;
    let name = request.members.bounded_text("JobName", 128)?;
    check_name(name)?;
    let role_arn = request.members.bounded_text("CloudWatchLogsRoleArn", 2048)?;
    let behavior = request.sandbox.world().import_behavior;
    request.with_pool(&address, |_| Ok(()))?;
    check_may_pass(request, role_arn)?;
    if behavior.role_refused_at == RefusedAt::Create {
        check_assumable(request, role_arn)?;
    }
    if behavior.second_job_refused_at == Early::Create {
        refuse_second_job(request)?;
    }
    let id = format!("import-{}", request.sandbox.random_id(LETTERS_AND_DIGITS, 10));
    let url = url::presigned(request.sandbox, &address.account, request.region, &address.pool_id, &id);
    request.with_pool(&address, |pool| {
        if behavior.unverified_pool_refused_at == Early::Create {
            check_verifies(pool)?;
        }
        if pool.import_jobs.len() >= MOST_JOBS {
            return Err(fault("LimitExceededException", "Number of user import jobs has exceeded the limit."));
        }
        let job = ImportJob::new(id, name.to_owned(), role_arn.to_owned(), url, request.now);
        let answer = json!({ "UserImportJob": shown(&job, pool.id()) });
        pool.import_jobs.push(job);
        Ok(answer)
    })
}

fn check_name(name: &str) -> Result<(), Fault> {
    let allowed = |letter: char| letter.is_alphanumeric() || letter.is_whitespace() || "_+=,.@-".contains(letter);
    if name.chars().all(allowed) {
        return Ok(());
    }
    Err(constraint(&format!("'{name}'"), "jobName", "Member must satisfy regular expression pattern: [\\w\\s+=,.@-]+"))
}

/// The caller must be allowed to pass the role to Cognito.
fn check_may_pass(request: &Request, role_arn: &str) -> Result<(), Fault> {
    if role_arn.split(':').nth(4) != Some(request.caller.account.as_str()) {
        return Err(Fault::access_denied(Service::CognitoIdp, "Cross-account pass role is not allowed."));
    }
    let context = Context::from([("iam:PassedToService", COGNITO.to_owned())]);
    authorize(request.sandbox, request.caller, "iam:PassRole", role_arn, &context).map_err(|fault| match fault.code.as_str() {
        "AccessDenied" => Fault::access_denied(Service::CognitoIdp, fault.message),
        _ => fault,
    })
}

/// Which error AWS has for this is not known.
fn check_assumable(request: &Request, role_arn: &str) -> Result<(), Fault> {
    match service_may_assume(request.sandbox, role_arn, COGNITO)? {
        Some(_) => Ok(()),
        None => Err(invalid_parameter(format!("Role cannot be assumed by Amazon Cognito: {role_arn}"))),
    }
}

/// One active job in an account and Region, in whichever pool.
fn refuse_second_job(request: &Request) -> Result<(), Fault> {
    let busy = request.with_cognito(|cognito| {
        let busy = cognito.pools.values().find(|pool| pool.is_importing());
        busy.map(|pool| pool.id().to_owned())
    });
    match busy {
        Some(pool) => {
            Err(precondition(format!("Only one user import job can be active at a time. One is active in user pool {pool}.")))
        }
        None => Ok(()),
    }
}

fn check_verifies(pool: &Pool) -> Result<(), Fault> {
    if pool.list("AutoVerifiedAttributes").is_empty() {
        return Err(precondition("The user pool must have at least one auto verified attribute."));
    }
    Ok(())
}

fn precondition(message: impl Into<String>) -> Fault {
    fault("PreconditionNotMetException", message)
}

pub fn start(request: &Request) -> Result<Value, Fault> {
    let (address, id) = addressed(request)?;
    let behavior = request.sandbox.world().import_behavior;
    let role_arn = request.with_pool(&address, |pool| {
        let job = named(pool, id)?;
        if job.status != JobStatus::Created {
            return Err(precondition(format!(
                "The user import job {id} cannot be started. Its status is {}.",
                job.status.name()
            )));
        }
        if job.upload.is_none() {
            return Err(precondition(format!("No csv file was uploaded for {id}")));
        }
        let role_arn = job.role_arn.clone();
        check_verifies(pool).map(|()| role_arn)
    })?;
    if behavior.role_refused_at == RefusedAt::Start {
        check_assumable(request, &role_arn)?;
    }
    refuse_second_job(request)?;
    request.with_pool(&address, |pool| {
        let job = named(pool, id)?;
        job.status = JobStatus::Pending;
        job.started = Some(request.now);
        job.polls = 0;
        Ok(json!({ "UserImportJob": shown(job, &address.pool_id) }))
    })
}

pub fn stop(request: &Request) -> Result<Value, Fault> {
    let (address, id) = addressed(request)?;
    request.with_pool(&address, |pool| {
        let job = named(pool, id)?;
        if !matches!(job.status, JobStatus::Pending | JobStatus::InProgress) {
            return Err(precondition(format!(
                "The user import job {id} cannot be stopped. Its status is {}.",
                job.status.name()
            )));
        }
        job.status = JobStatus::Stopping;
        Ok(json!({ "UserImportJob": shown(job, &address.pool_id) }))
    })
}

pub fn describe(request: &Request) -> Result<Value, Fault> {
    let (address, id) = addressed(request)?;
    request.with_pool(&address, |pool| {
        let job = named(pool, id)?;
        job.polls = job.polls.saturating_add(1);
        Ok(())
    })?;
    progress::all(request.sandbox)?;
    request.with_pool(&address, |pool| {
        let job = named(pool, id)?;
        let mut document = shown(job, &address.pool_id);
        if job.stale_polls > 0 {
            job.stale_polls -= 1;
            ["ImportedUsers", "SkippedUsers", "FailedUsers"].into_iter().for_each(|count| document[count] = json!(0));
        }
        Ok(json!({ "UserImportJob": document }))
    })
}

pub fn list(request: &Request) -> Result<Value, Fault> {
    request.only(&["UserPoolId", "MaxResults", "PaginationToken"])?;
    let limit = request.members.number("MaxResults", 1..=LARGEST_PAGE as i64)?;
    let limit = limit.ok_or_else(|| constraint("null", "maxResults", "Member must not be null"))?;
    let token = request.members.optional_text("PaginationToken")?;
    request.with_signed_pool(|pool| {
        let elsewhere = pool.import_running.then(|| of_somebody_else(pool, request.now));
        // Newest first.
        let jobs = elsewhere.iter().chain(pool.import_jobs.iter().rev());
        let jobs =
            jobs.map(|job| (format!("{:020}-{}", u64::MAX - (job.created * 1000.0) as u64, job.id), shown(job, pool.id())));
        let mut jobs: Vec<_> = jobs.collect();
        jobs.sort_by(|(one, _), (other, _)| one.cmp(other));
        let (jobs, next) = page(jobs, limit as usize, token, &format!("ListUserImportJobs {}", pool.id()))?;
        Ok(with_token(json!({ "UserImportJobs": jobs }), "PaginationToken", next))
    })
}

/// The job behind a scenario's `import_running`.
fn of_somebody_else(pool: &Pool, now: f64) -> ImportJob {
    let role = "arn:aws:iam::000000000000:role/somebody-else".to_owned();
    let mut job = ImportJob::new("import-somebody01".to_owned(), "somebody-else".to_owned(), role, String::new(), now);
    job.status = JobStatus::InProgress;
    job.started = Some(now);
    if let Some(account) = pool.text("Arn").split(':').nth(4) {
        job.role_arn = job.role_arn.replace("000000000000", account);
    }
    job
}

/// The pool and the job that a request names.
fn addressed<'r>(request: &'r Request) -> Result<(PoolAddress, &'r str), Fault> {
    request.only(&["UserPoolId", "JobId"])?;
    let address = request.signed_pool()?;
    let id = request.members.bounded_text("JobId", 55)?;
    Ok((address, id))
}

fn named<'p>(pool: &'p mut Pool, id: &str) -> Result<&'p mut ImportJob, Fault> {
    pool.import_job_mut(id).ok_or_else(|| resource_not_found(format!("User import job {id} does not exist.")))
}

fn shown(job: &ImportJob, pool_id: &str) -> Value {
    let mut document = json!({
        "JobName": job.name,
        "JobId": job.id,
        "UserPoolId": pool_id,
        "PreSignedUrl": job.url,
        "CreationDate": job.created,
        "Status": job.status.name(),
        "CloudWatchLogsRoleArn": job.role_arn,
        "ImportedUsers": job.imported,
        "SkippedUsers": job.skipped,
        "FailedUsers": job.failed,
    });
    let times = [("StartDate", job.started), ("CompletionDate", job.completed)];
    for (member, time) in times.into_iter().filter_map(|(member, time)| Some((member, time?))) {
        document[member] = json!(time);
    }
    if let Some(message) = &job.message {
        document["CompletionMessage"] = json!(message);
    }
    document
}
