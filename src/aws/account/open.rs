//! Opening one side's account: its profile found, its credentials had, its identity asked, its clients made.

use std::path::Path;

use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::SdkConfig;
use aws_types::os_shim_internal::Env;

use crate::aws::Side;
use crate::aws::account::classify;
use crate::aws::account::clients::{CREDENTIALS_TIME_LIMIT, clients, config, credentials_timeouts, providers};
use crate::aws::account::credentials;
use crate::aws::account::credentials::CredentialsProviderBuilder;
use crate::aws::account::http;
use crate::aws::account::{Account, Identity, Origin, SandboxAccounts, SandboxProfile};
use crate::aws::error::caller::Caller;
use crate::aws::profile::chain::ProfileChain;
use crate::aws::profile::endpoints::{Endpoints, Service, Variants};
use crate::aws::profile::files::ProfileFiles;
use crate::aws::profile::kind::ProfileKind;
use crate::aws::profile::lifetime::Lifetime;
use crate::aws::profile::list as profiles;
use crate::aws::profile::list::Profile;
use crate::aws::profile::renewal::Renewal;
use crate::aws::profile::trust;
use crate::command::{Command, Operation};
use crate::problem::{Problem, ProblemKind};
use crate::secret::Secret;

/// Which account to open.
#[derive(Debug, Clone)]
pub struct OpenAccount {
    pub side: Side,
    pub profile: String,
    /// The Region; without it, the profile's.
    pub region: Option<String>,
    /// The code of the multi-factor device that the profile's role asks for.
    pub mfa_code: Option<Secret>,
}

/// What opening takes from outside: the environment, and how HTTP is spoken (the SDK's own way where nothing else is given).
#[derive(Debug, Clone)]
pub struct Environment {
    pub env: Env,
    pub http_client: Option<SharedHttpClient>,
}

impl Environment {
    pub fn real() -> Self {
        Self { env: Env::real(), http_client: None }
    }
}

impl Origin {
    /// The profiles to choose from.
    pub async fn profiles(&self) -> Result<Vec<Profile>, Problem> {
        match self {
            Self::Aws => profiles::list().await,
            Self::Sandbox(sandbox) => Ok(sandbox.listed()),
        }
    }

    /// Opens an account: one call of GetCallerIdentity, and whatever the profile's credentials take.
    pub async fn open(&self, request: &OpenAccount) -> Result<Account, Problem> {
        match self {
            Self::Aws => open_profile(&Environment::real(), request).await,
            Self::Sandbox(sandbox) => open_sandbox(sandbox, request).await,
        }
    }
}

impl SandboxAccounts {
    fn listed(&self) -> Vec<Profile> {
        self.profiles.iter().map(SandboxProfile::listed).collect()
    }
}

impl SandboxProfile {
    fn listed(&self) -> Profile {
        Profile {
            name: self.name.clone(),
            kind: ProfileKind::Practice,
            region: Some(self.region.clone()),
            region_from: None,
            mfa_serial: None,
            unusable: None,
        }
    }
}

/// Opens a profile of the AWS files in the given surroundings.
///
/// Errors, each with its remedy: unknown profile, missing Region, a multi-factor code wanted, no or expired credentials, no network,
/// and whatever GetCallerIdentity answers.
pub async fn open_profile(environment: &Environment, request: &OpenAccount) -> Result<Account, Problem> {
    let env = &environment.env;
    let files = ProfileFiles::load(env).await?;
    if !files.contains(&request.profile) {
        return Err(unknown_profile(request, &profiles::listed(env, &files), &files.looked_at(), &files.remarks));
    }
    let profile = profiles::describe(env, &files, request.profile.clone());
    let chain = usable(request, &files, &profile)?;
    let region = region(request, &profile, files.remark_on(&profile.name))?;
    let endpoints = Endpoints::resolve(env, &files, &request.profile)?;
    let variants = Variants::resolve(env, &files, &request.profile);
    let begins = chain.base.profile.as_str();
    let caller = Caller {
        side: request.side,
        profile: request.profile.clone(),
        region: region.clone(),
        account: None,
        renewal: Renewal {
            sso_session: files.get(begins, "sso_session").map(str::to_owned),
            mfa_serial: profile.mfa_serial.clone(),
            proxy: proxy(env),
            ..Renewal::of(begins, chain.base.begin.kind())
        },
        endpoint_overrides: endpoints.shown().into_iter().chain(variants.shown()).collect(),
    };
    let http_client = match &environment.http_client {
        Some(given) => given.clone(),
        None => http::client(trust::bundle(env, &files, &request.profile)?),
    };
    let config =
        config(&region, http_client).into_builder().use_fips(variants.fips()).use_dual_stack(variants.dual_stack()).build();
    let mut sts = config.clone().into_builder().timeout_config(credentials_timeouts());
    sts.set_endpoint_url(endpoints.url(Service::Sts));
    let way = CredentialsProviderBuilder {
        files: &files,
        chain: &chain,
        sts: sts.build(),
        providers: providers(&config),
        caller: &caller,
    };
    let provider = way.provider(request.mfa_code.as_ref()).await?;
    finish(caller, &config, provider, &endpoints, variants.shown()).await
}

