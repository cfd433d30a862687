//! The CSV file of a user import job: its header, the grammar of a row, and the value of each cell (facts §14.1, facts §14.2, facts §14.3). Pure.

pub mod cell;
pub mod encode;
pub mod header;
