//! What to do about each cause: commands ready to paste, with the names of this migration. Pure.

use serde_json::Value;

use super::cause::Cause;
use super::evidence::Evidence;
use super::foreign_function;
use super::predicates::{groups_trigger_failed, read_log};
use super::resource_status::ResourceStatus;
use crate::command::{Command, Operation};
use crate::model::place::Place;
use crate::model::resource_id::ResourceId;
use crate::model::schema_attribute;

/// What to do, one action a line.
pub fn of(e: &Evidence, cause: Cause) -> Vec<String> {
    let mut actions = remedies_for(e, cause);
    if groups_trigger_failed(e) {
        actions.push(
            "Until that is repaired, no user can sign in to this pool. To let users sign in first, without their groups:".into(),
        );
        actions.push(session(e, "teardown").with("--only", ResourceId::GroupsTrigger.key()).into());
    }
    actions
}

fn remedies_for(e: &Evidence, cause: Cause) -> Vec<String> {
    if let Some(actions) = foreign_function::remedy(e, cause) {
        return actions;
    }
    let (spec, options) = (&e.blueprint.spec, e.blueprint.options());
    let in_source = |operation: Operation| of_user(operation, &e.user_name, &spec.source).to_string();
    let in_destination = |operation: Operation| of_user(operation, &e.user_name, &spec.destination).to_string();
    let (old, new) = (place(&spec.source), place(&spec.destination));
    let one = |action: &str| vec![action.to_owned()];
    match cause {
        Cause::AlreadyInDestination if e.answer.took_the_password() => again(e),
        Cause::AlreadyInDestination => {
            [vec!["Sign in with the password that the user has in the destination, or:".into()], again(e)].concat()
        }
        Cause::Unproven => [
            vec![
                "Allow cognito-idp:AdminGetUser on the destination pool and logs:FilterLogEvents on the function's log group to this profile."
                    .into(),
            ],
            again(e),
        ]
        .concat(),
        Cause::SrpClient => with_apply(e, "Let the app send USER_PASSWORD_AUTH instead of USER_SRP_AUTH until the cutover."),
        Cause::FlowNotEnabled => with_apply(
            e,
            "Let the app send USER_PASSWORD_AUTH until the cutover. A server that sends ADMIN_USER_PASSWORD_AUTH fires the trigger too.",
        ),
        Cause::TriggerNotSet | Cause::FunctionMissing | Cause::InvokePermissionMissing | Cause::InvokePermissionWrongSource => {
            vec![apply(e)]
        }
        Cause::TriggerElsewhere if e.foreign_setup => with_apply(e, "Find out who owns that function: another migration into this pool may be running."),
        Cause::TriggerElsewhere => vec![
            "Find out who owns that function: another migration into this pool may be running. To set ours in its place anyway:".into(),
            session(e, "apply").with("--replace", ResourceId::Trigger.key()).into(),
        ],
        Cause::FunctionCannotAssume => [what_is_off(
            e,
            &[ResourceId::FunctionRolePolicy, ResourceId::SourceRole, ResourceId::FunctionRole, ResourceId::Function],
            "Roles and policies are as planned: IAM may need some more minutes; else a boundary or an organization's policy forbids sts:AssumeRole.",
        ), vec![apply(e)]]
        .concat(),
        Cause::ExternalIdDiffers | Cause::TrustNamesAnother => {
            [what_is_off(e, &[ResourceId::SourceRole, ResourceId::Function], "Both ends are as planned now."), vec![apply(e)]].concat()
        }
        Cause::SourceRoleLacksPermission => [what_is_off(
            e,
            &[ResourceId::SourceRole],
            "The role is as planned: IAM may need some more minutes; else a boundary or an organization's policy forbids the action.",
        ), vec![apply(e)]]
        .concat(),
        Cause::FunctionConfiguration => {
            let missing = e.function.line().map(|line| line.missing.join(", ")).unwrap_or_default();
            let mut actions = what_is_off(e, &[ResourceId::Function], "The environment is as planned; read the function's log.");
            actions.extend((!missing.is_empty()).then(|| format!("The function lacks: {missing}.")));
            actions.push(apply(e));
            actions
        }
        Cause::SourceClientFlow | Cause::SourceClientMissing | Cause::SourceClientSecret => {
            [what_is_off(e, &[ResourceId::SourceClient, ResourceId::Function], "The app client is as planned now."), vec![apply(e)]]
                .concat()
        }
        Cause::SourcePoolMissing => {
            [what_is_off(e, &[ResourceId::Function], "Check that the source pool still exists."), vec![apply(e)]].concat()
        }
        Cause::AttributeNotInSchema => add_attributes(e),
        Cause::AttributeRefused => {
            one("Compare the length and number limits of both schemas; a limit cannot be changed, the value in the source can.")
        }
        Cause::AnswerNotAccepted => vec![
            "Compare both pools: user name and alias mode, required attributes, and whether another user has the same email or phone."
                .into(),
            read_log(e),
        ],
        Cause::WrongPassword => vec![
            "Sign in with the password of the source. Each wrong one counts there: after five the user is locked out for a while.".into(),
        ],
        Cause::UserNotFound => vec![
            "Check the spelling, and upper and lower case: a case-sensitive source knows only the exact name.".into(),
            in_source(Operation::AdminGetUser),
        ],
        Cause::LockedOut => one("Wait up to 15 minutes without trying, then use the right password."),
        Cause::UserDisabled if e.was_there_before() => vec![
            format!("If this person may sign in, enable them in {new}:"),
            in_destination(Operation::AdminEnableUser),
        ],
        Cause::UserDisabled => vec![
            format!("Disabled users stay behind. If this one may come along, enable them in {old}:"),
            in_source(Operation::AdminEnableUser),
        ],
        Cause::ResetRequired => one("Use \"Forgot password\" in the app: the code proves the address, and the new password is the user's own."),
        Cause::NotConfirmed if e.was_there_before() => {
            vec![format!("If you know this person, confirm the sign-up in {new}:"), in_destination(Operation::AdminConfirmSignUp)]
        }
        Cause::NotConfirmed => vec![
            format!("Let the user confirm in the source, or, if you know this person, confirm for them in {old}:"),
            in_source(Operation::AdminConfirmSignUp),
        ],
        Cause::TemporaryPassword if e.foreign_setup => one("Let the user sign in to the source once and choose a password, or invite them again in the destination."),
        Cause::TemporaryPassword => vec![
            "Let the user sign in to the source once and choose a password, or let such users reset it as they arrive:".into(),
            session(e, "apply").with("--temporary-passwords", "reset").into(),
        ],
        Cause::TemporaryPasswordExpired => vec![
            format!("Invite the user again, and let them choose a password there. It sends the invitation again, in {old}:"),
            of_user(Operation::AdminCreateUser, &e.user_name, &spec.source).with("--message-action", "RESEND").into(),
        ],
        Cause::Challenge if e.was_there_before() => again(e),
        Cause::Challenge => one("Test with a user who signs in to the source without a challenge; the function accepts no other answer as proof of the password."),
        Cause::Mfa if e.foreign_setup => one("Test with a user without MFA, and plan how MFA users enrol again: a second factor cannot be carried over."),
        Cause::Mfa => vec![
            "The function does not drop a second factor silently. Test with a user without MFA, or let MFA users migrate without it and enrol again:".into(),
            session(e, "apply").with("--mfa-users", "migrate").into(),
        ],
        Cause::AttributeMissing => one("Give the user this attribute in the source: what a pool requires is fixed when it is created."),
        Cause::NameIllFormed => one("Sign in with the name as the source has it: at most 128 characters, without blanks."),
        Cause::NameNotUsable => one("Sign in with a name that the destination knows its users by: its user name, or a verified address where it has aliases."),
        Cause::NoVerifiedChannel => one("Verify the user's email or phone in the source first, or set a lasting password there."),
        Cause::UserStatus => one("Choose another user for the test; federated users come along by themselves when they next sign in."),
        Cause::NoAttributes => one("Give the user an email or another attribute in the source."),
        Cause::SourceRefused => vec![read_log(e)],
        Cause::SourceThreatProtection => vec![
            "It may have set the user to RESET_REQUIRED: then \"Forgot password\" in the app is the way. What it did:".into(),
            of_user(Operation::AdminListUserAuthEvents, &e.user_name, &spec.source).with("--max-results", "5").into(),
        ],
        Cause::SourceRegionDisabled => vec![
            format!("An administrator of the source account {} can switch it on: AWS Regions for the Region itself;", spec.source.account),
            "in IAM's account settings the STS endpoint of the Region.".into(),
        ],
        Cause::SourceReplica => one("Use the pool in its primary Region as the source: only there are passwords checked with its triggers."),
        Cause::FunctionError => [mend_function(e), vec![read_log(e)]].concat(),
        Cause::SourceTrigger => vec![
            format!("Look at the PreAuthentication, PostAuthentication and PreTokenGeneration triggers of {}: they run on each check,", spec.source.pool_id),
            format!("with the app client {}.", e.blueprint.source_client_id()),
        ],
        Cause::OtherTrigger | Cause::RefusedAfterMigration => [
            vec!["Look at the PreAuthentication, PostAuthentication and PreTokenGeneration triggers of the destination pool, and their logs.".into()],
            again(e),
        ]
        .concat(),
        Cause::OwnFunctionRefused => vec![
            "Everything up to it is as planned, and the source has the user: the likeliest is another password. What else it refuses for is in its code."
                .into(),
            read_log(e),
        ],
        Cause::SourceUnreachable => vec!["Try again in some minutes.".into(), read_log(e)],
        Cause::ServiceUnavailable => one("Try again in some minutes."),
        Cause::Throttled => one("Try again in a minute. If it stays, compare the sign-in rate with the quota UserAuthentication of both accounts."),
        Cause::Timeout => [
            mend_function(e),
            vec![
                format!("Sign in again: a first call is the slowest. If it stays, give the function more memory (it has {} MB).", options.function_memory),
                read_log(e),
            ],
        ]
        .concat(),
        Cause::ClientSecret => one("Allow cognito-idp:DescribeUserPoolClient to the destination profile, so that the secret hash can be made."),
        Cause::DestinationClientMissing => one("Choose an app client that the destination pool has."),
        Cause::BlockedByFirewall => one("Look at the web ACL of the destination pool: the app's users may be blocked too."),
        Cause::Unexplained => vec![session(e, "verify").into(), read_log(e)],
    }
}

