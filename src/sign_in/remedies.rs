//! What to do about each cause: commands ready to paste, with the names of this migration. Pure.

use super::by_hand;
use super::cause::Cause;
use super::diagnosis::groups_trigger_failed;
use super::evidence::Evidence;
use super::piece::Piece;
use crate::resources::ResourceId;

/// What to do, one action a line.
pub fn of(e: &Evidence, cause: Cause) -> Vec<String> {
    let mut actions = against(e, cause);
    if groups_trigger_failed(e) {
        actions.push(
            "Until that is mended, nobody can sign in to this pool. To let everybody sign in first, without their groups:".into(),
        );
        actions.push(format!("cognito-ferry teardown --session {} --only groups-trigger", e.blueprint.spec.session));
    }
    actions
}

fn against(e: &Evidence, cause: Cause) -> Vec<String> {
    if let Some(actions) = by_hand::remedy(e, cause) {
        return actions;
    }
    let (spec, options) = (&e.blueprint.spec, e.blueprint.options());
    let source =
        format!("--user-pool-id {} --profile {} --region {}", spec.source.pool_id, spec.source.profile, spec.source.region);
    let user = quoted(&e.user_name);
    let one = |action: &str| vec![action.to_owned()];
    match cause {
        Cause::AlreadyInDestination if e.answer.took_the_password() => vec![again(e)],
        Cause::AlreadyInDestination => {
            vec!["Sign in with the password that the user has in the destination, or:".into(), again(e)]
        }
        Cause::Unproven => vec![
            "Allow cognito-idp:AdminGetUser on the destination pool and logs:FilterLogEvents on the function's log group to this profile."
                .into(),
            again(e),
        ],
        Cause::SrpClient => with_apply(e, "Let the app send USER_PASSWORD_AUTH instead of USER_SRP_AUTH until the cutover."),
        Cause::FlowNotEnabled => with_apply(
            e,
            "Let the app send USER_PASSWORD_AUTH until the cutover. A server that sends ADMIN_USER_PASSWORD_AUTH fires the trigger too.",
        ),
        Cause::TriggerNotSet | Cause::FunctionMissing | Cause::InvokePermissionMissing | Cause::InvokePermissionWrongSource => {
            vec![apply(e)]
        }
        Cause::TriggerElsewhere if e.by_hand => with_apply(e, "Find out whose function that is: somebody may be migrating into this pool."),
        Cause::TriggerElsewhere => vec![
            "Find out whose function that is: somebody may be migrating into this pool. To set ours in its place, knowing that:".into(),
            format!("{} --replace trigger", apply(e)),
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
            format!("aws cognito-idp admin-get-user --username {user} {source}"),
        ],
        Cause::LockedOut => one("Wait up to 15 minutes without trying, then use the right password."),
        Cause::UserDisabled if e.was_there_before() => vec![format!("aws cognito-idp admin-enable-user --username {user} {}", destination(e))],
        Cause::UserDisabled => vec![
            "Disabled users stay behind. To let this one come along:".into(),
            format!("aws cognito-idp admin-enable-user --username {user} {source}"),
        ],
        Cause::ResetRequired => one("Use \"Forgot password\" in the app: the code proves the address, and the new password is the user's own."),
        Cause::NotConfirmed if e.was_there_before() => {
            vec![format!("aws cognito-idp admin-confirm-sign-up --username {user} {}", destination(e))]
        }
        Cause::NotConfirmed => vec![
            "Let the user confirm in the source, or confirm for them:".into(),
            format!("aws cognito-idp admin-confirm-sign-up --username {user} {source}"),
        ],
        Cause::TemporaryPassword if e.by_hand => one("Let the user sign in to the source once and choose a password, or invite them anew in the destination."),
        Cause::TemporaryPassword => vec![
            "Let the user sign in to the source once and choose a password, or let such users reset it as they arrive:".into(),
            format!("{} --temporary-passwords reset", apply(e)),
        ],
        Cause::TemporaryPasswordExpired => vec![
            "Invite the user anew in the source, and let them choose a password there:".into(),
            format!("aws cognito-idp admin-create-user --message-action RESEND --username {user} {source}"),
        ],
        Cause::Challenge if e.was_there_before() => vec![again(e)],
        Cause::Challenge => one("Test with a user whom the source signs in without a challenge; the function takes no other answer for a proof of the password."),
        Cause::Mfa if e.by_hand => one("Test with a user without MFA, and plan how MFA users enrol anew: a second factor cannot be carried over."),
        Cause::Mfa => vec![
            "The function does not drop a second factor silently. Test with a user without MFA, or let MFA users migrate without it, to enrol anew:".into(),
            format!("{} --mfa-users migrate", apply(e)),
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
            format!("aws cognito-idp admin-list-user-auth-events --max-results 5 --username {user} {source}"),
        ],
        Cause::SourceRegionDisabled => vec![
            format!("Whoever administers the source account {} switches it on: AWS Regions for the Region itself;", spec.source.account),
            "in IAM's account settings the STS endpoint of the Region.".into(),
        ],
        Cause::SourceReplica => one("Use the pool in its primary Region as the source: only there are passwords checked with its triggers."),
        Cause::FunctionError => [mend_function(e), vec![read_log(e)]].concat(),
        Cause::SourceTrigger => vec![
            format!("Look at the PreAuthentication, PostAuthentication and PreTokenGeneration triggers of {}: they run on each check,", spec.source.pool_id),
            format!("with the app client {}.", e.blueprint.source_client_id()),
        ],
        Cause::OtherTrigger | Cause::RefusedAfterMigration => vec![
            "Look at the PreAuthentication, PostAuthentication and PreTokenGeneration triggers of the destination pool, and their logs.".into(),
            again(e),
        ],
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
        Cause::Unexplained => vec![format!("cognito-ferry verify --session {}", spec.session), read_log(e)],
    }
}

