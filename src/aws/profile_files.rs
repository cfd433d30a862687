//! The AWS config and credentials files: found, read, checked; and the way from a profile to where its credentials begin.

use crate::command::{Command, Operation};
use std::path::PathBuf;

use aws_config::profile::{Profile as Section, ProfileFileLoadError, ProfileSet};
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_runtime::env_config::property::PropertiesKey;
use aws_types::os_shim_internal::{Env, Fs};

use super::problem::{Problem, ProblemKind};
use super::profiles::ProfileKind;

/// Both files, parsed.
#[derive(Debug)]
pub(super) struct ProfileFiles {
    sections: ProfileSet,
    /// The files that exist, for the SDK's own provider; none where there is no file.
    pub(super) files: Option<EnvConfigFiles>,
    /// Where we looked, whether or not a file was there.
    pub(super) looked_at: Vec<PathBuf>,
}

/// From where credentials begin, by the roles on the way, to the profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chain {
    pub(super) base: Base,
    /// The roles to assume, in the order of assuming them.
    pub(super) roles: Vec<RoleLink>,
    /// The profiles on the way, the chosen one first.
    pub(super) profiles: Vec<String>,
}

/// Where credentials begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Base {
    /// A profile without a role to assume: keys, SSO, process, login or web identity.
    Profile(String),
    /// The keys of a profile that also names a role.
    Keys(String),
    /// `credential_source`: Environment, Ec2InstanceMetadata or EcsContainer.
    Source { profile: String, source: String },
}

/// One role that a profile asks to assume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RoleLink {
    pub(super) profile: String,
    pub(super) role_arn: String,
    pub(super) external_id: Option<String>,
    pub(super) session_name: Option<String>,
    pub(super) duration_seconds: Option<u32>,
    pub(super) mfa_serial: Option<String>,
}

impl ProfileFiles {
    /// Reads both files. A file that is not there counts as empty, as for every AWS tool; one that cannot be read or parsed is a
    /// [`ProblemKind::Local`], because the SDK would silently take it for empty.
    pub(super) async fn load(env: &Env) -> Result<Self, Problem> {
        let config = location(env, "AWS_CONFIG_FILE", "config");
        let credentials = location(env, "AWS_SHARED_CREDENTIALS_FILE", "credentials");
        let looked_at = vec![config.clone(), credentials.clone()];
        let mut builder = EnvConfigFiles::builder();
        let mut any = false;
        for (kind, path) in [(EnvConfigFileKind::Config, config), (EnvConfigFileKind::Credentials, credentials)] {
            if readable(&path).await? {
                builder = builder.with_file(kind, path);
                any = true;
            }
        }
        if !any {
            return Ok(Self { sections: ProfileSet::default(), files: None, looked_at });
        }
        let files = builder.build();
        let sections = aws_config::profile::load(&Fs::real(), env, &files, None).await.map_err(malformed)?;
        Ok(Self { sections, files: Some(files), looked_at })
    }

