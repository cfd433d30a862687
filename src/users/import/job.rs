//! One user import job at AWS: made, given its file, started, watched to its end, and its log read (facts §14.4). Each call stands alone; who
//! calls saves before and after.

use std::time::Duration;

use aws_sdk_cognitoidentityprovider::types::{UserImportJobStatusType as Status, UserImportJobType};
use tokio::time::Instant;

use crate::aws::account::Account;
use crate::problem::{Problem, ProblemKind};
use crate::run::progress::Stop;
use crate::run::wait::RetryPolicy;
use crate::secret::Secret;
use crate::session::import::Counted;

/// Where jobs run.
#[derive(Debug, Clone, Copy)]
pub struct Jobs<'a> {
    pub account: &'a Account,
    pub pool_id: &'a str,
    pub role_arn: &'a str,
    pub stop: &'a Stop,
}

/// A job that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub succeeded: bool,
    /// The status in AWS's word.
    pub status: String,
    pub counted: Counted,
    pub message: Option<String>,
}

/// How long a new role may take to be seen (facts §4.1).
const PROPAGATION: Duration = Duration::from_secs(120);

/// Between two looks at a running job.
const POLLS: RetryPolicy =
    RetryPolicy { first_pause: Duration::from_millis(500), longest_pause: Duration::from_secs(30), ..RetryPolicy::PROPAGATION };

/// Lines of a log may come after the job's end.
const LOG_WAIT: Duration = Duration::from_secs(90);

impl Jobs<'_> {
    /// Jobs of the pool that are not over, and ours by name, whatever their state.
    pub async fn find(&self, name: &str) -> Result<Option<UserImportJobType>, Problem> {
        let jobs = list(self.account, self.pool_id).await?;
        Ok(jobs.into_iter().find(|job| job.job_name() == Some(name)))
    }

    /// Makes a job. Gives its id and the address for its file. A role that is not seen yet is waited for.
    pub async fn create(&self, name: &str) -> Result<(String, Secret), Problem> {
        let started = Instant::now();
        for attempt in 1.. {
            let call = self.account.write.cognito.create_user_import_job().user_pool_id(self.pool_id).job_name(name);
            let problem = match call.cloud_watch_logs_role_arn(self.role_arn).send().await {
                Ok(answer) => {
                    let job = answer.user_import_job;
                    let made = job.and_then(|job| Some((job.job_id?, Secret::new(job.pre_signed_url?))));
                    return made.ok_or_else(|| unreadable("CreateUserImportJob"));
                }
                Err(error) => self.account.problem("Could not create the user import job", &error),
            };
            self.wait_for_role(&problem, started, attempt).await?;
        }
        unreachable!("attempts are counted without an end")
    }

    /// Starts a job. False: Cognito has no file for it.
    pub async fn start(&self, job_id: &str) -> Result<bool, Problem> {
        let started = Instant::now();
        for attempt in 1.. {
            let call = self.account.write.cognito.start_user_import_job().user_pool_id(self.pool_id).job_id(job_id);
            let problem = match call.send().await {
                Ok(_) => return Ok(true),
                Err(error) => self.account.problem("Could not start the user import job", &error),
            };
            if problem.why.contains("No csv file was uploaded") {
                return Ok(false);
            }
            // Starting is not repeatable: a lost answer is looked up first.
            let status = self.describe(job_id).await?.status;
            if status.is_some_and(|status| status != Status::Created) {
                return Ok(true);
            }
            self.wait_for_role(&problem, started, attempt).await?;
        }
        unreachable!("attempts are counted without an end")
    }

    /// Watches the job to its end. `on_count` hears the counters as they grow.
    pub async fn watch(&self, job_id: &str, on_count: &mut (dyn FnMut(Counted) + Send)) -> Result<Ended, Problem> {
        for attempt in 1.. {
            let job = self.describe(job_id).await?;
            let counted = counted(&job);
            on_count(counted);
            let status = job.status.unwrap_or(Status::Pending);
            if matches!(status, Status::Succeeded | Status::Failed | Status::Stopped | Status::Expired) {
                let (succeeded, message) = (status == Status::Succeeded, job.completion_message);
                return Ok(Ended { succeeded, status: status.as_str().to_owned(), counted, message });
            }
            self.pause(POLLS.pause(attempt)).await?;
        }
        unreachable!("attempts are counted without an end")
    }

    pub async fn describe(&self, job_id: &str) -> Result<UserImportJobType, Problem> {
        for attempt in 1.. {
            let call = self.account.read.cognito.describe_user_import_job().user_pool_id(self.pool_id).job_id(job_id);
            match call.send().await {
                Ok(answer) => return answer.user_import_job.ok_or_else(|| unreadable("DescribeUserImportJob")),
                Err(error) => {
                    let problem = self.account.problem(format!("Could not look at the user import job {job_id}"), &error);
                    let may_pass = matches!(problem.kind, ProblemKind::Throttled | ProblemKind::Network | ProblemKind::Service);
                    if !may_pass || attempt > 8 {
                        return Err(problem);
                    }
                    self.pause(POLLS.pause(attempt)).await?;
                }
            }
        }
        unreachable!("attempts are counted without an end")
    }

    /// Every message of the job's log. Waits for `rows` of them as long as more still come.
    pub async fn log(&self, job_id: &str, rows: usize) -> Result<Vec<String>, Problem> {
        let started = Instant::now();
        for attempt in 1.. {
            let messages = self.messages(job_id).await?;
            let lines = messages.iter().filter(|message| super::job_log::read_line(message).is_some()).count();
            if lines >= rows || started.elapsed() >= LOG_WAIT {
                return Ok(messages);
            }
            self.pause(RetryPolicy::PROPAGATION.pause(attempt + 1)).await?;
        }
        unreachable!("attempts are counted without an end")
    }

    async fn messages(&self, job_id: &str) -> Result<Vec<String>, Problem> {
        let logs = &self.account.read.logs;
        // The group's name cannot be computed: pool names allow what those of log groups do not.
        let prefix = format!("/aws/cognito/userpools/{}/", self.pool_id);
        let what = || "Could not read the log of the user import job".to_owned();
        let groups = logs.describe_log_groups().log_group_name_prefix(&prefix).send().await;
        let groups = groups.map_err(|error| self.account.problem(what(), &error))?;
        let mut messages = Vec::new();
        for group in groups.log_groups().iter().filter_map(|group| group.log_group_name()) {
            let call = logs.filter_log_events().log_group_name(group).log_stream_name_prefix(format!("{job_id}/"));
            let mut pages = call.into_paginator().send();
            while let Some(page) = pages.next().await {
                let page = page.map_err(|error| self.account.problem(what(), &error))?;
                messages.extend(page.events.into_iter().flatten().filter_map(|event| event.message));
            }
        }
        Ok(messages)
    }

    async fn wait_for_role(&self, problem: &Problem, started: Instant, attempt: u32) -> Result<(), Problem> {
        let names_role = problem.why.to_lowercase().contains("role");
        let may_pass = names_role || matches!(problem.kind, ProblemKind::Throttled | ProblemKind::Network | ProblemKind::Service);
        if !may_pass || started.elapsed() >= PROPAGATION {
            return Err(problem.clone());
        }
        self.pause(RetryPolicy::PROPAGATION.pause(attempt)).await
    }

    /// Waits, or ends with the wish to stop.
    pub async fn pause(&self, pause: Duration) -> Result<(), Problem> {
        self.stop.pause(pause).await;
        if self.stop.requested() {
            let why = "What runs at AWS goes on; what is done is saved. Give the same command again to continue.";
            return Err(Problem::new(ProblemKind::Interrupted, "Stopped as you asked.", why));
        }
        Ok(())
    }
}

