//! The risk configuration of one app client: what threat protection does at its sign-ins, in place of what the pool says. Read and
//! written as raw documents, as pools and clients are.

use serde_json::{Map, Value, json};

use crate::aws::account::Account;
use crate::aws::document::request_model::{Request, sendable};
use crate::aws::document::{Captured, accepted, replace_body, text};
use crate::problem::Problem;

/// What DescribeRiskConfiguration adds to the settings themselves.
const AROUND: [&str; 3] = ["UserPoolId", "ClientId", "LastModifiedDate"];

/// Answers that mean that there is none: no such client or pool (any more), or threat protection is off.
const NONE: [&str; 2] = ["ResourceNotFoundException", "UserPoolAddOnNotEnabledException"];

/// The app client's own settings; none where it has none of its own and the pool's count.
pub async fn of_client(account: &Account, pool_id: &str, client_id: &str) -> Result<Option<Value>, Problem> {
    let Some(described) = describe(account, pool_id, Some(client_id)).await? else { return Ok(None) };
    Ok(settings(&described).filter(|_| text(&described, "ClientId") == client_id))
}

/// The pool's settings, for all app clients that have none of their own.
pub async fn of_pool(account: &Account, pool_id: &str) -> Result<Option<Value>, Problem> {
    Ok(describe(account, pool_id, None).await?.as_ref().and_then(settings))
}

/// Gives the app client these settings; without any it has those of the pool again (SetRiskConfiguration: "send UserPoolId and ClientId
/// parameters only").
pub async fn set(account: &Account, pool_id: &str, client_id: &str, settings: Option<&Value>) -> Result<(), Problem> {
    let mut body = settings.cloned().unwrap_or_else(|| json!({}));
    body["UserPoolId"] = json!(pool_id);
    body["ClientId"] = json!(client_id);
    let body = sendable(Request::SetRiskConfiguration, &body);
    let call = account.write.cognito.set_risk_configuration().user_pool_id(pool_id).client_id(client_id);
    let answered = call.customize().mutate_request(replace_body(&body)).send().await;
    accepted(account, &format!("Could not set the risk configuration of the app client {client_id}"), answered).map(drop)
}

async fn describe(account: &Account, pool_id: &str, client_id: Option<&str>) -> Result<Option<Value>, Problem> {
    let captured = Captured::default();
    let call = account.read.cognito.describe_risk_configuration().user_pool_id(pool_id);
    let call = call.set_client_id(client_id.map(str::to_owned));
    let of = client_id.map_or_else(|| format!("the user pool {pool_id}"), |id| format!("the app client {id}"));
    let what = format!("Could not read the risk configuration of {of}");
    let answered = call.customize().interceptor(captured.clone()).send().await;
    match accepted(account, &what, answered) {
        Err(problem) if problem.code.as_deref().is_some_and(|code| NONE.contains(&code)) => Ok(None),
        answered => captured.member("RiskConfiguration", &what, answered?.as_deref()).map(Some),
    }
}

/// The settings alone, without structures that hold nothing.
fn settings(described: &Value) -> Option<Value> {
    let members = described.as_object()?.iter().filter(|(name, _)| !AROUND.contains(&name.as_str()));
    let settings: Map<String, Value> = members.filter_map(|(name, value)| Some((name.clone(), without_empty(value)?))).collect();
    (!settings.is_empty()).then_some(Value::Object(settings))
}

/// The value without members that say nothing; none where nothing is left.
pub fn without_empty(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Object(members) => {
            let members: Map<String, Value> =
                members.iter().filter_map(|(name, value)| Some((name.clone(), without_empty(value)?))).collect();
            (!members.is_empty()).then_some(Value::Object(members))
        }
        Value::Array(items) if items.is_empty() => None,
        value => Some(value.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_without_settings_of_its_own_has_none_whatever_surrounds_them() {
        for nothing in [
            json!({}),
            json!({ "UserPoolId": "p", "ClientId": "c", "LastModifiedDate": 1.0 }),
            json!({ "RiskExceptionConfiguration": { "BlockedIPRangeList": [] }, "AccountTakeoverRiskConfiguration": null }),
        ] {
            assert_eq!(settings(&nothing), None, "{nothing}");
        }
        let blocks = json!({ "CompromisedCredentialsRiskConfiguration": { "Actions": { "EventAction": "BLOCK" } } });
        assert_eq!(settings(&blocks), Some(blocks));
    }
}
