//! Reading an operation's input: typed, and loud about members that the sandbox does not know.

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde_json::Value;

use super::fault::Fault;
use super::service::Service;

/// Reads the members of an input. Give the type `#[serde(deny_unknown_fields)]`.
///
/// # Errors
/// 501 for a member that the type does not have, the service's validation error for anything else.
pub fn read<T: DeserializeOwned>(service: Service, operation: &str, input: Value) -> Result<T, Fault> {
    let input = if input.is_null() { Value::Object(serde_json::Map::new()) } else { input };
    serde_json::from_value(input).map_err(|error| {
        let text = error.to_string();
        match text.strip_prefix("unknown field `") {
            Some(rest) => {
                let member = rest.split('`').next().unwrap_or(rest);
                Fault::not_implemented(service, operation, &format!("the member {member}"))
            }
            None => Fault::invalid(service, format!("1 validation error detected in {operation}: {text}")),
        }
    })
}

/// A whole number: as JSON has it, or as text from the query protocol.
///
/// # Errors
/// Anything that is not a whole number.
pub fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    match Option::<Value>::deserialize(deserializer)? {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(number)) => number.as_i64().map(Some).ok_or_else(|| D::Error::custom("expected a whole number")),
        Some(Value::String(text)) => text.parse().map(Some).map_err(D::Error::custom),
        Some(other) => Err(D::Error::custom(format!("expected a number, got {other}"))),
    }
}
