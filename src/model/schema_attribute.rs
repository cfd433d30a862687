//! An attribute of one pool's schema, as another pool can be given it. Pure.

use serde_json::{Value, json};

use crate::aws::document::text;
use crate::command::{Command, Operation};
use crate::model::place::Place;

/// What AddCustomAttributes takes for this attribute of a described pool: the name without its prefix, and no `Required`, which custom
/// attributes cannot be. None for a standard attribute (those are
/// fixed when a pool is made), and where its type is not known.
pub fn definition(name: &str, attribute: &Value) -> Option<Value> {
    let developer_only = name.starts_with("dev:");
    let plain = name.trim_start_matches("dev:").strip_prefix("custom:")?;
    let kind = Some(text(attribute, "AttributeDataType")).filter(|kind| !kind.is_empty())?;
    let mut added = json!({ "Name": plain, "AttributeDataType": kind });
    for member in ["Mutable", "StringAttributeConstraints", "NumberAttributeConstraints"] {
        if let Some(value) = attribute.get(member).filter(|value| !value.is_null()) {
            added[member] = value.clone();
        }
    }
    if developer_only {
        added["DeveloperOnlyAttribute"] = json!(true);
    }
    Some(added)
}

/// Adds attributes to the pool of this place. Those that it has stay as they are.
pub fn addition(place: &Place, definitions: &[Value]) -> Command {
    Command::aws(Operation::AddCustomAttributes)
        .with("--user-pool-id", &place.pool_id)
        .with("--custom-attributes", Value::from(definitions.to_vec()).to_string())
        .at(&place.profile, &place.region)
}
