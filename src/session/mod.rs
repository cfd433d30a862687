//! The saved document of one migration: its journal, where it is stored, and who holds it.

pub mod document;
pub mod import;
pub mod journal;
pub mod lock;
pub mod store;
