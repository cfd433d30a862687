//! The profiles of ~/.aws/config and ~/.aws/credentials, as a person chooses among them.

use crate::aws::profile::kind::ProfileKind;
use aws_types::os_shim_internal::Env;
use serde::Serialize;

use crate::aws::profile::chain::Begin;
use crate::aws::profile::files::ProfileFiles;
use crate::aws::profile::ini;
use crate::problem::Problem;

/// One profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Profile {
    pub name: String,
    pub kind: ProfileKind,
    /// The Region that counts for it.
    pub region: Option<String>,
    /// Where that Region is set, if not in the profile itself: `AWS_REGION`, `profile base`.
    pub region_from: Option<String>,
    /// The multi-factor device that the profile's role asks for.
    pub mfa_serial: Option<String>,
    /// Why it cannot be used, a sentence; none where nothing speaks against it.
    pub unusable: Option<String>,
}

/// Every profile of this machine's AWS files, `default` first, with those that cannot be used. No files: no profiles.
///
/// Errors: [`crate::problem::ProblemKind::Local`], where a file cannot be read at all.
pub async fn list() -> Result<Vec<Profile>, Problem> {
    list_in(&Env::real()).await
}

/// [`list`], with the environment that says where the files are.
pub async fn list_in(env: &Env) -> Result<Vec<Profile>, Problem> {
    let files = ProfileFiles::load(env).await?;
    Ok(listed(env, &files))
}

pub(in crate::aws) fn listed(env: &Env, files: &ProfileFiles) -> Vec<Profile> {
    files.names().into_iter().map(|name| describe(env, files, name)).collect()
}

/// Everything that both files say, in botocore's shape (`profiles`, `sso_sessions`, `services`), for a comparison with another reader.
pub async fn settings_in(env: &Env) -> Result<serde_json::Value, Problem> {
    Ok(ProfileFiles::load(env).await?.settings())
}

/// Where a file is at fault, by lines from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FaultyLines {
    /// Where sections begin, all of them.
    pub headers: Vec<usize>,
    /// Those of sections that cannot be used.
    pub broken: Vec<usize>,
    /// Lines of no section.
    pub alone: Vec<usize>,
}

/// What a config or credentials file of this content would lose, for a comparison with another reader.
pub fn faulty_lines(content: &[u8]) -> FaultyLines {
    let document = ini::parse(content);
    let is_broken = |section: &Option<usize>| section.is_some_and(|index| document.sections[index].fault.is_some());
    FaultyLines {
        headers: document.headers.iter().map(|(line, _)| *line).collect(),
        broken: document.headers.iter().filter(|(_, section)| is_broken(section)).map(|(line, _)| *line).collect(),
        alone: document.faults.iter().map(|fault| fault.line).collect(),
    }
}

pub(in crate::aws) fn describe(env: &Env, files: &ProfileFiles, name: String) -> Profile {
    let chain = files.chain(&name);
    let (region, region_from) = region(env, files, &name, chain.as_ref().map_or(&[], |chain| &chain.profiles));
    let mfa_serial = match &chain {
        Ok(chain) => chain.roles.iter().find_map(|role| role.mfa_serial.clone()),
        Err(_) => None,
    };
    let unusable = chain.map_or_else(Some, |chain| missing_token_file(&chain.base.profile, &chain.base.begin));
    let unusable = unusable.map(|why| crate::text::printable(&why).into_owned());
    Profile { kind: files.kind(&name), region, region_from, mfa_serial, unusable, name }
}

/// The profile's own Region, else the environment's, else that of the profile which it assumes a role from.
///
/// The AWS CLI would let the environment win over the profile; here two profiles are chosen, and one variable cannot be meant for both.
fn region(env: &Env, files: &ProfileFiles, profile: &str, on_the_way: &[String]) -> (Option<String>, Option<String>) {
    if let Some(own) = files.get(profile, "region") {
        return (Some(own.to_owned()), None);
    }
    let of_environment = ["AWS_REGION", "AWS_DEFAULT_REGION"].into_iter().find_map(|variable| {
        let region = env.get(variable).ok().filter(|region| !region.is_empty())?;
        Some((region, variable.to_owned()))
    });
    let of_source = || {
        let region = |name: &String| Some((files.get(name, "region")?.to_owned(), format!("profile {name}")));
        on_the_way.iter().find_map(region)
    };
    of_environment.or_else(of_source).unzip()
}

/// Why the token file of a web identity cannot be used, if it cannot.
fn missing_token_file(profile: &str, begin: &Begin) -> Option<String> {
    let Begin::WebIdentity(web_identity) = begin else { return None };
    let file = &web_identity.token_file;
    let error = std::fs::File::open(file).err()?;
    Some(format!("The web_identity_token_file of profile {profile} cannot be read: {} ({error}).", file.display()))
}