async fn open_sandbox(sandbox: &SandboxAccounts, request: &OpenAccount) -> Result<Account, Problem> {
    let Some(profile) = sandbox.profiles.iter().find(|profile| profile.name == request.profile) else {
        return Err(unknown_profile(request, &sandbox.listed(), &[], &[]));
    };
    let region = region(request, &profile.listed(), None)?;
    let caller = Caller {
        side: request.side,
        profile: profile.name.clone(),
        region: region.clone(),
        account: None,
        renewal: Renewal::of(&profile.name, ProfileKind::Practice),
        endpoint_overrides: Vec::new(),
    };
    let config = config(&region, sandbox.http_client.clone());
    let provider = credentials::given(&profile.access_key_id, &profile.secret_access_key);
    finish(caller, &config, provider, &Endpoints::default(), Vec::new()).await
}

/// The last part of the way, the same for real and pretend accounts: clients, identity, account.
async fn finish(
    caller: Caller,
    config: &SdkConfig,
    provider: SharedCredentialsProvider,
    endpoints: &Endpoints,
    endpoint_variants: Vec<String>,
) -> Result<Account, Problem> {
    // One cache for all ten clients: a credential_process runs once, a role is assumed once.
    let cache = aws_config::identity::IdentityCache::lazy().load_timeout(CREDENTIALS_TIME_LIMIT).build();
    let lifetime = Lifetime::default();
    let provider = lifetime.noting(provider);
    let config = config.clone().into_builder().credentials_provider(provider).identity_cache(cache).build();
    let read = clients(&config, endpoints, true);
    let write = clients(&config, endpoints, false);
    let what = "Could not look up the identity of the credentials";
    let answer = read.sts.get_caller_identity().send().await.map_err(|error| classify::problem(&caller, what, &error))?;
    let identity = answer.arn.zip(answer.account).zip(answer.user_id).and_then(|((arn, account), user_id)| {
        let partition = arn.strip_prefix("arn:")?.split(':').next().filter(|partition| !partition.is_empty())?.to_owned();
        Some(Identity { account, arn, user_id, partition })
    });
    let Some(identity) = identity else {
        return Err(Problem::new(
            ProblemKind::Service,
            caller.located(what),
            "GetCallerIdentity answered without account or ARN.",
        )
        .remedy("Try again; if an endpoint is overridden, check that it speaks STS."));
    };
    Ok(Account {
        side: caller.side,
        profile: caller.profile,
        region: caller.region,
        identity,
        read,
        write,
        endpoint_overrides: endpoints.shown(),
        endpoint_variants,
        renewal: caller.renewal,
        lifetime,
    })
}

/// The way to the profile's credentials, where there is one.
fn usable(request: &OpenAccount, files: &ProfileFiles, profile: &Profile) -> Result<ProfileChain, Problem> {
    let why = match (files.chain(&profile.name), &profile.unusable) {
        (Ok(chain), None) => return Ok(chain),
        (Err(why), _) => crate::text::printable(&why).into_owned(),
        (Ok(_), Some(why)) => why.clone(),
    };
    let name = crate::text::printable(&profile.name);
    let what = format!("Could not open the {} account (profile {name}).", request.side);
    let remark = files.remark_on(&profile.name).filter(|remark| !why.contains(remark));
    let why = remark.map_or_else(|| why.clone(), |remark| format!("{why} {remark}"));
    let problem = Problem::new(ProblemKind::NoCredentials, what, why);
    if profile.kind == ProfileKind::Unknown && files.fault(&profile.name).is_none() {
        let name = &profile.name;
        return Err(problem
            .remedy(format!("With IAM Identity Center: {}", Command::aws(Operation::ConfigureSso).profile(name)))
            .remedy(format!("Or with your sign-in to the console: {}", Command::aws(Operation::Login).profile(name)))
            .remedy(format!("Or with access keys: {}", Command::aws(Operation::Configure).profile(name))));
    }
    let [config, credentials] = files.looked_at();
    Err(problem.remedy(format!("Correct it in {} or {}, then try again.", config.display(), credentials.display())))
}

