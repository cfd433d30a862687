//! From a profile to where its credentials begin, by the roles on the way: in the AWS CLI's order of precedence.

use std::path::PathBuf;

use crate::aws::profile::files::ProfileFiles;
use crate::aws::profile::kind::ProfileKind;
use crate::secret::Secret;

/// From where credentials begin, by the roles on the way, to the profile.
#[derive(Debug, Clone)]
pub(in crate::aws) struct ProfileChain {
    pub(in crate::aws) base: Base,
    /// The roles to assume, in the order of assuming them.
    pub(in crate::aws) roles: Vec<RoleLink>,
    /// The profiles on the way, the chosen one first.
    pub(in crate::aws) profiles: Vec<String>,
}

/// Where credentials begin: a profile, and what it says.
#[derive(Debug, Clone)]
pub(in crate::aws) struct Base {
    pub(in crate::aws) profile: String,
    pub(in crate::aws) begin: Begin,
}

#[derive(Debug, Clone)]
pub(in crate::aws) enum Begin {
    /// Access keys in one of the files.
    Keys,
    Sso(Sso),
    /// `aws login`, by the session's ARN.
    Login(String),
    /// A command; its arguments may hold a password.
    Process(Secret),
    WebIdentity(WebIdentity),
    /// `credential_source`, beside a role.
    Source(CredentialSource),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::aws) struct Sso {
    pub(in crate::aws) session: Option<String>,
    pub(in crate::aws) start_url: String,
    pub(in crate::aws) region: String,
    pub(in crate::aws) account_id: String,
    pub(in crate::aws) role_name: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::aws) struct WebIdentity {
    pub(in crate::aws) token_file: PathBuf,
    pub(in crate::aws) role_arn: String,
    pub(in crate::aws) session_name: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::aws) enum CredentialSource {
    Environment,
    Ec2InstanceMetadata,
    EcsContainer,
}

/// One role that a profile asks to assume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::aws) struct RoleLink {
    pub(in crate::aws) profile: String,
    pub(in crate::aws) role_arn: String,
    pub(in crate::aws) external_id: Option<String>,
    pub(in crate::aws) session_name: Option<String>,
    pub(in crate::aws) duration_seconds: Option<u32>,
    pub(in crate::aws) mfa_serial: Option<String>,
}

impl Begin {
    pub(in crate::aws) fn kind(&self) -> ProfileKind {
        match self {
            Self::Keys => ProfileKind::Keys,
            Self::Sso(_) => ProfileKind::Sso,
            Self::Login(_) => ProfileKind::Login,
            Self::Process(_) => ProfileKind::Process,
            Self::WebIdentity(_) => ProfileKind::WebIdentity,
            Self::Source(_) => ProfileKind::AssumeRole,
        }
    }
}

impl ProfileFiles {
    /// What the profile itself says about credentials.
    pub(in crate::aws) fn kind(&self, profile: &str) -> ProfileKind {
        match self.assumes_role(profile) {
            true => ProfileKind::AssumeRole,
            false => self.base_kind(profile),
        }
    }

    /// The same without the role to assume: what counts where the profile is the source of another. The order is botocore's, which is
    /// the AWS CLI's: keys of the credentials file come before a login or a process, keys of the config file after.
    pub(in crate::aws) fn base_kind(&self, profile: &str) -> ProfileKind {
        if self.get(profile, "web_identity_token_file").is_some() {
            ProfileKind::WebIdentity
        } else if self.has(profile, "sso_account_id") || self.has(profile, "sso_role_name") {
            ProfileKind::Sso
        } else if self.keys_in_credentials(profile) {
            ProfileKind::Keys
        } else if self.has(profile, "login_session") {
            ProfileKind::Login
        } else if self.has(profile, "credential_process") {
            ProfileKind::Process
        } else if self.has(profile, "aws_access_key_id") {
            ProfileKind::Keys
        } else {
            ProfileKind::Unknown
        }
    }

    fn assumes_role(&self, profile: &str) -> bool {
        // With a token file the role is assumed by the token.
        self.has(profile, "role_arn") && !self.has(profile, "web_identity_token_file")
    }

    fn has_static_keys(&self, profile: &str) -> bool {
        self.has(profile, "aws_access_key_id") || self.has(profile, "aws_secret_access_key")
    }

