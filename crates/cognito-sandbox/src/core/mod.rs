//! The ground floor: what the accounts hold, who calls, what a service answers, and the handle on all of it. Knows no service.

pub mod caller;
pub mod clock;
pub mod fault;
pub mod input;
pub mod percent;
pub mod random;
pub mod request;
pub mod runtime;
pub mod sandbox;
pub mod service;
pub mod state;
pub mod state_file;
pub mod trouble;