fn region(request: &OpenAccount, profile: &Profile, remark: Option<&str>) -> Result<String, Problem> {
    let side = request.side;
    let name = crate::text::printable(&profile.name);
    let Some(region) = request.region.as_deref().filter(|region| !region.is_empty()).or(profile.region.as_deref()) else {
        let why = format!(
            "Neither you nor profile {name} names one, nor AWS_REGION or AWS_DEFAULT_REGION, and a user pool lives in one Region."
        );
        return Err(Problem::new(
            ProblemKind::MissingRegion,
            format!("The {side} account has no Region (profile {name})."),
            remark.map_or_else(|| why.clone(), |remark| format!("{why} {remark}")),
        )
        .remedy(format!("Name it: --{side}-region eu-west-1"))
        .remedy(format!(
            "Or put it into the profile: {}",
            Command::aws(Operation::ConfigureSet).flag("region").flag("eu-west-1").profile(&profile.name)
        )));
    };
    // A Region becomes part of a host name.
    let is_label = region.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !is_label || region.starts_with('-') || region.ends_with('-') {
        let problem = Problem::new(
            ProblemKind::Invalid,
            format!("{} is no Region ({side}: profile {name}).", crate::text::printable(region)),
            "A Region is written like eu-west-1: small letters, digits and dashes.",
        );
        let problem = match region.contains(['#', ';']) && request.region.is_none() {
            true => problem.remedy("Put the comment into a line of its own: behind a value it is part of the value."),
            false => problem,
        };
        return Err(problem.remedy("This lists them:").remedy(describe_regions(&profile.name)));
    }
    Ok(region.to_owned())
}

/// EC2 lists Regions in any Region that is always on.
fn describe_regions(profile: &str) -> Command {
    let query = Command::aws(Operation::DescribeRegions).with("--query", "Regions[].RegionName").with("--output", "text");
    query.at(profile, "us-east-1")
}

fn unknown_profile(request: &OpenAccount, known: &[Profile], looked_at: &[&Path], remarks: &[String]) -> Problem {
    let name = crate::text::printable(&request.profile);
    let places: Vec<String> = looked_at.iter().map(|path| path.display().to_string()).collect();
    let why = match (places.is_empty(), known.is_empty()) {
        (true, _) => "The sandbox has no such profile.".to_owned(),
        (false, true) => format!("No profile at all is in {}.", places.join(" or ")),
        (false, false) => format!("It is neither in {}.", places.join(" nor in ")),
    };
    let why = std::iter::once(why).chain(remarks.iter().cloned()).collect::<Vec<_>>().join(" ");
    let problem =
        Problem::new(ProblemKind::UnknownProfile, format!("There is no profile {name} ({} account).", request.side), why);
    if known.is_empty() {
        let configure = Command::aws(Operation::ConfigureSso).profile(&request.profile);
        return problem.remedy(format!("Make one: {configure}"));
    }
    let usable: Vec<&str> = known.iter().filter(|one| one.unusable.is_none()).map(|one| one.name.as_str()).collect();
    let problem = match usable.is_empty() {
        true => problem,
        false => problem.remedy(format!("Choose one of: {}", crate::text::printable(&usable.join(", ")))),
    };
    let problem = problem.remedy("In ~/.aws/config a profile begins with [profile NAME]; in ~/.aws/credentials with [NAME].");
    let unusable = known.iter().filter_map(|one| {
        Some(format!("{} cannot be used as it is: {}", crate::text::printable(&one.name), one.unusable.as_ref()?))
    });
    unusable.fold(problem, Problem::remedy)
}

fn proxy(env: &Env) -> Option<String> {
    let names = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"];
    names.into_iter().find(|name| env.get(name).is_ok_and(|value| !value.is_empty())).map(str::to_owned)
}
