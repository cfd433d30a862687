//! A function's resource policy: who may invoke it without identity-based permission.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::call::Call;
use super::faults::{conflict, invalid};
use crate::core::fault::Fault;
use crate::core::service::Service;
use crate::core::state::lambda::Function;
use crate::services::iam::pattern::matches_pattern;
use crate::services::iam::policy::condition_holds;

/// Of a function's whole policy (facts §5).
const POLICY_LENGTH: usize = 20_480;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct AddPermission {
    function_name: String,
    statement_id: String,
    action: String,
    principal: String,
    source_arn: Option<String>,
    source_account: Option<String>,
    revision_id: Option<String>,
    qualifier: Option<String>,
}

pub fn add(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: AddPermission = call.read(input)?;
    let name = call.function_name(&input.function_name, input.qualifier.as_deref())?;
    call.authorize(&name)?;
    check_statement_id(&input.statement_id)?;
    if !input.action.starts_with("lambda:") {
        return Err(invalid(format!(
            "1 validation error detected: Value '{}' at 'action' failed to satisfy constraint: Member must satisfy regular expression pattern: (lambda:[*]|lambda:[a-zA-Z]+|[*])",
            input.action
        )));
    }
    let mut statement = json!({
        "Sid": input.statement_id,
        "Effect": "Allow",
        "Principal": principal(&input.principal)?,
        "Action": input.action,
        "Resource": call.arn(&name),
    });
    if let Some(source_account) = &input.source_account {
        let digits = source_account.bytes().all(|byte| byte.is_ascii_digit());
        if source_account.len() != 12 || !digits {
            return Err(invalid(format!(
                "1 validation error detected: Value '{source_account}' at 'sourceAccount' failed to satisfy constraint: Member must satisfy regular expression pattern: \\d{{12}}"
            )));
        }
        statement["Condition"]["StringEquals"]["AWS:SourceAccount"] = json!(source_account);
    }
    if let Some(source_arn) = &input.source_arn {
        statement["Condition"]["ArnLike"]["AWS:SourceArn"] = json!(source_arn);
    }
    let revision_id = call.sandbox.random_uuid();
    call.with_function(&name, |function| {
        check_revision(input.revision_id.as_deref(), function)?;
        if function.policy.iter().any(|present| present["Sid"] == statement["Sid"]) {
            return Err(conflict(format!(
                "The statement id ({}) provided already exists. Please provide a new statement id, or remove the existing statement.",
                input.statement_id
            )));
        }
        function.policy.push(statement.clone());
        if document(function).to_string().len() > POLICY_LENGTH {
            function.policy.pop();
            return Err(Fault::client(
                "PolicyLengthExceededException",
                format!("The final policy size is bigger than the limit ({POLICY_LENGTH})."),
            ));
        }
        function.policy_revision_id = revision_id;
        Ok(json!({ "Statement": statement.to_string() }))
    })
}

fn principal(given: &str) -> Result<Value, Fault> {
    if given.ends_with(".amazonaws.com") {
        return Ok(json!({ "Service": given }));
    }
    if given.len() == 12 && given.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(json!({ "AWS": format!("arn:aws:iam::{given}:root") }));
    }
    if given.starts_with("arn:aws:iam::") {
        return Ok(json!({ "AWS": given }));
    }
    if given == "*" {
        return Err(Fault::not_implemented(Service::Lambda, "AddPermission", "a public principal"));
    }
    Err(invalid("The provided principal was invalid. Please check the principal and try again."))
}

fn check_statement_id(id: &str) -> Result<(), Fault> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    if (1..=100).contains(&id.len()) && id.chars().all(allowed) {
        return Ok(());
    }
    Err(invalid(format!(
        "1 validation error detected: Value '{id}' at 'statementId' failed to satisfy constraint: Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)"
    )))
}

fn check_revision(wanted: Option<&str>, function: &Function) -> Result<(), Fault> {
    match wanted {
        Some(wanted) if wanted != function.policy_revision_id => Err(Fault::new(
            412,
            "PreconditionFailedException",
            "The RevisionId provided does not match the latest RevisionId. Call the GetPolicy API to retrieve the latest RevisionId for your resource policy.",
        )),
        _ => Ok(()),
    }
}

fn document(function: &Function) -> Value {
    json!({ "Version": "2012-10-17", "Id": "default", "Statement": function.policy })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct GetPolicy {
    function_name: String,
    qualifier: Option<String>,
}

pub fn get(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: GetPolicy = call.read(input)?;
    let name = call.function_name(&input.function_name, input.qualifier.as_deref())?;
    call.authorize(&name)?;
    call.with_function(&name, |function| {
        if function.policy.is_empty() {
            return Err(Fault::new(404, "ResourceNotFoundException", "The resource you requested does not exist."));
        }
        Ok(json!({
            "Policy": document(function).to_string(),
            "RevisionId": function.policy_revision_id,
        }))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct RemovePermission {
    function_name: String,
    statement_id: String,
    revision_id: Option<String>,
    qualifier: Option<String>,
}

pub fn remove(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: RemovePermission = call.read(input)?;
    let name = call.function_name(&input.function_name, input.qualifier.as_deref())?;
    call.authorize(&name)?;
    let revision_id = call.sandbox.random_uuid();
    call.with_function(&name, |function| {
        check_revision(input.revision_id.as_deref(), function)?;
        let before = function.policy.len();
        function.policy.retain(|statement| statement["Sid"] != input.statement_id.as_str());
        if function.policy.len() == before {
            return Err(Fault::new(
                404,
                "ResourceNotFoundException",
                format!("Statement {} is not found in resource policy.", input.statement_id),
            ));
        }
        function.policy_revision_id = revision_id;
        Ok(json!({}))
    })
}

/// Whether the resource policy lets a service invoke the function for one of its resources.
///
/// # Errors
/// 501 for a condition that the sandbox does not know.
pub fn allows_service(function: &Function, principal: &str, source_arn: &str, source_account: &str) -> Result<bool, Fault> {
    let context = BTreeMap::from([
        ("aws:sourcearn".to_owned(), source_arn.to_owned()),
        ("aws:sourceaccount".to_owned(), source_account.to_owned()),
    ]);
    for statement in &function.policy {
        let action = statement["Action"].as_str().unwrap_or_default();
        if statement["Principal"]["Service"] == principal
            && matches_pattern(action, "lambda:InvokeFunction")
            && condition_holds(statement, &context)
                .map_err(|what| Fault::not_implemented(Service::Lambda, "resource policies", &what))?
        {
            return Ok(true);
        }
    }
    Ok(false)
}
