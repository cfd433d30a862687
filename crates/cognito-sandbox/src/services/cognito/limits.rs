//! GetProvisionedLimit: how many calls a second an account may make, at Cognito's defaults (facts §6.7).

use serde_json::{Value, json};

use super::faults::not_implemented;
use super::request::Request;
use crate::core::fault::Fault;

const DEFAULTS: [(&str, i64); 3] = [("UserAuthentication", 120), ("UserCreation", 50), ("UserRead", 120)];

pub fn provisioned(request: &Request) -> Result<Value, Fault> {
    request.only(&["LimitDefinition"])?;
    request.authorize("*")?;
    let definition = request.members.document().get("LimitDefinition").cloned().unwrap_or_default();
    let category = definition.pointer("/Attributes/Category").and_then(Value::as_str).unwrap_or_default();
    let known = DEFAULTS.iter().find(|(name, _)| *name == category);
    let (_, limit) = known.ok_or_else(|| not_implemented(format!("the limit of {category:?}")))?;
    Ok(json!({ "Limit": { "LimitDefinition": definition, "ProvisionedLimitValue": limit, "FreeLimitValue": limit } }))
}