    /// Follows `source_profile` to where credentials begin. Errors: in words, which profile cannot be used and why.
    pub(in crate::aws) fn chain(&self, profile: &str) -> Result<ProfileChain, String> {
        let mut profiles: Vec<String> = Vec::new();
        let mut roles = Vec::new();
        let mut name = profile.to_owned();
        let base = loop {
            if !self.contains(&name) {
                return Err(match profiles.last() {
                    Some(from) => format!("Profile {from} names source_profile {name}, which is not defined."),
                    None => format!("Profile {name} is not defined."),
                });
            }
            if let Some(fault) = self.fault(&name) {
                return Err(match profiles.is_empty() {
                    true => fault,
                    false => format!("The source_profile {name} cannot be used. {fault}"),
                });
            }
            if profiles.contains(&name) {
                return Err(format!("The source_profile of {} leads back to {name}.", profiles.join(" → ")));
            }
            profiles.push(name.clone());
            // A profile that is a source of another counts by its keys, whatever role it names.
            let by_keys = profiles.len() > 1 && self.has_static_keys(&name);
            if by_keys || !self.assumes_role(&name) {
                break self.base(&name)?;
            }
            roles.push(self.role_link(&name)?);
            match (self.get(&name, "source_profile"), self.get(&name, "credential_source")) {
                (Some(source), None) if source == name && self.has_static_keys(&name) => break self.base(&name)?,
                (Some(source), None) if source == name => {
                    return Err(format!("Profile {name} names itself as source_profile, but holds no access keys."));
                }
                (Some(source), None) => name = source.to_owned(),
                (None, Some(source)) => break Base { begin: Begin::Source(credential_source(&name, source)?), profile: name },
                (Some(_), Some(_)) => {
                    return Err(format!("Profile {name} has both source_profile and credential_source: only one can be meant."));
                }
                (None, None) => {
                    return Err(format!("Profile {name} has a role_arn, but neither source_profile nor credential_source."));
                }
            }
        };
        roles.reverse();
        Ok(ProfileChain { base, roles, profiles })
    }

    fn needed(&self, profile: &str, property: &str) -> Result<String, String> {
        self.get(profile, property).map(str::to_owned).ok_or_else(|| format!("The {property} of profile {profile} is empty."))
    }

    fn role_link(&self, profile: &str) -> Result<RoleLink, String> {
        let property = |name: &str| self.get(profile, name).map(str::to_owned);
        Ok(RoleLink {
            profile: profile.to_owned(),
            role_arn: self.needed(profile, "role_arn")?,
            external_id: property("external_id"),
            session_name: property("role_session_name"),
            duration_seconds: property("duration_seconds").and_then(|seconds| seconds.parse().ok()),
            mfa_serial: property("mfa_serial"),
        })
    }

    fn base(&self, profile: &str) -> Result<Base, String> {
        let begin = match self.base_kind(profile) {
            ProfileKind::WebIdentity => Begin::WebIdentity(WebIdentity {
                token_file: PathBuf::from(self.needed(profile, "web_identity_token_file")?),
                role_arn: self
                    .get(profile, "role_arn")
                    .map(str::to_owned)
                    .ok_or_else(|| format!("Profile {profile} has a web_identity_token_file, but no role_arn to use it for."))?,
                session_name: self.get(profile, "role_session_name").map(str::to_owned),
            }),
            ProfileKind::Sso => Begin::Sso(self.sso(profile)?),
            ProfileKind::Login => Begin::Login(self.needed(profile, "login_session")?),
            ProfileKind::Process => Begin::Process(Secret::new(self.needed(profile, "credential_process")?)),
            ProfileKind::Keys => self.keys(profile).map(|_| Begin::Keys)?,
            ProfileKind::AssumeRole | ProfileKind::Practice | ProfileKind::Unknown => {
                return Err(self.without_credentials(profile));
            }
        };
        Ok(Base { profile: profile.to_owned(), begin })
    }

    /// What is missing where a profile says nothing about credentials.
    fn without_credentials(&self, profile: &str) -> String {
        match self.has(profile, "sso_session") || self.has(profile, "sso_start_url") {
            true => format!(
                "Profile {profile} leads to SSO, but names no account and role: sso_account_id and sso_role_name are missing."
            ),
            false => format!("Profile {profile} says nothing about credentials: no keys, no SSO, no role, no process, no login."),
        }
    }

    fn sso(&self, profile: &str) -> Result<Sso, String> {
        let session = self.has(profile, "sso_session").then(|| self.needed(profile, "sso_session")).transpose()?;
        let property = |name: &str| -> Result<String, String> {
            let own = self.get(profile, name);
            let of_session = match &session {
                Some(session) => self
                    .sso_session(session, name)
                    .map_err(|why| format!("Profile {profile} has sso_session = {session}, but {why}"))?,
                None => None,
            };
            match (own, of_session) {
                (Some(own), Some(other)) if own != other => {
                    Err(format!("Profile {profile} has {name} = {own}, but its sso-session has {other}: they must be the same."))
                }
                (own, of_session) => of_session.or(own).map(str::to_owned).ok_or_else(|| match &session {
                    Some(session) => format!("Neither profile {profile} nor its sso-session {session} has {name}."),
                    None => format!("Profile {profile} is for SSO, but has no {name}."),
                }),
            }
        };
        Ok(Sso {
            start_url: property("sso_start_url")?,
            region: property("sso_region")?,
            account_id: property("sso_account_id")?,
            role_name: property("sso_role_name")?,
            session: session.clone(),
        })
    }
}

fn credential_source(profile: &str, source: &str) -> Result<CredentialSource, String> {
    let known = [
        ("Environment", CredentialSource::Environment),
        ("Ec2InstanceMetadata", CredentialSource::Ec2InstanceMetadata),
        ("EcsContainer", CredentialSource::EcsContainer),
    ];
    known.into_iter().find(|(name, _)| source.eq_ignore_ascii_case(name)).map(|(_, source)| source).ok_or_else(|| {
        format!(
            "Profile {profile} has credential_source = {source}, which is none that AWS knows: Environment, Ec2InstanceMetadata \
             or EcsContainer."
        )
    })
}
