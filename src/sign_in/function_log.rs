//! What the function said of this sign-in: its line in CloudWatch Logs (assets/function/README.md). A handler of somebody's own may
//! log anything, so nothing but known words is taken out of a line.

use std::collections::BTreeSet;
use std::time::Duration;

use aws_sdk_cloudwatchlogs::error::ProvideErrorMetadata as _;
use serde_json::Value;

use super::answer::AuthResult;
use crate::aws::account::Account;
use crate::function::probe::own_line;
use crate::problem::{Problem, ProblemKind};
use crate::run::progress::{Stop, Unread};
use crate::run::wait::{Poll, RetryPolicy, until};

/// What became known of the function's part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FunctionSaid {
    /// Its line, and how many lines of other sign-ins fell into the same seconds.
    Line { line: FunctionLine, others: usize },
    /// It ran longer than it may.
    TimedOut,
    /// It ended with this kind of error before it could write its line.
    Crashed(String),
    /// It ran, and wrote no line that we know: a handler of somebody's own.
    Ran,
    /// Its log shows nothing new.
    Nothing,
    /// Its log could not be read; why.
    Unavailable(String),
    /// Not looked for: the sign-in cannot have reached it.
    NotAsked,
}

/// The function's line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FunctionLine {
    /// `migrated`, `refused` or `failed`.
    pub outcome: String,
    pub reason: String,
    pub milliseconds: Option<u64>,
    /// Calls to AWS.
    pub calls: Option<u64>,
    /// Lambda's, to find the line in the log.
    pub request_id: Option<String>,
    /// The AWS operation that failed, and the name of its error.
    pub step: Option<String>,
    pub error: Option<String>,
    /// Variables that the function lacks.
    pub missing: Vec<String>,
}

impl FunctionSaid {
    pub fn line(&self) -> Option<&FunctionLine> {
        match self {
            FunctionSaid::Line { line, .. } => Some(line),
            _ => None,
        }
    }

    /// The reason of its line; empty where there is none.
    pub fn reason(&self) -> &str {
        self.line().map(|line| line.reason.as_str()).unwrap_or_default()
    }

    /// Whether it vouched for the user.
    pub fn migrated(&self) -> bool {
        self.line().is_some_and(|line| line.outcome == "migrated")
    }

    /// Whether it was stopped, or stopped itself, before it could write its line: none will come.
    fn ended_without_a_line(&self) -> bool {
        matches!(self, Self::TimedOut | Self::Crashed(_))
    }

    /// Whether the log shows that it was invoked.
    pub fn was_invoked(&self) -> bool {
        matches!(self, Self::Line { .. } | Self::TimedOut | Self::Crashed(_) | Self::Ran)
    }
}

/// Log lines arrive some seconds after they are written (facts §9). After a refusal the line is worth more waiting than after a
/// success, which the user's existence proves already.
fn policy(answer: &AuthResult) -> RetryPolicy {
    let limit = Duration::from_secs(if answer.took_the_password() { 4 } else { 10 });
    RetryPolicy { longest_pause: Duration::from_secs(2), limit, ..RetryPolicy::PROPAGATION }
}

/// Milliseconds by which this machine's clock may differ from AWS's; lines that were there before are known by their ids instead.
const CLOCK_ALLOWANCE: i64 = 10_000;

/// The function's log from just before the sign-in on.
#[derive(Debug)]
pub struct Log<'a> {
    account: &'a Account,
    group: String,
    /// Milliseconds since 1970.
    from: i64,
    known: BTreeSet<String>,
}

impl<'a> Log<'a> {
    /// Remembers which lines are there already. `now`: milliseconds since 1970.
    pub async fn open(account: &'a Account, group: String, now: i64) -> Self {
        let mut log = Self { account, group, from: now - CLOCK_ALLOWANCE, known: BTreeSet::new() };
        // A log that cannot be read now is told when it is read for its lines.
        let events = log.new_events().await.unwrap_or_default();
        log.known = events.into_iter().map(|event| event.id).collect();
        log
    }

