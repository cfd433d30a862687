//! The heart: what the operator chose, what follows from it, the plan, its execution, the checks. Knows no screen.

pub mod apply;
pub mod direction;
pub mod drift;
mod executor;
pub mod given;
mod journal_writer;
pub mod observe;
pub mod plan;
pub mod plan_text;
pub mod resolve;
pub mod restore;
mod retry;
pub mod teardown;
pub mod verify;