    /// The names of all profiles: `default` first, the others by alphabet.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.sections.profiles().map(str::to_owned).collect();
        names.sort_by(|a, b| (a != "default", a).cmp(&(b != "default", b)));
        names
    }

    pub(super) fn contains(&self, profile: &str) -> bool {
        self.sections.get_profile(profile).is_some()
    }

    /// One property of a profile; an empty value counts as none.
    pub(super) fn get(&self, profile: &str, property: &str) -> Option<&str> {
        self.sections.get_profile(profile)?.get(property).filter(|value| !value.is_empty())
    }

    /// `[services NAME]`, `service =`, `  property = …`. The SDK looks this up with `cognito-identity-provider` where AWS documents
    /// `cognito_identity_provider` (facts §10.1), so we read it ourselves.
    pub(super) fn service_property(&self, services: &str, service: &str, property: &str) -> Option<&str> {
        let key = PropertiesKey::builder()
            .section_key("services")
            .section_name(services)
            .property_name(service)
            .sub_property_name(property)
            .build()
            .ok()?;
        self.sections.other_sections().get(&key).map(|value| value.as_ref()).filter(|value: &&str| !value.is_empty())
    }

    /// Where the profile's credentials come from, by the SDK's own order of precedence.
    pub(super) fn kind(&self, profile: &str) -> ProfileKind {
        let has = |property| self.get(profile, property).is_some();
        if has("web_identity_token_file") {
            ProfileKind::WebIdentity
        } else if has("role_arn") {
            ProfileKind::AssumeRole
        } else if has("sso_session") || has("sso_start_url") {
            ProfileKind::Sso
        } else if has("login_session") {
            ProfileKind::Login
        } else if has("credential_process") {
            ProfileKind::Process
        } else if has("aws_access_key_id") {
            ProfileKind::Keys
        } else {
            ProfileKind::Unknown
        }
    }

    /// Follows `source_profile` to where credentials begin. Errors: in words, which profile breaks the chain and how.
    pub(super) fn chain(&self, profile: &str) -> Result<Chain, String> {
        let mut profiles: Vec<String> = Vec::new();
        let mut roles = Vec::new();
        let mut name = profile.to_owned();
        let base = loop {
            let section = self.sections.get_profile(&name).ok_or_else(|| match profiles.last() {
                Some(from) => format!("Profile {from} names source_profile {name}, which is not defined."),
                None => format!("Profile {name} is not defined."),
            })?;
            if profiles.contains(&name) {
                return Err(format!("The source_profile of {} leads back to {name}.", profiles.join(" → ")));
            }
            profiles.push(name.clone());
            // A profile that is a source of another counts by its keys, whatever else it holds.
            let is_source = profiles.len() > 1;
            if is_source && has_keys(section) {
                break Base::Keys(name);
            }
            let Some(role) = role_link(section) else { break Base::Profile(name) };
            roles.push(role);
            match (section.get("source_profile"), section.get("credential_source")) {
                (Some(source), None) if source == name && has_keys(section) => break Base::Keys(name),
                (Some(source), None) if source == name => {
                    return Err(format!("Profile {name} names itself as source_profile, but holds no access keys."));
                }
                (Some(source), None) => name = source.to_owned(),
                (None, Some(source)) => break Base::Source { profile: name, source: source.to_owned() },
                (Some(_), Some(_)) => {
                    return Err(format!("Profile {name} has both source_profile and credential_source: only one can be meant."));
                }
                (None, None) => {
                    return Err(format!("Profile {name} has a role_arn, but neither source_profile nor credential_source."));
                }
            }
        };
        roles.reverse();
        Ok(Chain { base, roles, profiles })
    }
}

impl Base {
    /// The profile at the end of the chain.
    pub(super) fn profile(&self) -> &str {
        match self {
            Self::Profile(profile) | Self::Keys(profile) | Self::Source { profile, .. } => profile,
        }
    }
}

fn has_keys(section: &Section) -> bool {
    section.get("aws_access_key_id").is_some() && section.get("aws_secret_access_key").is_some()
}

fn role_link(section: &Section) -> Option<RoleLink> {
    // With a token file the role is assumed by the token, which the SDK's own provider does.
    if section.get("web_identity_token_file").is_some() {
        return None;
    }
    let property = |name: &str| section.get(name).filter(|value| !value.is_empty()).map(str::to_owned);
    Some(RoleLink {
        profile: section.name().to_owned(),
        role_arn: property("role_arn")?,
        external_id: property("external_id"),
        session_name: property("role_session_name"),
        duration_seconds: property("duration_seconds").and_then(|seconds| seconds.parse().ok()),
        mfa_serial: property("mfa_serial"),
    })
}

fn location(env: &Env, variable: &str, file: &str) -> PathBuf {
    let home = || PathBuf::from(env.get("HOME").or_else(|_| env.get("USERPROFILE")).unwrap_or_else(|_| "~".to_owned()));
    match env.get(variable) {
        Ok(path) => match path.strip_prefix("~/") {
            Some(below_home) => home().join(below_home),
            None => PathBuf::from(path),
        },
        Err(_) => home().join(".aws").join(file),
    }
}

async fn readable(path: &PathBuf) -> Result<bool, Problem> {
    let problem = |why: String, action: &str| {
        Problem::new(ProblemKind::Local, format!("Could not read {}.", path.display()), why)
            .remedy(format!("{action}: {}", path.display()))
    };
    match tokio::fs::read(path).await {
        Ok(bytes) if std::str::from_utf8(&bytes).is_ok() => Ok(true),
        Ok(_) => Err(problem("It is not UTF-8 text.".to_owned(), "Save the file as UTF-8 text")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(problem(format!("{error}."), "Make the file readable for you")),
    }
}

fn malformed(error: ProfileFileLoadError) -> Problem {
    // The file and the line are in the cause.
    let why = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
    let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
    Problem::new(ProblemKind::Local, "Could not read the AWS profiles.", crate::text::printable_lines(&why))
        .remedy("Correct that line, then try again. This shows whether the file can be read:")
        .remedy(Command::aws(Operation::ConfigureListProfiles))
}
