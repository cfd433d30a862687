//! The attributes of a new pool like the source's: custom ones as they are defined, standard ones where they are other than AWS makes
//! them, for an attribute's mutability, necessity and lengths are fixed when the pool is made (facts §7, §12.15). Pure.

use serde_json::{Map, Value, json};

use crate::aws::document::text;
use crate::model::change::LeftBehind;

/// What Cognito writes into every pool by itself, and nobody defines.
const OWN: [&str; 2] = ["sub", "identities"];

/// The schema as CreateUserPool takes it, and the attributes that it cannot take.
pub fn schema(source: &Value) -> (Vec<Value>, Vec<LeftBehind>) {
    let (mut schema, mut left) = (Vec::new(), Vec::new());
    for attribute in source.as_array().into_iter().flatten().filter_map(Value::as_object) {
        let name = attribute.get("Name").and_then(Value::as_str).unwrap_or_default();
        match short(name) {
            Some(short) => schema.push(defined(attribute, short)),
            None if name.is_empty() || OWN.contains(&name) => {}
            None if name.contains(':') => {
                left.push(LeftBehind::new(format!("SchemaAttributes: {name}"), "Cognito defines it by itself"));
            }
            None if is_as_made(attribute) => {}
            None => schema.push(defined(attribute, name)),
        }
    }
    (schema, left)
}

/// The name that a custom attribute is defined by.
fn short(name: &str) -> Option<&str> {
    name.strip_prefix("custom:").or_else(|| name.strip_prefix("dev:custom:"))
}

fn defined(attribute: &Map<String, Value>, name: &str) -> Value {
    let mut attribute = attribute.clone();
    attribute.insert("Name".into(), json!(name));
    // `{}` is how Describe shows that there are none.
    attribute.retain(|_, value| !value.is_null() && *value != json!({}));
    Value::Object(attribute)
}

/// Whether every new pool has the standard attribute so.
fn is_as_made(attribute: &Map<String, Value>) -> bool {
    let attribute = Value::Object(attribute.clone());
    let flag = |member: &str, default: bool| attribute.get(member).and_then(Value::as_bool).unwrap_or(default);
    let bound = |kind: &str, end: &str| attribute.pointer(&format!("/{kind}AttributeConstraints/{end}")).and_then(Value::as_str);
    let (least, most) = if text(&attribute, "Name") == "birthdate" { ("10", "10") } else { ("0", "2048") };
    let lengths = bound("String", "MinLength").is_none_or(|bound| bound == least)
        && bound("String", "MaxLength").is_none_or(|bound| bound == most);
    let range = bound("Number", "MinValue").is_none_or(|bound| bound == "0") && bound("Number", "MaxValue").is_none();
    !flag("Required", false) && flag("Mutable", true) && lengths && range
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(name: &str, mutable: bool, most: &str) -> Value {
        json!({ "Name": name, "AttributeDataType": "String", "DeveloperOnlyAttribute": false, "Mutable": mutable, "Required": false,
            "StringAttributeConstraints": { "MinLength": "0", "MaxLength": most } })
    }

    fn names(source: &Value) -> Vec<String> {
        schema(source).0.iter().map(|attribute| text(attribute, "Name").to_owned()).collect()
    }

    #[test]
    fn standard_attributes_come_along_where_they_are_not_as_aws_makes_them() {
        let required = json!({ "Name": "phone_number", "Required": true });
        let source = json!([
            { "Name": "sub", "Required": true, "Mutable": false }, { "Name": "identities", "StringAttributeConstraints": {} }, required,
            attribute("name", true, "2048"), attribute("given_name", false, "2048"), attribute("nickname", true, "64"),
            { "Name": "updated_at", "AttributeDataType": "Number", "NumberAttributeConstraints": { "MinValue": "0" } },
            { "Name": "birthdate", "StringAttributeConstraints": { "MinLength": "10", "MaxLength": "10" } },
        ]);
        assert_eq!(names(&source), ["phone_number", "given_name", "nickname"]);
        let (schema, left) = schema(&source);
        assert_eq!((schema[1]["Mutable"] == false, &schema[2]["StringAttributeConstraints"]["MaxLength"]), (true, &json!("64")));
        assert!(left.is_empty());
    }

    #[test]
    fn custom_attributes_come_along_without_their_prefix_and_as_they_are() {
        let mut developer = attribute("dev:custom:risk", true, "10");
        developer["DeveloperOnlyAttribute"] = json!(true);
        let source = json!([attribute("custom:plan", false, "8"), developer, attribute("cognito:own", true, "1")]);
        let (schema, left) = schema(&source);
        assert_eq!(names(&source), ["plan", "risk"]);
        assert_eq!((&schema[0]["Mutable"], &schema[1]["DeveloperOnlyAttribute"]), (&json!(false), &json!(true)));
        assert_eq!(left[0].member, "SchemaAttributes: cognito:own");
    }
}
