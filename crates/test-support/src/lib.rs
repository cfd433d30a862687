//! What several test binaries of this workspace share: a file of `tests/` can be a module of one of them only. Nothing of the program
//! uses it.

pub mod faults;
pub mod headless;
pub mod journey;
pub mod opened;
pub mod pasted;
pub mod peers;
