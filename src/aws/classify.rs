//! The one boundary where an error of the AWS SDK becomes a [`Problem`]: who called, whether AWS answered, and if not, why not.

use std::error::Error;
use std::time::SystemTime;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;

use super::Side;
use super::account::Account;
use super::answers::{self, Answer};
use super::called::Called;
use super::credential_failures;
use super::guard::Refused;
use super::remedies::Renewal;
use crate::problem::{Problem, ProblemKind};
use crate::text::sentence;

/// Who made the call, for naming and for remedies.
#[derive(Debug, Clone)]
pub struct Caller {
    pub side: Side,
    pub profile: String,
    pub region: String,
    /// The account's number, once GetCallerIdentity has told it.
    pub account: Option<String>,
    pub renewal: Renewal,
    pub endpoint_overrides: Vec<String>,
}

impl Account {
    /// Any error of this account's clients, told in full. `what` says what was tried ("Could not read the user pool X"); profile,
    /// account and Region are added here.
    pub fn problem<E>(&self, what: impl Into<String>, error: &SdkError<E, HttpResponse>) -> Problem
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        problem(&self.caller(), what, error)
    }

    fn caller(&self) -> Caller {
        Caller {
            side: self.side,
            profile: self.profile.clone(),
            region: self.region.clone(),
            account: Some(self.identity.account.clone()),
            renewal: self.renewal.clone(),
            endpoint_overrides: self.endpoint_overrides.iter().chain(&self.endpoint_variants).cloned().collect(),
        }
    }
}

/// [`Account::problem`], for use before there is an account.
pub fn problem<E>(caller: &Caller, what: impl Into<String>, error: &SdkError<E, HttpResponse>) -> Problem
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    classify(caller, &what.into(), error, SystemTime::now())
}

impl Caller {
    /// The sentence with the place of the call at its end.
    pub(super) fn located(&self, what: &str) -> String {
        let account = self.account.as_ref().map(|account| format!(", account {account}")).unwrap_or_default();
        let what = crate::text::printable_lines(what);
        let what = what.trim_end_matches(['.', ' ']);
        format!("{what} ({}: profile {}{account}, {}).", self.side, self.profile, self.region)
    }
}

/// As [`problem`], at a given time: the clock matters where a signature is refused for its age.
pub(super) fn classify<E>(caller: &Caller, what: &str, error: &SdkError<E, HttpResponse>, now: SystemTime) -> Problem
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    let what = caller.located(what);
    let mut problem = match error {
        SdkError::ServiceError(answered) => {
            let answer = Answer::new(Called::of(answered.raw()), answered.err(), answered.raw());
            answers::problem(caller, what, answer, now)
        }
        SdkError::ResponseError(answered) => answers::unreadable(caller, what, answered.raw(), &spoken(&causes(error)[1..])),
        _ => unanswered(caller, what, error, now),
    };
    if problem.request_id.is_none() {
        problem.request_id = error.request_id().map(|id| crate::text::printable(id).into_owned());
    }
    problem
}

fn causes<'e>(error: &'e (dyn Error + 'static)) -> Vec<&'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error: &&'e (dyn Error + 'static)| (*error).source()).collect()
}

/// The causes in words, each said once.
pub(super) fn spoken(causes: &[&(dyn Error + 'static)]) -> String {
    let mut said: Vec<String> = Vec::new();
    for cause in causes {
        let words = crate::text::printable_lines(&cause.to_string());
        let words = words.trim().trim_end_matches(['.', ':', ' ']).to_owned();
        if !words.is_empty() && !said.iter().any(|earlier| earlier.contains(&words)) {
            said.push(words);
        }
    }
    sentence(&said.join(": "))
}

pub(super) fn find<'e, T: Error + 'static>(causes: &[&'e (dyn Error + 'static)]) -> Option<(usize, &'e T)> {
    causes.iter().enumerate().find_map(|(at, cause)| cause.downcast_ref::<T>().map(|found| (at, found)))
}

/// No answer of the service: a call that was never sent, credentials that could not be had, or a network that did not carry it.
fn unanswered(caller: &Caller, what: String, error: &(dyn Error + 'static), now: SystemTime) -> Problem {
    let causes = causes(error);
    if let Some((_, refused)) = find::<Refused>(&causes) {
        return Problem::new(
            ProblemKind::Refused,
            what,
            format!("Reading is only reading: {refused}. This is a mistake in cognito-ferry; nothing was changed."),
        )
        .remedy("Please report it, with the name of that operation: https://github.com/cognito-ferry/cognito-ferry/issues");
    }
    if let Some((at, _)) = find::<CredentialsError>(&causes) {
        return credential_failures::told(caller, what, &causes[at..], now);
    }
    let words = spoken(&causes[1..]);
    let lower = words.to_lowercase();
    if lower.contains("identity resolver timed out") {
        let why = format!("The credentials of profile {} did not come in time. {words}", caller.renewal.profile);
        let waited = Problem::new(ProblemKind::NoCredentials, what, why);
        return caller.renewal.actions().into_iter().fold(waited, Problem::remedy);
    }
    if find::<ConnectorError>(&causes).is_some_and(|(_, connector)| !connector.is_other()) || lower.contains("timeout") {
        return no_network(caller, what, &words);
    }
    Problem::new(ProblemKind::Refused, what, format!("The request was not sent: {words}"))
        .remedy("If nothing of yours is named, it is a mistake in cognito-ferry: please report it with this text.")
}

pub(super) fn no_network(caller: &Caller, what: String, words: &str) -> Problem {
    let lower = words.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
    let (why, remedy) = if has(&["certificate", "unknownissuer", "tls", "handshake"]) {
        (
            "The encrypted connection was refused: the certificate is not trusted here.",
            vec![
                "If a proxy of your company inspects connections, name its certificates: export AWS_CA_BUNDLE=/path/to/ca.pem"
                    .to_owned(),
                "A wrong clock makes certificates invalid too: check date and time.".to_owned(),
            ],
        )
    } else if has(&["dns", "lookup address", "name or service not known"]) {
        (
            "The name of the service could not be looked up: there is no network, no DNS, or no such Region.",
            vec![format!("Check the network connection, and that the Region {} exists.", caller.region)],
        )
    } else if has(&["proxy", "tunnel"]) {
        ("The proxy did not let the connection through.", vec!["Check HTTPS_PROXY and NO_PROXY.".to_owned()])
    } else if has(&["refused"]) {
        ("Nothing accepts connections there.", vec!["Check the network connection.".to_owned()])
    } else if has(&["timeout", "timed out"]) {
        ("No answer came in time.", vec!["Check the network connection, then try again.".to_owned()])
    } else {
        ("The connection failed.", vec!["Check the network connection, then try again.".to_owned()])
    };
    let mut problem = Problem::new(ProblemKind::Network, what, format!("{why} {words}"));
    problem.remedy = remedy;
    if let Some(variable) = &caller.renewal.proxy {
        problem = problem.remedy(format!("A proxy is set in the environment ({variable}): check that it reaches AWS."));
    }
    match caller.endpoint_overrides.is_empty() {
        true => problem,
        false => problem.remedy(format!("Endpoints in force: {}", caller.endpoint_overrides.join("; "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_said_once() {
        #[derive(Debug, thiserror::Error)]
        #[error("outer: inner")]
        struct Outer(#[source] std::io::Error);
        let error = Outer(std::io::Error::other("inner"));
        assert_eq!(spoken(&causes(&error)), "outer: inner.");
    }
}
