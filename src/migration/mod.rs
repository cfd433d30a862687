//! The heart: what the operator chose, what follows from it, the plan, its execution, the checks. Knows no screen.

pub mod check;
pub mod choices;
pub mod event;
pub mod names;
pub mod plan;
pub mod session;
