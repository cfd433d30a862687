//! The operator's wish to stop.

pub use crate::aws::progress::Stop;
