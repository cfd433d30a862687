//! Why there are no credentials, told by what failed: a file, a program, a portal, a role. What the profile is for only chooses the words.

use std::error::Error;
use std::time::SystemTime;

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::future::ProvideCredentials as Providing;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_sdk_signin::operation::create_o_auth2_token::CreateOAuth2TokenError;
use aws_sdk_sso::operation::get_role_credentials::GetRoleCredentialsError;
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_sdk_sts::operation::assume_role_with_web_identity::AssumeRoleWithWebIdentityError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::aws::error::answer::ErrorAnswer;
use crate::aws::error::called::Called;
use crate::aws::error::caller::Caller;
use crate::aws::error::causes::{causes, find, spoken};
use crate::aws::error::network::{no_network, not_sent};
use crate::aws::error::remedies::word;
use crate::aws::error::service_error;
use crate::aws::profile::chain::{Begin, CredentialSource, Sso};
use crate::aws::profile::credential_process::ProcessFailure;
use crate::aws::profile::lifetime::{AlreadyExpired, ago, at_time};
use crate::aws::profile::sso_token;
use crate::aws::profile::sso_token::TokenState;
use crate::command::{Command, Operation};
use crate::problem::{Problem, ProblemKind};

type Causes<'c, 'e> = &'c [&'e (dyn Error + 'static)];

/// A failure of the place where credentials begin.
#[derive(Debug, thiserror::Error)]
#[error("")]
struct BeginFailure {
    begin: Begin,
    #[source]
    source: CredentialsError,
}

/// A provider whose failures say where they come from.
#[derive(Debug)]
pub(in crate::aws) struct Beginning {
    pub(in crate::aws) provider: SharedCredentialsProvider,
    pub(in crate::aws) begin: Begin,
}

impl ProvideCredentials for Beginning {
    fn provide_credentials<'a>(&'a self) -> Providing<'a>
    where
        Self: 'a,
    {
        Providing::new(async move {
            self.provider
                .provide_credentials()
                .await
                .map_err(|source| CredentialsError::provider_error(BeginFailure { begin: self.begin.clone(), source }))
        })
    }
}

/// The problem of a call that had no credentials; `causes` begin with a [`CredentialsError`]. `what` is complete.
pub(in crate::aws) fn told(caller: &Caller, what: String, causes: Causes<'_, '_>, now: SystemTime) -> Problem {
    if let Some((_, expired)) = find::<AlreadyExpired>(causes) {
        return already_expired(caller, what, expired);
    }
    if let Some((at, failure)) = find::<BeginFailure>(causes) {
        return began_badly(caller, what, failure, &causes[at + 1..], now);
    }
    if let Some((_, refusal)) = find::<SdkError<AssumeRoleError, HttpResponse>>(causes) {
        return role_not_assumed(caller, what, refusal, now);
    }
    if unreachable(causes) {
        return no_network(caller, what, &spoken(&causes[1..]));
    }
    let why = format!("Profile {} gave no credentials. {}", caller.renewal.profile, spoken(&causes[1..]));
    renewed(caller, Problem::new(ProblemKind::NoCredentials, what, why))
}

fn renewed(caller: &Caller, problem: Problem) -> Problem {
    caller.renewal.actions().into_iter().fold(problem, Problem::remedy)
}

fn began_badly(caller: &Caller, what: String, failure: &BeginFailure, causes: Causes<'_, '_>, now: SystemTime) -> Problem {
    let profile = &caller.renewal.profile;
    if let Some((_, process)) = find::<ProcessFailure>(causes) {
        return process_failed(caller, what, process);
    }
    match &failure.begin {
        Begin::Sso(sso) => sso_failed(caller, what, sso, causes, now),
        _ if unreachable(causes) => no_network(caller, what, &spoken(causes)),
        Begin::WebIdentity(web_identity) => match find::<SdkError<AssumeRoleWithWebIdentityError, HttpResponse>>(causes) {
            Some((_, refusal)) => {
                let told = refused(caller, what, "AssumeRoleWithWebIdentity", refusal, now);
                let why = format!("The role of profile {profile} could not be assumed by its web identity token. {}", told.why);
                Problem { why, ..told }
            }
            None => {
                let file = web_identity.token_file.display();
                let why =
                    format!("The web_identity_token_file of profile {profile} could not be used: {file}. {}", spoken(causes));
                renewed(caller, Problem::new(ProblemKind::NoCredentials, what, why))
            }
        },
        Begin::Login(_) => login_failed(caller, what, causes),
        Begin::Source(source) => {
            let (named, remedy) = match source {
                CredentialSource::Environment => {
                    ("Environment", "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN for temporary keys).")
                }
                CredentialSource::Ec2InstanceMetadata => (
                    "Ec2InstanceMetadata",
                    "That works on an EC2 instance with an instance profile; elsewhere, name a source_profile.",
                ),
                CredentialSource::EcsContainer => {
                    ("EcsContainer", "That works in a container of ECS or EKS with a role; elsewhere, name a source_profile.")
                }
            };
            let why = format!("The credential_source {named} of profile {profile} gave no credentials. {}", spoken(causes));
            Problem::new(ProblemKind::NoCredentials, what, why).remedy(remedy)
        }
        Begin::Keys | Begin::Process(_) => {
            let why = format!("Profile {profile} gave no credentials. {}", spoken(causes));
            renewed(caller, Problem::new(ProblemKind::NoCredentials, what, why))
        }
    }
}

