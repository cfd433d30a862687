//! Raw JSON documents of user pools and app clients.
//!
//! The typed SDK lags the service and drops members that it does not know (facts §3.7), and UpdateUserPool replaces the whole
//! document. So Describe is read as the bytes that came, and Create and Update send a body of our own (facts §3.6):
//! signing, retries, endpoints and errors stay the SDK's.

pub mod app_clients;
pub mod difference;
pub mod edit;
pub mod groups;
pub mod lossless;
pub mod pools;
pub mod request_model;
pub mod request_patterns;
pub mod risk_configuration;
pub mod settling;
pub mod update_workarounds;

use std::sync::{Arc, Mutex};

use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_cognitoidentityprovider::operation::RequestId;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::AfterDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::retry::RetryConfig;
use serde_json::Value;

use crate::aws::account::Account;
use crate::aws::document::request_model::{Request, sendable};
use crate::problem::{Problem, ProblemKind};

/// DescribeUserPool's `UserPool`, every member as AWS sent it.
pub async fn describe_user_pool(account: &Account, pool_id: &str) -> Result<Value, Problem> {
    let captured = Captured::default();
    let call = account.read.cognito.describe_user_pool().user_pool_id(pool_id);
    let what = format!("Could not read the user pool {pool_id}");
    let answered = call.customize().interceptor(captured.clone()).send().await;
    captured.member("UserPool", &what, accepted(account, &what, answered)?.as_deref())
}

/// DescribeUserPoolClient's `UserPoolClient`, every member as AWS sent it, without the client secret.
pub async fn describe_user_pool_client(account: &Account, pool_id: &str, client_id: &str) -> Result<Value, Problem> {
    let captured = Captured::default();
    let call = account.read.cognito.describe_user_pool_client().user_pool_id(pool_id).client_id(client_id);
    let what = format!("Could not read the app client {client_id} of the user pool {pool_id}");
    let answered = call.customize().interceptor(captured.clone()).send().await;
    let mut client = captured.member("UserPoolClient", &what, accepted(account, &what, answered)?.as_deref())?;
    if let Some(members) = client.as_object_mut() {
        // A document is shown, compared and saved: the secret must not come along. Whether there is one is worth keeping.
        // Where Secrets Manager keeps it there is its ARN instead, which leads to it (facts §12.7).
        let secrets = ["ClientSecret", "ClientSecretArn"].map(|member| members.shift_remove(member));
        let has_secret = secrets.iter().flatten().any(|secret| !secret.is_null() && secret != "");
        members.insert(HAS_SECRET.into(), Value::Bool(has_secret));
    }
    Ok(client)
}

/// A described document, or none where AWS has no such thing (any more): a pool may be gone by the time it is taken back.
pub fn if_there(described: Result<Value, Problem>) -> Result<Option<Value>, Problem> {
    match described {
        Err(problem) if problem.kind == ProblemKind::NotFound => Ok(None),
        described => described.map(Some),
    }
}

/// The document without the members that move by themselves, so that two readings can be compared.
pub fn without_clocks(mut document: Value) -> Value {
    if let Some(members) = document.as_object_mut() {
        members.retain(|name, _| name != "LastModifiedDate" && name != "EstimatedNumberOfUsers");
    }
    document
}

/// Our own member in a described client: whether it has a secret.
pub const HAS_SECRET: &str = "HasClientSecret";

/// UpdateUserPool with this body, but for what AWS's model refuses.
pub async fn update_user_pool(account: &Account, body: &Value) -> Result<(), Problem> {
    let id = text(body, "UserPoolId");
    let call = account.write.cognito.update_user_pool().user_pool_id(id);
    let answered = call.customize().mutate_request(replace_body(&sendable(Request::UpdateUserPool, body))).send().await;
    accepted(account, &format!("Could not update the user pool {id}"), answered).map(drop)
}

/// UpdateUserPoolClient with this body, but for what AWS's model refuses.
pub async fn update_user_pool_client(account: &Account, body: &Value) -> Result<(), Problem> {
    let (pool, id) = (text(body, "UserPoolId"), text(body, "ClientId"));
    let call = account.write.cognito.update_user_pool_client().user_pool_id(pool).client_id(id);
    let answered = call.customize().mutate_request(replace_body(&sendable(Request::UpdateUserPoolClient, body))).send().await;
    accepted(account, &format!("Could not update the app client {id} of the user pool {pool}"), answered).map(drop)
}

