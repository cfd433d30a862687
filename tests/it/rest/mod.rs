//! The rest: who has not come by signing in is imported, everybody's fate is told, and a comparison proves it.

#[cfg(unix)]
mod commands;
mod peers;
mod settings;
mod two_thousand;
mod world;
