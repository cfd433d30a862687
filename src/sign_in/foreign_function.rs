//! What a sign-in through somebody's own function tells. It writes no line that we know, may swallow any error and then refuse as if the
//! password were wrong, or throw whatever AWS told it (facts §13.1): so the set-up as it was found says more than it does. Pure.

use super::answer::AuthResult;
use super::cause::Cause;
use super::evidence::Evidence;
use super::function_log::FunctionSaid;
use super::predicates::{TRUST, read_log};
use super::resource_status::ResourceStatus;
use crate::function::environment;
use crate::function::handler_words;
use crate::function::handler_words::{Answered, HandlerFault, Proof, Words};
use crate::model::resource_id::ResourceId;
use crate::text::printable;

/// The link that broke, in the place of a cause that names none, or that was read out of an error which is the function's and not Cognito's.
pub fn refine_cause(evidence: &Evidence, cause: Cause) -> Cause {
    if !evidence.is_foreign_function() {
        return cause;
    }
    let threw = evidence.answer.code() == "UserLambdaValidationException";
    let own_message = threw.then(|| cause_from_message(evidence)).flatten();
    match cause {
        // "Not authorized to perform sts:AssumeRole" is what AWS says of all ends alike.
        Cause::FunctionError | Cause::Unexplained if own_message == Some(Cause::FunctionCannotAssume) => {
            cause_from_resources(evidence).filter(|cause| cause.is_about_assuming()).unwrap_or(Cause::FunctionCannotAssume)
        }
        Cause::FunctionError | Cause::Unexplained => {
            own_message.or_else(|| cause_from_resources(evidence)).or_else(|| cause_from_user(evidence)).unwrap_or(cause)
        }
        // Of Cognito these would be about the destination; thrown by the function they are about the source.
        Cause::FlowNotEnabled | Cause::SrpClient | Cause::ClientSecret if threw => own_message.unwrap_or(Cause::FunctionError),
        _ => cause,
    }
}

/// Functions that throw what AWS told them: Cognito hands the words on (facts §1.4).
fn cause_from_message(e: &Evidence) -> Option<Cause> {
    let AuthResult::Refused { message, .. } = &e.answer else { return None };
    let words = Words { message, failed: true, ..Words::default() };
    Some(match handler_words::read(words, &environment::variables(&e.blueprint)) {
        Proof::Answered(Answered::UnknownUser) => Cause::UserNotFound,
        Proof::Answered(Answered::WrongPassword) => Cause::WrongPassword,
        Proof::Answered(Answered::LockedOut) => Cause::LockedOut,
        Proof::Answered(Answered::Disabled) => Cause::UserDisabled,
        Proof::Answered(Answered::NotConfirmed) => Cause::NotConfirmed,
        Proof::Answered(Answered::ResetRequired) => Cause::ResetRequired,
        Proof::Broken(HandlerFault::AssumeRoleDenied) => Cause::FunctionCannotAssume,
        Proof::Broken(HandlerFault::SourceDenied(_)) => Cause::SourceRoleLacksPermission,
        Proof::Broken(HandlerFault::Flow) => Cause::SourceClientFlow,
        Proof::Broken(HandlerFault::ClientSecret) => Cause::SourceClientSecret,
        Proof::Broken(HandlerFault::ClientMissing) => Cause::SourceClientMissing,
        Proof::Broken(HandlerFault::PoolMissing) => Cause::SourcePoolMissing,
        Proof::Broken(HandlerFault::Variable(_) | HandlerFault::Value(_) | HandlerFault::Region) if !e.foreign_setup => {
            Cause::FunctionConfiguration
        }
        Proof::Broken(HandlerFault::TimedOut) => Cause::Timeout,
        Proof::Broken(_) | Proof::Nothing => return None,
    })
}

/// Of a migration of ours with a handler that is not: it refused in words of its own, and everything before it is whole. How the user is in
/// the source says more than those words; where all is well there, the likeliest is another password, and nobody can know.
fn cause_from_user(e: &Evidence) -> Option<Cause> {
    let loading =
        ["Runtime.ImportModuleError", "Runtime.HandlerNotFound", "Runtime.MalformedHandlerName", "Runtime.UserCodeSyntaxError"];
    let cannot_run = matches!(&e.function, FunctionSaid::Crashed(kind) if loading.contains(&kind.as_str()));
    if e.foreign_setup || cannot_run || e.was_there_before() {
        return None;
    }
    match e.source_user.known()? {
        None => Some(Cause::UserNotFound),
        Some(user) if !user.enabled => Some(Cause::UserDisabled),
        Some(user) => Some(match user.status.as_str() {
            "RESET_REQUIRED" => Cause::ResetRequired,
            "UNCONFIRMED" => Cause::NotConfirmed,
            "FORCE_CHANGE_PASSWORD" => Cause::TemporaryPassword,
            _ => Cause::OwnFunctionRefused,
        }),
    }
}

