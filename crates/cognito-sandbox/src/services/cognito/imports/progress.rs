//! The run of the jobs: each moves on when Cognito is called, as far as the clock and the number of descriptions let it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::grammar;
use super::header::columns;
use super::log::{JobLog, Refused, group_name};
use super::row::{Importing, Outcome};
use crate::core::clock::{Delays, epoch_seconds};
use crate::core::fault::Fault;
use crate::core::sandbox::Sandbox;
use crate::core::state::cognito::Pool;
use crate::core::state::iam::Role;
use crate::core::state::import_behavior::{ImportBehavior, TooMany};
use crate::core::state::imports::{ImportJob, JobStatus, Table};
use crate::core::state::logs::LateReads;
use crate::core::state::world::World;
use crate::services::iam::authorization::service_may_assume;

const SUCCEEDED: &str = "Import Job Completed Successfully.";
const TOO_MANY: &str = "Too many users have failed or been skipped during the import.";
const EXPIRED: &str = "The user import job has expired.";
const STOPPED: &str = "The Import Job was stopped by the developer.";
// The causes are documented, their wording is ours.
const ROLE: &str = "The CloudWatch Logs role cannot be assumed, does not have the correct access policy, or has been deleted.";
const UNREADABLE: &str = "Amazon Cognito is unable to parse the .csv file.";

/// Documented are 24 to 48 hours.
const UNUSED_JOB_ENDS_AFTER: f64 = 24.0 * 3600.0;

/// Where a job is.
struct Place {
    account: String,
    region: String,
    pool_id: String,
    job_id: String,
}

