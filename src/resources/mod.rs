//! The resources that a migration creates or edits: one file each, all of one shape.

pub mod client_flows;
pub mod custom_attribute;
pub mod decide;
pub mod destination_client;
pub mod destination_domain;
pub mod destination_pool;
pub mod external_changes;
mod field_edit;
pub mod function;
mod function_log_group;
pub mod function_role;
pub mod groups;
pub mod inline_policy;
pub mod invoke_permission;
pub mod likeness;
pub mod own_policy;
pub mod registry;
pub mod resource;
mod role;
pub mod source_client;
pub mod source_role;
mod standard_attributes;
pub mod threat_exemption;
pub mod trigger;
