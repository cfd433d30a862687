//! What a settings document may hold, written as data, and the check of a document against it. The tables themselves are
//! in `pool_document` and `client_document`; names, ranges and enum values are those of the service model.

use serde_json::{Map, Value};

use super::faults::{constraint, not_implemented};
use super::input::{wire_name, wrong_type};
use crate::core::fault::Fault;

/// The shape of one member.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    Flag,
    /// Text with its shortest and longest length in characters.
    Text(usize, usize),
    OneOf(&'static [&'static str]),
    /// An Amazon Resource Name.
    Arn,
    /// A whole number between two bounds, both included.
    Whole(i64, i64),
    /// A list with at most so many items.
    List(&'static Shape, usize),
    /// A map from text to something.
    MapOf(&'static Shape),
    Structure(&'static [(&'static str, Shape)]),
}

/// Checks every member of `document` against `shape`. A member that the table does not know is refused (501), unless
/// `current` (the document as it stands) holds a member of that name: settings newer than this table come in by a
/// scenario and must survive a full round trip.
pub fn check(
    document: &Map<String, Value>,
    shape: &'static [(&'static str, Shape)],
    current: Option<&Map<String, Value>>,
) -> Result<(), Fault> {
    check_at("", document, shape, current)
}

fn check_at(
    path: &str,
    document: &Map<String, Value>,
    shape: &'static [(&'static str, Shape)],
    current: Option<&Map<String, Value>>,
) -> Result<(), Fault> {
    for (name, value) in document {
        let here = if path.is_empty() { wire_name(name) } else { format!("{path}.{}", wire_name(name)) };
        let standing = current.and_then(|current| current.get(name));
        match shape.iter().find(|(known, _)| known == name) {
            Some((_, shape)) => check_value(&here, value, shape, standing)?,
            None if standing.is_some() => {}
            None => return Err(not_implemented(format!("the member {here}"))),
        }
    }
    Ok(())
}

fn check_value(path: &str, value: &Value, shape: &'static Shape, current: Option<&Value>) -> Result<(), Fault> {
    match shape {
        Shape::Flag => value.as_bool().map(|_| ()).ok_or_else(|| wrong_type(value, "Boolean")),
        Shape::Text(shortest, longest) => check_length(path, text(value)?, *shortest, *longest),
        Shape::Arn => {
            let arn = text(value)?;
            check_length(path, arn, 20, 2048)?;
            if arn.starts_with("arn:") && arn.split(':').count() >= 6 {
                return Ok(());
            }
            let rule = "Member must satisfy regular expression pattern: \
                        arn:[\\w+=/,.@-]+:[\\w+=/,.@-]+:([\\w+=/,.@-]*)?:[0-9]+:[\\w+=/,.@-]+(:[\\w+=/,.@-]+)?(:[\\w+=/,.@-]+)?";
            Err(constraint(&format!("'{arn}'"), path, rule))
        }
        Shape::OneOf(choices) => {
            let choice = text(value)?;
            if choices.contains(&choice) {
                return Ok(());
            }
            let rule = format!("Member must satisfy enum value set: [{}]", choices.join(", "));
            Err(constraint(&format!("'{choice}'"), path, &rule))
        }
        Shape::Whole(least, most) => {
            let number = value.as_i64().ok_or_else(|| wrong_type(value, "Integer"))?;
            if number < *least {
                let rule = format!("Member must have value greater than or equal to {least}");
                return Err(constraint(&format!("'{number}'"), path, &rule));
            }
            if number > *most {
                let rule = format!("Member must have value less than or equal to {most}");
                return Err(constraint(&format!("'{number}'"), path, &rule));
            }
            Ok(())
        }
        Shape::List(item, most) => {
            let items = value.as_array().ok_or_else(|| wrong_type(value, "List"))?;
            if items.len() > *most {
                let rule = format!("Member must have length less than or equal to {most}");
                return Err(constraint(&value.to_string(), path, &rule));
            }
            items
                .iter()
                .enumerate()
                .try_for_each(|(index, value)| check_value(&format!("{path}.{}.member", index + 1), value, item, None))
        }
        Shape::MapOf(item) => {
            let map = value.as_object().ok_or_else(|| wrong_type(value, "Map"))?;
            map.iter().try_for_each(|(key, value)| check_value(&format!("{path}.{key}.member"), value, item, None))
        }
        Shape::Structure(members) => {
            let document = value.as_object().ok_or_else(|| wrong_type(value, "Structure"))?;
            check_at(path, document, members, current.and_then(Value::as_object))
        }
    }
}

fn text(value: &Value) -> Result<&str, Fault> {
    value.as_str().ok_or_else(|| wrong_type(value, "String"))
}

fn check_length(path: &str, text: &str, shortest: usize, longest: usize) -> Result<(), Fault> {
    let length = text.chars().count();
    if length < shortest {
        let rule = format!("Member must have length greater than or equal to {shortest}");
        return Err(constraint(&format!("'{text}'"), path, &rule));
    }
    if length > longest {
        let rule = format!("Member must have length less than or equal to {longest}");
        return Err(constraint(&format!("'{text}'"), path, &rule));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    const TABLE: &[(&str, Shape)] =
        &[("Mode", Shape::OneOf(&["OFF", "ON"])), ("Inner", Shape::Structure(&[("Days", Shape::Whole(0, 365))]))];

    fn checked(document: Value, current: Value) -> Result<(), Fault> {
        check(document.as_object().unwrap(), TABLE, current.as_object())
    }

    #[test]
    fn a_value_outside_the_enum_is_refused_in_the_words_of_the_service() {
        let fault = checked(json!({"Mode": "SOMETIMES"}), Value::Null).unwrap_err();
        assert_eq!(fault.code, "InvalidParameterException");
        assert_eq!(
            fault.message,
            "1 validation error detected: Value 'SOMETIMES' at 'mode' failed to satisfy constraint: \
             Member must satisfy enum value set: [OFF, ON]"
        );
    }

    #[test]
    fn a_number_out_of_range_deep_inside_is_named_by_its_path() {
        let fault = checked(json!({"Inner": {"Days": 400}}), Value::Null).unwrap_err();
        assert!(fault.message.contains("'inner.days'"), "{}", fault.message);
    }

    #[test]
    fn an_unknown_member_is_refused_loudly_unless_the_document_already_holds_it() {
        let sent = json!({"Inner": {"Future": 1}, "Mode": "ON"});
        assert_eq!(checked(sent.clone(), Value::Null).unwrap_err().status, 501);
        assert!(checked(sent, json!({"Inner": {"Future": 1}})).is_ok());
    }

    #[test]
    fn a_member_of_the_wrong_type_is_a_serialization_fault() {
        let fault = checked(json!({"Mode": 1}), Value::Null).unwrap_err();
        assert_eq!(fault.code, "SerializationException");
    }
}
