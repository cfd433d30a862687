//! The Lambda function: its code, its environment, and calling it with a made-up event.

pub mod code;
pub mod environment;
pub mod handler_words;
pub mod own_variables;
pub mod package;
pub mod probe;
