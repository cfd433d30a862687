//! Who is in which group: both sides compared, and whom the destination lacks added.

pub mod context;
pub mod person;
pub mod read;
pub mod reconcile;
pub mod sync;
pub mod text;
