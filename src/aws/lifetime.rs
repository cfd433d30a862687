//! How long a side's credentials last, and how far this machine's clock is from AWS's: what is seen by the way of other calls.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::future::ProvideCredentials as Providing;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::DateTime;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::date_time::Format;

use super::account::Account;
use super::credential_failures::AlreadyExpired;
use crate::problem::Problem;

/// When the credentials in use end; none where they do not, or none were needed yet.
#[derive(Debug, Clone, Default)]
pub struct Lifetime(Arc<Mutex<Option<SystemTime>>>);

impl Lifetime {
    pub fn ends(&self) -> Option<SystemTime> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same provider, and here is noted when what it gave last ends; what has ended already is refused. It is asked no more often
    /// than without.
    pub(super) fn noting(&self, provider: SharedCredentialsProvider) -> SharedCredentialsProvider {
        SharedCredentialsProvider::new(Noting { provider, lifetime: self.clone() })
    }
}

#[derive(Debug)]
struct Noting {
    provider: SharedCredentialsProvider,
    lifetime: Lifetime,
}

impl ProvideCredentials for Noting {
    fn provide_credentials<'a>(&'a self) -> Providing<'a>
    where
        Self: 'a,
    {
        Providing::new(async move {
            let credentials = self.provider.provide_credentials().await?;
            // AWS would refuse them call by call, and the SDK ask for others before each.
            if let Some(ended) = credentials.expiry().filter(|ends| *ends <= SystemTime::now()) {
                return Err(CredentialsError::provider_error(AlreadyExpired(ended)));
            }
            *self.lifetime.0.lock().unwrap_or_else(PoisonError::into_inner) = credentials.expiry();
            Ok(credentials)
        })
    }
}

/// How many seconds this machine's clock is ahead of STS's (negative: behind), to a second or two; none where the answer has no date.
pub async fn clock_skew(account: &Account) -> Result<Option<i64>, Problem> {
    let dated = Dated::default();
    let call = account.read.sts.get_caller_identity().customize().interceptor(dated.clone());
    call.send().await.map_err(|error| account.problem("Could not ask STS for its time", &error))?;
    let seen = *dated.0.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(seen.map(|(theirs, ours)| match ours.duration_since(theirs) {
        Ok(ahead) => whole_seconds(ahead),
        Err(behind) => -whole_seconds(behind.duration()),
    }))
}

fn whole_seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

/// The date of an answer, and when it came.
#[derive(Debug, Clone, Default)]
struct Dated(Arc<Mutex<Option<(SystemTime, SystemTime)>>>);

#[dyn_dispatch_hint]
impl Intercept for Dated {
    fn name(&self) -> &'static str {
        "DateOfTheAnswer"
    }

    fn read_before_deserialization(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let date = context.response().headers().get("date").and_then(|date| DateTime::from_str(date, Format::HttpDate).ok());
        let theirs = date.and_then(|date| SystemTime::try_from(date).ok());
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = theirs.map(|theirs| (theirs, SystemTime::now()));
        Ok(())
    }
}
