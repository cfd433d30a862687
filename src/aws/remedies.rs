//! What to do about a failure of AWS: one action a line, commands ready to paste.

use super::Side;
use super::denied::{Denied, Policy, Reason};
use super::profiles::ProfileKind;

/// How one side's credentials are renewed, and what stands between this machine and AWS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewal {
    /// The profile where the credentials begin: the chosen one, or the one it assumes a role from.
    pub profile: String,
    /// That profile's kind.
    pub kind: ProfileKind,
    pub sso_session: Option<String>,
    /// The multi-factor device whose code opened the role.
    pub mfa_serial: Option<String>,
    /// The environment variable that sets a proxy; its value may hold a password and stays where it is.
    pub proxy: Option<String>,
}

impl Renewal {
    /// Of a profile about which nothing is known but its name and kind.
    pub fn of(profile: impl Into<String>, kind: ProfileKind) -> Self {
        Self { profile: profile.into(), kind, sso_session: None, mfa_serial: None, proxy: None }
    }

    /// How to get fresh credentials.
    pub(super) fn actions(&self) -> Vec<String> {
        let profile = word(&self.profile);
        let of_profile = match (self.kind, &self.sso_session) {
            (ProfileKind::Sso, Some(session)) => {
                vec![format!("aws sso login --profile {profile}    (or: aws sso login --sso-session {})", word(session))]
            }
            (ProfileKind::Sso, None) => vec![format!("aws sso login --profile {profile}")],
            (ProfileKind::Login, _) => vec![format!("aws login --profile {profile}")],
            (ProfileKind::Process, _) => vec![
                format!("Run the credential_process of profile {profile} by hand: it must print fresh credentials."),
                format!("aws sts get-caller-identity --profile {profile}"),
            ],
            (ProfileKind::WebIdentity, _) => {
                vec![format!("Renew the token in the web_identity_token_file of profile {profile}.")]
            }
            (ProfileKind::Practice, _) => vec!["Start the practice again: its accounts live in this process.".to_owned()],
            (ProfileKind::Keys | ProfileKind::AssumeRole | ProfileKind::Unknown, _) => vec![
                format!("Put current access keys into profile {profile}: aws configure --profile {profile}"),
                "Temporary keys also need their aws_session_token.".to_owned(),
            ],
        };
        // Where a code opened the role, its credentials ended first.
        let code = self.mfa_serial.iter().map(|serial| format!("Open the account again with a new code of the device {serial}."));
        code.chain(of_profile).collect()
    }
}

/// What gets past a code that is asked for: the code, or credentials that the AWS CLI keeps for an hour.
pub(super) fn multi_factor(side: Side, profile: &str, serial: &str) -> Vec<String> {
    let profile = word(profile);
    vec![
        format!("Enter the current code of the device {serial}. As an option of the commands: --{side}-mfa-code CODE"),
        format!("Or let the AWS CLI ask and keep the credentials: aws sts get-caller-identity --profile {profile}"),
        format!(
            "  then choose a profile that reads them: credential_process = aws configure export-credentials --profile {profile}"
        ),
    ]
}

