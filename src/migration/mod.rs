//! The heart: what the operator chose, what follows from it, the plan, its execution, the checks. Knows no screen.

mod again;
pub mod apply;
pub mod direction;
pub mod drift;
pub mod given;
pub mod observe;
pub mod plan;
pub mod plan_text;

mod record;
pub mod resolve;
pub mod restore;
pub mod teardown;
pub mod verify;
