//! AWS's refusals by their codes: which sort of failure each is, and what to do about it.

use std::time::{Duration, SystemTime};

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::classify::Caller;
use super::denied;
use super::pool_refusals;
use super::problem::{Problem, ProblemKind};
use super::remedies;

/// What the service answered.
#[derive(Debug)]
pub(super) struct Answer {
    code: String,
    message: String,
    status: u16,
    /// When the service answered, by its own clock.
    date: Option<SystemTime>,
}

impl Answer {
    pub(super) fn new(error: &impl ProvideErrorMetadata, response: &HttpResponse) -> Self {
        let printable = |text: Option<&str>| crate::text::printable_lines(text.unwrap_or_default()).trim().to_owned();
        let date = response.headers().get("date").and_then(|date| DateTime::from_str(date, Format::HttpDate).ok());
        Self {
            code: printable(error.code()),
            message: printable(error.message()),
            status: response.status().as_u16(),
            date: date.and_then(|date| SystemTime::try_from(date).ok()),
        }
    }

    /// The code without the ending that only some protocols carry.
    fn name(&self) -> &str {
        self.code.strip_suffix("Exception").unwrap_or(&self.code)
    }

    fn why(&self) -> String {
        match (self.message.is_empty(), self.code.is_empty()) {
            (false, _) => self.message.clone(),
            (true, false) => format!("AWS answered {} (HTTP {}), without a reason.", self.code, self.status),
            (true, true) => format!("AWS answered HTTP {}, without a reason.", self.status),
        }
    }
}

/// The problem of a refusal, with its remedy. `what` is complete.
pub(super) fn problem(caller: &Caller, what: String, answer: &Answer, now: SystemTime) -> Problem {
    let mut problem = match skew(answer, now) {
        Some(skew) => clock_skew(what, answer, skew),
        None => {
            let kind = kind(answer);
            let problem = Problem::new(kind.clone(), what, answer.why());
            remedy(caller, &kind, answer).into_iter().fold(problem, Problem::remedy)
        }
    };
    problem.code = Some(answer.code.clone()).filter(|code| !code.is_empty());
    problem
}

/// An answer that no AWS service would give: a proxy's page, or an endpoint that is something else.
pub(super) fn unreadable(caller: &Caller, what: String, response: &HttpResponse, words: &str) -> Problem {
    let status = response.status().as_u16();
    let problem =
        Problem::new(ProblemKind::Service, what, format!("The answer (HTTP {status}) cannot be read as AWS's. {words}"))
            .remedy("Try again in a moment; if it stays so, a proxy or another service may be answering in AWS's place.");
    match caller.endpoint_overrides.is_empty() {
        true => problem,
        false => problem.remedy(format!("Endpoints in force: {}", caller.endpoint_overrides.join("; "))),
    }
}

fn kind(answer: &Answer) -> ProblemKind {
    let message = answer.message.to_lowercase();
    let denied = || {
        let denied = denied::parse(&answer.message);
        ProblemKind::AccessDenied { action: denied.action, resource: denied.resource }
    };
    match answer.name() {
        "ExpiredToken" | "TokenRefreshRequired" => ProblemKind::ExpiredCredentials,
        "UnrecognizedClient" | "InvalidClientTokenId" | "InvalidToken" if message.contains("expired") => {
            ProblemKind::ExpiredCredentials
        }
        "UnrecognizedClient"
        | "InvalidClientTokenId"
        | "InvalidToken"
        | "InvalidAccessKeyId"
        | "MissingAuthenticationToken"
        | "IncompleteSignature"
        | "AuthFailure"
        | "SignatureDoesNotMatch"
        | "InvalidSignature" => ProblemKind::NoCredentials,
        "AccessDenied" | "UnauthorizedOperation" | "Unauthorized" => denied(),
        "NotAuthorized" | "Forbidden" if message.contains("not authorized to perform") => denied(),
        "TooManyRequests"
        | "Throttling"
        | "Throttled"
        | "EC2Throttled"
        | "RequestLimitExceeded"
        | "RequestThrottled"
        | "SlowDown"
        | "BandwidthLimitExceeded"
        | "PriorRequestNotComplete" => ProblemKind::Throttled,
        "LimitExceeded" if message.contains("attempt limit") => ProblemKind::Throttled,
        "EntityAlreadyExists"
        | "ResourceAlreadyExists"
        | "UsernameExists"
        | "GroupExists"
        | "AliasExists"
        | "DuplicateProvider" => ProblemKind::AlreadyExists,
        // CreateFunction and AddPermission, and CreateUserPoolDomain, have no code of their own for this.
        "ResourceConflict" | "InvalidParameter"
            if message.contains("already exist") || message.contains("already associated") =>
        {
            ProblemKind::AlreadyExists
        }
        "ResourceConflict"
        | "ConcurrentModification"
        | "UserImportInProgress"
        | "DeleteConflict"
        | "OperationAborted"
        | "ResourceInUse"
        | "ResourceNotReady"
        | "EntityTemporarilyUnmodifiable"
        | "Conflict" => ProblemKind::Conflict,
        "NoSuchEntity" => ProblemKind::NotFound,
        name if name.ends_with("NotFound") => ProblemKind::NotFound,
        "InternalError"
        | "InternalFailure"
        | "InternalServerError"
        | "Service"
        | "ServiceFailure"
        | "ServiceUnavailable"
        | "UnknownError" => ProblemKind::Service,
        _ => match answer.status {
            429 => ProblemKind::Throttled,
            500.. => ProblemKind::Service,
            403 if answer.code.is_empty() => denied(),
            404 if answer.code.is_empty() => ProblemKind::NotFound,
            _ => ProblemKind::Invalid,
        },
    }
}

