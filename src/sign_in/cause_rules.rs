//! From what was seen to which link broke. Pure: rows in order, the first that fits counts, and the last always fits.
//!
//! The order is by certainty: what AWS says outright; then the state of a user whom the destination had already; then what the
//! set-up rules out; then the function's own line; then what is off in the set-up; then the state of the user in the source.

use super::answer::{AuthResult, is_second_factor};
use super::cause::Cause;
use super::evidence::Evidence;
use super::foreign_function;
use super::function_log::FunctionSaid;
use super::predicates::{TRUST, groups_trigger_failed, off, trigger_threw};
use super::resource_status::ResourceStatus;
use crate::model::resource_id::ResourceId;
use crate::sign_in::observed::ObservedValue;

/// What came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Diagnosis {
    /// The password was taken.
    pub succeeded: bool,
    /// None: the user was migrated by this sign-in.
    pub cause: Option<Cause>,
}

/// Names the link.
pub fn diagnose(evidence: &Evidence) -> Diagnosis {
    if evidence.answer.took_the_password() {
        return Diagnosis { succeeded: true, cause: caveat(evidence) };
    }
    let row = ROWS.iter().find(|(_, fits)| fits(evidence));
    let cause = row.map_or(Cause::Unexplained, |(cause, _)| *cause);
    Diagnosis { succeeded: false, cause: Some(foreign_function::refine_cause(evidence, cause)) }
}

/// Why a sign-in that worked may prove nothing about the migration.
fn caveat(evidence: &Evidence) -> Option<Cause> {
    match evidence.existed_before {
        ObservedValue::Known(true) => Some(Cause::AlreadyInDestination),
        ObservedValue::Known(false) => None,
        ObservedValue::Unavailable(_) if evidence.function.migrated() => None,
        ObservedValue::Unavailable(_) => Some(Cause::Unproven),
    }
}

type Row = (Cause, fn(&Evidence) -> bool);

