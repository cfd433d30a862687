//! Endpoints that are not AWS's own: where they are set, which one wins, and how they are shown.
//!
//! Order as AWS documents it ("Service-specific endpoints", AWS SDKs and Tools Reference Guide): the service's environment
//! variable, AWS_ENDPOINT_URL, the service's entry in the profile's `services` section, the profile's `endpoint_url`.

use aws_types::os_shim_internal::Env;

use crate::aws::profile::files::ProfileFiles;
use crate::problem::{Problem, ProblemKind};

/// The services that we call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::aws) enum Service {
    Cognito,
    Iam,
    Lambda,
    Sts,
    Logs,
}

impl Service {
    const ALL: [Self; 5] = [Self::Cognito, Self::Iam, Self::Lambda, Self::Sts, Self::Logs];

    /// The name as in ARNs and endpoints, for people.
    fn name(self) -> &'static str {
        match self {
            Self::Cognito => "cognito-idp",
            Self::Iam => "iam",
            Self::Lambda => "lambda",
            Self::Sts => "sts",
            Self::Logs => "logs",
        }
    }

    /// The name in a `services` section; in capitals, the end of the environment variable.
    fn key(self) -> &'static str {
        match self {
            Self::Cognito => "cognito_identity_provider",
            Self::Iam => "iam",
            Self::Lambda => "lambda",
            Self::Sts => "sts",
            Self::Logs => "cloudwatch_logs",
        }
    }
}

/// The endpoints in force for one profile that are not AWS's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::aws) struct Endpoints(Vec<Override>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Override {
    service: Service,
    url: String,
    set_in: String,
}

impl Endpoints {
    /// Errors: [`ProblemKind::Invalid`] where an endpoint is no http or https URL, or the `services` section is not there.
    pub(in crate::aws) fn resolve(env: &Env, files: &ProfileFiles, profile: &str) -> Result<Self, Problem> {
        if ignored(env, files, profile) {
            return Ok(Self::default());
        }
        if let Some(services) = files.get(profile, "services")
            && let Some(why) = files.services_fault(services)
        {
            let profile = crate::text::printable(profile);
            return Err(Problem::new(
                ProblemKind::Invalid,
                format!("The endpoints of profile {profile} cannot be read."),
                crate::text::printable(&format!("It has services = {services}, but {why}")),
            )
            .remedy("Add that section, or take the services line away to reach AWS itself."));
        }
        let found = Service::ALL.into_iter().filter_map(|service| {
            configured(env, files, profile, service).map(|(url, set_in)| Override { service, url, set_in })
        });
        found.map(checked).collect::<Result<_, _>>().map(Self)
    }

    pub(in crate::aws) fn url(&self, service: Service) -> Option<String> {
        self.0.iter().find(|one| one.service == service).map(|one| one.url.clone())
    }

    /// "service: URL (where it was set)", one for each override.
    pub(in crate::aws) fn shown(&self) -> Vec<String> {
        self.0.iter().map(|one| format!("{}: {} ({})", one.service.name(), one.url, one.set_in)).collect()
    }
}

/// AWS's own endpoints of another kind, by where they are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::aws) struct Variants {
    fips: Option<String>,
    dual_stack: Option<String>,
}

impl Variants {
    pub(in crate::aws) fn resolve(env: &Env, files: &ProfileFiles, profile: &str) -> Self {
        let set = |variable: &str, property: &str| {
            let of_environment = env.get(variable).ok().map(|value| (value, format!("environment, {variable}")));
            let of_profile = || Some((files.get(profile, property)?.to_owned(), format!("profile {profile}, {property}")));
            let (value, set_in) = of_environment.or_else(of_profile)?;
            value.eq_ignore_ascii_case("true").then(|| crate::text::printable(&set_in).into_owned())
        };
        Self {
            fips: set("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
            dual_stack: set("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"),
        }
    }

    pub(in crate::aws) fn fips(&self) -> bool {
        self.fips.is_some()
    }

    pub(in crate::aws) fn dual_stack(&self) -> bool {
        self.dual_stack.is_some()
    }

    /// "FIPS endpoints (where they were asked for)", one for each kind.
    pub(in crate::aws) fn shown(&self) -> Vec<String> {
        let shown = |name: &str, set_in: &Option<String>| Some(format!("{name} endpoints ({})", set_in.as_ref()?));
        [shown("FIPS", &self.fips), shown("dual-stack", &self.dual_stack)].into_iter().flatten().collect()
    }
}

fn ignored(env: &Env, files: &ProfileFiles, profile: &str) -> bool {
    let from_environment = env.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS").ok();
    let setting = from_environment.as_deref().or_else(|| files.get(profile, "ignore_configured_endpoint_urls"));
    setting.is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

fn configured(env: &Env, files: &ProfileFiles, profile: &str, service: Service) -> Option<(String, String)> {
    let from_environment =
        |name: String| env.get(&name).ok().filter(|url| !url.is_empty()).map(|url| (url, format!("environment, {name}")));
    let from_services = || {
        let services = files.get(profile, "services")?;
        let url = files.service_property(services, service.key(), "endpoint_url")?;
        Some((url.to_owned(), format!("profile {profile}, services section {services}")))
    };
    let from_profile =
        || files.get(profile, "endpoint_url").map(|url| (url.to_owned(), format!("profile {profile}, endpoint_url")));
    from_environment(format!("AWS_ENDPOINT_URL_{}", service.key().to_ascii_uppercase()))
        .or_else(|| from_environment("AWS_ENDPOINT_URL".to_owned()))
        .or_else(from_services)
        .or_else(from_profile)
}

fn checked(one: Override) -> Result<Override, Problem> {
    let host = one.url.strip_prefix("http://").or_else(|| one.url.strip_prefix("https://"));
    if host.is_some_and(|host| !host.is_empty() && !host.starts_with('/') && !one.url.contains(char::is_whitespace)) {
        return Ok(one);
    }
    let url = crate::text::printable(&one.url);
    Err(Problem::new(
        ProblemKind::Invalid,
        format!("The endpoint of {} cannot be used: {url} ({}).", one.service.name(), one.set_in),
        "An endpoint is a whole URL that begins with http:// or https://.",
    )
    .remedy("Correct the URL, or take the setting away to reach AWS itself."))
}
