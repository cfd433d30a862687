//! What a long piece of work says while it goes on, and how it is asked to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;

/// One report of it. Never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// A call was made: "CreateRole cognito-ferry-acme-source".
    Note(String),
    /// It looks again after `pause`.
    Waiting { waiting_for: String, attempt: u32, elapsed: Duration, pause: Duration },
}

/// Where reports go.
#[async_trait]
pub trait ProgressSink: Send + Sync {
    async fn report(&self, report: Report);
}

/// Reports that nobody reads.
#[derive(Debug)]
pub struct Unread;

#[async_trait]
impl ProgressSink for Unread {
    async fn report(&self, _: Report) {}
}

/// The operator's wish to stop: asked for once, looked at between calls, never in the middle of one.
#[derive(Debug, Clone, Default)]
pub struct Stop {
    requested: Arc<AtomicBool>,
    wake: Arc<tokio::sync::Notify>,
}

impl Stop {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn request(&self) {
        self.requested.store(true, Ordering::SeqCst);
        self.wake.notify_waiters();
    }

    pub fn requested(&self) -> bool {
        self.requested.load(Ordering::SeqCst)
    }

    /// Waits for the pause to pass, or for the wish to stop, whichever comes first.
    pub async fn pause(&self, pause: Duration) {
        let woken = self.wake.notified();
        if !self.requested() {
            tokio::select! { () = woken => {}, () = tokio::time::sleep(pause) => {} }
        }
    }
}
