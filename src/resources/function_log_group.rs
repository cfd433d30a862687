//! The function's log group: made with it and gone with it, unless it stood there before. Then it is somebody's, with lines and a
//! retention that are theirs: it is left as it is.

use std::collections::HashMap;

use aws_sdk_cloudwatchlogs::error::ProvideErrorMetadata as _;
use serde_json::{Value, json};

use crate::aws::account::Account;
use crate::aws::document::text;
use crate::model::blueprint::{Blueprint, CreatedIds, LogGroup};
use crate::problem::Problem;
use crate::resources::resource::{Observed, ResourceContext};

/// The group as it is; null where there is none. Of a group that is somebody's, only that it is there.
pub async fn observe(blueprint: &Blueprint, account: &Account) -> Result<Value, Problem> {
    let name = blueprint.log_group();
    let call = account.read.logs.describe_log_groups().log_group_name_prefix(&name);
    let answer = call.send().await.map_err(|error| account.problem(format!("Could not read the log group {name}"), &error))?;
    let group = answer.log_groups().iter().find(|group| group.log_group_name() == Some(&name));
    Ok(match group {
        None => Value::Null,
        Some(_) if stood_before(blueprint) => json!({ "Name": name }),
        Some(group) => json!({ "Name": name, "RetentionInDays": group.retention_in_days() }),
    })
}

/// Looked at while there is no function: a group that is there then is somebody's, unless this session's function has left it.
pub async fn before_the_function(blueprint: &Blueprint, account: &Account) -> Result<Observed, Problem> {
    let group = observe(blueprint, account).await?;
    let log_group = (!group.is_null()).then(|| blueprint.made.log_group.unwrap_or(LogGroup::StoodBefore));
    Ok(Observed { made: CreatedIds { log_group, ..CreatedIds::default() }, ..Observed::default() })
}

/// Looked at beside the function: what is known of it stays known.
pub fn beside_the_function(blueprint: &Blueprint, group: &Value) -> CreatedIds {
    let ours = (!group.is_null()).then_some(LogGroup::Ours);
    CreatedIds { log_group: blueprint.made.log_group.or(ours), ..CreatedIds::default() }
}

/// The group as it must be.
pub fn desired(blueprint: &Blueprint) -> Value {
    let name = blueprint.log_group();
    match stood_before(blueprint) {
        true => json!({ "Name": name }),
        false => json!({ "Name": name, "RetentionInDays": blueprint.options().log_retention_days }),
    }
}

/// Says that the group is somebody's and stays as it is.
pub fn left_alone(blueprint: &Blueprint) -> Option<String> {
    stood_before(blueprint).then(|| {
        let name = blueprint.log_group();
        format!("The log group {name} stood there before: it keeps its retention, and it stays when the function is taken away.")
    })
}

fn stood_before(blueprint: &Blueprint) -> bool {
    blueprint.made.log_group == Some(LogGroup::StoodBefore)
}

/// The group is made before the first invocation: so it has its retention, and the function's role needs no permission to make groups.
pub async fn write(step: &ResourceContext<'_>, tags: HashMap<String, String>) -> Result<(), Problem> {
    let group = &step.desired["LogGroup"];
    let name = text(group, "Name");
    let what = format!("Could not set up the log group {name}");
    let logs = &step.account.write.logs;
    if !(stood_before(step.blueprint) && is_there(step).await?) {
        step.note(format!("CreateLogGroup {name}")).await;
        match logs.create_log_group().log_group_name(name).set_tags(Some(tags)).send().await {
            Err(error) if error.code() != Some("ResourceAlreadyExistsException") => {
                return Err(step.account.problem(&what, &error));
            }
            _ => {}
        }
    }
    if let Some(days) = group.get("RetentionInDays").and_then(Value::as_i64).and_then(|days| i32::try_from(days).ok()) {
        step.note(format!("PutRetentionPolicy {name}")).await;
        let call = logs.put_retention_policy().log_group_name(name).retention_in_days(days);
        call.send().await.map_err(|error| step.account.problem(&what, &error))?;
    }
    Ok(())
}

/// The log lines go with the function, unless the operator wants to keep them, or the group is not ours.
pub async fn delete(step: &ResourceContext<'_>) -> Result<(), Problem> {
    let name = text(&step.desired["LogGroup"], "Name");
    if step.keep_logs || stood_before(step.blueprint) || name.is_empty() {
        return Ok(());
    }
    step.note(format!("DeleteLogGroup {name}")).await;
    match step.account.write.logs.delete_log_group().log_group_name(name).send().await {
        Err(error) if error.code() != Some("ResourceNotFoundException") => {
            Err(step.account.problem(format!("Could not delete the log group {name}"), &error))
        }
        _ => Ok(()),
    }
}

async fn is_there(step: &ResourceContext<'_>) -> Result<bool, Problem> {
    Ok(!observe(step.blueprint, step.account).await?.is_null())
}
