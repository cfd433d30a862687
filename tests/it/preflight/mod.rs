//! Preflight on the sandbox and on facts at hand: what is decided, what is sent, what is told.

mod denied;
mod described;
mod every_operation;
mod output;
mod table;
mod wire;
mod world;
