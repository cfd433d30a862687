//! Execution environments kept warm: one thread each, with the engine and the state of the function's modules.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::environment::Environment;
use super::host::Host;
use crate::core::runtime::{Birth, Ended, Finished, Invocation, Runtime, Specification};

/// The idle environments by function ARN. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct WarmFunctions {
    idle: Arc<Mutex<HashMap<String, Vec<Worker>>>>,
}

/// The handle of an environment's thread, which ends when its handle is dropped.
struct Worker {
    specification: Specification,
    expires: Timestamp,
    jobs: Sender<Job>,
}

/// One invocation on its way to an environment's thread, with the handle that keeps the thread and where the handle goes afterwards.
struct Job {
    invocation: Invocation,
    worker: Worker,
    warm: WarmFunctions,
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Worker").field("function_arn", &self.specification.function_arn).finish_non_exhaustive()
    }
}

impl Runtime for WarmFunctions {
    fn run(&self, specification: Specification, now: Timestamp, birth: Box<dyn FnOnce() -> Birth + '_>, invocation: Invocation) {
        let worker = self.take(&specification, now).unwrap_or_else(|| Worker::start(specification, birth()));
        let jobs = worker.jobs.clone();
        // The thread lives as long as a handle does, and this one travels with the job.
        let _ = jobs.send(Job { invocation, worker, warm: self.clone() });
    }

    fn forget(&self, function_arn: &str) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).remove(function_arn);
    }
}

impl WarmFunctions {
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
fn serve(specification: &Specification, birth: &Birth, jobs: &Receiver<Job>) {
    let host = Host::new();
    let mut environment: Option<Environment> = None;
    while let Ok(Job { invocation, worker, warm }) = jobs.recv() {
        let started = Instant::now();
        host.begin(invocation.endpoint.clone(), started + invocation.limit);
        let mut cold_start = None;
        if environment.is_none() {
            match load(specification, birth, host.clone()) {
                Ok(loaded) => environment = Some(loaded),
                Err(ended) => {
                    let finished = finish(&host, ended, started, None, 0, birth);
                    (invocation.done)(finished);
                    continue;
                }
            }
            cold_start = Some(started.elapsed());
        }
        let Some(running) = &environment else {
            continue;
        };
        let ended = running.invoke(&invocation.event, &invocation.context);
        let reusable = ended != Ended::TimedOut;
        let memory_used = running.memory_used();
        let finished = finish(&host, ended, started, cold_start, memory_used, birth);
        // Idle again before anybody learns of the outcome, so that the next invocation finds it.
        if reusable {
            warm.put_back(worker);
        }
        (invocation.done)(finished);
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
