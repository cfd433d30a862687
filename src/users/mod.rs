//! What the pools hold: listing pools, app clients and user counts.

pub mod groups;
