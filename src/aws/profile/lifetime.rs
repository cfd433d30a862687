//! How long a side's credentials last: what is seen by the way of other calls.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::future::ProvideCredentials as Providing;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};

/// When the credentials in use end; none where they do not, or none were needed yet.
#[derive(Debug, Clone, Default)]
pub struct Lifetime(Arc<Mutex<Option<SystemTime>>>);

impl Lifetime {
    pub fn ends(&self) -> Option<SystemTime> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same provider, and here is noted when what it gave last ends; what has ended already is refused. It is asked no more often
    /// than without.
    pub(in crate::aws) fn noting(&self, provider: SharedCredentialsProvider) -> SharedCredentialsProvider {
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

/// Credentials that had already run out when they came.
#[derive(Debug, thiserror::Error)]
#[error("the credentials ended {}, {}", at_time(*.0), ago(*.0))]
pub(in crate::aws) struct AlreadyExpired(pub(in crate::aws) SystemTime);

pub(in crate::aws) fn at_time(time: SystemTime) -> String {
    match jiff::Timestamp::try_from(time) {
        Ok(time) => time.strftime("%Y-%m-%d at %H:%M:%S UTC").to_string(),
        Err(_) => "at a time that cannot be written".to_owned(),
    }
}

pub(in crate::aws) fn ago(time: SystemTime) -> String {
    match SystemTime::now().duration_since(time).unwrap_or_default().as_secs() {
        0..120 => "just now".to_owned(),
        seconds @ 120..7200 => format!("{} minutes ago", seconds / 60),
        seconds @ 7200..172_800 => format!("{} hours ago", seconds / 3600),
        seconds => format!("{} days ago", seconds / 86_400),
    }
}
