//! How one side's credentials are renewed.

use crate::aws::profile::kind::ProfileKind;
use crate::command::{Command, Operation};

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
    pub(in crate::aws) fn actions(&self) -> Vec<String> {
        let profile = self.profile.as_str();
        let of_profile: Vec<String> = match (self.kind, &self.sso_session) {
            (ProfileKind::Sso, session) => {
                let login = Command::aws(Operation::SsoLogin).profile(profile);
                vec![session.iter().fold(login, |login, session| login.with("--sso-session", session)).into()]
            }
            (ProfileKind::Login, _) => vec![Command::aws(Operation::Login).profile(profile).into()],
            (ProfileKind::Process, _) => vec![
                format!(
                    "Run the credential_process of profile {profile} by hand: it must print fresh credentials. Then see them work:"
                ),
                Command::aws(Operation::GetCallerIdentity).profile(profile).into(),
            ],
            (ProfileKind::WebIdentity, _) => {
                vec![format!("Renew the token in the web_identity_token_file of profile {profile}.")]
            }
            (ProfileKind::Practice, _) => vec!["Start the practice again: its accounts live in this process.".to_owned()],
            (ProfileKind::Keys | ProfileKind::AssumeRole | ProfileKind::Unknown, _) => vec![format!(
                "Put current access keys into profile {profile} (temporary keys also need their aws_session_token): {}",
                Command::aws(Operation::Configure).profile(profile)
            )],
        };
        // Where a code opened the role, its credentials ended first.
        let code = self.mfa_serial.iter().map(|serial| format!("Open the account again with a new code of the device {serial}."));
        code.chain(of_profile).collect()
    }
}