const ROWS: &[Row] = &[
    // What AWS says outright, before any trigger.
    (Cause::Throttled, |e| {
        matches!(e.answer.code(), "TooManyRequestsException" | "LimitExceededException" | "ThrottlingException")
    }),
    (Cause::BlockedByFirewall, |e| e.answer.code() == "ForbiddenException"),
    (Cause::ServiceUnavailable, |e| matches!(e.answer.code(), "InternalErrorException" | "ServiceUnavailableException")),
    (Cause::ClientSecret, |e| e.answer.says("SECRET_HASH") || e.answer.says("secret hash")),
    (Cause::SrpClient, |e| e.answer.says("flow not enabled") && signs_in_by_srp(e)),
    (Cause::FlowNotEnabled, |e| e.answer.says("flow not enabled")),
    (Cause::DestinationClientMissing, |e| e.answer.code() == "ResourceNotFoundException"),
    // The destination had the user: the trigger never fires for them.
    (Cause::UserDisabled, |e| {
        e.was_there_before() && (e.answer.says("disabled") || e.created_user().is_some_and(|u| !u.enabled))
    }),
    (Cause::ResetRequired, |e| e.was_there_before() && reset_is_required(e)),
    (Cause::NotConfirmed, |e| e.was_there_before() && (code(e, "UserNotConfirmedException") || status(e, "UNCONFIRMED"))),
    (Cause::LockedOut, |e| e.was_there_before() && e.answer.says("attempts exceeded")),
    (Cause::Challenge, |e| e.was_there_before() && matches!(e.answer, AuthResult::Challenge(_))),
    // Our function is behind the PostAuthentication trigger too, which fires for everybody.
    (Cause::FunctionMissing, |e| groups_trigger_failed(e) && e.status_of(ResourceId::Function) == Some(&ResourceStatus::Missing)),
    (Cause::InvokePermissionMissing, |e| {
        groups_trigger_failed(e) && e.status_of(ResourceId::InvokePermission) == Some(&ResourceStatus::Missing)
    }),
    (Cause::InvokePermissionWrongSource, |e| groups_trigger_failed(e) && off(e, ResourceId::InvokePermission)),
    (Cause::FunctionError, groups_trigger_failed),
    (Cause::OtherTrigger, |e| e.was_there_before() && trigger_threw(e)),
    (Cause::AlreadyInDestination, Evidence::was_there_before),
    // The function handed the user over, and Cognito did not take it.
    (Cause::AttributeNotInSchema, |e| e.answer.says("does not exist in the schema")),
    (Cause::AttributeRefused, |e| e.answer.says("did not conform to the schema")),
    // The user was created, and the sign-in stopped after that.
    (Cause::ResetRequired, |e| e.was_created() && reset_is_required(e)),
    (Cause::Challenge, |e| e.was_created() && matches!(e.answer, AuthResult::Challenge(_))),
    (Cause::OtherTrigger, another_trigger_threw),
    (Cause::RefusedAfterMigration, Evidence::was_created),
    // With the client or the pool like this, our function cannot have been asked: a line in its log is somebody else's.
    (Cause::SrpClient, signs_in_by_srp),
    (Cause::FlowNotEnabled, |e| off(e, ResourceId::ClientFlows)),
    (Cause::TriggerNotSet, |e| trigger_now(e) == Some(None)),
    (Cause::TriggerElsewhere, |e| matches!(trigger_now(e), Some(Some(_)))),
    (Cause::FunctionMissing, |e| e.status_of(ResourceId::Function) == Some(&ResourceStatus::Missing)),
    // The function's own line.
    (Cause::WrongPassword, |e| e.function.reason() == "wrong-password"),
    (Cause::UserNotFound, |e| e.function.reason() == "user-not-found"),
    (Cause::UserDisabled, |e| e.function.reason() == "user-disabled"),
    (Cause::LockedOut, |e| e.function.reason() == "locked-out"),
    (Cause::ResetRequired, |e| matches!(e.function.reason(), "reset-required" | "status:RESET_REQUIRED")),
    (Cause::NotConfirmed, |e| matches!(e.function.reason(), "not-confirmed" | "status:UNCONFIRMED")),
    (Cause::TemporaryPasswordExpired, |e| e.function.reason() == "temporary-password-expired"),
    (Cause::TemporaryPassword, |e| {
        matches!(e.function.reason(), "challenge:NEW_PASSWORD_REQUIRED" | "status:FORCE_CHANGE_PASSWORD")
    }),
    (Cause::Mfa, |e| e.function.reason().strip_prefix("challenge:").is_some_and(is_second_factor)),
    (Cause::Challenge, |e| e.function.reason().starts_with("challenge:")),
    (Cause::UserStatus, |e| e.function.reason().starts_with("status:")),
    (Cause::NoAttributes, |e| e.function.reason() == "no-attributes"),
    (Cause::AttributeMissing, |e| e.function.reason().starts_with("attribute-missing:")),
    (Cause::AttributeRefused, |e| e.function.reason().starts_with("attribute-")),
    (Cause::NameNotUsable, |e| e.function.reason() == "name-not-usable"),
    (Cause::NoVerifiedChannel, |e| e.function.reason() == "no-verified-channel"),
    (Cause::NameIllFormed, |e| e.function.reason() == "name-ill-formed"),
    (Cause::SourceThreatProtection, |e| e.function.reason() == "security"),
    (Cause::SourceRefused, |e| e.function.reason() == "not-authorized"),
    (Cause::ExternalIdDiffers, |e| e.function.reason() == "assume-role-denied" && external_id_is_off(e)),
    (Cause::TrustNamesAnother, |e| e.function.reason() == "assume-role-denied" && trust_is_off(e)),
    (Cause::FunctionCannotAssume, |e| e.function.reason() == "assume-role-denied"),
    (Cause::SourceRegionDisabled, |e| e.function.reason() == "region-disabled"),
    (Cause::SourceReplica, |e| e.function.reason() == "operation-not-enabled"),
    (Cause::SourceRoleLacksPermission, |e| e.function.reason() == "source-access-denied"),
    (Cause::FunctionCannotAssume, |e| e.function.reason() == "source-credentials-rejected"),
    (Cause::SourceClientFlow, |e| e.function.reason() == "source-client-flow"),
    (Cause::SourceClientSecret, |e| e.function.reason() == "source-client-secret"),
    (Cause::SourceClientMissing, |e| e.function.reason() == "source-client-missing"),
    (Cause::SourcePoolMissing, |e| e.function.reason() == "source-pool-missing"),
    (Cause::SourceTrigger, |e| e.function.reason() == "source-trigger"),
    (Cause::FunctionConfiguration, |e| e.function.reason() == "configuration"),
    (Cause::Throttled, |e| e.function.reason() == "throttled"),
    (Cause::Timeout, |e| e.function.reason() == "timeout"),
    (Cause::SourceUnreachable, |e| matches!(e.function.reason(), "unavailable" | "unreachable")),
    (Cause::FunctionError, |e| matches!(e.function.reason(), "unknown-trigger" | "unexpected")),
    (Cause::AttributeNotInSchema, |e| handed_over(e) && !e.attributes_without_a_place().is_empty()),
    (Cause::AnswerNotAccepted, |e| handed_over(e) || code(e, "InvalidLambdaResponseException")),
    // It ran and wrote no line.
    (Cause::Timeout, |e| e.function == FunctionSaid::TimedOut),
    (Cause::FunctionError, |e| matches!(e.function, FunctionSaid::Crashed(_))),
    (Cause::FunctionError, |e| e.function == FunctionSaid::Ran && differs(e, ResourceId::Function, "CodeSha256")),
    // It shows no sign of having run: what is off in the set-up?
    (Cause::InvokePermissionMissing, |e| {
        !e.function.was_invoked() && e.status_of(ResourceId::InvokePermission) == Some(&ResourceStatus::Missing)
    }),
    (Cause::InvokePermissionWrongSource, |e| !e.function.was_invoked() && off(e, ResourceId::InvokePermission)),
    (Cause::SourceClientMissing, |e| trigger_threw(e) && e.status_of(ResourceId::SourceClient) == Some(&ResourceStatus::Missing)),
    (Cause::ExternalIdDiffers, |e| trigger_threw(e) && external_id_is_off(e)),
    (Cause::FunctionConfiguration, |e| trigger_threw(e) && differs(e, ResourceId::Function, "Environment")),
    (Cause::TrustNamesAnother, |e| trigger_threw(e) && trust_is_off(e)),
    (Cause::FunctionCannotAssume, |e| trigger_threw(e) && role_or_its_policy_is_off(e)),
    (Cause::SourceRoleLacksPermission, |e| trigger_threw(e) && differs(e, ResourceId::SourceRole, "InlinePolicies")),
    (Cause::SourceClientSecret, |e| trigger_threw(e) && differs(e, ResourceId::SourceClient, "HasClientSecret")),
    (Cause::SourceClientFlow, |e| trigger_threw(e) && differs(e, ResourceId::SourceClient, "ExplicitAuthFlows")),
    (Cause::FunctionError, trigger_threw),
    // It refused in silence, as it must: how is the user in the source?
    (Cause::UserNotFound, |e| refused_as_unknown(e) && e.source_user == ObservedValue::Known(None)),
    (Cause::UserDisabled, |e| refused_as_unknown(e) && in_source(e, |user| !user.enabled)),
    (Cause::ResetRequired, |e| refused_as_unknown(e) && in_source(e, |user| user.status == "RESET_REQUIRED")),
    (Cause::NotConfirmed, |e| refused_as_unknown(e) && in_source(e, |user| user.status == "UNCONFIRMED")),
    (Cause::TemporaryPassword, |e| refused_as_unknown(e) && in_source(e, |user| user.status == "FORCE_CHANGE_PASSWORD")),
    (Cause::UserStatus, |e| refused_as_unknown(e) && in_source(e, |user| user.status != "CONFIRMED")),
    (Cause::Unexplained, |_| true),
];

