//! The members of one request: required or optional, of the right type, and none that the sandbox would silently ignore.

use serde_json::{Map, Value};

use super::faults::{constraint, not_implemented, serialization};
use crate::core::fault::Fault;

/// One request's input document. `Debug` shows the names of its members only: the values may be passwords.
#[derive(Clone)]
pub struct Members {
    document: Map<String, Value>,
}

impl std::fmt::Debug for Members {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_set().entries(self.document.keys()).finish()
    }
}

impl Members {
    /// A missing document counts as an empty one; anything but an object is a `SerializationException`.
    pub fn new(input: Value) -> Result<Self, Fault> {
        match input {
            Value::Null => Ok(Self { document: Map::new() }),
            Value::Object(mut document) => {
                // The SDKs leave absent members out, but JavaScript callers may send an explicit null for them.
                document.retain(|_, value| !value.is_null());
                Ok(Self { document })
            }
            _ => Err(serialization("Start of structure or map found where not expected.")),
        }
    }

    /// Refuses (501) members outside `known`, since ignoring one could turn into an invented success.
    pub fn only(&self, operation: &str, known: &[&str]) -> Result<(), Fault> {
        match self.document.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(not_implemented(format!("the member {name} of {operation}"))),
            None => Ok(()),
        }
    }

    pub fn document(&self) -> &Map<String, Value> {
        &self.document
    }

    pub fn get(&self, name: &str) -> Option<&Value> {
        self.document.get(name)
    }

    pub fn optional_text(&self, name: &str) -> Result<Option<&str>, Fault> {
        match self.document.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(wrong_type(other, "String")),
        }
    }

    /// A required, non-empty text.
    pub fn text(&self, name: &str) -> Result<&str, Fault> {
        let text = self.optional_text(name)?.ok_or_else(|| missing(name))?;
        if text.is_empty() {
            return Err(constraint("''", &wire_name(name), "Member must have length greater than or equal to 1"));
        }
        Ok(text)
    }

    /// A required text of at most `longest` characters.
    pub fn bounded_text(&self, name: &str, longest: usize) -> Result<&str, Fault> {
        let text = self.text(name)?;
        if text.chars().count() > longest {
            // As the service does, a password is not repeated.
            let shown = if name == "Password" { "***".to_owned() } else { format!("'{text}'") };
            let rule = format!("Member must have length less than or equal to {longest}");
            return Err(constraint(&shown, &wire_name(name), &rule));
        }
        Ok(text)
    }

    pub fn flag(&self, name: &str) -> Result<Option<bool>, Fault> {
        match self.document.get(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(other) => Err(wrong_type(other, "Boolean")),
        }
    }

    /// An optional whole number inside `range`.
    pub fn number(&self, name: &str, range: std::ops::RangeInclusive<i64>) -> Result<Option<i64>, Fault> {
        let Some(value) = self.document.get(name) else {
            return Ok(None);
        };
        let number = value.as_i64().ok_or_else(|| wrong_type(value, "Integer"))?;
        if number < *range.start() {
            let rule = format!("Member must have value greater than or equal to {}", range.start());
            return Err(constraint(&format!("'{number}'"), &wire_name(name), &rule));
        }
        if number > *range.end() {
            let rule = format!("Member must have value less than or equal to {}", range.end());
            return Err(constraint(&format!("'{number}'"), &wire_name(name), &rule));
        }
        Ok(Some(number))
    }

    /// A list of texts; absent is `None`.
    pub fn texts(&self, name: &str) -> Result<Option<Vec<String>>, Fault> {
        let Some(value) = self.document.get(name) else {
            return Ok(None);
        };
        let items = value.as_array().ok_or_else(|| wrong_type(value, "List"))?;
        let texts = items.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(|| wrong_type(item, "String")));
        Ok(Some(texts.collect::<Result<_, _>>()?))
    }

    /// A map from text to text; absent is empty.
    pub fn text_map(&self, name: &str) -> Result<Vec<(String, String)>, Fault> {
        let Some(value) = self.document.get(name) else {
            return Ok(Vec::new());
        };
        let map = value.as_object().ok_or_else(|| wrong_type(value, "Map"))?;
        map.iter()
            .map(|(key, value)| match value {
                Value::String(text) => Ok((key.clone(), text.clone())),
                other => Err(wrong_type(other, "String")),
            })
            .collect()
    }

    /// A list of `{Name, Value}` attributes; absent is `None`. A missing value is an empty text, as in AWS.
    pub fn attributes(&self, name: &str) -> Result<Option<Vec<(String, String)>>, Fault> {
        let Some(value) = self.document.get(name) else {
            return Ok(None);
        };
        let items = value.as_array().ok_or_else(|| wrong_type(value, "List"))?;
        let mut attributes = Vec::new();
        for item in items {
            let member = Members::new(item.clone())?;
            let attribute = member.bounded_text("Name", 32)?.to_owned();
            let text = member.optional_text("Value")?.unwrap_or_default().to_owned();
            attributes.push((attribute, text));
        }
        Ok(Some(attributes))
    }
}

/// The name that AWS's validation messages use for a member: the first letter lower-cased.
pub fn wire_name(member: &str) -> String {
    let mut letters = member.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

pub fn wrong_type(value: &Value, wanted: &str) -> Fault {
    let found = match value {
        Value::Null => "NULL_VALUE",
        Value::Bool(true) => "TRUE_VALUE",
        Value::Bool(false) => "FALSE_VALUE",
        Value::Number(_) => "NUMBER_VALUE",
        Value::String(_) => "STRING_VALUE",
        Value::Array(_) => "START_ARRAY",
        Value::Object(_) => "START_OBJECT",
    };
    serialization(format!("{found} can not be converted to a {wanted}"))
}

fn missing(name: &str) -> Fault {
    constraint("null", &wire_name(name), "Member must not be null")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    #[test]
    fn neither_debug_nor_a_complaint_shows_a_password() {
        let members = Members::new(json!({"Username": "ada", "Password": "Secret-Word"})).unwrap();
        assert_eq!(format!("{members:?}"), r#"{"Username", "Password"}"#);
        let fault = members.bounded_text("Password", 3).unwrap_err();
        assert!(!fault.message.contains("Secret-Word"), "{}", fault.message);
    }

    #[test]
    fn a_missing_member_a_wrong_type_and_an_unknown_member_are_three_different_faults() {
        let members = Members::new(json!({"Limit": "many", "Extra": 1, "Absent": null})).unwrap();
        assert_eq!(
            members.text("Absent").unwrap_err().message,
            "1 validation error detected: Value null at 'absent' failed to satisfy constraint: Member must not be null"
        );
        assert_eq!(members.number("Limit", 0..=60).unwrap_err().code, "SerializationException");
        assert_eq!(members.only("ListUsers", &["Limit"]).unwrap_err().status, 501);
    }
}
