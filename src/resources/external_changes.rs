//! What somebody else has put onto a resource: policies on a role, statements in the function's resource policy. Apply leaves it, verify
//! shows it, with the command that takes it off. Pure.

use serde_json::Value;

use super::{function, role};
use crate::aws::account::Account;
use crate::aws::document::text;
use crate::command::{Command, Operation};
use crate::model::blueprint::Blueprint;
use crate::model::resource_id::ResourceId;

/// One such thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The member of the resource's document that lists it.
    pub path: &'static str,
    pub found: Value,
    /// Whether it lets our resource do more than planned.
    pub widens: bool,
    pub what: String,
    /// The command that takes it off.
    pub remedy: String,
}

/// All of it on one resource.
pub fn on(id: ResourceId, document: &Value, blueprint: &Blueprint, account: &Account) -> Vec<Attachment> {
    let listed = |path: &str| document.get(path).and_then(Value::as_array).cloned().unwrap_or_default();
    match id {
        ResourceId::SourceRole | ResourceId::FunctionRole => {
            let role = text(document, "RoleName");
            let policies = listed(role::OTHERS);
            policies.into_iter().map(|policy| on_role(role, policy, account)).collect()
        }
        ResourceId::Function => {
            let name = &blueprint.options().function_name;
            let statements = listed(function::OTHERS).into_iter();
            statements.map(|statement| on_function(name, statement, account)).collect()
        }
        _ => Vec::new(),
    }
}

fn take_off(account: &Account) -> String {
    let account = &account.identity.account;
    format!("If nothing needs it, remove it (apply leaves what is not its own), in account {account}:")
}

fn on_role(role: &str, policy: Value, account: &Account) -> Attachment {
    let name = policy.as_str().unwrap_or_default();
    let command = match role::is_arn(name) {
        true => Command::aws(Operation::DetachRolePolicy).with("--role-name", role).with("--policy-arn", name),
        false => Command::aws(Operation::DeleteRolePolicy).with("--role-name", role).with("--policy-name", name),
    };
    Attachment {
        path: role::OTHERS,
        what: format!("wider than planned: the policy {name} was attached to the role {role}"),
        remedy: format!("{}\n{}", take_off(account), command.profile(&account.profile)),
        widens: true,
        found: policy,
    }
}

fn on_function(function: &str, statement: Value, account: &Account) -> Attachment {
    let command = Command::aws(Operation::RemovePermission)
        .with("--function-name", function)
        .with("--statement-id", text(&statement, "Sid"))
        .at(&account.profile, &account.region);
    Attachment {
        path: function::OTHERS,
        what: format!("another caller may invoke the function {function}: {statement}"),
        remedy: format!("{}\n{command}", take_off(account)),
        widens: false,
        found: statement,
    }
}