    /// Waits some seconds for the line of this sign-in. A missing log is a finding, never a failure. Somebody's own function (`foreign_setup`) may
    /// never write a line that we know: that Lambda has summed an invocation up is the end of waiting for it.
    pub async fn wait_for_line(&self, answer: &AuthResult, foreign_setup: bool) -> FunctionSaid {
        let best = std::sync::Mutex::new(FunctionSaid::Nothing);
        let look = || async {
            let events = self.new_events().await?;
            let said = conclude(events.iter().map(|event| event.message.as_str()), answer);
            let is_over = foreign_setup && events.iter().any(|event| event.message.starts_with("REPORT "));
            if said.line().is_some() || is_over || said.ended_without_a_line() && trigger_failed(answer) {
                return Ok(Poll::Ready(said));
            }
            // Nobody panics while holding it.
            *best.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = said;
            Ok(Poll::NotYet(Problem::new(ProblemKind::NotFound, "The function's log shows nothing.", "No new line.")))
        };
        // The pause is short, and a sign-in has no events.
        match until("the function's log line", policy(answer), &Unread, &Stop::new(), look).await {
            Ok(said) => said,
            Err(problem) if problem.kind == ProblemKind::NotFound => {
                best.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
            }
            Err(problem) => FunctionSaid::Unavailable(problem.why),
        }
    }

    /// Lines that were not there when the log was opened, oldest first.
    async fn new_events(&self) -> Result<Vec<LogEvent>, Problem> {
        let call = self.account.read.logs.filter_log_events().log_group_name(&self.group).start_time(self.from);
        let mut pages = call.into_paginator().send();
        let mut events = Vec::new();
        while let Some(page) = pages.next().await {
            let page = match page {
                Ok(page) => page,
                Err(error) if error.code() == Some("ResourceNotFoundException") => return Ok(Vec::new()),
                Err(error) => return Err(self.account.problem(format!("Could not read the log group {}", self.group), &error)),
            };
            events.extend(page.events().iter().map(|event| {
                let (time, message) = (event.timestamp().unwrap_or_default(), event.message().unwrap_or_default());
                let id = event.event_id().map_or_else(|| format!("{time} {message}"), str::to_owned);
                LogEvent { id, time, message: message.to_owned() }
            }));
        }
        events.retain(|event| !self.known.contains(&event.id));
        events.sort_by_key(|event| event.time);
        Ok(events)
    }
}

struct LogEvent {
    id: String,
    time: i64,
    message: String,
}

/// The newest line that can belong to this answer, or what else the log shows. Messages oldest first. Pure.
pub fn conclude<'a>(messages: impl Iterator<Item = &'a str> + Clone, answer: &AuthResult) -> FunctionSaid {
    let lines: Vec<FunctionLine> = messages.clone().filter_map(read_line).collect();
    let newest = |outcome: &&str| lines.iter().rev().find(|line| line.outcome == **outcome);
    if let Some(line) = outcomes_that_fit(answer).iter().find_map(newest) {
        return FunctionSaid::Line { line: line.clone(), others: lines.len() - 1 };
    }
    let newest_first: Vec<&str> = messages.collect::<Vec<_>>().into_iter().rev().collect();
    if newest_first.iter().any(|message| message.contains("Task timed out after")) {
        return FunctionSaid::TimedOut;
    }
    if let Some(kind) = newest_first.iter().find_map(|message| error_type(message)) {
        return FunctionSaid::Crashed(kind);
    }
    if newest_first.is_empty() { FunctionSaid::Nothing } else { FunctionSaid::Ran }
}

/// Several people may sign in within the same seconds, and a line names nobody: so the outcomes that go with this answer, the likeliest
/// first (facts §1.4).
fn outcomes_that_fit(answer: &AuthResult) -> &'static [&'static str] {
    match answer {
        AuthResult::SignedIn | AuthResult::Challenge(_) => &["migrated"],
        AuthResult::Refused { code, .. } => match code.as_str() {
            "NotAuthorizedException" | "UserNotFoundException" => &["refused", "migrated", "failed"],
            "UserLambdaValidationException" | "UnexpectedLambdaException" => &["failed", "migrated", "refused"],
            _ => &["migrated", "failed", "refused"],
        },
    }
}

/// Cognito says that its trigger failed (facts §1.4), which our function does only with a line.
pub fn trigger_failed(answer: &AuthResult) -> bool {
    matches!(answer.code(), "UserLambdaValidationException" | "UnexpectedLambdaException" | "InvalidLambdaResponseException")
}

