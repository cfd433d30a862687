//! What went wrong, why, and what to do: the one shape of every failure that a person sees.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::diff::FieldChange;

/// A failure, told in full. The wizard, the plain text and the JSON output show the same words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{what} {why}")]
pub struct Problem {
    pub kind: ProblemKind,
    /// What happened, with the names of profile and resource: "Could not read the user pool eu-west-1_abc (profile old-account)."
    pub what: String,
    /// Why, in AWS's words where they help.
    pub why: String,
    /// What to do, one action a line, commands ready to paste.
    pub remedy: Vec<String>,
    /// AWS's error code, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The values of the request that AWS names as the fault. Whoever knows where a value came from says so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
}

/// A value of a request, by AWS's name of its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    pub name: String,
    /// As AWS repeats it; some it does not repeat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// What to do about a refusal that nobody knows.
pub const UNKNOWN_REFUSAL: &str =
    "This refusal is not one that cognito-ferry knows: go by AWS's own words. AWS Support can look the request up by its id.";

/// What sort of failure: decides the remedy, and whether the same call may be tried again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// SSO session, login session or temporary keys ran out.
    ExpiredCredentials,
    /// The profile has no usable credentials.
    NoCredentials,
    UnknownProfile,
    MissingRegion,
    /// The profile's role asks for a code of a multi-factor device.
    MfaRequired {
        serial: String,
    },
    Network,
    ClockSkew,
    AccessDenied {
        action: Option<String>,
        resource: Option<String>,
    },
    Throttled,
    NotFound,
    /// Something of that name is already there.
    AlreadyExists,
    /// Someone else is changing the same thing, or it is not ready for a change.
    Conflict,
    /// A field that we wrote has been changed by somebody else since: nothing was done.
    ChangedSince(Box<ForeignChange>),
    /// An edit changed more than its one field, or somebody else edited at the same moment.
    Unintended(Vec<FieldChange>),
    /// A quota of the account is used up.
    Quota,
    /// The account has not switched the Region on, or STS in it.
    RegionDisabled,
    /// A value that the operator gave, and that the service or we refuse.
    Invalid,
    /// Refused for a reason that is not one of the others, by AWS or before anything was sent: the words say it.
    Refused,
    /// The service failed (5xx) or answered what cannot be read.
    Service,
    /// Files and directories of this machine.
    Local,
    /// Nobody can know from here whether it works: the operator decides whether to go on.
    Unproven,
    /// Stopped by the operator.
    Interrupted,
}

impl Problem {
    pub fn new(kind: ProblemKind, what: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            kind,
            what: what.into(),
            why: why.into(),
            remedy: Vec::new(),
            code: None,
            request_id: None,
            parameters: Vec::new(),
        }
    }

    /// Adds one thing to do.
    #[must_use]
    pub fn remedy(mut self, action: impl Into<String>) -> Self {
        self.remedy.push(action.into());
        self
    }

    /// Whether the very same call may succeed if it is made again after a pause, without anybody doing anything.
    pub fn is_retryable(&self) -> bool {
        matches!(self.kind, ProblemKind::Network | ProblemKind::Throttled | ProblemKind::Conflict | ProblemKind::Service)
    }

    /// The whole problem, a line each: what happened, why, what to do (each action begins with an arrow), and AWS's reference.
    pub fn lines(&self) -> Vec<String> {
        let reference = match (&self.code, &self.request_id) {
            (Some(code), Some(request_id)) => Some(format!("(AWS: {code}, request {request_id})")),
            (Some(code), None) => Some(format!("(AWS: {code})")),
            (None, Some(request_id)) => Some(format!("(AWS: request {request_id})")),
            (None, None) => None,
        };
        let why = self.why.lines().map(str::to_owned);
        let remedy = self.remedy.iter().map(|action| format!("→ {action}"));
        std::iter::once(self.what.clone()).chain(why).chain(remedy).chain(reference).collect()
    }
}

/// A field that is no longer as we wrote it: somebody else has changed it since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignChange {
    /// Dotted: `LambdaConfig.UserMigration`.
    pub field: String,
    /// What stood there before our edit: what it would be set back to.
    pub recorded: Option<Value>,
    /// What stands there now.
    pub current: Option<Value>,
    /// What we wrote.
    pub written: Option<Value>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_told_as_what_why_and_what_to_do_in_that_order() {
        let mut problem = Problem::new(ProblemKind::Throttled, "Could not list users.", "Rate exceeded\nTwice.")
            .remedy("Wait a minute.")
            .remedy("Try again.");
        problem.code = Some("TooManyRequestsException".into());
        problem.request_id = Some("r-1".into());
        assert_eq!(
            problem.lines(),
            [
                "Could not list users.",
                "Rate exceeded",
                "Twice.",
                "→ Wait a minute.",
                "→ Try again.",
                "(AWS: TooManyRequestsException, request r-1)"
            ]
        );
    }

    #[test]
    fn only_what_passes_by_itself_is_worth_another_try() {
        let problem = |kind| Problem::new(kind, "", "");
        for kind in [ProblemKind::Network, ProblemKind::Throttled, ProblemKind::Conflict, ProblemKind::Service] {
            assert!(problem(kind.clone()).is_retryable(), "{kind:?}");
        }
        let denied = ProblemKind::AccessDenied { action: None, resource: None };
        for kind in [ProblemKind::ExpiredCredentials, denied, ProblemKind::NotFound, ProblemKind::Invalid, ProblemKind::Local] {
            assert!(!problem(kind.clone()).is_retryable(), "{kind:?}");
        }
    }
}
