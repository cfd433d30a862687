//! Reading everybody of a pool: page after page, at a pace that leaves production its share, each person once (facts §6.6, §14.5).

pub mod adaptive;
pub mod chain;
pub mod everybody;
pub mod progress;