fn remedy(caller: &Caller, kind: &ProblemKind, answer: &Answer) -> Vec<String> {
    let Caller { profile, region, account, .. } = caller;
    let account = account.as_deref().unwrap_or("of that profile");
    match kind {
        ProblemKind::ExpiredCredentials => caller.renewal.actions(),
        ProblemKind::NoCredentials => {
            let mut actions = caller.renewal.actions();
            match answer.name() {
                "SignatureDoesNotMatch" | "InvalidSignature" => {
                    actions.insert(0, format!("The secret key of profile {profile} does not belong to its access key id."));
                }
                _ => actions.push(format!(
                    "A Region that must be switched on first refuses good keys too: is {region} enabled in the account?"
                )),
            }
            actions
        }
        ProblemKind::AccessDenied { .. } => remedies::denied(&denied::parse(&answer.message), caller),
        ProblemKind::Throttled => {
            vec![format!(
                "Wait a minute, then try again: the quota is shared by everything in the account {account} in {region}."
            )]
        }
        ProblemKind::NotFound => vec![format!("Check the name, and that it is in the account {account} and in {region}.")],
        ProblemKind::AlreadyExists => vec!["Choose another name, or adopt or remove what is there.".to_owned()],
        ProblemKind::Conflict => vec![
            match answer.name() {
                "UserImportInProgress" => {
                    "A CSV import is running in this pool: wait until it has ended (hours for many users), then try again."
                }
                "DeleteConflict" => "Something still hangs on it: take that away first.",
                _ => "Somebody is changing it, or it is not ready yet: wait a minute, then try again.",
            }
            .to_owned(),
        ],
        ProblemKind::Service => {
            vec![format!(
                "Try again in a moment. https://health.aws.amazon.com/health/status shows whether {region} has trouble."
            )]
        }
        _ if answer.name().ends_with("LimitExceeded") => {
            vec![format!(
                "A quota of the account {account} in {region} is used up: make room, or ask for more in Service Quotas."
            )]
        }
        _ => pool_refusals::remedy(answer.name(), &answer.message)
            .unwrap_or_else(|| vec!["Correct the value that AWS names, then try again.".to_owned()]),
    }
}

/// How far this machine's clock is from AWS's, where that is why the signature was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Skew {
    Ahead(Duration),
    Behind(Duration),
    Unknown,
}

/// AWS takes signatures up to five minutes old.
const TOLERATED: Duration = Duration::from_secs(5 * 60);

fn skew(answer: &Answer, now: SystemTime) -> Option<Skew> {
    let theirs = answer.date.or_else(|| their_time(&answer.message));
    let skew = match theirs.map(|theirs| (now.duration_since(theirs), theirs)) {
        Some((Ok(ahead), _)) => Skew::Ahead(ahead),
        Some((Err(behind), _)) => Skew::Behind(behind.duration()),
        None => Skew::Unknown,
    };
    let too_far = matches!(skew, Skew::Ahead(by) | Skew::Behind(by) if by > TOLERATED);
    let about_age =
        ["Signature expired", "Signature not yet current", "is not yet current"].iter().any(|text| answer.message.contains(text));
    match answer.name() {
        "RequestTimeTooSkewed" | "RequestExpired" | "RequestInTheFuture" => Some(skew),
        "SignatureDoesNotMatch" | "InvalidSignature" | "AuthFailure" if about_age || too_far => Some(skew),
        _ => None,
    }
}

/// AWS's own time in "Signature expired: OURS is now earlier than LIMIT (THEIRS - 5 min.)".
fn their_time(message: &str) -> Option<SystemTime> {
    let (_, theirs) = message.rsplit_once('(')?;
    let theirs = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", theirs.split_whitespace().next()?).ok()?;
    Some(theirs.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().into())
}

fn clock_skew(what: String, answer: &Answer, skew: Skew) -> Problem {
    let told = |by: Duration| match by.as_secs() {
        0..120 => format!("{} seconds", by.as_secs()),
        120..7200 => format!("{} minutes", by.as_secs() / 60),
        seconds => format!("{} hours", seconds / 3600),
    };
    let by = match skew {
        Skew::Ahead(by) => format!("This machine's clock is {} ahead of AWS's.", told(by)),
        Skew::Behind(by) => format!("This machine's clock is {} behind AWS's.", told(by)),
        Skew::Unknown => "This machine's clock differs from AWS's by more than AWS takes.".to_owned(),
    };
    Problem::new(ProblemKind::ClockSkew, what, format!("{by} {}", answer.why())).remedy(
        "Set the clock. Linux: sudo timedatectl set-ntp true    macOS: sudo sntp -sS time.apple.com    Windows: w32tm /resync",
    )
}