/// Attributes that the destination's schema lacks: as AWS's message names them, or as the two pools show.
pub fn unknown_attributes(evidence: &Evidence) -> Vec<String> {
    let missing = evidence.attributes_without_a_place();
    if !missing.is_empty() {
        return missing.into_iter().map(str::to_owned).collect();
    }
    let super::answer::AuthResult::Refused { message, .. } = &evidence.answer else { return vec!["an attribute".into()] };
    // "Attributes did not conform to the schema: custom:x: Attribute does not exist in the schema."
    let before = message.split(": Attribute does not exist").next().unwrap_or_default();
    let name = before.rsplit(": ").next().unwrap_or_default().trim();
    vec![if name.is_empty() || name.contains(' ') { "an attribute".into() } else { name.to_owned() }]
}

/// How the user is in the source, in the function's or AdminGetUser's word.
pub fn source_state(evidence: &Evidence) -> String {
    if let Some(status) = evidence.function.reason().strip_prefix("status:") {
        return status.to_owned();
    }
    let source = evidence.source_user.known().and_then(Option::as_ref);
    source.map_or_else(|| "unknown".to_owned(), |user| user.status.clone())
}

/// How the user whom a test sign-in made is removed again.
pub fn removal(session: &str, user_name: &str) -> String {
    Command::ferry("sign-in").session(session).with("--username", user_name).flag("--remove-user").into()
}

