//! The profiles of this machine: the files as the AWS CLI reads them, and where their credentials come from.

pub mod chain;
pub mod credential_process;
pub mod endpoints;
pub mod files;
pub mod ini;
pub mod kind;
pub mod lifetime;
pub mod list;
pub mod renewal;
pub mod shell_words;
pub mod sso_token;
pub mod trust;
