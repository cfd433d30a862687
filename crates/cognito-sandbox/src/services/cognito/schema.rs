//! The schema of a pool: the standard attributes with AWS's defaults, and custom ones as they are defined.

use serde_json::{Value, json};

use super::faults::{constraint, invalid_parameter};
use super::shape::{self, Shape};
use crate::core::fault::Fault;

/// How one attribute is defined in CreateUserPool and AddCustomAttributes.
pub const DEFINITION: &[(&str, Shape)] = &[
    ("Name", Shape::Text(1, 20)),
    ("AttributeDataType", Shape::OneOf(&["String", "Number", "DateTime", "Boolean"])),
    ("DeveloperOnlyAttribute", Shape::Flag),
    ("Mutable", Shape::Flag),
    ("Required", Shape::Flag),
    (
        "NumberAttributeConstraints",
        Shape::Structure(&[("MinValue", Shape::Text(0, 131_072)), ("MaxValue", Shape::Text(0, 131_072))]),
    ),
    (
        "StringAttributeConstraints",
        Shape::Structure(&[("MinLength", Shape::Text(0, 131_072)), ("MaxLength", Shape::Text(0, 131_072))]),
    ),
];

const MOST_CUSTOM_ATTRIBUTES: usize = 50;

/// The OpenID Connect attributes that every pool has, in the order in which Describe lists them.
pub fn standard() -> Vec<Value> {
    let mut schema: Vec<Value> = ["profile", "address"].map(|name| text(name, "0", "2048")).to_vec();
    schema.push(text("birthdate", "10", "10"));
    schema.extend(["gender", "preferred_username"].map(|name| text(name, "0", "2048")));
    schema.push(json!({
        "Name": "updated_at", "AttributeDataType": "Number", "DeveloperOnlyAttribute": false,
        "Mutable": true, "Required": false, "NumberAttributeConstraints": {"MinValue": "0"},
    }));
    schema.extend(["website", "picture"].map(|name| text(name, "0", "2048")));
    schema.push(json!({
        "Name": "identities", "AttributeDataType": "String", "DeveloperOnlyAttribute": false,
        "Mutable": true, "Required": false, "StringAttributeConstraints": {},
    }));
    let mut sub = text("sub", "1", "2048");
    sub["Mutable"] = json!(false);
    sub["Required"] = json!(true);
    schema.push(sub);
    schema.push(text("phone_number", "0", "2048"));
    schema.push(flag("phone_number_verified"));
    schema.extend(["zoneinfo", "locale", "email"].map(|name| text(name, "0", "2048")));
    schema.push(flag("email_verified"));
    let names = ["given_name", "family_name", "middle_name", "name", "nickname"];
    schema.extend(names.map(|name| text(name, "0", "2048")));
    schema
}

fn text(name: &str, shortest: &str, longest: &str) -> Value {
    json!({
        "Name": name, "AttributeDataType": "String", "DeveloperOnlyAttribute": false,
        "Mutable": true, "Required": false,
        "StringAttributeConstraints": {"MinLength": shortest, "MaxLength": longest},
    })
}

fn flag(name: &str) -> Value {
    json!({
        "Name": name, "AttributeDataType": "Boolean", "DeveloperOnlyAttribute": false,
        "Mutable": true, "Required": false,
    })
}

/// The schema of a new pool: the standard attributes, changed and extended by the definitions of CreateUserPool.
pub fn of_new_pool(definitions: &[Value]) -> Result<Vec<Value>, Fault> {
    let mut schema = standard();
    for definition in definitions {
        check_definition(definition)?;
        let name = definition["Name"].as_str().unwrap_or_default();
        match schema.iter_mut().find(|attribute| attribute["Name"] == name) {
            Some(attribute) => redefine(attribute, definition),
            None => {
                let attribute = custom(definition)?;
                push_custom(&mut schema, attribute)?;
            }
        }
    }
    Ok(schema)
}

/// Adds custom attributes to an existing schema. All or none.
pub fn extend(schema: &[Value], definitions: &[Value]) -> Result<Vec<Value>, Fault> {
    let mut extended = schema.to_vec();
    for definition in definitions {
        check_definition(definition)?;
        push_custom(&mut extended, custom(definition)?)?;
    }
    Ok(extended)
}