/// CreateUserPool with this body, but for what AWS's model refuses: the new pool's id.
pub async fn create_user_pool(account: &Account, body: &Value) -> Result<String, Problem> {
    let name = text(body, "PoolName");
    let call = account.write.cognito.create_user_pool().pool_name(name);
    let what = format!("Could not create the user pool {name}");
    let call = call.customize().config_override(once()).mutate_request(replace_body(&sendable(Request::CreateUserPool, body)));
    let answer = call.send().await.map_err(|error| account.problem(&what, &error))?;
    let id = answer.user_pool().and_then(|pool| pool.id()).map(str::to_owned);
    id.ok_or_else(|| unreadable(&what, "the answer names no pool id", answer.request_id()))
}

/// CreateUserPoolClient with this body, but for what AWS's model refuses: the new client's id.
pub async fn create_user_pool_client(account: &Account, body: &Value) -> Result<String, Problem> {
    let (pool, name) = (text(body, "UserPoolId"), text(body, "ClientName"));
    let call = account.write.cognito.create_user_pool_client().user_pool_id(pool).client_name(name);
    let what = format!("Could not create the app client {name} in the user pool {pool}");
    let call =
        call.customize().config_override(once()).mutate_request(replace_body(&sendable(Request::CreateUserPoolClient, body)));
    let answer = call.send().await.map_err(|error| account.problem(&what, &error))?;
    let id = answer.user_pool_client().and_then(|client| client.client_id()).map(str::to_owned);
    id.ok_or_else(|| unreadable(&what, "the answer names no client id", answer.request_id()))
}

/// Pools and app clients have no unique names: the SDK must not call again when an answer is lost, or there are two. Whoever calls
/// looks first at what became of the call.
fn once() -> aws_sdk_cognitoidentityprovider::config::Builder {
    aws_sdk_cognitoidentityprovider::config::Builder::new().retry_config(RetryConfig::disabled())
}

/// The text member of a document; empty where it is absent.
pub fn text<'a>(document: &'a Value, member: &str) -> &'a str {
    document.get(member).and_then(Value::as_str).unwrap_or_default()
}

/// The list of texts at a member; empty where it is absent.
pub fn texts(document: &Value, member: &str) -> Vec<String> {
    let items = document.get(member).and_then(Value::as_array);
    items.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The request's id, if the service said yes. The SDK also fails where the answer lacks a member that its types require: what counts
/// is the service's word and the bytes that came.
pub(in crate::aws) fn accepted<T, E>(
    account: &Account,
    what: &str,
    answered: Result<T, SdkError<E, HttpResponse>>,
) -> Result<Option<String>, Problem>
where
    T: RequestId,
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    match answered {
        Ok(answer) => Ok(answer.request_id().map(str::to_owned)),
        Err(SdkError::ResponseError(unread)) if unread.raw().status().is_success() => Ok(None),
        Err(error) => Err(account.problem(what, &error)),
    }
}

/// Happens before signing, so the signature covers the body that is sent.
pub(in crate::aws) fn replace_body(body: &Value) -> impl Fn(&mut HttpRequest) + Send + Sync + 'static {
    let body = body.to_string();
    move |request| {
        request.headers_mut().insert("content-length", body.len().to_string());
        *request.body_mut() = SdkBody::from(body.clone());
    }
}

fn unreadable(what: &str, why: &str, request_id: Option<&str>) -> Problem {
    let mut problem =
        Problem::new(ProblemKind::Service, format!("{what}."), format!("The answer could not be understood: {why}."));
    problem.request_id = request_id.map(str::to_owned);
    problem
}

/// Keeps the bytes of the answer as they came.
#[derive(Debug, Clone, Default)]
pub(in crate::aws) struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    pub(in crate::aws) fn member(&self, name: &str, what: &str, request_id: Option<&str>) -> Result<Value, Problem> {
        // Only the interceptor below locks it, and it cannot panic while it does.
        let bytes = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut answer: Value =
            serde_json::from_slice(&bytes).map_err(|error| unreadable(what, &error.to_string(), request_id))?;
        answer
            .get_mut(name)
            .map(Value::take)
            .filter(Value::is_object)
            .ok_or_else(|| unreadable(what, &format!("it has no {name}"), request_id))
    }
}

#[dyn_dispatch_hint]
impl Intercept for Captured {
    fn name(&self) -> &'static str {
        "CaptureRawDocument"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(bytes) = context.response().body().bytes() {
            *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = bytes.to_vec();
        }
        Ok(())
    }
}
