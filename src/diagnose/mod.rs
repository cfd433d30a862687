//! `diagnose`: any UserMigration set-up, whoever made it, followed from the destination pool to the source pool by reading alone, and the
//! link that is broken named. I/O is in `discover` and `roles`; what is concluded is pure.

pub mod chain;
mod destination_links;
pub mod discover;
pub mod discovery;
mod flows;
mod granted;
pub mod link;
mod remedies;
pub mod report;
pub mod request;
mod request_context;
mod role_links;
mod roles;
pub mod sign_in;
mod source_links;
pub mod text;
pub mod variables;
