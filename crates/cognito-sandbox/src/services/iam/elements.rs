//! Reading policy documents: elements that may be one value or a list of them.

use serde_json::Value;

/// The statements of a document, which may be one or a list.
pub fn statements(document: &Value) -> Vec<&Value> {
    match &document["Statement"] {
        Value::Array(statements) => statements.iter().collect(),
        Value::Null => Vec::new(),
        one => vec![one],
    }
}

/// The strings of an element, which may be one or a list.
pub fn strings(element: &Value) -> Vec<&str> {
    match element {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}
