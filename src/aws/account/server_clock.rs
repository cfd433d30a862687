//! How far this machine's clock is from AWS's, by the date of an answer.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::DateTime;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::date_time::Format;

use crate::aws::account::Account;
use crate::problem::Problem;

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