fn already_expired(caller: &Caller, what: String, expired: &AlreadyExpired) -> Problem {
    let (profile, at, ago) = (&caller.renewal.profile, at_time(expired.0), ago(expired.0));
    let why = format!("Profile {profile} gave credentials that have expired: they ended {at}, {ago}.");
    renewed(caller, Problem::new(ProblemKind::ExpiredCredentials, what, why))
        .remedy("If that time has not come yet, this machine's clock is wrong: check date and time.")
}

fn process_failed(caller: &Caller, what: String, failure: &ProcessFailure) -> Problem {
    let profile = &caller.renewal.profile;
    let said = failure.to_string();
    let kind = match said.to_lowercase().contains("expired") {
        true => ProblemKind::ExpiredCredentials,
        false => ProblemKind::NoCredentials,
    };
    let problem = Problem::new(kind, what, format!("The credential_process of profile {profile} gave no credentials. {said}."));
    let problem = match failure {
        ProcessFailure::Unsplittable(_) => problem.remedy(format!("Correct the credential_process of profile {profile}.")),
        ProcessFailure::NotFound(_) | ProcessFailure::NotStarted { .. } => problem.remedy(format!(
            "Name the program with its whole path in the credential_process of profile {profile}, and see that it may be executed."
        )),
        _ => renewed(caller, problem),
    };
    problem.remedy("As in the AWS CLI, no shell reads the command: for ~, $NAME, pipes and redirections, use sh -c '…'.")
}

fn sso_failed(caller: &Caller, what: String, sso: &Sso, causes: Causes<'_, '_>, now: SystemTime) -> Problem {
    let profile = &caller.renewal.profile;
    let session = sso.session.as_ref().map_or_else(|| format!("of {}", sso.start_url), |session| format!("session {session}"));
    let expired = |why: String| renewed(caller, Problem::new(ProblemKind::ExpiredCredentials, what.clone(), why));
    let token = sso_token::state(sso, now);
    match &token {
        TokenState::Missing(path) => {
            return expired(format!(
                "There is no login to the SSO {session} of profile {profile} on this machine: {} does not exist.",
                path.display()
            ));
        }
        TokenState::Unreadable(path, why) => {
            return expired(format!("The saved SSO login of profile {profile} cannot be used: {} ({why}).", path.display()));
        }
        TokenState::Expired { .. } | TokenState::Valid => {}
    }
    let portal = format!("The SSO portal in {}", sso.region);
    let answered = find::<SdkError<GetRoleCredentialsError, HttpResponse>>(causes).map(|(_, error)| error);
    let (status, code, message) = match answered {
        Some(SdkError::ServiceError(answered)) => {
            let text = |text: Option<&str>| crate::text::printable(text.unwrap_or_default().trim()).into_owned();
            (answered.raw().status().as_u16(), text(answered.err().code()), text(answered.err().message()))
        }
        Some(SdkError::ResponseError(answered)) => (answered.raw().status().as_u16(), String::new(), String::new()),
        _ if unreachable(causes) => {
            return no_network(caller, what, &format!("{portal} could not be reached. {}", spoken(causes)));
        }
        _ => (0, String::new(), String::new()),
    };
    if let TokenState::Expired { at, renewable } = token {
        let renewal = if renewable { ", and it could not be renewed" } else { "" };
        return expired(format!("The SSO {session} of profile {profile} ended {}{renewal}.", at_time(at)));
    }
    let said = match (code.is_empty(), message.is_empty()) {
        (_, false) => format!(" It said: {}.", message.trim_end_matches('.')),
        (false, true) => format!(" It said: {code}."),
        (true, true) => String::new(),
    };
    let (account, role) = (&sso.account_id, &sso.role_name);
    let problem = |kind: ProblemKind, why: String| {
        let mut problem = Problem::new(kind, what.clone(), format!("{why}{said}"));
        problem.code = Some(code.clone()).filter(|code| !code.is_empty());
        problem
    };
    match (status, code.as_str()) {
        (0, _) => expired(format!("Profile {profile} got no credentials from SSO. {}", spoken(causes))),
        (200..300, _) => {
            problem(ProblemKind::Service, format!("{portal} answered (HTTP {status}) what cannot be read as its answer."))
                .remedy("Try again in a moment; if it stays so, a proxy or another service may be answering in AWS's place.")
        }
        (401, _) | (_, "UnauthorizedException") => {
            let mut problem =
                expired(format!("{portal} no longer accepts the login of the SSO {session} of profile {profile}.{said}"));
            problem.code = Some(code.clone()).filter(|code| !code.is_empty());
            problem
        }
        (429, _) | (_, "TooManyRequestsException") => {
            problem(ProblemKind::Throttled, format!("{portal} has had too many requests (HTTP {status})."))
                .remedy("Wait a minute, then try again.")
        }
        (500.., _) => problem(ProblemKind::Service, format!("{portal} failed (HTTP {status}).")).remedy(
            "Try again in a moment. https://health.aws.amazon.com/health/status shows whether IAM Identity Center has trouble.",
        ),
        // The portal answers 403 "No access" and 404 alike for an account or role that is not assigned.
        (403 | 404, _) if !code.is_empty() => problem(
            ProblemKind::NoCredentials,
            format!(
                "The SSO user may not use the role {role} in the account {account} that profile {profile} names (HTTP {status})."
            ),
        )
        .remedy(format!(
            "Check sso_account_id and sso_role_name of profile {}, or ask for the permission set to be assigned.",
            word(profile)
        )),
        (_, "") => problem(ProblemKind::Service, format!("{portal} answered HTTP {status}, and not as AWS answers.")).remedy(
            "A proxy or another service may be answering in AWS's place: check HTTPS_PROXY, and sso_region in the profile.",
        ),
        _ => problem(ProblemKind::NoCredentials, format!("{portal} refused (HTTP {status}, {code}) to give credentials."))
            .remedy(format!("Check sso_account_id, sso_role_name and sso_region of profile {}.", word(profile))),
    }
}

