//! The behaviour of the program, its commands, its engine and its screens, on pretend accounts: one module for each. Nothing needs to be
//! installed. One part: `cargo test --test it groups::`. What is tried on emulators that we did not write is the other binary, `lab`.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

mod env;

mod accounts;
mod architecture;
mod commands;
mod diagnose;
mod function_states;
mod groups;
mod journey;
mod kept_files;
mod kill_matrix;
#[cfg(unix)]
mod log_file;
mod lossless;
mod own_function;
mod peers;
mod plan;
mod preflight;
mod readme;
mod refusals;
mod rest;
#[cfg(unix)]
mod restore;
#[cfg(unix)]
mod secrets;
mod session_files;
mod sign_in_story;
mod taken_off;
mod teardown;
mod verify;
#[cfg(not(feature = "demo"))]
mod without_demo;
#[cfg(unix)]
mod wizard_pty;