/// Who can lift a denial, and how.
pub(super) fn denied(denied: &Denied, profile: &str) -> Vec<String> {
    let action = denied.action.as_deref();
    let resource = denied.resource.as_deref();
    let principal = denied.principal.clone().unwrap_or_else(|| format!("the principal of profile {profile}"));
    let asked = action.map_or_else(|| "this action".to_owned(), str::to_owned);
    match denied.reason {
        Reason::ExplicitDeny(Policy::Organization) | Reason::NotAllowed(Policy::Organization) => vec![
            format!("A policy of the AWS organization forbids {asked}: only its administrators can change that."),
            "An Allow in the account itself does not help against it.".to_owned(),
        ],
        Reason::ExplicitDeny(Policy::Boundary) | Reason::NotAllowed(Policy::Boundary) => {
            vec![format!("Ask for {asked} to be allowed by the permissions boundary of {principal}.")]
        }
        Reason::ExplicitDeny(Policy::Session) | Reason::NotAllowed(Policy::Session) => vec![format!(
            "The session of profile {profile} is narrower than its role: open it without a session policy, or with {asked} in it."
        )],
        Reason::ExplicitDeny(Policy::Endpoint) | Reason::NotAllowed(Policy::Endpoint) => {
            vec![format!("Ask for {asked} to be allowed by the policy of the VPC endpoint, or use a network without it.")]
        }
        Reason::ExplicitDeny(Policy::Resource) | Reason::NotAllowed(Policy::Resource) => {
            vec![format!("Ask for {asked} by {principal} to be allowed in the policy of {}.", resource.unwrap_or("the resource"))]
        }
        Reason::ExplicitDeny(_) => {
            vec![format!(
                "Ask for the Deny of {asked} to be taken out of the policies of {principal}: an Allow does not outweigh it."
            )]
        }
        Reason::NotAllowed(_) | Reason::Unsaid => match action {
            Some(action) => vec![
                format!("Ask an administrator of the account to give {principal} this permission:"),
                serde_json::json!({"Effect": "Allow", "Action": action, "Resource": resource.unwrap_or("*")}).to_string(),
            ],
            None => vec![format!("Ask an administrator of the account which permission {principal} lacks.")],
        },
    }
}

/// A word as a POSIX shell takes it: quoted only where it must be.
pub fn word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./@:+=,%".contains(c);
    match !text.is_empty() && text.chars().all(plain) {
        true => text.to_owned(),
        false => format!("'{}'", crate::text::printable(text).replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_profile_has_its_own_way_to_fresh_credentials() {
        let first = |kind| Renewal::of("p", kind).actions().remove(0);
        assert_eq!(first(ProfileKind::Sso), "aws sso login --profile p");
        assert_eq!(first(ProfileKind::Login), "aws login --profile p");
        assert!(first(ProfileKind::Keys).contains("aws configure --profile p"));
        assert!(first(ProfileKind::Process).contains("credential_process"));
        assert!(first(ProfileKind::WebIdentity).contains("web_identity_token_file"));
    }

    #[test]
    fn an_sso_session_is_offered_by_name() {
        let renewal = Renewal { sso_session: Some("corp".into()), ..Renewal::of("p", ProfileKind::Sso) };
        assert!(renewal.actions()[0].contains("aws sso login --sso-session corp"));
    }

    #[test]
    fn where_a_code_opened_the_role_a_new_code_is_the_first_thing_to_do() {
        let renewal = Renewal { mfa_serial: Some("arn:mfa".into()), ..Renewal::of("p", ProfileKind::Keys) };
        assert!(renewal.actions()[0].contains("new code of the device arn:mfa"));
    }

    #[test]
    fn a_profile_name_with_spaces_can_be_pasted() {
        assert_eq!(Renewal::of("my profile", ProfileKind::Sso).actions(), ["aws sso login --profile 'my profile'"]);
        assert_eq!(word("it's"), r"'it'\''s'");
    }

    #[test]
    fn a_missing_permission_is_given_as_a_statement_to_paste() {
        let parsed = super::super::denied::parse(
            "User: arn:u is not authorized to perform: iam:CreateRole on resource: arn:r because no identity-based policy allows it",
        );
        let actions = denied(&parsed, "p");
        assert!(actions[0].contains("arn:u"));
        assert_eq!(actions[1], r#"{"Effect":"Allow","Action":"iam:CreateRole","Resource":"arn:r"}"#);
    }

    #[test]
    fn nobody_is_told_to_add_an_allow_against_a_service_control_policy() {
        let parsed = super::super::denied::parse(
            "User: u is not authorized to perform: iam:CreateRole on resource: r with an explicit deny in a service control policy",
        );
        let actions = denied(&parsed, "p").join(" ");
        assert!(actions.contains("organization") && !actions.contains("Effect"), "{actions}");
    }
}
