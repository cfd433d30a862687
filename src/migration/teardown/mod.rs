//! Teardown: taking back what a session made and edited. Planned by looking, told as text, carried out on record.

mod carry_out;
mod order;
mod plan;
pub mod removal;
mod text;

pub use carry_out::{Tools, TornDown, carry_out};
pub use plan::{TEARDOWN_FORMAT, Teardown, make, removal};
pub use removal::{Decisions, Disagreement, Removal, Way};
pub use text::{farewell, summary, text};
