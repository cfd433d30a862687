//! The whole chain, tried without a user: the function is invoked with a made-up event for a name that nobody has. When it answers
//! "unknown user", it has assumed the role, reached the source pool and used the migration client. It creates nothing.

use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::LogType;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::blueprint::Blueprint;
use crate::aws::account::Account;
use crate::aws::problem::{Problem, ProblemKind};
use crate::aws::progress::{Listener, Report, Stop};
use crate::aws::wait::{Look, Patience, until};
use crate::text::printable_lines;

/// What the function said of the made-up sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The reason code of its log line (assets/function/README.md); none where it wrote no such line.
    pub reason: Option<String>,
    /// The step and the name of AWS's error, where it failed.
    pub failure: Option<String>,
    /// Whether it threw.
    pub threw: bool,
    /// The end of its log, for evidence.
    pub log: String,
}

impl Answer {
    /// It reached the source pool and was told that nobody has this name. A handler of somebody's own logs no reason: for it,
    /// answering without an error counts.
    pub fn reached_the_source(&self) -> bool {
        match self.reason.as_deref() {
            Some(reason) => reason == "user-not-found" || reason == "wrong-password",
            None => !self.threw,
        }
    }

    /// Reasons that pass by themselves: a role, a policy or an app client that is not seen everywhere yet (facts §4.1), and an AWS that is
    /// busy, out of order or out of reach for a moment.
    fn may_pass(&self) -> bool {
        let reason = self.reason.as_deref().unwrap_or_default();
        let not_seen_yet = ["assume-role-denied", "source-access-denied", "source-credentials-rejected", "source-client-missing"];
        let for_a_moment = ["throttled", "timeout", "unavailable", "unreachable"];
        not_seen_yet.contains(&reason) || for_a_moment.contains(&reason)
    }
}

/// Invokes the function with the made-up event. Not a read in IAM's eyes, but it changes nothing.
pub async fn ask(blueprint: &Blueprint, account: &Account) -> Result<Answer, Problem> {
    invoke(blueprint, account, unknown_user(blueprint)).await
}

async fn invoke(blueprint: &Blueprint, account: &Account, event: Value) -> Result<Answer, Problem> {
    let name = &blueprint.options().function_name;
    let call = account.write.lambda.invoke().function_name(name).log_type(LogType::Tail).payload(Blob::new(event.to_string()));
    let answer = call.send().await.map_err(|error| account.problem(format!("Could not invoke the function {name}"), &error))?;
    let log = answer.log_result().and_then(|log| STANDARD.decode(log).ok()).unwrap_or_default();
    Ok(read_answer(&String::from_utf8_lossy(&log), answer.function_error().is_some()))
}

/// Waits until the function reaches the source pool: the last fact before the trigger is switched on, and after any change.
pub async fn wait_until_it_reaches_the_source(
    blueprint: &Blueprint,
    account: &Account,
    listener: &dyn Listener,
    stop: &Stop,
) -> Result<(), Problem> {
    let name = &blueprint.options().function_name;
    listener.hear(Report::Note(format!("Invoke {name} with a made-up user"))).await;
    until("the function to reach the source pool", Patience::PROPAGATION, listener, stop, || async {
        let answer = ask(blueprint, account).await?;
        match (answer.reached_the_source(), answer.may_pass()) {
            (true, _) => Ok(Look::Ready(())),
            (false, true) => Ok(Look::NotYet(broken(blueprint, &answer))),
            (false, false) => Err(broken(blueprint, &answer)),
        }
    })
    .await
}

/// Tries what Cognito will do after everybody's sign-in, with somebody who has no mark: a function that fails there would let nobody in.
pub async fn let_a_sign_in_pass(blueprint: &Blueprint, account: &Account, listener: &dyn Listener) -> Result<(), Problem> {
    let name = &blueprint.options().function_name;
    listener.hear(Report::Note(format!("Invoke {name} as after a made-up sign-in"))).await;
    let answer = invoke(blueprint, account, signed_in_user(blueprint)).await?;
    match answer.reason.as_deref() {
        Some("no-mark") if !answer.threw => Ok(()),
        _ => Err(failed(blueprint, &answer, format!("The function {name} does not let a sign-in pass."))),
    }
}

fn broken(blueprint: &Blueprint, answer: &Answer) -> Problem {
    failed(blueprint, answer, format!("The function {} does not reach the source pool.", blueprint.options().function_name))
}

fn failed(blueprint: &Blueprint, answer: &Answer, what: String) -> Problem {
    let reason = answer.reason.as_deref().unwrap_or("no reason given");
    let failure = answer.failure.as_deref().map(|failure| format!(" ({failure})")).unwrap_or_default();
    Problem::new(ProblemKind::Conflict, what, format!("A made-up sign-in ended with: {reason}{failure}."))
        .remedy("Run `cognito-ferry verify` for this session: it compares each piece with what it must be.")
        .remedy(format!("Look at the log group {} in account {}.", blueprint.log_group(), blueprint.spec.destination.account))
}

