//! What each documented code is, judged by hand from AWS's documentation and not by the code under test; and what must, and must not, be
//! told of each sort.

use cognito_ferry::problem::{Problem, ProblemKind, UNKNOWN_REFUSAL};

/// A sort of refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Comes too fast: passes by itself.
    Throttled,
    /// The service failed: passes by itself.
    Service,
    /// Being changed, or not ready.
    Busy,
    Quota,
    NotThere,
    AlreadyThere,
    Denied,
    /// Keys or tokens that are wrong.
    Keys,
    Expired,
    Clock,
    /// The account or its Region has to switch something on.
    SwitchedOff,
    /// The pool's or the app client's own state.
    Pool,
    /// The function's own state.
    Function,
    /// Our request was not right, or it is about the person who signs in: AWS's own words are all there is.
    Other,
}

use Class::*;

/// By the code without its ending. None: nobody has judged it yet.
pub fn class(name: &str) -> Option<Class> {
    Some(match name {
        "Throttling" | "Throttled" | "TooManyRequests" | "RequestLimitExceeded" | "SlowDown" | "EC2Throttled" => Throttled,
        "InternalError"
        | "InternalFailure"
        | "InternalServerError"
        | "ServiceFailure"
        | "Service"
        | "ServiceUnavailable"
        | "EC2Unexpected"
        | "RequestTimeout"
        | "RequestAborted" => Service,
        "ConcurrentModification"
        | "UserImportInProgress"
        | "DeleteConflict"
        | "OperationAborted"
        | "ResourceConflict"
        | "ResourceNotReady"
        | "ENINotReady"
        | "SnapStartNotReady"
        | "PreconditionFailed" => Busy,
        "LimitExceeded"
        | "ServiceQuotaExceeded"
        | "ResourceLimitExceeded"
        | "CodeStorageExceeded"
        | "PolicyLengthExceeded"
        | "ENILimitReached"
        | "SubnetIPAddressLimitReached"
        | "FunctionVersionsPerCapacityProviderLimitExceeded"
        | "TooManyTags" => Quota,
        "ResourceNotFound" | "NoSuchEntity" | "UserNotFound" => NotThere,
        "EntityAlreadyExists" | "ResourceAlreadyExists" | "GroupExists" => AlreadyThere,
        "AccessDenied" => Denied,
        "InvalidClientTokenId"
        | "UnrecognizedClient"
        | "InvalidToken"
        | "IncompleteSignature"
        | "MissingAuthenticationToken"
        | "InvalidSignature"
        | "SignatureDoesNotMatch" => Keys,
        "ExpiredToken" => Expired,
        "RequestExpired" | "RequestTimeTooSkewed" => Clock,
        "RegionDisabled" | "OptInRequired" | "SubscriptionRequired" => SwitchedOff,
        "FeatureUnavailableInTier"
        | "TierChangeNotAllowed"
        | "InvalidEmailRoleAccessPolicy"
        | "InvalidSmsRoleAccessPolicy"
        | "InvalidSmsRoleTrustRelationship"
        | "InvalidOAuthFlow"
        | "ScopeDoesNotExist"
        | "UserPoolAddOnNotEnabled"
        | "UserPoolTagging"
        | "OperationNotEnabled" => Pool,
        "KMSAccessDenied"
        | "KMSDisabled"
        | "KMSInvalidState"
        | "KMSNotFound"
        | "EC2AccessDenied"
        | "InvalidSubnetID"
        | "InvalidSecurityGroupID"
        | "EFSIO"
        | "EFSMountConnectivity"
        | "EFSMountFailure"
        | "EFSMountTimeout"
        | "S3FilesMountConnectivity"
        | "S3FilesMountFailure"
        | "S3FilesMountTimeout"
        | "InvalidZipFile"
        | "InvalidRuntime"
        | "CodeVerificationFailed"
        | "InvalidCodeSignature"
        | "CodeSigningConfigNotFound"
        | "SnapStart"
        | "SnapStartTimeout"
        | "SnapStartRegenerationFailure" => Function,
        // Our request.
        "CodeDeliveryFailure"
        | "InvalidParameter"
        | "InvalidParameterValue"
        | "InvalidParameterCombination"
        | "InvalidInput"
        | "InvalidQueryParameter"
        | "InvalidAction"
        | "MissingAction"
        | "MissingParameter"
        | "MalformedPolicyDocument"
        | "MalformedQueryString"
        | "MalformedHttpRequest"
        | "Validation"
        | "ValidationError"
        | "Serialization"
        | "UnknownOperation"
        | "RequestEntityTooLarge"
        | "RequestTooLarge"
        | "SerializedRequestEntityTooLarge"
        | "InvalidRequestContent"
        | "UnsupportedMediaType"
        | "PackedPolicyTooLarge"
        | "InvalidContextAssertion"
        | "PolicyNotAttachable"
        | "UnmodifiableEntity"
        | "PolicyEvaluation"
        | "PublicPolicy"
        | "PreconditionNotMet" => Other,
        // The sign-in that is tried.
        "NotAuthorized"
        | "Forbidden"
        | "UserNotConfirmed"
        | "PasswordResetRequired"
        | "UserLambdaValidation"
        | "UnexpectedLambda"
        | "InvalidLambdaResponse"
        | "InvalidUserPoolConfiguration"
        | "UnsupportedOperation" => Other,
        // Functions of a shape that ours never has.
        "CodeArtifactUserDeleted"
        | "CodeArtifactUserFailed"
        | "CodeArtifactUserPending"
        | "DurableExecutionAlreadyStarted"
        | "ModeNotSupported"
        | "NoPublishedVersion"
        | "RecursiveInvocation"
        | "RuntimeAliasDeleted"
        | "RuntimeVersionDeleted" => Other,
        _ => return None,
    })
}

