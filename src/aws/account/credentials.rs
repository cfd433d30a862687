//! A profile's credentials: where they begin, and the roles on the way, which we assume ourselves.
//!
//! The SDK's own provider of profiles reads the files by other rules than the AWS CLI, and ignores `mfa_serial` and `duration_seconds`
//! (facts §10.1). Its providers of single kinds are given what we have read.

use std::time::Duration;

use aws_config::Region;
use aws_config::ecs::EcsCredentialsProvider;
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::imds::credentials::ImdsCredentialsProvider;
use aws_config::login::LoginCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::sso::SsoCredentialsProvider;
use aws_config::sts::AssumeRoleProvider;
use aws_config::web_identity_token::{StaticConfiguration, WebIdentityTokenCredentialsProvider};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_types::SdkConfig;

use crate::aws::account::classify;
use crate::aws::error::caller::Caller;
use crate::aws::error::credential_failures::Beginning;
use crate::aws::error::remedies;
use crate::aws::profile::chain::{Begin, CredentialSource, ProfileChain, RoleLink, Sso, WebIdentity};
use crate::aws::profile::credential_process::CredentialProcess;
use crate::aws::profile::files::ProfileFiles;
use crate::problem::{Problem, ProblemKind};
use crate::secret::Secret;

/// What the session is called in CloudTrail where the profile names none.
const SESSION_NAME: &str = "cognito-ferry";

/// All that the way to credentials needs.
#[derive(Debug)]
pub(in crate::aws) struct CredentialsProviderBuilder<'a> {
    pub(in crate::aws) files: &'a ProfileFiles,
    pub(in crate::aws) chain: &'a ProfileChain,
    /// For STS: Region, endpoint, HTTP client, retries, timeouts.
    pub(in crate::aws) sts: SdkConfig,
    /// The same for the SDK's own providers.
    pub(in crate::aws) providers: ProviderConfig,
    pub(in crate::aws) caller: &'a Caller,
}

