//! `diagnose`: any UserMigration set-up, whoever made it, followed from the destination pool to the source pool by reading alone, and the
//! link that is broken named. I/O is in `find` and `roles`; what is concluded is pure.

pub mod chain;
mod destination_links;
pub mod find;
mod flows;
pub mod found;
mod granted;
pub mod link;
mod mend;
pub mod picture;
pub mod question;
pub mod report;
mod requests;
mod role_links;
mod roles;
mod source_links;
pub mod story;
pub mod variables;
