//! What is said of each outcome: one sentence, and what to do. Pure.

use super::answer::AuthResult;
use super::cause::Cause;
use super::cause_rules::Diagnosis;
use super::evidence::Evidence;
use super::foreign_function;
use super::remedies;
use crate::aws::Side;
use crate::model::resource_id::ResourceId;

/// One sentence: what came out.
pub fn headline(evidence: &Evidence, diagnosis: &Diagnosis) -> String {
    match diagnosis.cause {
        None => migrated(evidence),
        Some(cause) => headline_for(evidence, cause),
    }
}

/// What to do; nothing after a migration that worked.
pub fn remedy(evidence: &Evidence, diagnosis: &Diagnosis) -> Vec<String> {
    diagnosis.cause.map(|cause| remedies::of(evidence, cause)).unwrap_or_default()
}

fn migrated(evidence: &Evidence) -> String {
    match &evidence.answer {
        AuthResult::Challenge(challenge) => format!(
            "The user was migrated with the password; the destination now asks for a second factor ({challenge}), which an app must handle."
        ),
        _ => "The sign-in worked: the user was migrated with the password.".to_owned(),
    }
}

fn headline_for(e: &Evidence, cause: Cause) -> String {
    let (spec, options) = (&e.blueprint.spec, e.blueprint.options());
    let (source, destination) = (&spec.source.pool_id, &spec.destination.pool_id);
    let (function, client) = (&options.function_name, &spec.destination_client.id);
    let pool = if e.was_there_before() || e.was_created() { Side::Destination } else { Side::Source };
    match cause {
        Cause::AlreadyInDestination if e.answer.took_the_password() => {
            "The sign-in worked, but the destination had the user already: it proves nothing about the migration.".to_owned()
        }
        Cause::AlreadyInDestination => {
            "The destination had the user already, so the trigger did not fire; that user has a different password.".to_owned()
        }
        Cause::Unproven => "The sign-in worked; whether the trigger migrated the user could not be seen.".to_owned(),
        Cause::AnswerNotAccepted => {
            format!("The function {function} handed the user over, and Cognito did not accept its answer.")
        }
        Cause::AttributeMissing => {
            let name = e.function.reason().strip_prefix("attribute-missing:").unwrap_or("an attribute");
            format!("The destination requires {name}, and the user has none in {source}.")
        }
        Cause::AttributeNotInSchema => {
            format!("The destination's schema lacks {}.", remedies::unknown_attributes(e).join(", "))
        }
        Cause::AttributeRefused => "An attribute of the user breaks a rule of the destination's schema.".to_owned(),
        Cause::BlockedByFirewall => format!("AWS WAF blocked the sign-in at {destination}."),
        Cause::Challenge if e.was_there_before() => {
            format!("The destination had the user already, and asks for {}.", challenge(e))
        }
        Cause::Challenge => format!("The password may be right, but the {pool} pool asks for more: {}.", challenge(e)),
        Cause::ClientSecret => {
            format!("The app client {client} has a secret, and the sign-in did not carry the right secret hash.")
        }
        Cause::DestinationClientMissing => format!("The destination does not know the app client {client}."),
        Cause::ExternalIdDiffers => format!(
            "The external id that the role {} asks for is not the one that the function {function} says.",
            options.source_role_name
        ),
        Cause::FlowNotEnabled => {
            format!("The app client {client} does not allow USER_PASSWORD_AUTH, so the password never reaches the trigger.")
        }
        Cause::FunctionCannotAssume => format!("The function {function} may not assume the role {}.", options.source_role_name),
        Cause::FunctionConfiguration => format!("The environment of the function {function} is not as planned."),
        Cause::FunctionError => format!("The function {function}, or what it called, failed."),
        Cause::FunctionMissing => format!("The pool's trigger names the function {function}, which does not exist."),
        Cause::InvokePermissionMissing => format!("Cognito is not allowed to invoke the function {function}."),
        Cause::InvokePermissionWrongSource => {
            format!("Cognito may invoke the function {function}, but not for the pool {destination}.")
        }
        Cause::LockedOut => format!("The user is locked out of the {pool} pool for a while, after too many wrong passwords."),
        Cause::Mfa => format!("The password is right, but the user has a second factor in {source}: {}.", challenge(e)),
        Cause::NameIllFormed => "The name that was typed is not a user name that Cognito accepts.".to_owned(),
        Cause::NameNotUsable => {
            "The name that was typed would not lead to this user again in the destination, so no user is created under it."
                .to_owned()
        }
        Cause::NoVerifiedChannel => {
            format!("The user must set a new password, and {source} has no verified email or phone to send a code to.")
        }
        Cause::NoAttributes => format!("The user has no attribute in {source} that can be migrated."),
        Cause::NotConfirmed => format!("The user never confirmed the sign-up in the {pool} pool."),
        Cause::OtherTrigger => "Another trigger of the destination pool refused the sign-in.".to_owned(),
        Cause::OwnFunctionRefused => match foreign_function::own_message(e) {
            Some(said) => format!("Your own function {function} refused the sign-in, in its own words: {said}."),
            None => format!("Your own function {function} refused the sign-in, and does not say why."),
        },
        Cause::RefusedAfterMigration => "The user was migrated, but the sign-in was refused after that.".to_owned(),
        Cause::ResetRequired => format!("The user must reset the password in the {pool} pool first."),
        Cause::ServiceUnavailable => "Amazon Cognito had an internal error.".to_owned(),
        Cause::SourceClientFlow => {
            format!("The migration app client {} does not allow ADMIN_USER_PASSWORD_AUTH.", options.source_client_name)
        }
        Cause::SourceClientMissing => {
            format!("The migration app client {} does not exist in {source}.", options.source_client_name)
        }
        Cause::SourceClientSecret => {
            format!("The migration app client {} has a secret, which the function does not know.", options.source_client_name)
        }
        Cause::SourcePoolMissing => format!("The function {function} does not find the source pool {source}."),
        Cause::SourceRefused => format!("The source pool {source} refused the user, in words that the function does not know."),
        Cause::SourceRegionDisabled => {
            format!("The Region {} is switched off in the source account {}.", spec.source.region, spec.source.account)
        }
        Cause::SourceReplica => format!("The source pool {source} is a replica, which cannot check a password."),
        Cause::SourceRoleLacksPermission => {
            format!("The role {} may not ask the source pool {source}.", options.source_role_name)
        }
        Cause::SourceThreatProtection => format!("Threat protection of the source pool {source} blocked the sign-in."),
        Cause::SourceTrigger => format!("A trigger of the source pool {source} refused the user, or failed."),
        Cause::SourceUnreachable => format!("The function {function} did not reach AWS in {}.", spec.source.region),
        Cause::SrpClient => {
            format!(
                "The app client {client} signs its users in by SRP: the password never leaves the app, so the trigger never fires."
            )
        }
        Cause::TemporaryPassword => {
            "The user has a temporary password in the source, which is never made a lasting one.".to_owned()
        }
        Cause::TemporaryPasswordExpired => "The user's temporary password in the source has expired.".to_owned(),
        Cause::Throttled => "AWS throttled the sign-in: too many requests for a quota.".to_owned(),
        Cause::Timeout => format!("The function {function} did not answer in time; Cognito waits five seconds."),
        Cause::TriggerElsewhere => {
            let status = e.status_of(ResourceId::Trigger);
            let other = status.and_then(|status| status.text_now("LambdaConfig.UserMigration")).unwrap_or("another function");
            format!("The UserMigration trigger of {destination} is not ours: {other}.")
        }
        Cause::TriggerNotSet => format!("The pool {destination} has no UserMigration trigger."),
        Cause::TrustNamesAnother => {
            format!("The role {} does not trust the role of the function {function}, but another.", options.source_role_name)
        }
        Cause::Unexplained => "The sign-in was refused, and the evidence does not show why.".to_owned(),
        Cause::UserDisabled => format!("The user is disabled in the {pool} pool."),
        Cause::UserNotFound => format!("Neither pool has this user: the source {source} does not know the name either."),
        Cause::UserStatus => format!("The user's state in the source does not allow a migration: {}.", remedies::source_state(e)),
        Cause::WrongPassword => format!("The password is not the one that the user has in the source pool {source}."),
    }
}

fn challenge(evidence: &Evidence) -> &str {
    match &evidence.answer {
        AuthResult::Challenge(name) => name,
        _ => evidence.function.reason().strip_prefix("challenge:").unwrap_or("an answer to a challenge"),
    }
}
