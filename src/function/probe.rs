//! The whole chain, tried without a user: the function is invoked with a made-up event for a name that nobody has. When it answers
//! "unknown user", it has assumed the role, reached the source pool and used the migration client. It creates nothing.

use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::LogType;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::aws::account::Account;
use crate::command::Command;
use crate::function::environment;
use crate::function::handler_words;
use crate::function::handler_words::{Proof, Words};
use crate::model::blueprint::Blueprint;
use crate::problem::{Problem, ProblemKind};
use crate::run::progress::{ProgressSink, Report, Stop};
use crate::run::wait::{Poll, RetryPolicy, until};
use crate::text::{printable, printable_lines};

/// What the function said of the made-up sign-in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProbeResult {
    /// The reason code of its log line (assets/function/README.md); none where it wrote no such line.
    pub reason: Option<String>,
    /// The step and the name of AWS's error, where it failed.
    pub failure: Option<String>,
    /// Whether it threw.
    pub threw: bool,
    /// The kind and the message of its error, where it threw.
    pub error: (String, String),
    /// Whether it handed a user over.
    pub vouched: bool,
    /// Whether it answered with the event that it was given.
    pub echoed: bool,
    /// The end of its log, for evidence.
    pub log: String,
}

/// What the answer proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProbeVerdict {
    /// It asked the source pool, and was told this.
    Reached(String),
    /// A handler of somebody's own answered without an error, and that is all that can be seen.
    Ran,
    /// It is somebody's own, and what it said proves nothing, in these lines: only a sign-in does.
    Unknown(Vec<String>),
    Broken(Broken),
}

/// Why it does not reach the source pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    pub why: String,
    /// Whether it may pass by itself: a role or a policy that is not seen everywhere yet (facts §4.1).
    pub may_pass: bool,
    pub remedy: Option<&'static str>,
}

/// Letters of somebody else's words that are shown.
const SHOWN: usize = 300;

/// Reasons of our function that pass by themselves: a role, a policy or an app client that is not seen everywhere yet (facts §4.1), and an
/// AWS that is busy, out of order or out of reach for a moment.
fn may_pass(reason: &str) -> bool {
    let not_seen_yet = ["assume-role-denied", "source-access-denied", "source-credentials-rejected", "source-client-missing"];
    let for_a_moment = ["throttled", "timeout", "unavailable", "unreachable"];
    not_seen_yet.contains(&reason) || for_a_moment.contains(&reason)
}

impl ProbeResult {
    /// What it proves of the function of this blueprint.
    pub fn verdict(&self, blueprint: &Blueprint) -> ProbeVerdict {
        match (self.reason.as_deref(), blueprint.options().own_function.is_some()) {
            (Some(reason @ ("user-not-found" | "wrong-password")), _) => ProbeVerdict::Reached(reason.to_owned()),
            (None, true) => self.of_foreign_function(blueprint),
            (reason, _) => {
                let may_pass = reason.is_some_and(may_pass);
                ProbeVerdict::Broken(Broken { why: self.ended_with(), may_pass, remedy: None })
            }
        }
    }

    fn of_foreign_function(&self, blueprint: &Blueprint) -> ProbeVerdict {
        let (error_type, message) = (self.error.0.as_str(), self.error.1.as_str());
        let words = Words { error_type, message, log: &self.log, failed: self.threw };
        match handler_words::read(words, &environment::variables(blueprint)) {
            Proof::Answered(_) => ProbeVerdict::Reached(self.shown().first().cloned().unwrap_or_else(|| "no such user".into())),
            Proof::Broken(fault) => {
                let why =
                    std::iter::once(fault.sentence()).chain(self.shown().into_iter().map(|said| format!("It said: {said}")));
                ProbeVerdict::Broken(Broken {
                    why: why.collect::<Vec<_>>().join("\n"),
                    may_pass: fault.may_pass(),
                    remedy: Some(fault.remedy()),
                })
            }
            Proof::Nothing if self.vouched => ProbeVerdict::Unknown(vec![
                "It returned a user that does not exist, for a made-up password.".into(),
                "If it does that for every name, anyone can sign in as anyone. Check its code before you continue.".into(),
            ]),
            Proof::Nothing if !self.threw => ProbeVerdict::Ran,
            Proof::Nothing => {
                let mut lines = self.shown();
                lines.extend(words.ended_its_process().then(|| {
                    "It ended its process: where it does so for each user that it refuses, the next sign-in waits for a new start.".into()
                }));
                ProbeVerdict::Unknown(lines)
            }
        }
    }

