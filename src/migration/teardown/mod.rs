//! Teardown: taking back what a session made and edited. Planned by looking, told as text, carried out on record.

mod carry_out;
mod order;
mod plan;
mod text;

pub use carry_out::{Tools, TornDown, carry_out};
pub use plan::{Decisions, Disagreement, Removal, TEARDOWN_FORMAT, Teardown, Way, make, removal};
pub use text::{farewell, summary, text};
