//! The profiles of ~/.aws/config and ~/.aws/credentials, as a person chooses among them.

use serde::Serialize;

/// One profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Profile {
    pub name: String,
    pub kind: ProfileKind,
    /// The Region that the profile (or the profile it assumes a role from) names.
    pub region: Option<String>,
    /// The multi-factor device that the profile's role asks for.
    pub mfa_serial: Option<String>,
}

/// Where a profile's credentials come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProfileKind {
    Keys,
    Sso,
    AssumeRole,
    WebIdentity,
    Process,
    Login,
    /// One of the sandbox's pretend profiles.
    Practice,
    /// Nothing in the profile says where credentials come from.
    Unknown,
}
