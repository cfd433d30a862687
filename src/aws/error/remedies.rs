//! What to do about a failure of AWS: one action a line, commands ready to paste.

use crate::aws::Side;
use crate::aws::error::access_denied::{DenialReason, Denied, PolicyKind};
use crate::aws::error::caller::Caller;
use crate::aws::profile::kind::ProfileKind;
use crate::command::{Command, Operation};

pub use crate::command::word;

/// What gets past a code that is asked for: the code, or credentials that the AWS CLI keeps for an hour.
pub(in crate::aws) fn multi_factor(side: Side, profile: &str, serial: &str) -> Vec<String> {
    let export = Command::aws(Operation::ExportCredentials).profile(profile);
    vec![
        format!("Enter the current code of the device {serial}. As an option of the commands: --{side}-mfa-code CODE"),
        format!(
            "Or choose a profile with this line in ~/.aws/config, after the AWS CLI has asked for the code: credential_process = {export}"
        ),
        Command::aws(Operation::GetCallerIdentity).profile(profile).into(),
    ]
}

/// What can be done about a denial: never to ask for an Allow where a Deny decided, and what needs nobody's permission first.
pub(in crate::aws) fn denied(denied: &Denied, caller: &Caller) -> Vec<String> {
    let options = options_of_a_creation(denied, caller).into_iter();
    let whom = whom_to_ask(denied, caller).into_iter();
    // Where an Allow may be all that is missing, what nobody has to be asked for comes first.
    let mut actions: Vec<String> = match denied.reason {
        DenialReason::ExplicitDeny(_) => whom.chain(options).collect(),
        DenialReason::NotAllowed(_) | DenialReason::Unsaid => options.chain(whom).collect(),
    };
    actions.extend(second_factor(denied, caller));
    if let Some(encoded) = &denied.encoded {
        actions.push("The reason is encoded; this shows it, where sts:DecodeAuthorizationMessage is allowed:".to_owned());
        let decode = Command::aws(Operation::DecodeAuthorizationMessage).with("--encoded-message", encoded);
        actions.push(decode.at(&caller.profile, &caller.region).into());
    }
    actions
}

/// Accounts often let roles be made under a condition alone: iam:PermissionsBoundary, or a path in the resource. Both are options of ours.
fn options_of_a_creation(denied: &Denied, caller: &Caller) -> Option<String> {
    const OF_ROLES: [&str; 6] = [
        "iam:CreateRole",
        "iam:PutRolePolicy",
        "iam:AttachRolePolicy",
        "iam:PutRolePermissionsBoundary",
        "iam:PassRole",
        "iam:UpdateAssumeRolePolicy",
    ];
    let side = caller.side;
    denied.action.as_deref().filter(|action| OF_ROLES.contains(action)).map(|_| {
        format!(
            "If roles may be made in this account only with a permissions boundary, or under a path or name, give these: \
             --{side}-permissions-boundary ARN, --role-path /PATH/, {}.",
            match side {
                Side::Source => "--source-role-name NAME",
                Side::Destination => "--function-role-name NAME",
            }
        )
    })
}

/// Policies that deny everything without aws:MultiFactorAuthPresent name no reason of their own.
fn second_factor(denied: &Denied, caller: &Caller) -> Vec<String> {
    let renewal = &caller.renewal;
    let may_be = matches!(denied.reason, DenialReason::ExplicitDeny(_) | DenialReason::Unsaid)
        && renewal.mfa_serial.is_none()
        && matches!(renewal.kind, ProfileKind::Keys | ProfileKind::AssumeRole);
    if !may_be {
        return Vec::new();
    }
    let assumes_a_role = renewal.profile != caller.profile || renewal.kind == ProfileKind::AssumeRole;
    match assumes_a_role {
        true => vec![format!(
            "If a policy there asks for a second factor (aws:MultiFactorAuthPresent): put the line mfa_serial = ARN-OF-YOUR-DEVICE into \
             profile {} in ~/.aws/config, and give the code with --{}-mfa-code CODE.",
            caller.profile, caller.side
        )],
        false => vec![
            format!(
                "If a policy there asks for a second factor (aws:MultiFactorAuthPresent): choose a profile that assumes a role with mfa_serial, and give \
                 the code with --{}-mfa-code CODE. Without such a role, this gives keys for another profile:",
                caller.side
            ),
            Command::aws(Operation::GetSessionToken)
                .with("--serial-number", "ARN-OF-YOUR-DEVICE")
                .with("--token-code", "CODE")
                .profile(&caller.profile)
                .into(),
        ],
    }
}

