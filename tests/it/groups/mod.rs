//! Groups: made by plan, filled by the sweep, left by teardown where somebody is in them. On the sandbox, with the real SDK clients.

mod command;
pub mod crowd;
pub mod first_sign_in;
mod matching;
pub mod plan;
mod sync;
mod teardown;
mod watch;
pub mod world;
