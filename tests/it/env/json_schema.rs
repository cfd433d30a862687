//! A document against its JSON Schema.

use serde_json::Value;

/// A small part of JSON Schema, enough for ours: every keyword that it uses is looked at, others are a failure.
pub fn violations(schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for (keyword, rule) in schema.as_object().unwrap() {
        match keyword.as_str() {
            "$schema" | "title" | "description" => {}
            "type" => {
                let kinds: Vec<&str> = rule
                    .as_array()
                    .map_or_else(|| vec![rule.as_str().unwrap()], |all| all.iter().map(|kind| kind.as_str().unwrap()).collect());
                let kind = match value {
                    Value::Null => "null",
                    Value::Bool(_) => "boolean",
                    Value::Number(_) => "integer",
                    Value::String(_) => "string",
                    Value::Array(_) => "array",
                    Value::Object(_) => "object",
                };
                if !kinds.contains(&kind) {
                    wrong.push(format!("{at}: {kind}, not {kinds:?}"));
                }
            }
            "const" if rule != value => wrong.push(format!("{at}: {value}, not {rule}")),
            "enum" if !rule.as_array().unwrap().contains(value) => wrong.push(format!("{at}: {value}, not in {rule}")),
            "const" | "enum" => {}
            // Of what is no object nothing is required.
            "required" if !value.is_object() => {}
            "required" => wrong.extend(
                rule.as_array()
                    .unwrap()
                    .iter()
                    .filter(|name| value.get(name.as_str().unwrap()).is_none())
                    .map(|name| format!("{at}: no {name}")),
            ),
            "additionalProperties" => wrong.extend(
                value
                    .as_object()
                    .into_iter()
                    .flatten()
                    .filter(|(name, _)| schema["properties"].get(name.as_str()).is_none())
                    .map(|(name, _)| format!("{at}: {name} is unknown")),
            ),
            "properties" => {
                for (name, rule) in rule.as_object().unwrap() {
                    wrong.extend(value.get(name).into_iter().flat_map(|value| violations(rule, value, &format!("{at}.{name}"))));
                }
            }
            "items" => {
                for (number, item) in value.as_array().into_iter().flatten().enumerate() {
                    wrong.extend(violations(rule, item, &format!("{at}[{number}]")));
                }
            }
            other => wrong.push(format!("{at}: the keyword {other} is not looked at")),
        }
    }
    wrong
}
