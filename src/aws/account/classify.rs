//! The one boundary where an error of the AWS SDK becomes a [`Problem`]: who called, whether AWS answered, and if not, why not.

use std::error::Error;
use std::time::SystemTime;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;

use crate::aws::account::Account;
use crate::aws::error::answer::ErrorAnswer;
use crate::aws::error::called::Called;
use crate::aws::error::caller::Caller;
use crate::aws::error::causes::{causes, find, spoken};
use crate::aws::error::credential_failures;
use crate::aws::error::network::not_sent;
use crate::aws::error::service_error;
use crate::aws::guard::GuardRefusal;
use crate::problem::Problem;

impl Account {
    /// Any error of this account's clients, told in full. `what` says what was tried ("Could not read the user pool X"); profile,
    /// account and Region are added here.
    pub fn problem<E>(&self, what: impl Into<String>, error: &SdkError<E, HttpResponse>) -> Problem
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        problem(&self.caller(), what, error)
    }

    fn caller(&self) -> Caller {
        Caller {
            side: self.side,
            profile: self.profile.clone(),
            region: self.region.clone(),
            account: Some(self.identity.account.clone()),
            renewal: self.renewal.clone(),
            endpoint_overrides: self.endpoint_overrides.iter().chain(&self.endpoint_variants).cloned().collect(),
        }
    }
}

/// [`Account::problem`], for use before there is an account.
pub fn problem<E>(caller: &Caller, what: impl Into<String>, error: &SdkError<E, HttpResponse>) -> Problem
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    classify(caller, &what.into(), error, SystemTime::now())
}

/// As [`problem`], at a given time: the clock matters where a signature is refused for its age.
pub(in crate::aws) fn classify<E>(caller: &Caller, what: &str, error: &SdkError<E, HttpResponse>, now: SystemTime) -> Problem
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    let what = caller.located(what);
    let mut problem = match error {
        SdkError::ServiceError(answered) => {
            let answer = ErrorAnswer::new(Called::of(answered.raw()), answered.err(), answered.raw());
            service_error::problem(caller, what, answer, now)
        }
        SdkError::ResponseError(answered) => {
            service_error::unreadable(caller, what, answered.raw(), &spoken(&causes(error)[1..]))
        }
        _ => unanswered(caller, what, error, now),
    };
    if problem.request_id.is_none() {
        problem.request_id = error.request_id().map(|id| crate::text::printable(id).into_owned());
    }
    problem
}

/// No answer of the service: credentials that could not be had, or a call that was never sent.
fn unanswered(caller: &Caller, what: String, error: &(dyn Error + 'static), now: SystemTime) -> Problem {
    let causes = causes(error);
    match find::<CredentialsError>(&causes) {
        Some((at, _)) if find::<GuardRefusal>(&causes).is_none() => credential_failures::told(caller, what, &causes[at..], now),
        _ => not_sent(caller, what, &causes),
    }
}
