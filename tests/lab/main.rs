//! The lab: the program against two emulators that we did not write. What it is and how to run it: README.md here.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

mod by_hand;
mod conditions;
mod diagnose;
mod emulators;
mod faults;
mod first_sign_in;
mod groups;
mod import_jobs;
mod journey;
mod killed;
mod lab;
mod migration;
mod ministack_alone;
mod own_handlers;
mod pasting;
mod peers;
mod people;
mod permissions;
mod policies;
mod preflight;
mod profiles;
mod program;
mod refusal_table;
mod request_check;
mod rest_csv;
mod snapshot;
mod states;
mod torn_down;