fn session(e: &Evidence, subcommand: &str) -> Command {
    Command::ferry(subcommand).session(&e.blueprint.spec.session)
}

fn apply(e: &Evidence) -> String {
    if e.foreign_setup {
        return foreign_function::MEND.to_owned();
    }
    session(e, "apply").into()
}

/// A command about one user of one pool.
fn of_user(operation: Operation, user_name: &str, place: &Place) -> Command {
    Command::aws(operation).with("--username", user_name).with("--user-pool-id", &place.pool_id).at(&place.profile, &place.region)
}

/// A pool as a person finds it.
fn place(place: &Place) -> String {
    format!("the pool {} of account {}", place.pool_id, place.account)
}

fn with_apply(e: &Evidence, action: &str) -> Vec<String> {
    vec![apply(e), action.to_owned()]
}

/// How to make the same test possible again.
fn again(e: &Evidence) -> Vec<String> {
    if e.made_by_a_test {
        return vec![
            "To test once more, remove the user that your test created:".into(),
            removal(&e.blueprint.spec.session, &e.user_name),
        ];
    }
    let name = e.created_user().map_or(e.user_name.as_str(), |user| user.user_name.as_str());
    let destination = &e.blueprint.spec.destination;
    vec![
        "To test the migration, use a user that the destination does not have.".into(),
        format!(
            "If this is your own test user, remove it from {} first; everything it has there (sub, groups, changes) is lost:",
            place(destination)
        ),
        of_user(Operation::AdminDeleteUser, name, destination).into(),
    ]
}

