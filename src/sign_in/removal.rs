//! Takes back the one user that a test sign-in made, so that the test can be repeated. It deletes in the destination pool only, and only a
//! user whom the session's record proves to be its own test's work: never one that was there before, never one of the source.

use super::report::CreatedUser;
use aws_sdk_cognitoidentityprovider::error::ProvideErrorMetadata as _;
use jiff::Timestamp;
use serde::Serialize;

use super::evidence::Evidence;
use super::person::{self, PoolUser};
use super::report::SignInReport;
use crate::aws::Side;
use crate::aws::account::Account;
use crate::model::blueprint::Blueprint;
use crate::model::spec::Spec;
use crate::problem::{Problem, ProblemKind};
use crate::session::document::{Session, SignInRecord, TestUser};
use crate::sign_in::observed::ObservedValue;

/// What became of a user who was to be removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UserRemoval {
    /// False: the destination does not have the user.
    pub removed: bool,
    #[serde(flatten)]
    pub user: CreatedUser,
}

/// The user, where it is proven that this sign-in made them: AdminGetUser did not find them before, it does now, and the sign-in or the
/// function says that it was this one. Without a session nobody could keep that proof. Pure.
pub(super) fn created(evidence: &Evidence) -> Option<CreatedUser> {
    let proven = !evidence.foreign_setup
        && evidence.was_created()
        && (evidence.answer.took_the_password() || evidence.function.migrated());
    let place = &evidence.blueprint.spec.destination;
    let user = evidence.created_user().filter(|_| proven)?;
    Some(CreatedUser {
        user_name: user.user_name.clone(),
        sub: user.attributes.get("sub")?.clone(),
        pool_id: place.pool_id.clone(),
        account: place.account.clone(),
    })
}

/// Whether this user is the work of one of the session's own tests, by its record. Pure.
pub fn made_by_a_test(session: &Session, pool_id: &str, user: &PoolUser) -> bool {
    let sub = user.attributes.get("sub");
    session.test_users.iter().any(|made| made.pool_id == pool_id && Some(&made.sub) == sub)
}

/// Keeps in the session that there was a test sign-in, how it came out, and whom it made. Not their name.
pub fn record(session: &mut Session, report: &SignInReport, at: Timestamp) {
    session.sign_in = Some(SignInRecord { at, succeeded: report.succeeded });
    if let Some(user) = &report.created {
        session.test_users.push(TestUser { pool_id: user.pool_id.clone(), sub: user.sub.clone(), at });
    }
}

/// Keeps in the session that this user is gone.
pub fn forget(session: &mut Session, removal: &UserRemoval) {
    session.test_users.retain(|made| (&made.pool_id, &made.sub) != (&removal.user.pool_id, &removal.user.sub));
}

/// The name that was typed, and the destination's own where it is another. Pure.
pub fn both_names(typed: &str, user_name: &str) -> String {
    if typed == user_name { typed.to_owned() } else { format!("{typed} (there {user_name})") }
}

/// Finds the user by the name and sees whether they may be removed. Reads only.
///
/// # Errors
/// The user was not made by a test sign-in of this session, or could not be looked at.
pub async fn find(session: &Session, spec: &Spec, destination: &Account, user_name: &str) -> Result<UserRemoval, Problem> {
    let blueprint = Blueprint::new(spec, &session.made);
    let place = &blueprint.spec.destination;
    let what = format!("The user {user_name} is not removed.");
    let right_place = destination.side == Side::Destination
        && destination.identity.account == place.account
        && !place.pool_id.is_empty()
        && place.pool_id != blueprint.spec.source.pool_id;
    if !right_place {
        return Err(Problem::new(ProblemKind::Invalid, what, "Users are removed from the migration's destination pool only."));
    }
    let found = |removed: bool, user_name: &str, sub: &str| UserRemoval {
        removed,
        user: CreatedUser {
            user_name: user_name.to_owned(),
            sub: sub.to_owned(),
            pool_id: place.pool_id.clone(),
            account: place.account.clone(),
        },
    };
    match person::look_up(destination, &place.pool_id, user_name).await {
        ObservedValue::Unavailable(why) => Err(Problem::new(ProblemKind::Service, what, why)),
        ObservedValue::Known(None) => Ok(found(false, user_name, "")),
        ObservedValue::Known(Some(user)) if made_by_a_test(session, &place.pool_id, &user) => {
            let sub = user.attributes.get("sub").map(String::as_str).unwrap_or_default();
            Ok(found(true, &user.user_name, sub))
        }
        ObservedValue::Known(Some(_)) => Err(Problem::new(
            ProblemKind::Invalid,
            what,
            format!(
                "No test sign-in of the session {} made this user of {}: it may be a real user.",
                session.name, place.pool_id
            ),
        )),
    }
}

/// Removes the user, after looking once more whether they may be.
///
/// # Errors
/// As [`find`]; or AWS refused.
pub async fn remove(session: &Session, spec: &Spec, destination: &Account, user_name: &str) -> Result<UserRemoval, Problem> {
    let removal = find(session, spec, destination, user_name).await?;
    if !removal.removed {
        return Ok(removal);
    }
    let user = &removal.user;
    let call = destination.write.cognito.admin_delete_user().user_pool_id(&user.pool_id).username(&user.user_name);
    match call.send().await {
        Ok(_) => Ok(removal),
        Err(error) if error.code() == Some("UserNotFoundException") => Ok(removal),
        Err(error) => {
            Err(destination.problem(format!("Could not remove the user {} from {}", user.user_name, user.pool_id), &error))
        }
    }
}
