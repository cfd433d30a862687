//! What a sign-in through somebody's own function tells. It writes no line that we know, may swallow any error and then refuse as if the
//! password were wrong, or throw whatever AWS told it (facts/peers.md §2): so the set-up as it was found says more than it does. Pure.

use super::cause::Cause;
use super::diagnosis::TRUST;
use super::evidence::Evidence;
use super::piece::Piece;
use super::remedies;
use crate::resources::ResourceId;

/// The link that broke, in the place of a cause that names none, or that was read out of an error which is the function's and not Cognito's.
pub fn more_exactly(evidence: &Evidence, cause: Cause) -> Cause {
    if !evidence.by_hand {
        return cause;
    }
    let threw = evidence.answer.code() == "UserLambdaValidationException";
    let its_words = threw.then(|| of_its_words(evidence)).flatten();
    match cause {
        // "Not authorized to perform sts:AssumeRole" is what AWS says of all ends alike.
        Cause::FunctionError | Cause::Unexplained if its_words == Some(Cause::FunctionCannotAssume) => {
            broken(evidence).filter(|cause| cause.is_about_assuming()).unwrap_or(Cause::FunctionCannotAssume)
        }
        Cause::FunctionError | Cause::Unexplained => its_words.or_else(|| broken(evidence)).unwrap_or(cause),
        // Of Cognito these would be about the destination; thrown by the function they are about the source.
        Cause::FlowNotEnabled | Cause::SrpClient | Cause::ClientSecret if threw => its_words.unwrap_or(Cause::FunctionError),
        _ => cause,
    }
}

/// Functions that throw what AWS told them: Cognito hands the words on (facts §1.4).
fn of_its_words(e: &Evidence) -> Option<Cause> {
    let rows = [
        ("perform: sts:assumerole", Cause::FunctionCannotAssume),
        ("perform: cognito-idp:", Cause::SourceRoleLacksPermission),
        ("flow not enabled", Cause::SourceClientFlow),
        ("secret_hash", Cause::SourceClientSecret),
        ("secret hash", Cause::SourceClientSecret),
        ("user pool client", Cause::SourceClientMissing),
        ("user pool", Cause::SourcePoolMissing),
        ("attempts exceeded", Cause::LockedOut),
        ("user is disabled", Cause::UserDisabled),
        ("user does not exist", Cause::UserNotFound),
        ("incorrect username or password", Cause::WrongPassword),
        ("not confirmed", Cause::NotConfirmed),
        ("reset required", Cause::ResetRequired),
    ];
    rows.into_iter().find(|(words, _)| e.answer.says(words)).map(|(_, cause)| cause)
}

/// What the set-up as it was found rules out, in the order in which the function meets it.
fn broken(e: &Evidence) -> Option<Cause> {
    let missing = |resource| e.piece(resource) == Some(&Piece::Missing);
    let off = |resource| e.piece(resource).is_some_and(Piece::is_off);
    let differs = |resource, field| e.piece(resource).is_some_and(|piece: &Piece| piece.differs_in(field));
    let external_id = e.piece(ResourceId::SourceRole).is_some_and(|piece| piece.differs_within(TRUST, "sts:ExternalId"));
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
pub const MEND: &str = "Mend the link that is marked ✗ in the chain, as it says there, and sign in again.";

/// What to do where the words for a migration of ours would not do.
pub fn remedy(e: &Evidence, cause: Cause) -> Option<Vec<String>> {
    if !e.by_hand {
        return None;
    }
    let actions = match cause {
        Cause::TriggerElsewhere => vec!["Find out whose function that is, and set the trigger as the chain above says.".into()],
        Cause::Mfa => vec!["Test with a user without MFA, and plan how MFA users enrol anew.".into()],
        Cause::TemporaryPassword => vec!["Let the user sign in to the source once and choose a password.".into()],
        Cause::Unexplained => vec![
            "Where the chain is whole and the source has the user, the likeliest is another password; a function of somebody's own may also \
             refuse for reasons of its own."
                .into(),
            remedies::read_log(e),
        ],
        _ => return None,
    };
    Some(actions)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::resources::change::FieldChange;
    use crate::sign_in::diagnosis::diagnose;
    use crate::sign_in::fixture::{refused, unknown};
    use crate::sign_in::function_log::FunctionSaid;

    fn with(resource: ResourceId, piece: Piece) -> Evidence {
        let mut evidence = unknown();
        evidence.by_hand = true;
        evidence.function = FunctionSaid::Crashed("AccessDenied".into());
        evidence.answer = refused("UserLambdaValidationException", "UserMigration failed with error Bad credentials.");
        evidence.pieces.insert(resource, piece);
        evidence
    }

    fn differs(path: &str) -> Piece {
        Piece::Differs(vec![FieldChange { path: path.into(), before: Some(json!("a")), after: Some(json!("b")) }])
    }

    #[test]
    fn the_broken_link_explains_an_error_of_somebodys_own_function() {
        for (resource, piece, cause) in [
            (ResourceId::FunctionRolePolicy, Piece::Missing, Cause::FunctionCannotAssume),
            (ResourceId::SourceRole, differs("AssumeRolePolicyDocument.Statement.Principal"), Cause::TrustNamesAnother),
            (
                ResourceId::SourceRole,
                differs("AssumeRolePolicyDocument.Statement.Condition.StringEquals.sts:ExternalId"),
                Cause::ExternalIdDiffers,
            ),
            (ResourceId::SourceRole, differs("InlinePolicies"), Cause::SourceRoleLacksPermission),
            (ResourceId::SourceClient, Piece::Missing, Cause::SourceClientMissing),
            (ResourceId::SourceClient, differs("ExplicitAuthFlows"), Cause::SourceClientFlow),
        ] {
            assert_eq!(diagnose(&with(resource, piece)).cause, Some(cause));
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
            let mut evidence = with(ResourceId::SourceClient, Piece::AsPlanned);
            let message = format!("UserMigration failed with error {thrown}.");
            evidence.answer = refused("UserLambdaValidationException", &message);
            assert_eq!(diagnose(&evidence).cause, Some(cause), "{thrown}");
        }
    }

    #[test]
    fn where_all_links_are_whole_its_own_error_stays_the_cause() {
        let evidence = with(ResourceId::SourceClient, Piece::AsPlanned);
        assert_eq!(diagnose(&evidence).cause, Some(Cause::FunctionError));
    }

    #[test]
    fn no_remedy_speaks_of_a_session_that_there_is_not() {
        for cause in [Cause::TriggerElsewhere, Cause::Mfa, Cause::TemporaryPassword, Cause::Unexplained, Cause::ExternalIdDiffers]
        {
            let said = remedies::of(&with(ResourceId::SourceClient, Piece::AsPlanned), cause);
            assert!(!said.is_empty() && said.iter().all(|line| !line.contains("--session")), "{cause:?}: {said:?}");
        }
    }

    #[test]
    fn our_own_functions_line_is_never_overruled() {
        let mut evidence = with(ResourceId::FunctionRolePolicy, Piece::Missing);
        evidence.by_hand = false;
        assert_eq!(diagnose(&evidence).cause, Some(Cause::FunctionError));
    }
}
