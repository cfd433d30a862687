//! The SDK's clients and their settings: one explicit set, so that nothing in the environment changes how a side is reached.

use std::time::Duration;

use aws_config::provider_config::ProviderConfig;
use aws_config::{AppName, BehaviorVersion, Region};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::sdk_config::SharedTimeSource;

use crate::aws::account::Clients;
use crate::aws::account::call_log::CallLog;
use crate::aws::error::called::NotesOperation;
use crate::aws::guard::ReadsOnly;
use crate::aws::profile::endpoints::{Endpoints, Service};

/// How long a profile's credentials may take: a process may wait for a person's fingerprint or browser, so more than the SDK's 5 s.
pub(in crate::aws) const CREDENTIALS_TIME_LIMIT: Duration = Duration::from_secs(60);

/// What every client of one side shares; endpoints and credentials come on top.
pub(in crate::aws) fn config(region: &str, http_client: SharedHttpClient) -> SdkConfig {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(5))
        .read_timeout(Duration::from_secs(30))
        // An attempt includes getting credentials: were it shorter than that may take, a credential_process that waits for a
        // person's fingerprint would be started again and again.
        .operation_attempt_timeout(CREDENTIALS_TIME_LIMIT + Duration::from_secs(40))
        .operation_timeout(Duration::from_secs(150))
        .build();
    let mut builder = SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(region.to_owned()))
        // Explicit: the SDK panics on some values of AWS_RETRY_MODE and AWS_MAX_ATTEMPTS (facts §10.1).
        .retry_config(RetryConfig::standard().with_max_attempts(4))
        .timeout_config(timeouts)
        .time_source(SharedTimeSource::default());
    builder.set_http_client(Some(http_client));
    // A constant of letters and a dash: always a valid name.
    builder.set_app_name(AppName::new("cognito-ferry").ok());
    builder.build()
}

/// For the calls that get credentials: four attempts of them end within [`CREDENTIALS_TIME_LIMIT`], so that silence is told as no
/// network. No limit on an attempt as a whole, for it may include a process that waits for a person.
pub(in crate::aws) fn credentials_timeouts() -> TimeoutConfig {
    TimeoutConfig::builder().connect_timeout(Duration::from_secs(5)).read_timeout(Duration::from_secs(10)).build()
}

/// The same settings for the SDK's own providers. Without a Region, SSO and web identity fail with "Missing Region" (facts §10.1).
pub(in crate::aws) fn providers(config: &SdkConfig) -> ProviderConfig {
    let mut providers = ProviderConfig::without_region()
        .with_region(config.region().cloned())
        .with_use_fips(config.use_fips())
        .with_use_dual_stack(config.use_dual_stack())
        .with_behavior_version(config.behavior_version())
        .with_timeout_config(credentials_timeouts());
    if let Some(retries) = config.retry_config() {
        providers = providers.with_retry_config(retries.clone());
    }
    match config.http_client() {
        Some(http_client) => providers.with_http_client(http_client),
        None => providers,
    }
}

/// The five clients; behind the guard where they may only read.
pub(in crate::aws) fn clients(config: &SdkConfig, endpoints: &Endpoints, reads_only: bool) -> Clients {
    macro_rules! client {
        ($sdk:ident, $service:expr) => {{
            let mut builder = $sdk::config::Builder::from(config).interceptor(CallLog).interceptor(NotesOperation);
            builder.set_endpoint_url(endpoints.url($service));
            if reads_only {
                builder = builder.interceptor(ReadsOnly);
            }
            $sdk::Client::from_conf(builder.build())
        }};
    }
    Clients {
        cognito: client!(aws_sdk_cognitoidentityprovider, Service::Cognito),
        iam: client!(aws_sdk_iam, Service::Iam),
        lambda: client!(aws_sdk_lambda, Service::Lambda),
        sts: client!(aws_sdk_sts, Service::Sts),
        logs: client!(aws_sdk_cloudwatchlogs, Service::Logs),
    }
}