/// Which of these resources are not as planned, and in what; `otherwise` where all are.
fn what_is_off(e: &Evidence, resources: &[ResourceId], otherwise: &str) -> Vec<String> {
    let lines = off(e, resources);
    if lines.is_empty() { vec![otherwise.to_owned()] } else { lines }
}

/// The function is not ours, or not as it was: to apply mends that. Else nothing.
fn mend_function(e: &Evidence) -> Vec<String> {
    let mut lines = off(e, &[ResourceId::Function]);
    lines.extend((!lines.is_empty()).then(|| apply(e)));
    lines
}

fn off(e: &Evidence, resources: &[ResourceId]) -> Vec<String> {
    resources
        .iter()
        .filter_map(|resource| match e.status_of(*resource)? {
            ResourceStatus::AsPlanned => None,
            ResourceStatus::Missing => Some(format!("The {} is missing.", resource.title())),
            ResourceStatus::Unavailable(why) => Some(format!("The {} could not be looked at: {why}", resource.title())),
            ResourceStatus::Differs(fields) => {
                // A function's memory or description breaks no link.
                let matters = |path: &str| {
                    let members = ["CodeSha256", "Environment", "Handler", "Role", "Runtime", "Timeout"];
                    *resource != ResourceId::Function || members.iter().any(|member| path.starts_with(member))
                };
                let differences: Vec<String> = fields
                    .iter()
                    .filter(|field| matters(&field.path))
                    .map(|field| match field.plain_name() {
                        Some(name) => format!("{name} ({})", field.path),
                        None => field.path.clone(),
                    })
                    .collect();
                (!differences.is_empty())
                    .then(|| format!("The {} is not as planned: {}.", resource.title(), differences.join(", ")))
            }
        })
        .collect()
}

/// With type and limits as the source has them: an attribute can never be changed or removed, so that none is guessed.
fn add_attributes(e: &Evidence) -> Vec<String> {
    let names = unknown_attributes(e);
    let missing = names.iter().filter_map(|name| schema_attribute::definition(name, e.source_schema.get(name)?));
    let missing: Vec<Value> = missing.collect();
    let destination = &e.blueprint.spec.destination;
    match missing.is_empty() {
        true => vec![
            "Compare the schemas of both pools: what is missing can be added if it is custom, with the type and the limits of the source; standard attributes are fixed when a pool is created."
                .into(),
        ],
        false => vec![
            format!(
                "Add what is missing, as the source has it, to {}; an attribute can never be changed or removed:",
                place(destination)
            ),
            schema_attribute::addition(destination, &missing).into(),
        ],
    }
}