impl CredentialsProviderBuilder<'_> {
    /// The provider of the profile's credentials. Nothing is called yet, except where a multi-factor code must be used.
    pub(in crate::aws) async fn provider(&self, code: Option<&Secret>) -> Result<SharedCredentialsProvider, Problem> {
        let devices = self.chain.roles.iter().filter(|role| role.mfa_serial.is_some()).count();
        if devices > 1 {
            return Err(Problem::new(
                ProblemKind::Invalid,
                self.caller.located("Could not open the account"),
                "More than one role on the way asks for a multi-factor code, and one code opens one role.",
            )
            .remedy("Let a profile with credential_process or SSO lead to the last role but one."));
        }
        let mut provider = self.base()?;
        for role in &self.chain.roles {
            provider = match &role.mfa_serial {
                Some(serial) => SharedCredentialsProvider::new(self.assume_with_code(provider, role, serial, code).await?),
                None => SharedCredentialsProvider::new(self.assume(provider, role).await),
            };
        }
        Ok(provider)
    }

    fn base(&self) -> Result<SharedCredentialsProvider, Problem> {
        let base = &self.chain.base;
        let provider = match &base.begin {
            Begin::Keys => {
                let keys = self.files.keys(&base.profile).map_err(|why| self.refused(why))?;
                let mut builder = Credentials::builder()
                    .access_key_id(keys.access_key_id)
                    .secret_access_key(keys.secret_access_key)
                    .provider_name("profile");
                builder.set_session_token(keys.session_token);
                SharedCredentialsProvider::new(builder.build())
            }
            Begin::Process(command) => SharedCredentialsProvider::new(CredentialProcess { command: command.clone() }),
            Begin::Login(session) => {
                SharedCredentialsProvider::new(LoginCredentialsProvider::builder(session).configure(&self.providers).build())
            }
            Begin::Sso(sso) => SharedCredentialsProvider::new(self.sso(sso)),
            Begin::WebIdentity(web_identity) => SharedCredentialsProvider::new(self.web_identity(web_identity)),
            Begin::Source(CredentialSource::Environment) => {
                SharedCredentialsProvider::new(EnvironmentVariableCredentialsProvider::new())
            }
            Begin::Source(CredentialSource::Ec2InstanceMetadata) => {
                SharedCredentialsProvider::new(ImdsCredentialsProvider::builder().configure(&self.providers).build())
            }
            Begin::Source(CredentialSource::EcsContainer) => {
                SharedCredentialsProvider::new(EcsCredentialsProvider::builder().configure(&self.providers).build())
            }
        };
        Ok(SharedCredentialsProvider::new(Beginning { provider, begin: base.begin.clone() }))
    }

    fn sso(&self, sso: &Sso) -> SsoCredentialsProvider {
        let mut builder = SsoCredentialsProvider::builder()
            .configure(&self.providers)
            .start_url(&sso.start_url)
            .region(Region::new(sso.region.clone()))
            .account_id(&sso.account_id)
            .role_name(&sso.role_name);
        builder.set_session_name(sso.session.clone());
        builder.build()
    }

    fn web_identity(&self, web_identity: &WebIdentity) -> WebIdentityTokenCredentialsProvider {
        let configuration = StaticConfiguration {
            web_identity_token_file: web_identity.token_file.clone(),
            role_arn: web_identity.role_arn.clone(),
            session_name: web_identity.session_name.clone().unwrap_or_else(|| SESSION_NAME.to_owned()),
        };
        WebIdentityTokenCredentialsProvider::builder().static_configuration(configuration).configure(&self.providers).build()
    }

    fn refused(&self, why: String) -> Problem {
        Problem::new(ProblemKind::NoCredentials, self.caller.located("Could not open the account"), why)
    }

    /// A role without a code: assumed when credentials are first needed, and again before they expire.
    async fn assume(&self, base: SharedCredentialsProvider, role: &RoleLink) -> AssumeRoleProvider {
        let mut builder = AssumeRoleProvider::builder(&role.role_arn)
            .session_name(role.session_name.as_deref().unwrap_or(SESSION_NAME))
            .configure(&self.sts);
        if let Some(external_id) = &role.external_id {
            builder = builder.external_id(external_id);
        }
        if let Some(seconds) = role.duration_seconds {
            builder = builder.session_length(Duration::from_secs(seconds.into()));
        }
        builder.build_from_provider(base).await
    }

    /// A role with a code: a code can be used once, so the role is assumed now, and its credentials last as long as they last.
    async fn assume_with_code(
        &self,
        base: SharedCredentialsProvider,
        role: &RoleLink,
        serial: &str,
        code: Option<&Secret>,
    ) -> Result<Credentials, Problem> {
        let what = "Could not open the account";
        let Some(code) = code.filter(|code| !code.is_empty()) else {
            return Err(self.code_wanted(serial, format!("The role of profile {} asks for a multi-factor code.", role.profile)));
        };
        // AWS would repeat the refused value in its answer.
        if code.expose().len() != 6 || !code.expose().bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(self.code_wanted(serial, "That was no multi-factor code: a code has six digits.".to_owned()));
        }
        let config = aws_sdk_sts::config::Builder::from(&self.sts).credentials_provider(base).build();
        let answer = aws_sdk_sts::Client::from_conf(config)
            .assume_role()
            .role_arn(&role.role_arn)
            .role_session_name(role.session_name.as_deref().unwrap_or(SESSION_NAME))
            .set_external_id(role.external_id.clone())
            .set_duration_seconds(role.duration_seconds.and_then(|seconds| i32::try_from(seconds).ok()))
            .serial_number(serial)
            .token_code(code.expose())
            .send()
            .await;
        let answer = answer.map_err(|error| {
            let problem = classify::problem(self.caller, what, &error);
            match problem.why.contains("MultiFactorAuthentication") {
                true => self.code_wanted(serial, problem.why),
                false => problem,
            }
        })?;
        let issued = answer.credentials.ok_or_else(|| {
            Problem::new(ProblemKind::Service, self.caller.located(what), "STS answered AssumeRole without credentials.")
        })?;
        let mut builder = Credentials::builder()
            .access_key_id(issued.access_key_id)
            .secret_access_key(issued.secret_access_key)
            .session_token(issued.session_token)
            .provider_name("multi-factor");
        builder.set_expiry(issued.expiration.try_into().ok());
        Ok(builder.build())
    }

    fn code_wanted(&self, serial: &str, why: String) -> Problem {
        let kind = ProblemKind::MfaRequired { serial: serial.to_owned() };
        let problem = Problem::new(kind, self.caller.located("Could not open the account"), why);
        remedies::multi_factor(self.caller.side, &self.caller.profile, serial).into_iter().fold(problem, Problem::remedy)
    }
}

/// Credentials that are given outright: a pretend account's.
pub(in crate::aws) fn given(access_key_id: &str, secret_access_key: &str) -> SharedCredentialsProvider {
    SharedCredentialsProvider::new(
        Credentials::builder()
            .access_key_id(access_key_id)
            .secret_access_key(secret_access_key)
            .provider_name("practice")
            .build(),
    )
}