fn code(evidence: &Evidence, code: &str) -> bool {
    evidence.answer.code() == code
}

/// The status of the user in the destination, after the sign-in.
fn status(evidence: &Evidence, status: &str) -> bool {
    evidence.created_user().is_some_and(|user| user.status == status)
}

/// PreventUserExistenceErrors hides the state behind "Incorrect username or password." (facts §6.4): the status tells.
fn reset_is_required(evidence: &Evidence) -> bool {
    code(evidence, "PasswordResetRequiredException") || status(evidence, "RESET_REQUIRED")
}

/// Cognito puts the trigger's name before its error: "PreAuthentication failed with error …".
fn another_trigger_threw(evidence: &Evidence) -> bool {
    let others = ["PreAuthentication", "PostAuthentication", "PreTokenGeneration", "CustomMessage"];
    trigger_threw(evidence) && others.iter().any(|trigger| evidence.answer.says(trigger))
}

/// The pool's UserMigration trigger, where it is known not to be our function; inside: whose it is, if anybody's.
fn trigger_now(evidence: &Evidence) -> Option<Option<&str>> {
    let status = evidence.status_of(ResourceId::Trigger)?;
    let here = status.is_off() && (*status == ResourceStatus::Missing || status.differs_in("LambdaConfig"));
    here.then(|| status.text_now("LambdaConfig.UserMigration").filter(|function| !function.is_empty()))
}

