//! Where the credentials of a profile come from.

use serde::Serialize;

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
