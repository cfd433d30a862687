//! What a migration is, as data: who chose what, what follows from it, what each resource is called and how it changes. Calls nothing.

pub mod attribute_mapping;
pub mod blueprint;
pub mod change;
pub mod choices;
pub mod groups;
pub mod managed;
pub mod names;
pub mod options;
pub mod place;
pub mod resource_id;
pub mod schema_attribute;
pub mod spec;
pub mod user_options;
