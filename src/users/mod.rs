//! What the pools hold: reading everybody, who can be imported and as what, and their groups.

pub mod carry;
pub mod classify;
pub mod compare;
pub mod csv;
pub mod groups;
pub mod import;
pub mod index;
pub mod prices;
pub mod reading;