fn check_definition(definition: &Value) -> Result<(), Fault> {
    let members = super::input::Members::new(definition.clone())?;
    members.text("Name")?;
    shape::check(members.document(), DEFINITION, None)
}

fn redefine(attribute: &mut Value, definition: &Value) {
    for member in ["Mutable", "Required", "StringAttributeConstraints", "NumberAttributeConstraints"] {
        if let Some(value) = definition.get(member) {
            attribute[member] = value.clone();
        }
    }
}

/// A custom attribute as Describe shows it, `custom:` (or `dev:custom:`) before the name.
fn custom(definition: &Value) -> Result<Value, Fault> {
    let name = definition["Name"].as_str().unwrap_or_default();
    let Some(kind) = definition.get("AttributeDataType").and_then(Value::as_str) else {
        return Err(constraint("null", "attributeDataType", "Member must not be null"));
    };
    if definition.get("Required") == Some(&json!(true)) {
        return Err(invalid_parameter("Required custom attributes are not supported currently."));
    }
    let developer_only = definition.get("DeveloperOnlyAttribute") == Some(&json!(true));
    let prefix = if developer_only { "dev:custom:" } else { "custom:" };
    let mut attribute = json!({
        "Name": format!("{prefix}{name}"),
        "AttributeDataType": kind,
        "DeveloperOnlyAttribute": developer_only,
        "Mutable": definition.get("Mutable").cloned().unwrap_or(json!(true)),
        "Required": false,
    });
    let constraints = match kind {
        "String" => Some("StringAttributeConstraints"),
        "Number" => Some("NumberAttributeConstraints"),
        _ => None,
    };
    if let Some(member) = constraints {
        attribute[member] = definition.get(member).cloned().unwrap_or(json!({}));
    }
    Ok(attribute)
}

fn push_custom(schema: &mut Vec<Value>, attribute: Value) -> Result<(), Fault> {
    let name = attribute["Name"].as_str().unwrap_or_default().to_owned();
    if schema.iter().any(|other| other["Name"] == name) {
        return Err(invalid_parameter(format!("{name}: Existing attribute already has name {name}.")));
    }
    if schema.iter().filter(|other| is_custom(other)).count() >= MOST_CUSTOM_ATTRIBUTES {
        return Err(invalid_parameter("The maximum number of custom attributes is 50."));
    }
    schema.push(attribute);
    Ok(())
}

fn is_custom(attribute: &Value) -> bool {
    attribute["Name"].as_str().is_some_and(|name| name.contains("custom:"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_pool_has_the_standard_attributes_with_sub_required_and_immutable() {
        let schema = standard();
        assert_eq!(schema.len(), 21);
        let sub = schema.iter().find(|attribute| attribute["Name"] == "sub").unwrap();
        assert_eq!((&sub["Required"], &sub["Mutable"]), (&json!(true), &json!(false)));
    }

    #[test]
    fn a_definition_without_prefix_becomes_a_custom_attribute() {
        let schema = of_new_pool(&[
            json!({"Name": "email", "Required": true, "AttributeDataType": "String"}),
            json!({"Name": "tier", "AttributeDataType": "String", "Mutable": false}),
        ])
        .unwrap();
        let find = |name: &str| schema.iter().find(|attribute| attribute["Name"] == name).unwrap().clone();
        assert_eq!(find("email")["Required"], json!(true));
        assert_eq!(find("custom:tier")["Mutable"], json!(false));
        assert_eq!(find("custom:tier")["StringAttributeConstraints"], json!({}));
    }

    #[test]
    fn custom_attributes_can_be_neither_required_nor_defined_twice() {
        let required = [json!({"Name": "x", "AttributeDataType": "String", "Required": true})];
        assert_eq!(extend(&standard(), &required).unwrap_err().code, "InvalidParameterException");
        let once = extend(&standard(), &[json!({"Name": "x", "AttributeDataType": "Number"})]).unwrap();
        assert!(extend(&once, &[json!({"Name": "x", "AttributeDataType": "Number"})]).is_err());
    }
}
