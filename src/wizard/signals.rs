//! The signals that end the wizard, and those of job control.

use std::io;

/// What a signal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Leave with this exit code: 128 and the signal's number.
    Leave(u8),
    /// The process was stopped and goes on: someone else has used the terminal meanwhile.
    Continued,
}

#[cfg(unix)]
#[derive(Debug)]
pub struct Signals {
    terminate: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
    continued: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    pub fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            continued: signal(SignalKind::from_raw(rustix::process::Signal::CONT.as_raw()))?,
        })
    }

    pub async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.terminate.recv() => Signal::Leave(143),
            _ = self.hang_up.recv() => Signal::Leave(129),
            _ = self.interrupt.recv() => Signal::Leave(130),
            _ = self.continued.recv() => Signal::Continued,
        }
    }

    /// Stops this process and those started with it (`cargo run`), as the terminal would on Ctrl-Z, until `fg`.
    pub async fn suspend(&mut self) -> io::Result<()> {
        /// A process group without a shell that could continue it is not stopped at all (POSIX); then this goes on.
        const NOT_STOPPED: std::time::Duration = std::time::Duration::from_millis(300);
        rustix::process::kill_current_process_group(rustix::process::Signal::TSTP)?;
        let _ = tokio::time::timeout(NOT_STOPPED, self.continued.recv()).await;
        Ok(())
    }
}

#[cfg(not(unix))]
#[derive(Debug)]
pub struct Signals {
    close: tokio::signal::windows::CtrlClose,
    interrupt: tokio::signal::windows::CtrlC,
}

#[cfg(not(unix))]
impl Signals {
    pub fn listen() -> io::Result<Self> {
        Ok(Self { close: tokio::signal::windows::ctrl_close()?, interrupt: tokio::signal::windows::ctrl_c()? })
    }

    pub async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.close.recv() => Signal::Leave(143),
            _ = self.interrupt.recv() => Signal::Leave(130),
        }
    }

    /// Windows has no job control.
    pub async fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }
}
