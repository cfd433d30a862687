//! Two pretend AWS accounts inside the process: an HTTP client under the real AWS SDK clients.
//!
//! For practice, the demo and fast tests. It behaves as AWS does where a migration can be hurt, and what it does not
//! know it refuses with HTTP 501 and the code `NotImplementedBySandbox`, never with an invented success.
//!
//! ```no_run
//! # use cognito_sandbox::Sandbox;
//! let sandbox = Sandbox::demo();
//! let client = sandbox.http_client(); // for aws_config's and every SDK client's `.http_client(...)`
//! let profiles = sandbox.profiles(); // stands in for ~/.aws/config
//! ```
//!
//! Rooms, from the ground up: `core`; on it, without knowing each other, `services`, `wire` and `javascript`; then the scenario, and the
//! assembly of them all.

mod assembly;
mod core;
mod javascript;
mod scenario;
mod services;
mod wire;

pub use crate::assembly::{OpenError, PretendProfile};
pub use crate::core::caller::{Caller, CallerKind};
pub use crate::core::clock::Delays;
pub use crate::core::fault::Fault;
pub use crate::core::sandbox::Sandbox;
pub use crate::core::service::Service;
pub use crate::core::state;
pub use crate::core::state::import_behavior::ImportBehavior;
pub use crate::core::state::user_pages::UserPages;
pub use crate::core::state::world::{PracticeMigration, PracticeUser, World};
pub use crate::core::state_file::StateFileError;
pub use crate::core::trouble::{ForeignEdit, Trouble};
pub use crate::scenario::{DEMO, Scenario, ScenarioError};
pub use crate::services::cognito::seed::PoolSeed;
pub use crate::services::iam::policy::condition_holds;
pub use crate::services::lambda::invocation::{InvocationFault, InvokedBy};
