//! What the accounts hold, as it is saved: plain values, one file a service. What a service does with them is in `services`.

pub mod cognito;
pub mod iam;
pub mod import_behavior;
pub mod imports;
pub mod lambda;
pub mod lock_out;
pub mod logs;
pub mod password;
pub mod propagation;
pub mod user_pages;
pub mod world;
