//! Carries out what the reducer asks for, and sends back what came of it. The only file of the wizard that calls the engine.

mod context;
mod holding;
mod jobs;
mod saving;

use self::context::World;
use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use self::holding::Holding;
use self::saving::Saving;
use super::action::Action;
use super::effect::{Effect, Job, RunId};
use crate::aws::account::Origin;
use crate::run::progress::Stop;
use crate::session::store::Store;

/// Room for what has happened and has not been looked at yet. Bounded: a flood slows the engine, not the wizard.
pub const ACTION_CAPACITY: usize = 256;

#[derive(Debug)]
pub struct Runner {
    world: World,
    saving: Saving,
    running: HashMap<RunId, AbortHandle>,
    /// Stops the apply, put-back or teardown that was started last.
    stop: Stop,
}

impl Runner {
    /// Makes no client and touches no file.
    pub fn new(origin: Origin, store: Store, actions: mpsc::Sender<Action>) -> Self {
        let saving = Saving::start(store.clone(), actions.clone());
        let world = World { origin, store, actions, accounts: Arc::default(), holding: Holding::default() };
        Self { world, saving, running: HashMap::new(), stop: Stop::new() }
    }

    /// Starts it; never waits.
    pub fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Run { slot, run, job } => {
                self.running.retain(|_, handle| !handle.is_finished());
                if matches!(job, Job::Apply { .. } | Job::PutBack { .. } | Job::TearDown { .. }) {
                    self.stop = Stop::new();
                }
                let task = jobs::run(self.world.clone(), self.saving.barrier(), self.stop.clone(), slot, run, job);
                self.running.insert(run, tokio::spawn(task).abort_handle());
            }
            Effect::Abandon(run) => {
                if let Some(handle) = self.running.remove(&run) {
                    handle.abort();
                }
            }
            Effect::Stop => self.stop.request(),
            Effect::Hold(name) => self.world.holding.only(name.as_deref()),
            Effect::Save(session) => self.saving.save(*session),
            Effect::WriteOut(text) => {
                let (store, actions) = (self.world.store.clone(), self.world.actions.clone());
                tokio::spawn(async move {
                    if let Ok(written) = tokio::task::spawn_blocking(move || store.write_out(&text)).await {
                        let _ = actions.send(Action::WrittenOut(written)).await;
                    }
                });
            }
            // The event loop's own.
            Effect::Copy(_) | Effect::Suspend | Effect::Quit { .. } => {}
        }
    }

    /// Waits until what was to be saved is on disk, for as long as a person waits for a program to end.
    pub async fn finish_saving(&mut self) {
        self.saving.finish().await;
    }
}
