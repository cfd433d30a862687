//! Ctrl-C and SIGTERM: the first lets the call in flight finish, the second leaves at once.

use super::output;
use crate::run::progress::Stop;

/// Does the work, which a signal asks to stop.
pub async fn stoppable<T>(work: impl AsyncFnOnce(&Stop) -> T) -> T {
    let stop = Stop::new();
    let signals = tokio::spawn(stop_when_asked(stop.clone()));
    let result = work(&stop).await;
    signals.abort();
    result
}

/// Asks the engine to stop at the first signal and ends the process at the second.
async fn stop_when_asked(stop: Stop) {
    if next_signal().await.is_err() {
        return;
    }
    output::aside("\nStopping after the call that is under way. Once more to leave at once; the session is saved either way.");
    stop.request();
    if next_signal().await.is_ok() {
        #[expect(clippy::exit, reason = "the operator insists; the session's intent is on disk already")]
        std::process::exit(130);
    }
}

#[cfg(unix)]
async fn next_signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut hang_up) = (signal(SignalKind::terminate())?, signal(SignalKind::hangup())?);
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
        _ = hang_up.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn next_signal() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
