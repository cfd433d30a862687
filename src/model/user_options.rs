//! What the operator decides about users: second factors, temporary passwords, attributes, groups. The defaults lose nothing and weaken
//! nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Where a user's old `sub` is kept, if at all.
pub const LEGACY_SUB: &str = "custom:legacy_sub";

/// What says of a user that their groups are still to come.
pub const GROUPS_MARK: &str = "custom:ferry_groups";

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UserOptions {
    pub mfa: MfaUsers,
    pub temporary_passwords: TemporaryPasswords,
    pub attributes_from: AttributesFrom,
    /// The destination's name by the source's, where it is another; empty: left behind.
    pub attribute_names: BTreeMap<String, String>,
    /// Whether the old sub goes to [`LEGACY_SUB`].
    pub legacy_sub: bool,
    /// Whether the migration app client is exempt from threat protection, where the source enforces it.
    pub threat_protection: ThreatProtection,
    pub groups: Memberships,
    /// The role of the destination's account by the source's, for groups that have one.
    pub group_roles: BTreeMap<String, String>,
    /// Whether there is a role for the logs of user import jobs: `import` makes it when it is needed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub import_role: bool,
}

/// What threat protection of the source does at the function's password checks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThreatProtection {
    /// Nothing: a risk configuration of the migration app client overrides the pool's.
    #[default]
    Exempt,
    /// What it does at every other sign-in.
    On,
}

/// How the members of the source's groups get into the destination's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Memberships {
    /// `cognito-ferry groups` compares both sides and adds whom it finds missing, as often as it is run.
    #[default]
    Sweep,
    /// The function brings them right after a user's first sign-in; the sweep can still be run.
    FirstSignIn,
    /// Groups are no part of this migration.
    None,
}

/// Who is asked for a second factor has proven the password, but the factor itself cannot be moved (facts §2.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MfaUsers {
    /// They do not migrate: nobody's account is protected less than before.
    #[default]
    Refuse,
    /// They migrate with the password alone, and must set the second factor up anew.
    Migrate,
}

/// Whose password an administrator set, and who has never chosen one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TemporaryPasswords {
    #[default]
    Refuse,
    /// They arrive without a password, and choose one by "Forgot password".
    Reset,
}

/// What tells the attributes at a sign-in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttributesFrom {
    /// The ID token of the sign-in, where it tells everything.
    #[default]
    Token,
    /// AdminGetUser, always.
    User,
}