/// The event as Cognito sends it when a user whom nobody has signs in (facts §1.1).
fn unknown_user(blueprint: &Blueprint) -> Value {
    let request = json!({ "password": "Made-up-1!", "validationData": null, "userAttributes": null });
    let response = json!({
        "userAttributes": null, "forceAliasCreation": null, "enableSMSMFA": null,
        "finalUserStatus": null, "messageAction": null, "desiredDeliveryMediums": null
    });
    made_up_event(blueprint, "UserMigration_Authentication", request, response)
}

/// The event as Cognito sends it after a sign-in.
fn signed_in_user(blueprint: &Blueprint) -> Value {
    let request = json!({ "userAttributes": { "cognito:user_status": "CONFIRMED" }, "newDeviceUsed": false });
    made_up_event(blueprint, "PostAuthentication_Authentication", request, json!({}))
}

fn made_up_event(blueprint: &Blueprint, trigger_source: &str, request: Value, response: Value) -> Value {
    json!({
        "version": "1",
        "triggerSource": trigger_source,
        "region": blueprint.spec.destination.region,
        "userPoolId": blueprint.destination_pool_id(),
        "userName": format!("cognito-ferry-nobody-{}", blueprint.spec.session),
        "callerContext": { "awsSdkVersion": "cognito-ferry", "clientId": blueprint.destination_client_id() },
        "request": request,
        "response": response,
    })
}

/// Finds the function's own line in the log's tail.
pub fn read_answer(log: &str, threw: bool) -> Answer {
    let line = log.lines().rev().find_map(own_line);
    let text = |member: &str| line.as_ref().and_then(|line| line.get(member)).and_then(Value::as_str).map(str::to_owned);
    let failure = match (text("step"), text("error")) {
        (Some(step), Some(error)) => Some(format!("{step}: {error}")),
        (Some(only), None) | (None, Some(only)) => Some(only),
        (None, None) => None,
    };
    Answer { reason: text("reason"), failure, threw, log: printable_lines(log) }
}

/// The JSON line that the function writes for each invocation; Lambda's text format puts a time and an id before it.
pub fn own_line(line: &str) -> Option<Value> {
    let start = line.find('{')?;
    let parsed: Value = serde_json::from_str(line[start..].trim()).ok()?;
    parsed.get("ferry").is_some().then_some(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_user_means_that_the_source_was_reached() {
        let log = "START RequestId: 1\n2026-11-21T09:00:00Z\t1\tINFO\t{\"ferry\":1,\"outcome\":\"refused\",\"reason\":\"user-not-found\"}\nEND";
        assert!(read_answer(log, false).reached_the_source());
    }

    #[test]
    fn a_denied_role_is_waited_for_and_named() {
        let log = r#"{"ferry":1,"outcome":"failed","reason":"assume-role-denied","step":"AssumeRole","error":"AccessDenied"}"#;
        let answer = read_answer(log, true);
        assert!(!answer.reached_the_source() && answer.may_pass());
        assert_eq!(answer.failure.as_deref(), Some("AssumeRole: AccessDenied"));
    }

    /// Each reason of the function's table of failures is here, on one side or the other.
    #[test]
    fn what_passes_by_waiting_is_waited_for_and_a_wrong_configuration_is_not() {
        let table = include_str!("../../assets/function/README.md");
        let failures = table.split("### Failures").nth(1).and_then(|rest| rest.split("### ").next()).unwrap_or_default();
        let last_cell = |row: &str| row.trim_end_matches('|').rsplit('|').next().unwrap_or_default().trim().to_owned();
        let rows = failures.lines().filter(|line| line.starts_with("| ") && line.contains('`')).map(last_cell);
        let reasons: Vec<String> = rows
            .flat_map(|cell| cell.split(", ").map(|reason| reason.trim_matches('`').to_owned()).collect::<Vec<_>>())
            .collect();
        let lasting = [
            "configuration",
            "operation-not-enabled",
            "region-disabled",
            "source-client-flow",
            "source-client-secret",
            "source-pool-missing",
            "source-trigger",
            "unexpected",
            "unknown-trigger",
        ];
        assert!(reasons.len() > 15, "{reasons:?}");
        for reason in reasons {
            let log = format!(r#"{{"ferry":1,"outcome":"failed","reason":"{reason}"}}"#);
            assert_eq!(read_answer(&log, true).may_pass(), !lasting.contains(&reason.as_str()), "{reason}");
        }
    }

    #[test]
    fn somebody_elses_handler_counts_when_it_does_not_throw() {
        assert!(read_answer("hello", false).reached_the_source());
        assert!(!read_answer("hello", true).reached_the_source());
    }
}