/// Its words in Cognito's message, as a person reads them.
pub fn own_message(e: &Evidence) -> Option<String> {
    let AuthResult::Refused { message, .. } = &e.answer else { return None };
    let (_, said) = message.split_once("failed with error ")?;
    let said = printable(said.trim().trim_end_matches('.')).into_owned();
    (!said.is_empty()).then(|| said.chars().take(300).collect())
}

/// What the set-up as it was found rules out, in the order in which the function meets it.
fn cause_from_resources(e: &Evidence) -> Option<Cause> {
    let missing = |resource| e.status_of(resource) == Some(&ResourceStatus::Missing);
    let off = |resource| e.status_of(resource).is_some_and(ResourceStatus::is_off);
    let differs = |resource, field| e.status_of(resource).is_some_and(|status: &ResourceStatus| status.differs_in(field));
    let external_id = e.status_of(ResourceId::SourceRole).is_some_and(|status| status.differs_within(TRUST, "sts:ExternalId"));
    let rows = [
        (Cause::FunctionCannotAssume, off(ResourceId::FunctionRole) || off(ResourceId::FunctionRolePolicy)),
        (Cause::FunctionCannotAssume, missing(ResourceId::SourceRole)),
        (Cause::ExternalIdDiffers, external_id),
        (Cause::TrustNamesAnother, differs(ResourceId::SourceRole, TRUST)),
        (Cause::SourceRoleLacksPermission, differs(ResourceId::SourceRole, "InlinePolicies")),
        (Cause::SourceClientMissing, missing(ResourceId::SourceClient)),
        (Cause::SourceClientFlow, differs(ResourceId::SourceClient, "ExplicitAuthFlows")),
    ];
    rows.into_iter().find(|(_, is)| *is).map(|(cause, _)| cause)
}

/// In the place of an apply: the chain is told above the story, with what to do about each link.
pub const MEND: &str = "Repair the link that is marked ✗ in the chain, as described there, and sign in again.";

