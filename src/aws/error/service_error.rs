//! AWS's refusals: which sort of failure each is, why in words, and what to do about it.

use std::time::SystemTime;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use crate::aws::error::answer::ErrorAnswer;
use crate::aws::error::caller::Caller;
use crate::aws::error::refusal::Refusal;
use crate::aws::error::{
    access_denied, clock, lambda_refusals, pool_refusals, propagation, quotas, regions, remedies, role_refusals,
};
use crate::problem::{Problem, ProblemKind, UNKNOWN_REFUSAL};

/// The problem of a refusal, with its remedy. `what` is complete.
pub(in crate::aws) fn problem(caller: &Caller, what: String, answer: ErrorAnswer, now: SystemTime) -> Problem {
    let refusal = refusal(caller, &answer, now);
    let why = match (refusal.words.is_empty(), answer.message.is_empty()) {
        (true, _) if refusal.kind == ProblemKind::Refused => refused(&answer),
        (true, _) => answer.words(),
        (false, true) => refusal.words,
        (false, false) => format!("{} AWS says: {}", refusal.words, answer.words()),
    };
    Problem {
        remedy: refusal.remedy,
        code: Some(answer.code).filter(|code| !code.is_empty()),
        parameters: answer.parameters,
        ..Problem::new(refusal.kind, what, why)
    }
}

/// Those who know the refusal are asked before its kind alone is told.
fn refusal(caller: &Caller, answer: &ErrorAnswer, now: SystemTime) -> Refusal {
    clock::refusal(answer, now)
        .or_else(|| regions::refusal(caller, answer))
        .or_else(|| role_refusals::refusal(caller, answer))
        .or_else(|| propagation::refusal(answer))
        .or_else(|| lambda_refusals::refusal(caller, answer))
        .or_else(|| pool_refusals::refusal(caller, answer))
        .or_else(|| quotas::refusal(caller, answer))
        .unwrap_or_else(|| {
            let kind = kind(answer);
            let remedies = remedy(caller, &kind, answer);
            remedies.into_iter().fold(Refusal::new(kind), Refusal::remedy)
        })
}

/// A refusal that we do not know, as what it is.
fn refused(answer: &ErrorAnswer) -> String {
    let operation = &answer.called.operation;
    match (operation.is_empty(), answer.message.is_empty()) {
        (true, _) => answer.words(),
        (false, true) => format!("AWS refused {operation}. {}", answer.words()),
        (false, false) => format!("AWS refused {operation}: {}", answer.words()),
    }
}

/// An answer that no AWS service would give: a proxy's page, or an endpoint that is something else.
pub(in crate::aws) fn unreadable(caller: &Caller, what: String, response: &HttpResponse, words: &str) -> Problem {
    let status = response.status().as_u16();
    let problem =
        Problem::new(ProblemKind::Service, what, format!("The answer (HTTP {status}) cannot be read as AWS's. {words}"))
            .remedy("Try again in a moment; if it stays so, a proxy or another service may be answering in AWS's place.");
    match caller.endpoint_overrides.is_empty() {
        true => problem,
        false => problem.remedy(format!("Endpoints in force: {}", caller.endpoint_overrides.join("; "))),
    }
}

fn kind(answer: &ErrorAnswer) -> ProblemKind {
    let message = answer.message.to_lowercase();
    // Every service says it in these words, whatever its code.
    let too_fast = message.contains("rate exceeded") || message.contains("attempt limit");
    let denied = || {
        let denied = access_denied::parse(&answer.message);
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
        // Under any code, if it is about the caller: a trigger's own error may hold the sentence too, about somebody else.
        "NotAuthorized" | "Forbidden" if message.contains("not authorized to perform") => denied(),
        _ if message.starts_with("user: ") && message.contains("not authorized to perform") => denied(),
        _ if too_fast => ProblemKind::Throttled,
        name if name.contains("Throttl") => ProblemKind::Throttled,
        "TooManyRequests"
        | "TooManyFailedAttempts"
        | "RequestLimitExceeded"
        | "RateExceeded"
        | "ProvisionedThroughputExceeded"
        | "SlowDown"
        | "BandwidthLimitExceeded"
        | "PriorRequestNotComplete" => ProblemKind::Throttled,
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
        | "ENINotReady"
        | "SnapStartNotReady"
        | "PreconditionFailed"
        | "TransactionInProgress"
        | "EntityTemporarilyUnmodifiable"
        | "Conflict" => ProblemKind::Conflict,
        "NoSuchEntity" => ProblemKind::NotFound,
        name if name.ends_with("NotFound") => ProblemKind::NotFound,
        // A policy that cannot be evaluated fails with a 500, and will again.
        "PolicyEvaluation" => ProblemKind::Refused,
        "InternalError"
        | "InternalFailure"
        | "InternalServer"
        | "InternalServerError"
        | "EC2Unexpected"
        | "RequestTimeout"
        | "RequestAborted"
        | "Service"
        | "ServiceFailure"
        | "ServiceUnavailable"
        | "UnknownError" => ProblemKind::Service,
        _ => match answer.status {
            429 => ProblemKind::Throttled,
            500.. => ProblemKind::Service,
            403 if answer.code.is_empty() => denied(),
            404 if answer.code.is_empty() => ProblemKind::NotFound,
            _ => ProblemKind::Refused,
        },
    }
}

fn remedy(caller: &Caller, kind: &ProblemKind, answer: &ErrorAnswer) -> Vec<String> {
    let Caller { profile, region, account, .. } = caller;
    let account = account.as_deref().unwrap_or("of that profile");
    match kind {
        ProblemKind::ExpiredCredentials => caller.renewal.actions(),
        ProblemKind::NoCredentials => {
            let mut actions = caller.renewal.actions();
            if matches!(answer.name(), "SignatureDoesNotMatch" | "InvalidSignature") {
                actions.insert(0, format!("The secret key of profile {profile} does not belong to its access key id."));
            }
            actions
        }
        ProblemKind::AccessDenied { .. } => remedies::denied(&access_denied::parse(&answer.message), caller),
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
                "DeleteConflict" => "Something still depends on it: remove that first.",
                _ => "It is being changed, or is not ready yet: wait a minute, then try again.",
            }
            .to_owned(),
        ],
        ProblemKind::Service => {
            vec![format!(
                "Try again in a moment. https://health.aws.amazon.com/health/status shows whether {region} has trouble."
            )]
        }
        _ => vec![UNKNOWN_REFUSAL.to_owned()],
    }
}