fn whom_to_ask(denied: &Denied, caller: &Caller) -> Vec<String> {
    let profile = &caller.profile;
    let principal = denied.principal.as_deref().map_or_else(|| format!("the principal of profile {profile}"), called);
    let asked = denied.action.as_deref().unwrap_or("this action");
    let policy = denied.policy.as_ref().map(|arn| format!(" ({arn})")).unwrap_or_default();
    let resource = denied.resource.as_deref();
    let another = "Use a profile whose role is meant for this, or ask that policy's owner which way it allows.";
    match (&denied.reason, denied.action.as_deref()) {
        (DenialReason::ExplicitDeny(kind), _) => {
            let whose = match kind {
                PolicyKind::Organization => format!(
                    "A policy of the AWS organization{policy} forbids {asked}: its administrators alone can change that, and they often \
                     forbid a Region, or what lacks certain tags (--tag KEY=VALUE)."
                ),
                PolicyKind::Boundary => format!("The permissions boundary of {principal}{policy} forbids {asked}."),
                PolicyKind::Session => format!("The session of profile {profile} carries a policy{policy} that forbids {asked}."),
                PolicyKind::Endpoint => {
                    format!("The policy of the VPC endpoint{policy} forbids {asked}: a network without that endpoint does not.")
                }
                PolicyKind::Resource => {
                    format!("The policy of {}{policy} forbids {asked} to {principal}.", resource.unwrap_or("the resource"))
                }
                PolicyKind::Identity | PolicyKind::Other => {
                    format!("A policy of {principal}{policy} forbids {asked} with a Deny.")
                }
            };
            vec![format!("{whose} Adding a permission does not override it."), another.to_owned()]
        }
        (DenialReason::NotAllowed(PolicyKind::Organization), _) => vec![
            format!("No policy of the AWS organization allows {asked}: its administrators alone can change that."),
            "Adding a permission in the account itself does not help against it.".to_owned(),
        ],
        (DenialReason::NotAllowed(PolicyKind::Boundary), _) => vec![
            format!(
                "The permissions boundary of {principal} leaves {asked} out: adding a permission to its policies does not help."
            ),
            "Use a profile whose role has no such boundary, or ask the boundary's owner to add the action.".to_owned(),
        ],
        (DenialReason::NotAllowed(PolicyKind::Session), _) => vec![format!(
            "The session of profile {profile} is narrower than its role: open it without a session policy, or with {asked} in it."
        )],
        (DenialReason::NotAllowed(PolicyKind::Endpoint), _) => {
            vec![format!("Use a network without the VPC endpoint, or ask for {asked} to be allowed by the endpoint's policy.")]
        }
        (DenialReason::NotAllowed(PolicyKind::Resource), _) => {
            vec![format!("Ask for {asked} by {principal} to be allowed in the policy of {}.", resource.unwrap_or("the resource"))]
        }
        (DenialReason::NotAllowed(_), Some(action)) => {
            vec![format!("Ask an administrator of the account to give {principal} this permission:"), statement(action, resource)]
        }
        // AssumeRole never says which end refused.
        (DenialReason::Unsaid, Some("sts:AssumeRole")) => vec![
            format!(
                "Both ends must agree: the trust policy of {} must name {principal}, with its conditions met, and the policies of \
                 {principal} must allow the role, where it is in another account:",
                resource.unwrap_or("the role")
            ),
            statement("sts:AssumeRole", resource),
        ],
        (DenialReason::Unsaid, Some(action)) => vec![
            format!(
                "AWS does not say which policy decided. Where none forbids it, an administrator of the account can give {principal} this \
                 permission; where one has a Deny, adding it does not help:"
            ),
            statement(action, resource),
        ],
        (DenialReason::NotAllowed(_) | DenialReason::Unsaid, None) => {
            vec![format!("Ask an administrator of the account which permission {principal} lacks.")]
        }
    }
}

fn statement(action: &str, resource: Option<&str>) -> String {
    serde_json::json!({"Effect": "Allow", "Action": action, "Resource": resource.unwrap_or("*")}).to_string()
}

