//! Teardown: taking back what a session made and edited. Planned by looking, told as text, carried out on record.

mod execute;
mod order;
mod plan;
pub mod removal;
mod text;

pub use execute::{TeardownContext, TeardownSummary, execute};
pub use plan::{TEARDOWN_FORMAT, Teardown, make, removal};
pub use removal::{ChangedMember, Decisions, Removal, RemovalAction};
pub use text::{farewell, summary, text};
