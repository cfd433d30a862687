//! Writes sessions to disk: in the order given, one at a time, off the wizard's own thread.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use crate::session::document::Session;
use crate::session::store::Store;
use crate::wizard::action::Action;

/// How long leaving waits for a slow disk.
const PATIENCE: Duration = Duration::from_secs(3);

enum Request {
    Save(Box<Session>),
    /// Answers when everything before it is on disk.
    Barrier(oneshot::Sender<()>),
}

/// The way to the task that writes.
#[derive(Debug)]
pub struct SessionWriter(mpsc::UnboundedSender<Request>);

/// Is over when everything that was to be saved before it is on disk.
pub type Barrier = oneshot::Receiver<()>;

impl SessionWriter {
    /// Starts the task.
    pub fn start(store: Store, actions: mpsc::Sender<Action>) -> Self {
        // Unbounded, but a person makes one request for each key at most, and each is a few kilobytes.
        let (sender, mut requests) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Some(request) = requests.recv().await {
                match request {
                    Request::Save(session) => {
                        let store = store.clone();
                        let saved = tokio::task::spawn_blocking(move || store.save(&session)).await;
                        let Ok(result) = saved else { break };
                        // The wizard may be waiting for the barrier behind this and take no more actions.
                        let _ = actions.try_send(Action::Saved(result));
                    }
                    Request::Barrier(done) => drop(done.send(())),
                }
            }
        });
        Self(sender)
    }

    /// Writes the session after all that was given before.
    pub fn save(&self, session: Session) {
        // Only a panic ends the other side, and that ends the wizard.
        let _ = self.0.send(Request::Save(Box::new(session)));
    }

    /// To wait for all that was given so far.
    pub fn barrier(&self) -> Barrier {
        let (sender, receiver) = oneshot::channel();
        let _ = self.0.send(Request::Barrier(sender));
        receiver
    }

    pub async fn finish(&self) {
        let _ = tokio::time::timeout(PATIENCE, self.barrier()).await;
    }
}
