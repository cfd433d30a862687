//! SimulatePrincipalPolicy: what IAM would say to a user or a role, asked without doing it (facts §8).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::authorization;
use super::call::Call;
use crate::core::caller::{Caller, CallerKind};
use crate::core::fault::Fault;
use crate::core::service::Service;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct SimulatePrincipalPolicy {
    policy_source_arn: String,
    action_names: Vec<String>,
    #[serde(default)]
    resource_arns: Vec<String>,
    #[serde(default)]
    context_entries: Vec<ContextEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct ContextEntry {
    context_key_name: String,
    context_key_values: Vec<String>,
    #[serde(rename = "ContextKeyType")]
    _type: String,
}

pub fn principal_policy(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: SimulatePrincipalPolicy = call.read(input)?;
    call.authorize("iam:SimulatePrincipalPolicy", &input.policy_source_arn)?;
    let principal = principal(call, &input.policy_source_arn)?;
    let mut context = BTreeMap::new();
    for entry in input.context_entries {
        let [value] = entry.context_key_values.as_slice() else {
            return Err(Fault::not_implemented(Service::Iam, call.operation, "context keys with several values"));
        };
        context.insert(entry.context_key_name.to_lowercase(), value.clone());
    }
    let everything = ["*".to_owned()];
    let resources = if input.resource_arns.is_empty() { &everything[..] } else { &input.resource_arns };
    let mut results = Vec::new();
    for action in &input.action_names {
        for resource in resources {
            let simulated = authorization::simulate(call.sandbox, &principal, action, resource, &context)?;
            let mut result = json!({
                "EvalActionName": action,
                "EvalResourceName": resource,
                "EvalDecision": simulated.decision,
                "MatchedStatements": [],
                "MissingContextValues": [],
            });
            if let Some(allowed) = simulated.allowed_by_boundary {
                result["PermissionsBoundaryDecisionDetail"] = json!({ "AllowedByPermissionsBoundary": allowed });
            }
            results.push(result);
        }
    }
    Ok(json!({ "EvaluationResults": results, "IsTruncated": false }))
}

/// A user or a role of the caller's account. Sessions and the root user cannot be simulated.
fn principal(call: &Call<'_>, arn: &str) -> Result<Caller, Fault> {
    let missing = || Fault::new(404, "NoSuchEntity", format!("The principal {arn} cannot be found."));
    let world = &mut call.sandbox.world();
    let account = world.account(&call.caller.account);
    let resource = arn.strip_prefix(&format!("arn:aws:iam::{}:", account.id)).unwrap_or_default();
    if let Some(name) = resource.strip_prefix("user/") {
        let user = account.users.get(name).ok_or_else(missing)?;
        let kind = CallerKind::User { name: user.name.clone() };
        return Ok(Caller { account: account.id.clone(), arn: arn.to_owned(), kind });
    }
    if resource.starts_with("role/") {
        let role = account.iam.role_by_arn(arn).ok_or_else(missing)?;
        return Ok(Caller::assumed_role(&account.id, &role.name, &role.role_id, "simulation"));
    }
    Err(Fault::invalid(Service::Iam, format!("Invalid Entity Arn: {arn} does not clearly define entity type and name.")))
}