/// Jobs of this account and Region that are not over, as "job in the user pool X". One at a time is all that AWS allows.
///
/// # Errors
/// What a pool refuses to tell.
pub async fn active(account: &Account) -> Result<Vec<String>, Problem> {
    let mut active = Vec::new();
    let mut pools = account.read.cognito.list_user_pools().max_results(60).into_paginator().send();
    while let Some(page) = pools.next().await {
        let page = page.map_err(|error| account.problem("Could not list the user pools", &error))?;
        for pool in page.user_pools.into_iter().flatten().filter_map(|pool| pool.id) {
            let jobs = list(account, &pool).await?;
            let runs =
                |job: &&UserImportJobType| matches!(job.status, Some(Status::Pending | Status::InProgress | Status::Stopping));
            active.extend(
                jobs.iter().filter(runs).map(|job| format!("{} in the user pool {pool}", job.job_name().unwrap_or("a job"))),
            );
        }
    }
    Ok(active)
}

async fn list(account: &Account, pool_id: &str) -> Result<Vec<UserImportJobType>, Problem> {
    let (mut jobs, mut token) = (Vec::new(), None);
    loop {
        let call = account.read.cognito.list_user_import_jobs().user_pool_id(pool_id).max_results(60).set_pagination_token(token);
        let what = || format!("Could not list the import jobs of the user pool {pool_id}");
        let page = call.send().await.map_err(|error| account.problem(what(), &error))?;
        jobs.extend(page.user_import_jobs.into_iter().flatten());
        token = page.pagination_token;
        if token.is_none() {
            return Ok(jobs);
        }
    }
}

fn counted(job: &UserImportJobType) -> Counted {
    Counted { imported: job.imported_users, skipped: job.skipped_users, failed: job.failed_users }
}

fn unreadable(operation: &str) -> Problem {
    Problem::new(
        ProblemKind::Service,
        format!("AWS's answer to {operation} is incomplete."),
        "It names no job, or no address for its file.",
    )
}
