//! Resource 6: Cognito may invoke the function, for exactly the destination pool. The console adds this by itself, the API does not:
//! the most common reason for a trigger that fails (facts §1.6).

use async_trait::async_trait;
use aws_sdk_lambda::error::ProvideErrorMetadata as _;
use serde_json::{Value, json};

use crate::aws::account::Account;
use crate::aws::document::text;
use crate::aws::policy;
use crate::model::blueprint::{Blueprint, CreatedIds};
use crate::model::resource_id::ResourceId;
use crate::problem::Problem;
use crate::resources::resource::{Observed, Owner, Resource, ResourceContext};

#[derive(Debug)]
pub struct InvokePermission;

#[async_trait]
impl Resource for InvokePermission {
    fn id(&self) -> ResourceId {
        ResourceId::InvokePermission
    }

    fn why(&self) -> &'static str {
        "Without it Cognito cannot call the function, and every unknown user gets a wrong-password error."
    }

    fn name(&self, blueprint: &Blueprint) -> String {
        format!("statement {} of {}", blueprint.statement_id(), blueprint.options().function_name)
    }

    async fn observe(&self, blueprint: &Blueprint, account: &Account) -> Result<Observed, Problem> {
        let statements = statements(blueprint, account).await?;
        let ours = statements.iter().find(|statement| text(statement, "Sid") == blueprint.statement_id());
        Ok(Observed { document: ours.map(as_permission), owner: Owner::Ours, made: CreatedIds::default() })
    }

    fn desired(&self, blueprint: &Blueprint, _: &Observed) -> Value {
        json!({
            "StatementId": blueprint.statement_id(),
            "Action": "lambda:InvokeFunction",
            "Principal": "cognito-idp.amazonaws.com",
            "SourceArn": blueprint.destination_pool_arn(),
            "SourceAccount": blueprint.spec.destination.account,
        })
    }

    async fn create(&self, step: &ResourceContext<'_>, _: &mut CreatedIds) -> Result<(), Problem> {
        let name = &step.blueprint.options().function_name;
        step.note(format!("AddPermission {name}")).await;
        let permission = step.desired;
        let call = step
            .account
            .write
            .lambda
            .add_permission()
            .function_name(name)
            .statement_id(text(permission, "StatementId"))
            .action(text(permission, "Action"))
            .principal(text(permission, "Principal"))
            .source_arn(text(permission, "SourceArn"))
            .source_account(text(permission, "SourceAccount"));
        let sent = call.send().await;
        sent.map(drop).map_err(|error| step.account.problem(format!("Could not let Cognito invoke the function {name}"), &error))
    }

    /// A statement cannot be changed, only removed and added.
    async fn update(&self, step: &ResourceContext<'_>) -> Result<(), Problem> {
        self.revert(step, None).await?;
        self.create(step, &mut CreatedIds::default()).await
    }

    async fn revert(&self, step: &ResourceContext<'_>, before: Option<&Value>) -> Result<(), Problem> {
        if let Some(before) = before {
            return self.update(&ResourceContext { desired: before, ..*step }).await;
        }
        let (name, statement) = (&step.blueprint.options().function_name, text(step.desired, "StatementId"));
        step.note(format!("RemovePermission {name} {statement}")).await;
        match step.account.write.lambda.remove_permission().function_name(name).statement_id(statement).send().await {
            Err(error) if error.code() != Some("ResourceNotFoundException") => {
                Err(step.account.problem(format!("Could not remove the statement {statement} of the function {name}"), &error))
            }
            _ => Ok(()),
        }
    }
}

/// The statements of the function's resource policy; none where there is no policy, or no function.
async fn statements(blueprint: &Blueprint, account: &Account) -> Result<Vec<Value>, Problem> {
    let name = &blueprint.options().function_name;
    let policy = match account.read.lambda.get_policy().function_name(name).send().await {
        Ok(answer) => policy::parse(answer.policy().unwrap_or_default()),
        Err(error) if error.code() == Some("ResourceNotFoundException") => return Ok(Vec::new()),
        Err(error) => return Err(account.problem(format!("Could not read the resource policy of the function {name}"), &error)),
    };
    Ok(policy.get("Statement").and_then(Value::as_array).cloned().unwrap_or_default())
}

/// Those that somebody else has put there.
pub async fn other_statements(blueprint: &Blueprint, account: &Account) -> Result<Vec<Value>, Problem> {
    let mut statements = statements(blueprint, account).await?;
    statements.retain(|statement| text(statement, "Sid") != blueprint.statement_id());
    Ok(statements)
}

/// A statement of the resource policy in the words of AddPermission.
fn as_permission(statement: &Value) -> Value {
    let principal = statement.pointer("/Principal/Service").or_else(|| statement.get("Principal"));
    let condition = |operators: [&str; 2], key: &str| {
        let found = operators.iter().find_map(|operator| {
            let operands = statement.get("Condition")?.get(*operator)?.as_object()?;
            operands.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value.clone())
        });
        found.unwrap_or(Value::Null)
    };
    json!({
        "StatementId": statement.get("Sid"),
        "Action": statement.get("Action"),
        "Principal": principal,
        "SourceArn": condition(["ArnLike", "ArnEquals"], "AWS:SourceArn"),
        "SourceAccount": condition(["StringEquals", "StringLike"], "AWS:SourceAccount"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_reads_as_the_permission_that_made_it() {
        let statement = json!({
            "Sid": "cognito-ferry-acme", "Effect": "Allow", "Principal": { "Service": "cognito-idp.amazonaws.com" },
            "Action": "lambda:InvokeFunction", "Resource": "arn:function",
            "Condition": { "StringEquals": { "AWS:SourceAccount": "222222222222" }, "ArnLike": { "AWS:SourceArn": "arn:pool" } }
        });
        let expected = json!({
            "StatementId": "cognito-ferry-acme", "Action": "lambda:InvokeFunction", "Principal": "cognito-idp.amazonaws.com",
            "SourceArn": "arn:pool", "SourceAccount": "222222222222"
        });
        assert_eq!(as_permission(&statement), expected);
    }
}
