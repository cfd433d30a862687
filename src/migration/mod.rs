//! The heart: what the operator chose, what follows from it, the plan, its execution, the checks. Knows no screen.

mod again;
pub mod apply;
pub mod check;
pub mod choices;
pub mod direction;
pub mod drift;
pub mod event;
pub mod given;
pub mod journal;
pub mod lock;
pub mod names;
pub mod observe;
pub mod plan;
pub mod plan_text;
pub mod put_back;
mod record;
pub mod resolve;
pub mod session;
pub mod stop;
pub mod store;
pub mod teardown;
pub mod verify;
