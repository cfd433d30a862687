//! Execution environments kept warm: one thread each, with the engine and the state of the function's modules.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::Value;

use super::javascript::{Ended, Environment, Host, LogLine};
use crate::sandbox::Sandbox;

/// The idle environments by function ARN.
#[derive(Debug, Default)]
pub struct WarmFunctions {
    idle: Mutex<HashMap<String, Vec<Worker>>>,
}

/// What an environment is made for; another code, configuration or role needs another one.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Specification {
    pub function_arn: String,
    pub files: BTreeMap<String, String>,
    pub handler: String,
    /// The function's own environment variables.
    pub variables: BTreeMap<String, String>,
    pub memory_megabytes: usize,
    pub role_id: String,
}

/// What a new environment gets on its way: the role's credentials, and where it logs.
pub(super) struct Birth {
    /// Lambda's own environment variables.
    pub variables: BTreeMap<String, String>,
    pub log_stream: String,
    /// The credentials' end is the environment's end.
    pub expires: Timestamp,
}

/// One invocation for a worker.
pub(super) struct Job {
    pub sandbox: Sandbox,
    pub event: Value,
    pub context: Value,
    /// The function's own limit.
    pub limit: Duration,
    /// Called with the outcome on the worker's thread, also when nobody waits any more.
    pub done: Box<dyn FnOnce(Finished) + Send>,
}

/// How a job went.
pub(super) struct Finished {
    pub ended: Ended,
    pub lines: Vec<LogLine>,
    pub duration: Duration,
    /// How long loading took, for the first job of an environment.
    pub cold_start: Option<Duration>,
    pub memory_used: i64,
    pub log_stream: String,
}

/// The handle of an environment's thread, which ends when its handle is dropped.
struct Worker {
    specification: Specification,
    expires: Timestamp,
    jobs: Sender<(Job, Worker)>,
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Worker").field("function_arn", &self.specification.function_arn).finish_non_exhaustive()
    }
}

impl WarmFunctions {
    /// Gives the job to an idle environment, or to a new one.
    pub(super) fn run(&self, specification: Specification, now: Timestamp, birth: impl FnOnce() -> Birth, job: Job) {
        let worker = self.take(&specification, now).unwrap_or_else(|| Worker::start(specification, birth()));
        let jobs = worker.jobs.clone();
        // The thread lives as long as a handle does, and this one travels with the job.
        let _ = jobs.send((job, worker));
    }

    fn take(&self, specification: &Specification, now: Timestamp) -> Option<Worker> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let workers = idle.get_mut(&specification.function_arn)?;
        workers.retain(|worker| worker.specification == *specification && worker.expires > now);
        workers.pop()
    }

    fn put_back(&self, worker: Worker) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.entry(worker.specification.function_arn.clone()).or_default().push(worker);
    }

    /// Drops the environments of a deleted function.
    pub fn forget(&self, function_arn: &str) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).remove(function_arn);
    }
}

impl Worker {
    fn start(specification: Specification, birth: Birth) -> Self {
        let (jobs, received) = channel();
        let expires = birth.expires;
        let for_thread = specification.clone();
        // The engine recurses on the C stack; its own limit is far below this.
        let thread = std::thread::Builder::new().name("sandbox function".to_owned()).stack_size(8 * 1024 * 1024);
        // Without a thread nobody receives, and the invocation ends as unanswered.
        let _ = thread.spawn(move || serve(&for_thread, &birth, &received));
        Self { specification, expires, jobs }
    }
}

/// The thread of one environment.
fn serve(specification: &Specification, birth: &Birth, jobs: &Receiver<(Job, Worker)>) {
    let host = Host::new();
    let mut environment: Option<Environment> = None;
    while let Ok((job, worker)) = jobs.recv() {
        let started = Instant::now();
        host.begin(job.sandbox.clone(), started + job.limit);
        let mut cold_start = None;
        if environment.is_none() {
            match load(specification, birth, host.clone()) {
                Ok(loaded) => environment = Some(loaded),
                Err(ended) => {
                    let finished = finish(&host, ended, started, None, 0, birth);
                    (job.done)(finished);
                    continue;
                }
            }
            cold_start = Some(started.elapsed());
        }
        let Some(running) = &environment else {
            continue;
        };
        let ended = running.invoke(&job.event, &job.context);
        let reusable = ended != Ended::TimedOut;
        let memory_used = running.memory_used();
        let finished = finish(&host, ended, started, cold_start, memory_used, birth);
        let warm = job.sandbox.clone();
        // Idle again before anybody learns of the outcome, so that the next invocation finds it.
        if reusable {
            warm.warm_functions().put_back(worker);
        }
        (job.done)(finished);
        if !reusable {
            return;
        }
    }
}

fn load(specification: &Specification, birth: &Birth, host: Rc<Host>) -> Result<Environment, Ended> {
    let mut variables = specification.variables.clone();
    variables.extend(birth.variables.clone());
    Environment::load(&specification.files, &specification.handler, &variables, specification.memory_megabytes, host)
}

fn finish(
    host: &Host,
    ended: Ended,
    started: Instant,
    cold_start: Option<Duration>,
    memory_used: i64,
    birth: &Birth,
) -> Finished {
    Finished {
        ended,
        lines: host.end(),
        duration: started.elapsed(),
        cold_start,
        memory_used,
        log_stream: birth.log_stream.clone(),
    }
}