/// What is next for a job.
enum Next {
    Nothing,
    End(JobStatus, &'static str),
    Begin,
    /// Up to this row.
    Rows(usize),
}

/// Moves every job on.
///
/// # Errors
/// The state file cannot be written.
pub fn all(sandbox: &Sandbox) -> Result<(), Fault> {
    let open = open_jobs(&sandbox.world());
    let mut moved = false;
    for place in open {
        while step(sandbox, &place) {
            moved = true;
        }
    }
    if moved {
        sandbox.save().map_err(|error| Fault::new(500, "InternalFailure", error.to_string()))?;
    }
    Ok(())
}

fn open_jobs(world: &World) -> Vec<Place> {
    let mut places = Vec::new();
    for (account, held) in &world.accounts {
        for (region, services) in &held.regions {
            for (pool_id, pool) in &services.cognito.pools {
                let open = pool.import_jobs.iter().filter(|job| job.status.is_active() || job.status == JobStatus::Created);
                places.extend(open.map(|job| Place {
                    account: account.clone(),
                    region: region.clone(),
                    pool_id: pool_id.clone(),
                    job_id: job.id.clone(),
                }));
            }
        }
    }
    places
}

/// One step of a job; whether there was one.
fn step(sandbox: &Sandbox, place: &Place) -> bool {
    let moment = sandbox.moment();
    let now = epoch_seconds(moment.now);
    let next = place.with_job(&mut sandbox.world(), |_, job, behavior| {
        let next = next(job, now, moment.delays, behavior);
        if matches!(next, Next::Begin) {
            job.status = JobStatus::InProgress;
            job.started = Some(now);
        }
        next
    });
    match next.unwrap_or(Next::Nothing) {
        Next::Nothing => return false,
        Next::End(status, message) => place.end(sandbox, status, message, now),
        Next::Begin => begin(sandbox, place, now),
        Next::Rows(until) => rows(sandbox, place, until, now),
    }
    true
}

fn next(job: &ImportJob, now: f64, delays: Delays, behavior: ImportBehavior) -> Next {
    let waited = now - job.started.unwrap_or(job.created);
    match (job.status, &job.table) {
        (JobStatus::Created, _) if waited >= UNUSED_JOB_ENDS_AFTER => Next::End(JobStatus::Expired, EXPIRED),
        (JobStatus::Stopping, _) => Next::End(JobStatus::Stopped, STOPPED),
        (JobStatus::Pending, _) if waited >= delays.import_pending.as_secs_f64() && job.polls >= behavior.pending_polls => {
            Next::Begin
        }
        (JobStatus::InProgress, Some(table)) => {
            let until = due(table, waited, job.polls, delays, behavior);
            let over = table.done == table.rows.len();
            if until > table.done || over { Next::Rows(until) } else { Next::Nothing }
        }
        _ => Next::Nothing,
    }
}

/// How many rows are done by now.
fn due(table: &Table, waited: f64, polls: u32, delays: Delays, behavior: ImportBehavior) -> usize {
    let total = table.rows.len();
    let by_clock = if delays.import_row.is_zero() { total } else { (waited / delays.import_row.as_secs_f64()) as usize };
    let polls = polls.saturating_sub(behavior.pending_polls) as usize;
    let by_polls = match behavior.running_polls as usize {
        0 => total,
        all => total * polls.min(all) / all,
    };
    by_clock.min(by_polls).min(total)
}

/// Opens the log and reads the file.
fn begin(sandbox: &Sandbox, place: &Place, now: f64) {
    if place.with_log(sandbox, |log| log.open()).is_err() {
        return place.end(sandbox, JobStatus::Failed, ROLE, now);
    }
    let mut world = sandbox.world();
    place.with_job(&mut world, |pool, job, behavior| {
        let file = STANDARD.decode(job.upload.take().unwrap_or_default()).unwrap_or_default();
        match grammar::parse(&file, &columns(pool, &behavior), &behavior) {
            Ok(table) => job.table = Some(table),
            Err(grammar::Unreadable) => job.end(JobStatus::Failed, UNREADABLE, now),
        }
    });
    let late = LateReads { total: world.import_behavior.log_late, left: world.import_behavior.log_late };
    let group = place.log_group(&mut world);
    let groups = &mut world.region(&place.account, &place.region).logs.groups;
    if let Some((group, stream)) = group
        && let Some(stream) = groups.get_mut(&group).and_then(|group| group.streams.get_mut(&stream))
    {
        stream.late_reads = late;
    }
}

/// Takes the rows in and writes what became of them.
fn rows(sandbox: &Sandbox, place: &Place, until: usize, now: f64) {
    if place.role(sandbox).is_none() {
        return place.end(sandbox, JobStatus::Failed, ROLE, now);
    }
    let lines = take_rows(&mut sandbox.world(), place, until, now);
    if !lines.is_empty() && place.with_log(sandbox, |log| log.write(&lines)).is_err() {
        place.end(sandbox, JobStatus::Failed, ROLE, now);
    }
}

fn take_rows(world: &mut World, place: &Place, until: usize, now: f64) -> Vec<String> {
    let behavior = world.import_behavior;
    let World { accounts, random_state, .. } = world;
    let region = accounts.get_mut(&place.account).and_then(|account| account.regions.get_mut(&place.region));
    let Some(pool) = region.and_then(|region| region.cognito.pools.get_mut(&place.pool_id)) else { return Vec::new() };
    let Some(mut job) = pool.import_job(&place.job_id).cloned() else { return Vec::new() };
    let Some(mut table) = job.table.take() else { return Vec::new() };
    let total = table.rows.len() as u64;
    let too_many = |job: &ImportJob| (job.failed + job.skipped) * 100 > behavior.failure_threshold * total;
    let mut lines = Vec::new();
    let mut given_up = false;
    let mut importing = Importing::new(pool, random_state, behavior, now);
    while table.done < until && !given_up {
        let outcome = importing.take(&table.header, &table.rows[table.done]);
        match &outcome {
            Outcome::Imported => job.imported += 1,
            Outcome::Skipped => job.skipped += 1,
            Outcome::Failed(_) => job.failed += 1,
        }
        lines.push(outcome.line(behavior.first_line + table.done as u64));
        table.done += 1;
        given_up = behavior.too_many == TooMany::AtOnce && too_many(&job);
    }
    if behavior.log_out_of_order {
        lines.reverse();
    }
    if given_up || table.done == table.rows.len() {
        let (status, message) = if too_many(&job) { (JobStatus::Failed, TOO_MANY) } else { (JobStatus::Succeeded, SUCCEEDED) };
        job.end(status, message, now);
        job.stale_polls = behavior.counters_late;
    } else {
        job.table = Some(table);
    }
    if let Some(kept) = pool.import_job_mut(&place.job_id) {
        *kept = job;
    }
    lines
}

impl Place {
    fn with_job<R>(&self, world: &mut World, work: impl FnOnce(&Pool, &mut ImportJob, ImportBehavior) -> R) -> Option<R> {
        let behavior = world.import_behavior;
        let pool = world.region(&self.account, &self.region).cognito.pools.get_mut(&self.pool_id)?;
        // Taken out meanwhile, so that the rest of the pool can be looked at.
        let index = pool.import_jobs.iter().position(|job| job.id == self.job_id)?;
        let mut job = pool.import_jobs.remove(index);
        let result = work(pool, &mut job, behavior);
        pool.import_jobs.insert(index, job);
        Some(result)
    }

    fn end(&self, sandbox: &Sandbox, status: JobStatus, message: &str, now: f64) {
        self.with_job(&mut sandbox.world(), |_, job, _| job.end(status, message, now));
    }

    /// Group and stream.
    fn log_group(&self, world: &mut World) -> Option<(String, String)> {
        self.with_job(world, |pool, job, _| (group_name(pool.id(), pool.text("Name")), format!("{}/{}", job.id, job.name)))
    }

    /// The job's role, when Cognito can assume it by now.
    fn role(&self, sandbox: &Sandbox) -> Option<Role> {
        let arn = self.with_job(&mut sandbox.world(), |_, job, _| job.role_arn.clone())?;
        service_may_assume(sandbox, &arn, "cognito-idp.amazonaws.com").ok().flatten()
    }

    fn with_log(&self, sandbox: &Sandbox, work: impl FnOnce(&JobLog<'_>) -> Result<(), Refused>) -> Result<(), Refused> {
        let role = self.role(sandbox).ok_or(Refused)?;
        let (group, stream) = self.log_group(&mut sandbox.world()).ok_or(Refused)?;
        work(&JobLog { sandbox, account: &self.account, region: &self.region, role: &role, group, stream })
    }
}
