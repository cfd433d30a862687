//! The one boundary where an error of the AWS SDK becomes a [`Problem`]: who called, whether AWS answered, and if not, why not.

use std::error::Error;
use std::time::SystemTime;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;

use super::Side;
use super::account::Account;
use super::answers::{self, Answer};
use super::called::Called;
use super::guard::Refused;
use super::problem::{Problem, ProblemKind};
use super::profiles::ProfileKind;
use super::remedies::{Renewal, word};
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
            endpoint_overrides: self.endpoint_overrides.clone(),
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
fn spoken(causes: &[&(dyn Error + 'static)]) -> String {
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

fn find<'e, T: Error + 'static>(causes: &[&'e (dyn Error + 'static)]) -> Option<(usize, &'e T)> {
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
    if let Some((at, failure)) = find::<CredentialsError>(&causes) {
        let below = &causes[at..];
        if let Some((_, refusal)) = find::<SdkError<AssumeRoleError, HttpResponse>>(&below[1..]) {
            return role_not_assumed(caller, what, refusal, now);
        }
        return match unreachable(&below[1..]) {
            true => no_network(caller, what, &spoken(&below[1..])),
            false => no_credentials(caller, what, failure, &spoken(&below[1..])),
        };
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

fn unreachable(causes: &[&(dyn Error + 'static)]) -> bool {
    causes.iter().any(|cause| {
        cause.downcast_ref::<ConnectorError>().is_some_and(|connector| connector.is_io() || connector.is_timeout())
            || cause.to_string().contains("request has timed out")
    })
}

fn role_not_assumed(
    caller: &Caller,
    what: String,
    refusal: &SdkError<AssumeRoleError, HttpResponse>,
    now: SystemTime,
) -> Problem {
    let mut problem = match refusal {
        SdkError::ServiceError(refused) => {
            // The SDK's own provider made this call, without our note of the operation.
            let called = Called { service: "STS".into(), operation: "AssumeRole".into() };
            answers::problem(caller, what, Answer::new(called, refused.err(), refused.raw()), now)
        }
        _ => Problem { what, ..classify(caller, "The role", refusal, now) },
    };
    problem.why = format!("The role of profile {} could not be assumed. {}", caller.profile, problem.why);
    problem
}

fn no_credentials(caller: &Caller, what: String, failure: &CredentialsError, words: &str) -> Problem {
    let renewal = &caller.renewal;
    let lower = words.to_lowercase();
    if matches!(failure, CredentialsError::InvalidConfiguration(_)) {
        return Problem::new(ProblemKind::NoCredentials, what, words).remedy(format!(
            "Correct profile {} in ~/.aws/config; this shows it: aws configure list --profile {}",
            renewal.profile,
            word(&renewal.profile)
        ));
    }
    if renewal.kind == ProfileKind::Sso && (lower.contains("forbidden") || lower.contains("no access")) {
        return Problem::new(
            ProblemKind::NoCredentials,
            what,
            format!("The SSO user may not use the account and role that profile {} names. {words}", renewal.profile),
        )
        .remedy("Check sso_account_id and sso_role_name, or ask for the permission set to be assigned.");
    }
    let (kind, why) = match renewal.kind {
        ProfileKind::Sso => (
            ProblemKind::ExpiredCredentials,
            format!("The SSO session of profile {} has ended, or never began.", renewal.profile),
        ),
        ProfileKind::Login => (
            ProblemKind::ExpiredCredentials,
            format!("The login session of profile {} has ended, or never began.", renewal.profile),
        ),
        _ if lower.contains("expired") => {
            (ProblemKind::ExpiredCredentials, format!("The credentials of profile {} have expired.", renewal.profile))
        }
        _ => (ProblemKind::NoCredentials, format!("Profile {} gave no credentials.", renewal.profile)),
    };
    let problem = Problem::new(kind, what, format!("{why} {words}"));
    renewal.actions().into_iter().fold(problem, Problem::remedy)
}

fn no_network(caller: &Caller, what: String, words: &str) -> Problem {
    let lower = words.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
    let (why, remedy) = if has(&["certificate", "unknownissuer", "tls", "handshake"]) {
        (
            "The encrypted connection was refused: the certificate is not trusted here.",
            vec![
                "If a proxy of your company inspects connections, name its certificates: export SSL_CERT_FILE=/path/to/ca.pem"
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

    fn told(kind: ProfileKind, failure: &'static str) -> Problem {
        let caller = Caller {
            side: Side::Source,
            profile: "p".into(),
            region: "eu-west-1".into(),
            account: None,
            renewal: Renewal::of("p", kind),
            endpoint_overrides: Vec::new(),
        };
        no_credentials(&caller, "What".into(), &CredentialsError::provider_error(failure), failure)
    }

    #[test]
    fn an_sso_user_without_the_role_is_not_sent_to_log_in_again() {
        let problem = told(ProfileKind::Sso, "service error: ForbiddenException: No access");
        assert_eq!(problem.kind, ProblemKind::NoCredentials);
        assert!(problem.remedy[0].contains("sso_role_name"), "{problem:?}");
    }

    #[test]
    fn a_process_that_speaks_of_expiry_is_told_as_expired() {
        assert_eq!(told(ProfileKind::Process, "your session has Expired").kind, ProblemKind::ExpiredCredentials);
        assert_eq!(told(ProfileKind::Process, "command not found").kind, ProblemKind::NoCredentials);
    }

    #[test]
    fn causes_are_said_once() {
        #[derive(Debug, thiserror::Error)]
        #[error("outer: inner")]
        struct Outer(#[source] std::io::Error);
        let error = Outer(std::io::Error::other("inner"));
        assert_eq!(spoken(&causes(&error)), "outer: inner.");
    }
}
