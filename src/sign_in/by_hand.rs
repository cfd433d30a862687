//! What a sign-in through somebody's own function tells. It writes no line that we know, may swallow any error and then refuse as if the
//! password were wrong, or throw whatever AWS told it (facts/peers.md §2): so the set-up as it was found says more than it does. Pure.

use super::cause::Cause;
use super::evidence::Evidence;
use super::piece::Piece;
use crate::resources::ResourceId;

/// The link of the found set-up that is known to be broken, in the place of a cause that names none.
pub fn more_exactly(evidence: &Evidence, cause: Cause) -> Cause {
    let says_nothing = matches!(cause, Cause::FunctionError | Cause::Unexplained);
    match evidence.by_hand && says_nothing {
        true => broken(evidence).unwrap_or(cause),
        false => cause,
    }
}

/// In the order in which the function meets them.
fn broken(e: &Evidence) -> Option<Cause> {
    let missing = |resource| e.piece(resource) == Some(&Piece::Missing);
    let off = |resource| e.piece(resource).is_some_and(Piece::is_off);
    let differs = |resource, field| e.piece(resource).is_some_and(|piece: &Piece| piece.differs_in(field));
    let rows = [
        (Cause::FunctionCannotAssume, off(ResourceId::FunctionRole) || off(ResourceId::FunctionRolePolicy)),
        (Cause::FunctionCannotAssume, missing(ResourceId::SourceRole)),
        (Cause::FunctionCannotAssume, differs(ResourceId::SourceRole, "AssumeRolePolicyDocument")),
        (Cause::SourceRoleLacksPermission, differs(ResourceId::SourceRole, "InlinePolicies")),
        (Cause::SourceClientMissing, missing(ResourceId::SourceClient)),
        (Cause::SourceClientFlow, differs(ResourceId::SourceClient, "ExplicitAuthFlows")),
    ];
    rows.into_iter().find(|(_, is)| *is).map(|(cause, _)| cause)
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
        evidence.answer = refused("UserLambdaValidationException", "UserMigration failed with error not authorized.");
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
            (ResourceId::SourceRole, differs("AssumeRolePolicyDocument.Principal"), Cause::FunctionCannotAssume),
            (ResourceId::SourceRole, differs("InlinePolicies"), Cause::SourceRoleLacksPermission),
            (ResourceId::SourceClient, Piece::Missing, Cause::SourceClientMissing),
            (ResourceId::SourceClient, differs("ExplicitAuthFlows"), Cause::SourceClientFlow),
        ] {
            assert_eq!(diagnose(&with(resource, piece)).cause, Some(cause));
        }
    }

    #[test]
    fn where_all_links_are_whole_its_own_error_stays_the_cause() {
        let evidence = with(ResourceId::SourceClient, Piece::AsPlanned);
        assert_eq!(diagnose(&evidence).cause, Some(Cause::FunctionError));
    }

    #[test]
    fn our_own_functions_line_is_never_overruled() {
        let mut evidence = with(ResourceId::FunctionRolePolicy, Piece::Missing);
        evidence.by_hand = false;
        assert_eq!(diagnose(&evidence).cause, Some(Cause::FunctionError));
    }
}