/// Attributes that the destination's schema lacks: as AWS's message names them, or as the two pools show.
pub fn unknown_attributes(evidence: &Evidence) -> Vec<String> {
    let missing = evidence.attributes_without_a_place();
    if !missing.is_empty() {
        return missing.into_iter().map(str::to_owned).collect();
    }
    let super::answer::Answer::Refused { message, .. } = &evidence.answer else { return vec!["an attribute".into()] };
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

/// A word for a POSIX shell.
pub fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// How the user whom a test sign-in made is removed again.
pub fn removal(session: &str, user_name: &str) -> String {
    format!("cognito-ferry sign-in --session {session} --username {} --remove-user", quoted(user_name))
}

fn apply(e: &Evidence) -> String {
    if e.by_hand {
        return by_hand::MEND.to_owned();
    }
    format!("cognito-ferry apply --session {}", e.blueprint.spec.session)
}

fn with_apply(e: &Evidence, action: &str) -> Vec<String> {
    vec![apply(e), action.to_owned()]
}

/// How to make the same test possible again.
fn again(e: &Evidence) -> String {
    if e.made_by_a_test {
        return format!(
            "To test once more, remove the user whom your test made: {}",
            removal(&e.blueprint.spec.session, &e.user_name)
        );
    }
    let name = e.created_user().map_or(e.user_name.as_str(), |user| user.user_name.as_str());
    format!(
        "To test the migration, use a user whom the destination does not have, or remove this one from the destination first: \
         aws cognito-idp admin-delete-user --username {} {}",
        quoted(name),
        destination(e)
    )
}

fn destination(e: &Evidence) -> String {
    let place = &e.blueprint.spec.destination;
    format!("--user-pool-id {} --profile {} --region {}", place.pool_id, place.profile, place.region)
}

pub fn read_log(e: &Evidence) -> String {
    let place = &e.blueprint.spec.destination;
    let group = e.blueprint.log_group();
    format!("aws logs tail {group} --since 10m --profile {} --region {}", place.profile, place.region)
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
        .filter_map(|resource| match e.piece(*resource)? {
            Piece::AsPlanned => None,
            Piece::Missing => Some(format!("The {} is missing.", resource.title())),
            Piece::Unseen(why) => Some(format!("The {} could not be looked at: {why}", resource.title())),
            Piece::Differs(fields) => {
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

fn add_attributes(e: &Evidence) -> Vec<String> {
    let names = unknown_attributes(e);
    let custom = names.iter().filter_map(|name| name.strip_prefix("custom:"));
    let added: Vec<String> = custom.map(|name| format!("Name={name},AttributeDataType=String,Mutable=true")).collect();
    if added.is_empty() {
        return vec!["Compare the schemas of both pools; standard attributes are fixed when a pool is created.".into()];
    }
    vec![
        "Add what is missing; an attribute cannot be changed or removed later, so take type and limits from the source's schema:"
            .into(),
        format!("aws cognito-idp add-custom-attributes --custom-attributes {} {}", added.join(" "), destination(e)),
    ]
}