    /// Its words, escaped and cut: the error that it threw; of one that ended its process the last lines of its log.
    fn shown(&self) -> Vec<String> {
        let (kind, message) = &self.error;
        let cut = |text: &str| -> String {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let shown: String = text.chars().take(SHOWN).collect();
            if shown.len() < text.len() { format!("{shown}…") } else { shown }
        };
        let thrown = match (kind.as_str(), message.as_str()) {
            ("", "") => None,
            ("", said) | (said, "") => Some(cut(&printable(said))),
            (kind, message) => Some(cut(&printable(&format!("{kind}: {message}")))),
        };
        let ended = Words { error_type: kind, message, ..Words::default() }.ended_its_process();
        let own = |line: &&str| {
            let begins = ["START ", "END ", "REPORT ", "INIT_", "XRAY ", "RequestId:"];
            !line.trim().is_empty() && !begins.iter().any(|begin| line.starts_with(begin))
        };
        let last = self.log.lines().rfind(own).filter(|_| ended).map(|line| cut(&printable(line)));
        thrown.into_iter().chain(last).collect()
    }

    fn ended_with(&self) -> String {
        let reason = self.reason.as_deref().unwrap_or("no reason given");
        let failure = self.failure.as_deref().map(|failure| format!(" ({failure})")).unwrap_or_default();
        format!("A made-up sign-in ended with: {reason}{failure}.")
    }
}

/// Invokes the function with the made-up event. Not a read in IAM's eyes, but it changes nothing.
pub async fn probe(blueprint: &Blueprint, account: &Account) -> Result<ProbeResult, Problem> {
    invoke(blueprint, account, unknown_user(blueprint)).await
}

async fn invoke(blueprint: &Blueprint, account: &Account, event: Value) -> Result<ProbeResult, Problem> {
    let name = &blueprint.options().function_name;
    let call = account.write.lambda.invoke().function_name(name).log_type(LogType::Tail).payload(Blob::new(event.to_string()));
    let answer = call.send().await.map_err(|error| account.problem(format!("Could not invoke the function {name}"), &error))?;
    let log = answer.log_result().and_then(|log| STANDARD.decode(log).ok()).unwrap_or_default();
    let payload = answer.payload().and_then(|payload| serde_json::from_slice(payload.as_ref()).ok()).unwrap_or(Value::Null);
    Ok(read_result(&String::from_utf8_lossy(&log), &payload, answer.function_error().is_some()))
}

/// What happens where it cannot be known whether a function of somebody's own reaches the source pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unproven {
    /// It stops, so that somebody can be asked: [`ProblemKind::Unproven`].
    Stop,
    /// It says so and goes on.
    GoOn,
}

/// Waits until the function reaches the source pool: the last fact before the trigger is switched on, and after any change.
pub async fn wait_until_reachable(
    blueprint: &Blueprint,
    account: &Account,
    progress: &dyn ProgressSink,
    stop: &Stop,
    unproven: Unproven,
) -> Result<(), Problem> {
    let name = &blueprint.options().function_name;
    progress.report(Report::Note(format!("Invoke {name} with a made-up user"))).await;
    until("the function to reach the source pool", RetryPolicy::PROPAGATION, progress, stop, || async {
        match probe(blueprint, account).await?.verdict(blueprint) {
            ProbeVerdict::Reached(_) | ProbeVerdict::Ran => Ok(Poll::Ready(())),
            ProbeVerdict::Unknown(said) => go_on(unproven, unknown(blueprint, &said), progress).await.map(Poll::Ready),
            ProbeVerdict::Broken(broken) => {
                let (may_pass, problem) = (broken.may_pass, does_not_reach(blueprint, broken));
                if may_pass { Ok(Poll::NotYet(problem)) } else { Err(problem) }
            }
        }
    })
    .await
}

const REACHES: &str = "Whether your function reaches the source pool cannot be known from here.";

/// The unknown is told, and apply goes on; or it is a problem that somebody may answer.
async fn go_on(unproven: Unproven, problem: Problem, progress: &dyn ProgressSink) -> Result<(), Problem> {
    match unproven {
        Unproven::Stop => Err(problem),
        Unproven::GoOn => {
            for line in std::iter::once(problem.what.as_str()).chain(problem.why.lines()) {
                progress.report(Report::Note(line.to_owned())).await;
            }
            progress.report(Report::Note("Going on: a test sign-in decides.".to_owned())).await;
            Ok(())
        }
    }
}

fn unknown(blueprint: &Blueprint, said: &[String]) -> Problem {
    let said = said.iter().map(|line| format!("It said: {line}"));
    let why = said.chain(["An error of a handler that is not ours proves nothing: many throw for an unknown user.".to_owned()]);
    let session = &blueprint.spec.session;
    Problem::new(ProblemKind::Unproven, REACHES, why.collect::<Vec<_>>().join("\n"))
        .remedy(format!("To go on all the same: {}", Command::ferry("apply").session(session).flag("--yes")))
        .remedy(format!("Then let a sign-in decide: {}", Command::ferry("sign-in").session(session).with("--username", "NAME")))
}

