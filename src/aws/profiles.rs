//! The profiles of ~/.aws/config and ~/.aws/credentials, as a person chooses among them.

use aws_types::os_shim_internal::Env;
use serde::Serialize;

use super::problem::Problem;
use super::profile_files::ProfileFiles;

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

/// Every profile of this machine's AWS files, `default` first. No files: no profiles.
///
/// Errors: [`super::problem::ProblemKind::Local`] with file and line, where a file cannot be read or parsed.
pub async fn list() -> Result<Vec<Profile>, Problem> {
    list_in(&Env::real()).await
}

/// [`list`], with the environment that says where the files are.
pub async fn list_in(env: &Env) -> Result<Vec<Profile>, Problem> {
    let files = ProfileFiles::load(env).await?;
    Ok(files.names().into_iter().map(|name| describe(&files, name)).collect())
}

pub(super) fn describe(files: &ProfileFiles, name: String) -> Profile {
    // A broken chain is told when the profile is opened; the list still shows what the profile itself says.
    let chain = files.chain(&name).ok();
    let on_the_way = chain.as_ref().map_or_else(|| vec![name.clone()], |chain| chain.profiles.clone());
    let region = on_the_way.iter().find_map(|profile| files.get(profile, "region")).map(str::to_owned);
    let mfa_serial = chain.and_then(|chain| chain.roles.into_iter().find_map(|role| role.mfa_serial));
    Profile { kind: files.kind(&name), region, mfa_serial, name }
}