/// A principal as its administrator knows it. The roles of IAM Identity Center take no policies by hand: their permission set does.
fn called(arn: &str) -> String {
    let role = arn.split_once(":assumed-role/").and_then(|(_, rest)| rest.split('/').next());
    match role.and_then(|role| role.strip_prefix("AWSReservedSSO_")) {
        Some(set) => {
            let set = set.rsplit_once('_').map_or(set, |(set, _)| set);
            format!("the permission set {set} of IAM Identity Center ({arn})")
        }
        None => arn.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::profile::kind::ProfileKind;
    use crate::aws::profile::renewal::Renewal;

    #[test]
    fn each_kind_of_profile_has_its_own_way_to_fresh_credentials() {
        let first = |kind| Renewal::of("p", kind).actions().remove(0);
        assert_eq!(first(ProfileKind::Sso), "aws sso login --profile p");
        assert_eq!(first(ProfileKind::Login), "aws login --profile p");
        assert!(first(ProfileKind::Keys).ends_with(": aws configure --profile p"));
        assert!(first(ProfileKind::Process).contains("credential_process"));
        assert!(first(ProfileKind::WebIdentity).contains("web_identity_token_file"));
    }

    #[test]
    fn an_sso_session_is_offered_by_name() {
        let renewal = Renewal { sso_session: Some("corp".into()), ..Renewal::of("p", ProfileKind::Sso) };
        assert_eq!(renewal.actions(), ["aws sso login --profile p --sso-session corp"]);
    }

    #[test]
    fn where_a_code_opened_the_role_a_new_code_is_the_first_thing_to_do() {
        let renewal = Renewal { mfa_serial: Some("arn:mfa".into()), ..Renewal::of("p", ProfileKind::Keys) };
        assert!(renewal.actions()[0].contains("new code of the device arn:mfa"));
    }

    #[test]
    fn a_profile_name_with_spaces_can_be_pasted() {
        assert_eq!(Renewal::of("my profile", ProfileKind::Sso).actions(), ["aws sso login --profile 'my profile'"]);
    }

    fn caller(kind: ProfileKind) -> Caller {
        Caller {
            side: Side::Source,
            profile: "p".into(),
            region: "eu-west-1".into(),
            account: None,
            renewal: Renewal::of("p", kind),
            endpoint_overrides: Vec::new(),
        }
    }

    fn told(action: &str, reason: &str, kind: ProfileKind) -> Vec<String> {
        let message = format!("User: arn:u is not authorized to perform: {action} on resource: arn:r {reason}");
        denied(&super::super::access_denied::parse(&message), &caller(kind))
    }

    #[test]
    fn a_missing_permission_is_given_as_a_statement_to_paste() {
        let actions = told("iam:GetRole", "because no identity-based policy allows it", ProfileKind::Sso);
        assert!(actions[0].contains("arn:u"));
        assert_eq!(actions[1], r#"{"Effect":"Allow","Action":"iam:GetRole","Resource":"arn:r"}"#);
    }

    #[test]
    fn nobody_is_told_to_add_an_allow_against_a_deny() {
        for policy in [
            "a service control policy",
            "a resource control policy: arn:aws:organizations::1:policy/o-1/resource_control_policy/p-1",
            "a permissions boundary",
            "a session policy",
            "a VPC endpoint policy",
            "an identity-based policy",
            "a resource-based policy",
            "a policy to come",
        ] {
            for action in ["iam:CreateRole", "cognito-idp:UpdateUserPool", "lambda:AddPermission", "sts:AssumeRole"] {
                let actions = told(action, &format!("with an explicit deny in {policy}"), ProfileKind::Sso).join(" ");
                assert!(!actions.contains("Effect") && !actions.contains("Ask for"), "{policy}: {actions}");
                assert!(actions.contains("does not override it") && actions.contains(action), "{policy}: {actions}");
            }
        }
        assert!(told("a:B", "with an explicit deny in a service control policy", ProfileKind::Sso)[0].contains("organization"));
    }

    #[test]
    fn whoever_may_not_make_a_role_hears_of_boundary_and_path() {
        for reason in
            ["because no identity-based policy allows the action", "with an explicit deny in a service control policy", ""]
        {
            for action in ["iam:CreateRole", "iam:PutRolePolicy", "iam:PassRole"] {
                let told = told(action, reason, ProfileKind::Sso);
                let at =
                    told.iter().position(|line| line.contains("--source-permissions-boundary") && line.contains("--role-path"));
                assert!(at.is_some_and(|at| at == 0 || reason.contains("explicit")), "{told:?}");
            }
            assert!(!told("iam:GetRole", reason, ProfileKind::Sso).join(" ").contains("--role-path"));
        }
    }

    #[test]
    fn where_a_second_factor_may_be_asked_for_its_way_is_told() {
        let deny = "with an explicit deny in an identity-based policy";
        assert!(told("iam:GetRole", deny, ProfileKind::Keys).join(" ").contains("--source-mfa-code"));
        assert!(told("iam:GetRole", deny, ProfileKind::AssumeRole).join(" ").contains("mfa_serial"));
        assert!(!told("iam:GetRole", deny, ProfileKind::Sso).join(" ").contains("mfa"));
        let missing = "because no identity-based policy allows the iam:GetRole action";
        assert!(!told("iam:GetRole", missing, ProfileKind::Keys).join(" ").contains("mfa"));
    }

    #[test]
    fn the_role_of_an_sso_user_is_called_by_its_permission_set() {
        let arn = "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Power_Users_0123456789abcdef/ann";
        assert!(called(arn).contains("permission set Power_Users of"), "{}", called(arn));
    }
}
