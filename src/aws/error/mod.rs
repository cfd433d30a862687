//! What an answer of AWS means: the operation, the code, the cause, and what to do about it.

pub mod access_denied;
pub mod answer;
pub mod called;
pub mod caller;
pub mod causes;
pub mod clock;
pub mod constraint;
pub mod credential_failures;
pub mod lambda_refusals;
pub mod network;
pub mod pool_refusals;
pub mod propagation;
pub mod quotas;
pub mod refusal;
pub mod regions;
pub mod remedies;
pub mod role_refusals;
pub mod service_error;