/// What to do where the words for a migration of ours would not do.
pub fn remedy(e: &Evidence, cause: Cause) -> Option<Vec<String>> {
    if !e.foreign_setup {
        return None;
    }
    let actions = match cause {
        Cause::TriggerElsewhere => vec!["Find out who owns that function, and set the trigger as the chain above says.".into()],
        Cause::Mfa => vec!["Test with a user without MFA, and plan how MFA users enrol again.".into()],
        Cause::TemporaryPassword => vec!["Let the user sign in to the source once and choose a password.".into()],
        Cause::Unexplained => vec![
            "Where the chain is whole and the source has the user, the likeliest is another password; the function may also \
             refuse for reasons of its own."
                .into(),
            read_log(e),
        ],
        _ => return None,
    };
    Some(actions)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::change::FieldChange;
    use crate::sign_in::cause_rules::diagnose;
    use crate::sign_in::fixture::{refused, unknown};
    use crate::sign_in::function_log::FunctionSaid;
    use crate::sign_in::remedies;

    fn with(resource: ResourceId, status: ResourceStatus) -> Evidence {
        let mut evidence = unknown();
        evidence.foreign_setup = true;
        evidence.function = FunctionSaid::Crashed("AccessDenied".into());
        evidence.answer = refused("UserLambdaValidationException", "UserMigration failed with error Bad credentials.");
        evidence.statuses.insert(resource, status);
        evidence
    }

    fn differs(path: &str) -> ResourceStatus {
        ResourceStatus::Differs(vec![FieldChange { path: path.into(), before: Some(json!("a")), after: Some(json!("b")) }])
    }

    #[test]
    fn the_broken_link_explains_an_error_of_somebodys_own_function() {
        for (resource, status, cause) in [
            (ResourceId::FunctionRolePolicy, ResourceStatus::Missing, Cause::FunctionCannotAssume),
            (ResourceId::SourceRole, differs("AssumeRolePolicyDocument.Statement.Principal"), Cause::TrustNamesAnother),
            (
                ResourceId::SourceRole,
                differs("AssumeRolePolicyDocument.Statement.Condition.StringEquals.sts:ExternalId"),
                Cause::ExternalIdDiffers,
            ),
            (ResourceId::SourceRole, differs("InlinePolicies"), Cause::SourceRoleLacksPermission),
            (ResourceId::SourceClient, ResourceStatus::Missing, Cause::SourceClientMissing),
            (ResourceId::SourceClient, differs("ExplicitAuthFlows"), Cause::SourceClientFlow),
        ] {
            assert_eq!(diagnose(&with(resource, status)).cause, Some(cause));
        }
    }

    #[test]
    fn what_aws_told_the_function_is_read_where_it_throws_it() {
        for (thrown, cause) in [
            ("User: arn:x is not authorized to perform: sts:AssumeRole on resource: arn:y", Cause::FunctionCannotAssume),
            (
                "User: arn:x is not authorized to perform: cognito-idp:AdminInitiateAuth on resource: y",
                Cause::SourceRoleLacksPermission,
            ),
            ("Auth flow not enabled for this client", Cause::SourceClientFlow),
            ("Client x is configured with secret but SECRET_HASH was not received", Cause::SourceClientSecret),
            ("User pool client x does not exist.", Cause::SourceClientMissing),
            ("User pool x does not exist.", Cause::SourcePoolMissing),
            ("Incorrect username or password.", Cause::WrongPassword),
            ("User does not exist.", Cause::UserNotFound),
            ("Password attempts exceeded", Cause::LockedOut),
            ("Bad credentials", Cause::FunctionError),
        ] {
            let mut evidence = with(ResourceId::SourceClient, ResourceStatus::AsPlanned);
            let message = format!("UserMigration failed with error {thrown}.");
            evidence.answer = refused("UserLambdaValidationException", &message);
            assert_eq!(diagnose(&evidence).cause, Some(cause), "{thrown}");
        }
    }

    #[test]
    fn where_all_links_are_whole_its_own_error_stays_the_cause() {
        let evidence = with(ResourceId::SourceClient, ResourceStatus::AsPlanned);
        assert_eq!(diagnose(&evidence).cause, Some(Cause::FunctionError));
    }

    #[test]
    fn no_remedy_speaks_of_a_session_that_there_is_not() {
        for cause in [Cause::TriggerElsewhere, Cause::Mfa, Cause::TemporaryPassword, Cause::Unexplained, Cause::ExternalIdDiffers]
        {
            let said = remedies::of(&with(ResourceId::SourceClient, ResourceStatus::AsPlanned), cause);
            assert!(!said.is_empty() && said.iter().all(|line| !line.contains("--session")), "{cause:?}: {said:?}");
        }
    }

    #[test]
    fn where_the_function_of_a_migration_is_the_teams_own_the_user_says_more_than_its_words() {
        use crate::sign_in::observed::ObservedValue;
        use crate::sign_in::person::PoolUser;
        let own = |user: Option<PoolUser>| {
            let mut evidence = with(ResourceId::SourceClient, ResourceStatus::AsPlanned);
            evidence.foreign_setup = false;
            evidence.blueprint.spec.options.own_function = Some(crate::model::options::OwnFunction {
                zip: "own.zip".into(),
                handler: "app.handler".into(),
                variables: Default::default(),
                policy: None,
            });
            evidence.function = FunctionSaid::Crashed("Error".into());
            evidence.existed_before = ObservedValue::Known(false);
            evidence.destination_user = ObservedValue::Known(None);
            evidence.source_user = ObservedValue::Known(user);
            evidence
        };
        let user = |status: &str, enabled| {
            Some(PoolUser { user_name: "ada".into(), status: status.into(), enabled, attributes: Default::default() })
        };
        for (user, cause) in [
            (None, Cause::UserNotFound),
            (user("CONFIRMED", true), Cause::OwnFunctionRefused),
            (user("CONFIRMED", false), Cause::UserDisabled),
            (user("RESET_REQUIRED", true), Cause::ResetRequired),
            (user("UNCONFIRMED", true), Cause::NotConfirmed),
            (user("FORCE_CHANGE_PASSWORD", true), Cause::TemporaryPassword),
        ] {
            assert_eq!(diagnose(&own(user)).cause, Some(cause));
        }
        let evidence = own(user("CONFIRMED", true));
        assert_eq!(own_message(&evidence).as_deref(), Some("Bad credentials"));
        let mut broken = own(user("CONFIRMED", true));
        broken.function = FunctionSaid::Crashed("Runtime.ImportModuleError".into());
        assert_eq!(diagnose(&broken).cause, Some(Cause::FunctionError));
    }

    #[test]
    fn our_own_functions_line_is_never_overruled() {
        let mut evidence = with(ResourceId::FunctionRolePolicy, ResourceStatus::Missing);
        evidence.foreign_setup = false;
        assert_eq!(diagnose(&evidence).cause, Some(Cause::FunctionError));
    }
}
