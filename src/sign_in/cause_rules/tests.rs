//! One case per row of the diagnosis: what was seen, and the link that it must name.

use std::collections::BTreeSet;

use serde_json::json;

use super::*;
use crate::aws::document::groups::Group;
use crate::model::change::FieldChange;
use crate::model::groups;
use crate::model::user_options::Memberships;
use crate::sign_in::fixture::{line, migrated, person, refused, unknown};

/// Where the cross-account role asks for the external id.
const EXTERNAL_ID: &str = "AssumeRolePolicyDocument.Statement[0].Condition.StringEquals.sts:ExternalId";

type Case = (&'static str, Evidence, Cause);

fn with(mut evidence: Evidence, change: impl FnOnce(&mut Evidence)) -> Evidence {
    change(&mut evidence);
    evidence
}

/// An unknown user, the answer given, nothing in the log.
fn answered(code: &str, message: &str) -> Evidence {
    with(unknown(), |e| e.answer = refused(code, message))
}

/// An unknown user, refused; the function's line says why.
fn said(outcome: &str, reason: &str) -> Evidence {
    with(unknown(), |e| {
        e.function = line(outcome, reason);
        if outcome == "failed" {
            e.answer = threw();
        }
    })
}

/// A user whom the destination had before, in this status there.
fn there_before(status: &str, answer: AuthResult) -> Evidence {
    with(unknown(), |e| {
        e.existed_before = ObservedValue::Known(true);
        e.destination_user = ObservedValue::Known(Some(person(status)));
        e.function = FunctionSaid::NotAsked;
        e.answer = answer;
    })
}

/// Groups come at the first sign-in, and the PostAuthentication trigger failed for somebody who was there, with one resource not as planned.
fn after_sign_in(off: Option<(ResourceId, ResourceStatus)>) -> Evidence {
    let failed = refused("UnexpectedLambdaException", "PostAuthentication invocation failed due to error AccessDeniedException.");
    with(there_before("CONFIRMED", failed), |e| {
        e.blueprint.spec.options.users.groups = Memberships::FirstSignIn;
        e.blueprint.spec.groups = vec![Group { name: "readers".into(), ..Group::default() }];
        e.statuses.extend(off);
    })
}

/// A user whom this sign-in created, in this status, and refused after that.
fn created(status: &str, answer: AuthResult) -> Evidence {
    with(migrated(), |e| {
        e.destination_user = ObservedValue::Known(Some(person(status)));
        e.answer = answer;
    })
}

/// A refusal as of an unknown user, with one resource not as planned.
fn status_of(resource: ResourceId, status: ResourceStatus) -> Evidence {
    with(unknown(), |e| drop(e.statuses.insert(resource, status)))
}

/// The function threw without a line, with one resource not as planned.
fn threw_with(resource: ResourceId, off: ResourceStatus) -> Evidence {
    with(status_of(resource, off), |e| e.answer = threw())
}

/// STS refused the function, with one resource not as planned.
fn denied_with(resource: ResourceId, off: ResourceStatus) -> Evidence {
    with(said("failed", "assume-role-denied"), |e| drop(e.statuses.insert(resource, off)))
}

/// Refused as an unknown user, by a client that allows these flows.
fn flows(before: serde_json::Value) -> Evidence {
    status_of(ResourceId::ClientFlows, field("ExplicitAuthFlows", before))
}

/// Refused in silence, nothing in the log, the user in this status in the source.
fn in_source_as(status: &str) -> Evidence {
    with(unknown(), |e| e.source_user = ObservedValue::Known(Some(person(status))))
}

fn field(path: &str, before: serde_json::Value) -> ResourceStatus {
    ResourceStatus::Differs(vec![FieldChange { path: path.into(), before: Some(before), after: Some(json!("as planned")) }])
}

fn incorrect() -> AuthResult {
    refused("NotAuthorizedException", "Incorrect username or password.")
}

fn threw() -> AuthResult {
    refused(
        "UserLambdaValidationException",
        "UserMigration failed with error Sign-in is temporarily unavailable. Please try again..",
    )
}

fn cases() -> Vec<Case> {
    use Cause as C;
    use ResourceId as R;
    let invalid = "InvalidParameterException";
    let disabled = |evidence: Evidence| {
        with(evidence, |e| e.destination_user = ObservedValue::Known(Some(PoolUser { enabled: false, ..person("CONFIRMED") })))
    };
    let other = "PostAuthentication failed with error no.";
    vec![
        ("a quota", answered("TooManyRequestsException", "Rate exceeded"), C::Throttled),
        ("a web ACL", answered("ForbiddenException", "Request not allowed due to WAF block."), C::BlockedByFirewall),
        ("AWS's own fault", answered("InternalErrorException", ""), C::ServiceUnavailable),
        (
            "no secret hash",
            answered("NotAuthorizedException", "Client client1 is configured with secret but SECRET_HASH was not received"),
            C::ClientSecret,
        ),
        ("a wrong secret hash", answered(invalid, "Unable to verify secret hash for client client1"), C::ClientSecret),
        ("no password flow", answered(invalid, "USER_PASSWORD_AUTH flow not enabled for this client"), C::FlowNotEnabled),
        (
            "an SRP client",
            with(flows(json!(["ALLOW_USER_SRP_AUTH"])), |e| {
                e.answer = refused(invalid, "USER_PASSWORD_AUTH flow not enabled for this client")
            }),
            C::SrpClient,
        ),
        ("a client that names no flow", flows(json!(null)), C::SrpClient),
        ("a client with another flow, in other words", flows(json!(["ALLOW_CUSTOM_AUTH"])), C::FlowNotEnabled),
        ("no client", answered("ResourceNotFoundException", "User pool client x does not exist."), C::DestinationClientMissing),
        ("disabled there", there_before("CONFIRMED", refused("NotAuthorizedException", "User is disabled.")), C::UserDisabled),
        ("disabled there, hidden", disabled(there_before("CONFIRMED", incorrect())), C::UserDisabled),
        ("reset there", there_before("RESET_REQUIRED", refused("PasswordResetRequiredException", "")), C::ResetRequired),
        ("imported there, hidden", there_before("RESET_REQUIRED", incorrect()), C::ResetRequired),
        ("unconfirmed there", there_before("UNCONFIRMED", refused("UserNotConfirmedException", "")), C::NotConfirmed),
        (
            "locked out there",
            there_before("CONFIRMED", refused("NotAuthorizedException", "Password attempts exceeded")),
            C::LockedOut,
        ),
        (
            "invited there",
            there_before("FORCE_CHANGE_PASSWORD", AuthResult::Challenge("NEW_PASSWORD_REQUIRED".into())),
            C::Challenge,
        ),
        ("there, another trigger", there_before("CONFIRMED", refused("UserLambdaValidationException", other)), C::OtherTrigger),
        ("there, our function after the sign-in", after_sign_in(None), C::FunctionError),
        ("there, our function gone", after_sign_in(Some((R::Function, ResourceStatus::Missing))), C::FunctionMissing),
        ("there, no permission", after_sign_in(Some((R::InvokePermission, ResourceStatus::Missing))), C::InvokePermissionMissing),
        (
            "there, another pool's permission",
            after_sign_in(Some((R::InvokePermission, field("SourceArn", json!("arn:aws:cognito-idp:::userpool/x"))))),
            C::InvokePermissionWrongSource,
        ),
        (
            "there, another function after the sign-in",
            after_sign_in(Some((R::GroupsTrigger, field("LambdaConfig.PostAuthentication", json!("arn:other"))))),
            C::OtherTrigger,
        ),
        ("there, another password", there_before("CONFIRMED", incorrect()), C::AlreadyInDestination),
        (
            "an unknown attribute, said",
            answered(invalid, "Attributes did not conform to the schema: custom:x: Attribute does not exist in the schema."),
            C::AttributeNotInSchema,
        ),
        (
            "too long an attribute",
            answered(invalid, "Attributes did not conform to the schema: name: String is too long."),
            C::AttributeRefused,
        ),
        ("made, to be reset", created("RESET_REQUIRED", refused("PasswordResetRequiredException", "")), C::ResetRequired),
        ("made, custom challenge", created("CONFIRMED", AuthResult::Challenge("CUSTOM_CHALLENGE".into())), C::Challenge),
        ("made, another trigger", created("CONFIRMED", refused("UserLambdaValidationException", other)), C::OtherTrigger),
        ("made, refused", created("CONFIRMED", refused("NotAuthorizedException", "No.")), C::RefusedAfterMigration),
        ("no trigger", status_of(R::Trigger, field("LambdaConfig.UserMigration", json!(null))), C::TriggerNotSet),
        (
            "no trigger, and a late line",
            with(status_of(R::Trigger, field("LambdaConfig.UserMigration", json!(""))), |e| {
                e.function = line("refused", "locked-out")
            }),
            C::TriggerNotSet,
        ),
        ("another trigger", status_of(R::Trigger, field("LambdaConfig.UserMigration", json!("arn:other"))), C::TriggerElsewhere),
        ("a deleted function", status_of(R::Function, ResourceStatus::Missing), C::FunctionMissing),
        ("wrong password", said("refused", "wrong-password"), C::WrongPassword),
        ("in neither pool", said("refused", "user-not-found"), C::UserNotFound),
        ("disabled", said("refused", "user-disabled"), C::UserDisabled),
        ("locked out", said("refused", "locked-out"), C::LockedOut),
        ("reset required", said("refused", "reset-required"), C::ResetRequired),
        ("not confirmed", said("refused", "not-confirmed"), C::NotConfirmed),
        ("temporary password", said("refused", "challenge:NEW_PASSWORD_REQUIRED"), C::TemporaryPassword),
        ("temporary password, expired", said("refused", "temporary-password-expired"), C::TemporaryPasswordExpired),
        ("MFA", said("refused", "challenge:SOFTWARE_TOKEN_MFA"), C::Mfa),
        ("another challenge", said("refused", "challenge:CUSTOM_CHALLENGE"), C::Challenge),
        ("federated", said("refused", "status:EXTERNAL_PROVIDER"), C::UserStatus),
        ("nothing to migrate", said("refused", "no-attributes"), C::NoAttributes),
        ("a required attribute", said("refused", "attribute-missing:given_name"), C::AttributeMissing),
        ("a value too long", said("refused", "attribute-length:custom:tier"), C::AttributeRefused),
        ("another name", said("refused", "name-not-usable"), C::NameNotUsable),
        ("no way to send a code", said("refused", "no-verified-channel"), C::NoVerifiedChannel),
        ("other words", said("refused", "not-authorized"), C::SourceRefused),
        ("threat protection", said("refused", "security"), C::SourceThreatProtection),
        ("an ill-formed name", said("refused", "name-ill-formed"), C::NameIllFormed),
        ("STS is off there", said("failed", "region-disabled"), C::SourceRegionDisabled),
        ("a replica", said("failed", "operation-not-enabled"), C::SourceReplica),
        ("assume role", said("failed", "assume-role-denied"), C::FunctionCannotAssume),
        ("assume role, external id", denied_with(R::SourceRole, field(EXTERNAL_ID, json!("y"))), C::ExternalIdDiffers),
        (
            "assume role, the function's external id",
            denied_with(R::Function, field("Environment.Variables.OLD_EXTERNAL_ID", json!("y"))),
            C::ExternalIdDiffers,
        ),
        (
            "assume role, another role",
            denied_with(R::SourceRole, field("AssumeRolePolicyDocument.Statement[0].Principal.AWS", json!("AROA"))),
            C::TrustNamesAnother,
        ),
        ("assume role, own policy", denied_with(R::FunctionRolePolicy, ResourceStatus::Missing), C::FunctionCannotAssume),
        ("source role", said("failed", "source-access-denied"), C::SourceRoleLacksPermission),
        ("role's session", said("failed", "source-credentials-rejected"), C::FunctionCannotAssume),
        ("source flow", said("failed", "source-client-flow"), C::SourceClientFlow),
        ("source secret", said("failed", "source-client-secret"), C::SourceClientSecret),
        ("source client", said("failed", "source-client-missing"), C::SourceClientMissing),
        ("source pool", said("failed", "source-pool-missing"), C::SourcePoolMissing),
        ("source trigger", said("failed", "source-trigger"), C::SourceTrigger),
        ("variables", said("failed", "configuration"), C::FunctionConfiguration),
        ("source quota", said("failed", "throttled"), C::Throttled),
        ("time", said("failed", "timeout"), C::Timeout),
        ("network", said("failed", "unreachable"), C::SourceUnreachable),
        ("anything", said("failed", "unexpected"), C::FunctionError),
        (
            "an unknown attribute, hidden",
            with(said("migrated", "migrated"), |e| e.destination_schema = ObservedValue::Known(BTreeSet::from(["email".into()]))),
            C::AttributeNotInSchema,
        ),
        ("an answer that was not taken", said("migrated", "migrated"), C::AnswerNotAccepted),
        (
            "Lambda's time-out",
            with(answered("UnexpectedLambdaException", ""), |e| e.function = FunctionSaid::TimedOut),
            C::Timeout,
        ),
        (
            "a crash",
            with(unknown(), |e| e.function = FunctionSaid::Crashed("Runtime.ImportModuleError".into())),
            C::FunctionError,
        ),
        (
            "somebody's code",
            with(status_of(R::Function, field("CodeSha256", json!("other"))), |e| e.function = FunctionSaid::Ran),
            C::FunctionError,
        ),
        ("no permission", status_of(R::InvokePermission, ResourceStatus::Missing), C::InvokePermissionMissing),
        (
            "another pool's permission",
            status_of(R::InvokePermission, field("SourceArn", json!("arn:aws:cognito-idp:::userpool/x"))),
            C::InvokePermissionWrongSource,
        ),
        ("threw, no client", threw_with(R::SourceClient, ResourceStatus::Missing), C::SourceClientMissing),
        (
            "threw, environment",
            threw_with(R::Function, field("Environment.Variables.OLD_CLIENT_ID", json!("y"))),
            C::FunctionConfiguration,
        ),
        ("threw, no sts:AssumeRole", threw_with(R::FunctionRolePolicy, ResourceStatus::Missing), C::FunctionCannotAssume),
        ("threw, trust", threw_with(R::SourceRole, field("AssumeRolePolicyDocument.Statement", json!({}))), C::TrustNamesAnother),
        ("threw, external id", threw_with(R::SourceRole, field(EXTERNAL_ID, json!("y"))), C::ExternalIdDiffers),
        (
            "threw, policy",
            threw_with(R::SourceRole, field("InlinePolicies.check-passwords.Statement", json!({}))),
            C::SourceRoleLacksPermission,
        ),
        ("threw, secret", threw_with(R::SourceClient, field("HasClientSecret", json!(true))), C::SourceClientSecret),
        ("threw, flow", threw_with(R::SourceClient, field("ExplicitAuthFlows", json!([]))), C::SourceClientFlow),
        ("threw", with(unknown(), |e| e.answer = threw()), C::FunctionError),
        ("silent, in neither pool", with(unknown(), |e| e.source_user = ObservedValue::Known(None)), C::UserNotFound),
        (
            "silent, disabled",
            with(unknown(), |e| e.source_user = ObservedValue::Known(Some(PoolUser { enabled: false, ..person("CONFIRMED") }))),
            C::UserDisabled,
        ),
        ("silent, reset required", in_source_as("RESET_REQUIRED"), C::ResetRequired),
        ("silent, unconfirmed", in_source_as("UNCONFIRMED"), C::NotConfirmed),
        ("silent, temporary password", in_source_as("FORCE_CHANGE_PASSWORD"), C::TemporaryPassword),
        ("silent, federated", in_source_as("EXTERNAL_PROVIDER"), C::UserStatus),
        ("silent, nothing to see", unknown(), C::Unexplained),
    ]
}

use crate::sign_in::person::PoolUser;

#[test]
fn each_fault_is_named_and_none_is_taken_for_another() {
    let wrong: Vec<String> = cases()
        .into_iter()
        .filter_map(|(name, evidence, cause)| {
            let found = diagnose(&evidence);
            let right = Diagnosis { succeeded: false, cause: Some(cause) };
            (found != right).then(|| format!("{name}: expected {cause:?}, got {found:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_row_has_a_case() {
    let chosen: BTreeSet<usize> =
        cases().iter().filter_map(|(_, evidence, _)| ROWS.iter().position(|(_, fits)| fits(evidence))).collect();
    let without: Vec<String> =
        (0..ROWS.len()).filter(|row| !chosen.contains(row)).map(|row| format!("row {row}: {:?}", ROWS[row].0)).collect();
    assert!(without.is_empty(), "{without:#?}");
}

#[test]
fn every_fault_has_a_sentence_a_remedy_and_a_broken_link() {
    for (name, evidence, _) in cases() {
        let report = crate::sign_in::report_of(&evidence);
        assert!(!report.succeeded && report.headline.ends_with('.'), "{name}: {}", report.headline);
        assert!(!report.remedy.is_empty() && report.remedy.iter().all(|action| !action.is_empty()), "{name}");
        let of_groups = usize::from(groups::come_at_first_sign_in(&evidence.blueprint));
        assert_eq!(report.steps.len(), 5 + of_groups, "{name}");
        let cause_from_resources = report.steps.iter().any(|link| link.outcome == crate::sign_in::report::StepOutcome::Broken);
        assert_eq!(cause_from_resources, report.cause.as_deref() != Some("unexplained"), "{name}: {:#?}", report.steps);
        let said = [vec![report.headline.clone()], report.remedy.clone()].concat().join(" ");
        assert!(!said.contains("  ") && !said.contains("()") && !said.contains("{}"), "{name}: {said}");
    }
}

#[test]
fn codes_are_unlike_each_other() {
    let causes: BTreeSet<Cause> = ROWS.iter().map(|(cause, _)| *cause).collect();
    let codes: BTreeSet<&str> = causes.iter().map(|cause| cause.code()).collect();
    assert_eq!(codes.len(), causes.len());
}

#[test]
fn a_migration_that_worked_has_no_cause() {
    assert_eq!(diagnose(&migrated()), Diagnosis { succeeded: true, cause: None });
}

#[test]
fn a_second_factor_after_the_migration_counts_and_is_told() {
    let evidence = created("CONFIRMED", AuthResult::Challenge("SMS_MFA".into()));
    let report = crate::sign_in::report_of(&evidence);
    assert!(report.succeeded && report.cause.is_none() && report.headline.contains("SMS_MFA"), "{report:?}");
}

#[test]
fn a_user_who_was_there_before_proves_nothing() {
    let report = crate::sign_in::report_of(&there_before("CONFIRMED", AuthResult::SignedIn));
    assert_eq!((report.succeeded, report.cause.as_deref()), (true, Some("already-in-destination")));
    assert!(report.headline.contains("proves nothing") && report.remedy[2].contains("admin-delete-user --username alice "));
}

#[test]
fn where_nobody_could_look_before_only_the_functions_line_proves_it() {
    let blind = |function| {
        with(migrated(), |e| {
            e.existed_before = ObservedValue::Unavailable("not authorized".into());
            e.function = function;
        })
    };
    assert_eq!(diagnose(&blind(line("migrated", "migrated"))).cause, None);
    assert_eq!(diagnose(&blind(FunctionSaid::Nothing)), Diagnosis { succeeded: true, cause: Some(Cause::Unproven) });
}

#[test]
fn the_missing_attribute_is_named_with_the_call_that_adds_it() {
    let message = "Attributes did not conform to the schema: custom:plan: Attribute does not exist in the schema.";
    let mut evidence = answered("InvalidParameterException", message);
    let report = crate::sign_in::report_of(&evidence);
    assert!(report.headline.contains("custom:plan"), "{}", report.headline);
    assert!(!report.remedy.concat().contains("aws "), "a type that is not known is not guessed: {:?}", report.remedy);
    let plan = json!({ "Name": "custom:plan", "AttributeDataType": "Number", "Mutable": false });
    evidence.source_schema.insert("custom:plan".into(), plan);
    let added = r#"--custom-attributes '[{"Name":"plan","AttributeDataType":"Number","Mutable":false}]'"#;
    let report = crate::sign_in::report_of(&evidence);
    assert!(report.remedy[1].contains("add-custom-attributes") && report.remedy[1].contains(added), "{:?}", report.remedy);
}

#[test]
fn a_broken_trust_is_shown_by_the_piece_that_differs() {
    let evidence = with(said("failed", "assume-role-denied"), |e| {
        let trust = "AssumeRolePolicyDocument.Statement.Condition.StringEquals.sts:ExternalId";
        e.statuses.insert(ResourceId::SourceRole, field(trust, json!("another")));
    });
    let report = crate::sign_in::report_of(&evidence);
    assert!(
        report.remedy[0].contains("cross-account role") && report.remedy[0].contains("sts:ExternalId"),
        "{:?}",
        report.remedy
    );
    assert!(!format!("{report:?}").contains("another"), "the external id itself is not shown");
}

#[test]
fn a_user_name_cannot_break_out_of_a_command() {
    let evidence = with(said("refused", "user-not-found"), |e| e.user_name = "a'; rm -rf ~; '".into());
    let report = crate::sign_in::report_of(&evidence);
    assert!(report.remedy[1].contains(r"--username 'a'\''; rm -rf ~; '\''' "), "{:?}", report.remedy);
}
