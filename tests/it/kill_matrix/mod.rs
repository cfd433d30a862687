//! Rule 2, a crash costs nothing: the process is ended at every call that writes, before it, after it, and with its answer lost; run
//! again, both accounts are as if nothing had happened.

mod applying;
#[cfg(unix)]
mod process;
mod saving;
mod tearing_down;
mod trouble;
