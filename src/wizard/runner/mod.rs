//! Carries out what the reducer asks for, and sends back what came of it. The only part of the wizard that calls the engine.

mod context;
mod jobs;
mod session_locks;
mod session_writer;

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use self::context::RunnerContext;
use self::session_locks::SessionLocks;
use self::session_writer::SessionWriter;
use super::action::Action;
use super::effect::Effect;
use super::operation::RunId;
use crate::aws::account::Origin;
use crate::run::progress::Stop;
use crate::session::store::Store;

/// Room for what has happened and has not been looked at yet. Bounded: a flood slows the engine, not the wizard.
pub const ACTION_CAPACITY: usize = 256;

/// What runs outside, and how it is stopped.
#[derive(Debug)]
pub struct Runner {
    context: RunnerContext,
    writer: SessionWriter,
    running: HashMap<RunId, AbortHandle>,
    /// Stops the job that writes and was started last.
    stop: Stop,
}

impl Runner {
    /// Makes no client and touches no file.
    pub fn new(origin: Origin, store: Store, actions: mpsc::Sender<Action>) -> Self {
        let writer = SessionWriter::start(store.clone(), actions.clone());
        let context = RunnerContext { origin, store, actions, opened: Arc::default(), locks: SessionLocks::default() };
        Self { context, writer, running: HashMap::new(), stop: Stop::new() }
    }

    /// Starts it; never waits.
    pub fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Run { run, job } => {
                self.running.retain(|_, handle| !handle.is_finished());
                if job.kind().writes() {
                    self.stop = Stop::new();
                }
                let task = jobs::run(self.context.clone(), self.writer.barrier(), self.stop.clone(), run, job);
                self.running.insert(run, tokio::spawn(task).abort_handle());
            }
            Effect::Abandon(run) => {
                if let Some(handle) = self.running.remove(&run) {
                    handle.abort();
                }
            }
            Effect::Stop => self.stop.request(),
            Effect::KeepOnlyLock(name) => self.context.locks.keep_only(name.as_deref()),
            Effect::Save(session) => self.writer.save(*session),
            Effect::WriteOut(text) => {
                let (store, actions) = (self.context.store.clone(), self.context.actions.clone());
                tokio::spawn(async move {
                    if let Ok(written) = tokio::task::spawn_blocking(move || store.write_out(&text)).await {
                        let _ = actions.send(Action::WrittenOut(written)).await;
                    }
                });
            }
            // The reducer's and the event loop's own.
            Effect::Go(_) | Effect::Copy(_) | Effect::ReadScreen | Effect::Suspend | Effect::Quit { .. } => {}
        }
    }

    /// Waits until what was to be saved is on disk, for as long as a person waits for a program to end.
    pub async fn finish_saving(&mut self) {
        self.writer.finish().await;
    }
}