/// Tries what Cognito will do after everybody's sign-in, with somebody who has no mark: a function that fails there would let nobody in.
///
/// # Errors
/// It fails, or does not answer with the event. Of a handler that is not ours that is enough too: everybody's sign-in would rest on it.
pub async fn probe_post_authentication(
    blueprint: &Blueprint,
    account: &Account,
    progress: &dyn ProgressSink,
) -> Result<(), Problem> {
    let name = &blueprint.options().function_name;
    progress.report(Report::Note(format!("Invoke {name} as after a made-up sign-in"))).await;
    let answer = invoke(blueprint, account, signed_in_user(blueprint)).await?;
    let not_passed = |why: String, remedy| {
        let broken = Broken { why, may_pass: false, remedy };
        Err(failed(blueprint, broken, format!("The function {name} does not let a sign-in pass.")))
    };
    if blueprint.options().own_function.is_some() {
        let mut said = answer.shown();
        return match answer.threw || !answer.echoed {
            false => Ok(()),
            true => {
                said.extend((!answer.threw).then(|| "It did not answer with the event that it was given.".to_owned()));
                let why = format!("It is your own, and after a made-up sign-in it said:\n{}", said.join("\n"));
                not_passed(why, Some("Leave every sign-in alone: --groups sweep lets `cognito-ferry groups` bring the groups."))
            }
        };
    }
    match answer.reason.as_deref() {
        Some("no-mark") if !answer.threw => Ok(()),
        _ => not_passed(answer.ended_with(), None),
    }
}

fn does_not_reach(blueprint: &Blueprint, broken: Broken) -> Problem {
    failed(blueprint, broken, format!("The function {} does not reach the source pool.", blueprint.options().function_name))
}

fn failed(blueprint: &Blueprint, broken: Broken, what: String) -> Problem {
    let remedy =
        broken.remedy.unwrap_or("Run `cognito-ferry verify` for this session: it compares each resource with what it must be.");
    Problem::new(ProblemKind::Conflict, what, broken.why).remedy(remedy).remedy(format!(
        "Look at the log group {} in account {}.",
        blueprint.log_group(),
        blueprint.spec.destination.account
    ))
}

/// The event as Cognito sends it when a user whom nobody has signs in (facts §1.1).
fn unknown_user(blueprint: &Blueprint) -> Value {
    let request = json!({ "password": "Made-up-1!", "validationData": null, "userAttributes": null });
    let response = json!({
        "userAttributes": null, "forceAliasCreation": null, "enableSMSMFA": null,
        "finalUserStatus": null, "messageAction": null, "desiredDeliveryMediums": null
    });
    synthetic_event(blueprint, "UserMigration_Authentication", request, response)
}

/// The event as Cognito sends it after a sign-in.
fn signed_in_user(blueprint: &Blueprint) -> Value {
    let request = json!({ "userAttributes": { "cognito:user_status": "CONFIRMED" }, "newDeviceUsed": false });
    synthetic_event(blueprint, "PostAuthentication_Authentication", request, json!({}))
}

fn synthetic_event(blueprint: &Blueprint, trigger_source: &str, request: Value, response: Value) -> Value {
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

/// Finds the function's own line in the log's tail, and its error in what it answered.
pub fn read_result(log: &str, payload: &Value, threw: bool) -> ProbeResult {
    let line = log.lines().rev().find_map(own_line);
    let text = |member: &str| line.as_ref().and_then(|line| line.get(member)).and_then(Value::as_str).map(str::to_owned);
    let failure = match (text("step"), text("error")) {
        (Some(step), Some(error)) => Some(format!("{step}: {error}")),
        (Some(only), None) | (None, Some(only)) => Some(only),
        (None, None) => None,
    };
    let said = |member: &str| payload.get(member).and_then(Value::as_str).unwrap_or_default().to_owned();
    let error = if threw { (said("errorType"), said("errorMessage")) } else { Default::default() };
    let attributes = payload.pointer("/response/userAttributes").and_then(Value::as_object);
    let echoed = !threw && payload.get("triggerSource").is_some();
    let vouched = !threw && attributes.is_some_and(|attributes| !attributes.is_empty());
    ProbeResult { reason: text("reason"), failure, threw, error, vouched, echoed, log: printable_lines(log) }
}

/// The JSON line that the function writes for each invocation; Lambda's text format puts a time and an id before it.
pub fn own_line(line: &str) -> Option<Value> {
    let start = line.find('{')?;
    let parsed: Value = serde_json::from_str(line[start..].trim()).ok()?;
    parsed.get("ferry").is_some().then_some(parsed)
}

#[cfg(test)]
mod tests;
