//! The whole program on a pseudo-terminal: what a person would see, and what they would find on their terminal afterwards.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod continuing;
mod copying;
mod demo;
#[path = "../headless/mod.rs"]
mod headless;
mod leaving;
mod panicking;
mod program;
mod quiet;
mod removing;
mod renewing;
mod suspending;
mod tearing_down;