fn read_line(message: &str) -> Option<FunctionLine> {
    let line = message.lines().find_map(own_line)?;
    let text = |member: &str| line.get(member).and_then(Value::as_str).map(str::to_owned);
    let number = |member: &str| line.get(member).and_then(Value::as_u64);
    // Somebody who asked for a new password in the same seconds is not this sign-in.
    if text("trigger").as_deref() != Some("UserMigration_Authentication") {
        return None;
    }
    let missing = line.get("missing").and_then(Value::as_array).into_iter().flatten();
    Some(FunctionLine {
        outcome: text("outcome")?,
        reason: text("reason")?,
        milliseconds: number("milliseconds"),
        calls: number("calls"),
        request_id: text("requestId"),
        step: text("step"),
        error: text("error"),
        missing: missing.filter_map(Value::as_str).map(str::to_owned).collect(),
    })
}

/// The `errorType` that Lambda writes when a function throws; only a plain word.
fn error_type(message: &str) -> Option<String> {
    let start = message.find('{')?;
    let parsed: Value = serde_json::from_str(message[start..].trim()).ok()?;
    let kind = parsed.get("errorType")?.as_str()?;
    let plain = kind.len() <= 64 && kind.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '.' || letter == '_');
    Some(if plain { kind.to_owned() } else { "OTHER".to_owned() })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn line(outcome: &str, reason: &str) -> String {
        format!(
            "2026-11-21T09:00:00Z\tid\tINFO\t{{\"ferry\":1,\"outcome\":\"{outcome}\",\"reason\":\"{reason}\",\
             \"trigger\":\"UserMigration_Authentication\",\"milliseconds\":94,\"calls\":2,\"requestId\":\"r-1\"}}\n"
        )
    }

    fn refused(code: &str) -> AuthResult {
        AuthResult::Refused { code: code.into(), message: String::new() }
    }

    fn said(messages: &[String], answer: &AuthResult) -> FunctionSaid {
        conclude(messages.iter().map(String::as_str), answer)
    }

    #[test]
    fn the_newest_line_counts() {
        let lines = [line("refused", "user-not-found"), line("refused", "wrong-password")];
        let said = said(&lines, &refused("NotAuthorizedException"));
        assert_eq!((said.reason(), said.line().unwrap().milliseconds), ("wrong-password", Some(94)));
    }

    #[test]
    fn a_line_of_somebody_who_signed_in_at_the_same_time_is_passed_over() {
        let lines = [line("refused", "wrong-password"), line("migrated", "migrated")];
        let found = said(&lines, &refused("NotAuthorizedException"));
        assert!(matches!(&found, FunctionSaid::Line { line, others: 1 } if line.reason == "wrong-password"), "{found:?}");
        let lines = [line("migrated", "migrated"), line("failed", "timeout")];
        assert_eq!(said(&lines, &AuthResult::SignedIn).reason(), "migrated");
        assert_eq!(said(&lines, &refused("UserLambdaValidationException")).reason(), "timeout");
    }

    #[test]
    fn a_sign_in_that_worked_takes_no_line_of_a_refusal() {
        assert_eq!(said(&[line("refused", "wrong-password")], &AuthResult::SignedIn), FunctionSaid::Ran);
    }

    #[test]
    fn a_forgotten_password_in_the_same_seconds_is_not_this_sign_in() {
        let other = line("refused", "user-not-found").replace("_Authentication", "_ForgotPassword");
        assert_eq!(said(&[other], &refused("NotAuthorizedException")), FunctionSaid::Ran);
    }

    #[test]
    fn lambdas_own_words_tell_time_out_and_crash() {
        let timed_out = "2026-11-21T09:00:05Z id Task timed out after 5.00 seconds".to_owned();
        assert_eq!(said(&[timed_out], &refused("UnexpectedLambdaException")), FunctionSaid::TimedOut);
        let crash =
            "2026\tid\tERROR\tInvoke Error\t{\"errorType\":\"Runtime.ImportModuleError\",\"errorMessage\":\"x\"}".to_owned();
        assert_eq!(said(&[crash], &refused("X")), FunctionSaid::Crashed("Runtime.ImportModuleError".into()));
    }

    #[test]
    fn what_a_handler_of_somebodys_own_logs_is_not_repeated() {
        let leak = "INFO { user: 'alice', AccessToken: 'eyJ-token' }".to_owned();
        let said = said(&[leak], &AuthResult::SignedIn);
        assert_eq!(said, FunctionSaid::Ran);
        assert!(!format!("{said:?}").contains("eyJ"));
    }

    #[test]
    fn no_new_line_is_nothing() {
        assert_eq!(said(&[], &AuthResult::SignedIn), FunctionSaid::Nothing);
    }
}