/// What a remedy or a reason of this sort says in some word; and what would be another failure's remedy.
struct Rule {
    says: &'static [&'static str],
    never: &'static [&'static str],
}

fn rule(class: Class) -> Rule {
    let says = match class {
        Throttled => &["Wait"][..],
        Service => &["Try again"],
        Busy => &["wait", "remove that first"],
        Quota => {
            &["make room", "remove what is not used", "Delete functions", "Remove statements", "Make room", "free addresses"]
        }
        NotThere => &["Check the name"],
        AlreadyThere => &["another name"],
        Denied => &["permission", "allowed", "policy"],
        Keys | Expired => &["aws configure", "again"],
        Clock => &["Set the clock"],
        SwitchedOff => &["administrator", "Sign in to the console"],
        Pool => &["pool", "Pool", "e-mail", "app client", "tags"],
        Function => &["function", "key"],
        Other => &[UNKNOWN_REFUSAL],
    };
    // Words that lead somewhere else.
    let all: &[(&str, &[Class])] = &[
        ("Wait a minute", &[Throttled, Busy]),
        ("Try again in a moment", &[Service]),
        ("make room", &[Quota]),
        ("Check the name", &[NotThere]),
        ("another name", &[AlreadyThere, Function]),
        ("\"Effect\"", &[Denied]),
        ("administrator", &[Denied, SwitchedOff]),
        ("aws configure", &[Keys, Expired]),
        ("Set the clock", &[Clock]),
        ("enable-region", &[SwitchedOff]),
        ("kms:", &[Function]),
        ("VPC", &[Function, Quota]),
        ("Correct ", &[Pool, Function]),
        (UNKNOWN_REFUSAL, &[Other]),
    ];
    let never = all.iter().filter(|(_, of)| !of.contains(&class)).map(|(words, _)| *words).collect::<Vec<_>>().leak();
    Rule { says, never }
}

fn is_kind(class: Class, kind: &ProblemKind) -> bool {
    match class {
        Throttled => matches!(kind, ProblemKind::Throttled),
        Service => matches!(kind, ProblemKind::Service),
        Busy => matches!(kind, ProblemKind::Conflict),
        Quota => matches!(kind, ProblemKind::Quota),
        NotThere => matches!(kind, ProblemKind::NotFound),
        AlreadyThere => matches!(kind, ProblemKind::AlreadyExists),
        Denied => matches!(kind, ProblemKind::AccessDenied { .. }),
        Keys => matches!(kind, ProblemKind::NoCredentials),
        Expired => matches!(kind, ProblemKind::ExpiredCredentials),
        Clock => matches!(kind, ProblemKind::ClockSkew),
        SwitchedOff => matches!(kind, ProblemKind::RegionDisabled),
        Pool | Function | Other => matches!(kind, ProblemKind::Refused),
    }
}

/// Whether the same call may work later by itself. A quota, a missing thing or a pool's broken role does not mend itself.
fn passes_by_itself(class: Class) -> bool {
    matches!(class, Throttled | Service | Busy)
}

/// What is wrong with the telling; empty where nothing is.
pub fn faults(class: Class, problem: &Problem) -> Vec<String> {
    let Rule { says, never } = rule(class);
    let remedy = problem.remedy.join("\n");
    let told = format!("{}\n{remedy}", problem.why);
    let mut faults = Vec::new();
    if !is_kind(class, &problem.kind) {
        faults.push(format!("is told as {:?}", problem.kind));
    }
    if !(says.iter().any(|words| remedy.contains(words))
        || matches!(class, Pool | Function) && says.iter().any(|words| told.contains(words)))
    {
        faults.push(format!("the remedy says none of {says:?}"));
    }
    faults.extend(
        never.iter().filter(|words| remedy.contains(**words)).map(|words| format!("the remedy of something else: {words:?}")),
    );
    if problem.is_retryable() != passes_by_itself(class) {
        faults.push(format!("retryable: {}", problem.is_retryable()));
    }
    faults
}