fn differs(evidence: &Evidence, resource: ResourceId, field: &str) -> bool {
    evidence.status_of(resource).is_some_and(|status| status.differs_in(field))
}

/// An app client like this one signs its users in by SRP, so that no password reaches the trigger. Where a client names no flow, SRP is among
/// those that Cognito allows it.
fn signs_in_by_srp(evidence: &Evidence) -> bool {
    let flows = evidence.status_of(ResourceId::ClientFlows).and_then(|status| status.texts_now("ExplicitAuthFlows"));
    flows.is_some_and(|flows| flows.is_empty() || flows.contains(&"ALLOW_USER_SRP_AUTH"))
}

/// The external id is not the same on both ends.
fn external_id_is_off(evidence: &Evidence) -> bool {
    let trust = |status: &ResourceStatus| status.differs_within(TRUST, "sts:ExternalId");
    !off(evidence, ResourceId::FunctionRolePolicy) && evidence.status_of(ResourceId::SourceRole).is_some_and(trust)
        || differs(evidence, ResourceId::Function, "Environment.Variables.OLD_EXTERNAL_ID")
}

/// The cross-account role trusts somebody else; the function's role may ask.
fn trust_is_off(evidence: &Evidence) -> bool {
    !off(evidence, ResourceId::FunctionRolePolicy) && differs(evidence, ResourceId::SourceRole, TRUST)
}

fn role_or_its_policy_is_off(evidence: &Evidence) -> bool {
    let missing = |resource| evidence.status_of(resource) == Some(&ResourceStatus::Missing);
    missing(ResourceId::FunctionRole) || missing(ResourceId::SourceRole) || off(evidence, ResourceId::FunctionRolePolicy)
}

fn handed_over(evidence: &Evidence) -> bool {
    evidence.function.migrated()
}

/// What Cognito answers when the trigger returned the event unchanged (facts §1.4). Not when it could not invoke it.
fn refused_as_unknown(evidence: &Evidence) -> bool {
    let unknown = matches!(evidence.answer.code(), "NotAuthorizedException" | "UserNotFoundException");
    unknown && !evidence.answer.says("Exception migrating user")
}

fn in_source(evidence: &Evidence, is: fn(&super::person::PoolUser) -> bool) -> bool {
    matches!(&evidence.source_user, ObservedValue::Known(Some(user)) if is(user))
}

#[cfg(test)]
mod tests;
