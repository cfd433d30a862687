//! What somebody else has put onto a piece: policies on a role, statements in the function's resource policy. Apply leaves it, verify
//! shows it, with the command that takes it off. Pure.

use serde_json::Value;

use super::blueprint::Blueprint;
use super::{ResourceId, function, role};
use crate::aws::account::Account;
use crate::aws::document::text;

/// One such thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign {
    /// The member of the piece's document that lists it.
    pub path: &'static str,
    pub found: Value,
    /// Whether it lets our piece do more than planned.
    pub widens: bool,
    pub what: String,
    /// The command that takes it off.
    pub remedy: String,
}

/// All of it on one piece.
pub fn on(id: ResourceId, document: &Value, blueprint: &Blueprint, account: &Account) -> Vec<Foreign> {
    let listed = |path: &str| document.get(path).and_then(Value::as_array).cloned().unwrap_or_default();
    let (profile, region) = (&account.profile, &account.region);
    match id {
        ResourceId::SourceRole | ResourceId::FunctionRole => {
            let role = text(document, "RoleName");
            let policies = listed(role::OTHERS);
            policies.into_iter().map(|policy| on_role(role, policy, profile)).collect()
        }
        ResourceId::Function => {
            let name = &blueprint.options().function_name;
            let statements = listed(function::OTHERS).into_iter();
            statements.map(|statement| on_function(name, statement, profile, region)).collect()
        }
        _ => Vec::new(),
    }
}

fn on_role(role: &str, policy: Value, profile: &str) -> Foreign {
    let name = policy.as_str().unwrap_or_default();
    let command = match role::is_arn(name) {
        true => format!("aws iam detach-role-policy --role-name {role} --policy-arn {name} --profile {profile}"),
        false => format!("aws iam delete-role-policy --role-name {role} --policy-name {name} --profile {profile}"),
    };
    Foreign {
        path: role::OTHERS,
        what: format!("wider than planned: somebody has put the policy {name} on the role {role}"),
        remedy: format!("If it is not meant, take it off (apply leaves what is not its own): {command}"),
        widens: true,
        found: policy,
    }
}

fn on_function(function: &str, statement: Value, profile: &str, region: &str) -> Foreign {
    let sid = text(&statement, "Sid");
    Foreign {
        path: function::OTHERS,
        what: format!("somebody else may invoke the function {function}: {statement}"),
        remedy: format!(
            "If it is not meant, take it off (apply leaves what is not its own): aws lambda remove-permission --function-name {function} --statement-id {sid} --region {region} --profile {profile}"
        ),
        widens: false,
        found: statement,
    }
}
