//! What the program writes, all of it: no password, no token, nothing that a terminal would obey.

mod escaping;
mod leaks;
mod panicking;
pub mod program;