fn login_failed(caller: &Caller, what: String, causes: Causes<'_, '_>) -> Problem {
    let profile = &caller.renewal.profile;
    let words = spoken(causes);
    let refusal = find::<CreateOAuth2TokenError>(causes).and_then(|(_, refusal)| refusal.code()).unwrap_or_default();
    let (kind, why) = match refusal {
        "TooManyRequestsError" => (ProblemKind::Throttled, format!("AWS sign-in has had too many requests. {words}")),
        "InternalServerException" => (ProblemKind::Service, format!("AWS sign-in failed. {words}")),
        _ => match find::<std::io::Error>(causes).map(|(_, error)| error.kind()) {
            Some(std::io::ErrorKind::NotFound) => (
                ProblemKind::ExpiredCredentials,
                format!("There is no login to the login session of profile {profile} on this machine. {words}"),
            ),
            Some(_) => (ProblemKind::NoCredentials, format!("The saved login of profile {profile} cannot be read. {words}")),
            None => {
                (ProblemKind::ExpiredCredentials, format!("The login session of profile {profile} could not be renewed. {words}"))
            }
        },
    };
    match kind {
        ProblemKind::Throttled | ProblemKind::Service => Problem::new(kind, what, why).remedy("Wait a minute, then try again."),
        _ => renewed(caller, Problem::new(kind, what, why)),
    }
}

fn role_not_assumed(
    caller: &Caller,
    what: String,
    refusal: &SdkError<AssumeRoleError, HttpResponse>,
    now: SystemTime,
) -> Problem {
    let mut problem = refused(caller, what, "AssumeRole", refusal, now);
    problem.why = format!("The role of profile {} could not be assumed. {}", caller.profile, problem.why);
    // AWS does not say that a condition on the multi-factor code is why: it names the action and the role only.
    if matches!(problem.kind, ProblemKind::AccessDenied { .. }) && caller.renewal.mfa_serial.is_none() {
        problem = problem.remedy(format!(
            "If the role asks for a multi-factor code (aws:MultiFactorAuthPresent in a policy), name your device: {}",
            Command::aws(Operation::ConfigureSet)
                .flag("mfa_serial")
                .flag("arn:aws:iam::ACCOUNT:mfa/DEVICE")
                .profile(&caller.profile)
        ));
    }
    problem
}

/// A refusal of STS to a call that the SDK's own provider made, without our note of the operation.
fn refused<E>(caller: &Caller, what: String, operation: &str, refusal: &SdkError<E, HttpResponse>, now: SystemTime) -> Problem
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    match refusal {
        SdkError::ServiceError(refused) => {
            let called = Called { service: "STS".into(), operation: operation.into() };
            service_error::problem(caller, what, ErrorAnswer::new(called, refused.err(), refused.raw()), now)
        }
        _ => not_sent(caller, what, &causes(refusal)),
    }
}

fn unreachable(causes: Causes<'_, '_>) -> bool {
    causes.iter().any(|cause| {
        cause.downcast_ref::<ConnectorError>().is_some_and(|connector| connector.is_io() || connector.is_timeout())
            || cause.to_string().contains("request has timed out")
    })
}
