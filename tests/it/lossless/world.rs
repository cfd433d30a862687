//! One pretend account with one pool and one client, opened as the program opens it, and every request that it was sent.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use cognito_ferry::aws::Side;
use cognito_ferry::aws::account::Account;
use cognito_ferry::aws::document;
use cognito_ferry::aws::document::edit::{EXPLICIT_AUTH_FLOWS, FieldEdit, FieldPath, Target, USER_MIGRATION};
use cognito_ferry::run::progress::{ProgressSink, Report, Stop};
use cognito_sandbox::{ForeignEdit, Sandbox, Service, Trouble};
use serde_json::{Value, json};
use test_support::opened;

pub const POOL: &str = "eu-central-1_Lossless1";
pub const CLIENT: &str = "7lossless0client0000000001";
pub const FUNCTION: &str = "arn:aws:lambda:eu-central-1:222222222222:function:ferry";

pub struct World {
    pub sandbox: Sandbox,
    pub account: Account,
    pub stop: Stop,
    pub heard: Heard,
    sent: Sent,
}

/// Operation and body of each request, in order.
type Sent = Arc<Mutex<Vec<(String, Value)>>>;

#[derive(Default)]
pub struct Heard(Mutex<Vec<String>>);

#[async_trait]
impl ProgressSink for Heard {
    async fn report(&self, report: Report) {
        self.0.lock().unwrap().push(match report {
            Report::Note(text) => text,
            Report::Waiting { waiting_for, .. } => format!("waiting for {waiting_for}"),
        });
    }
}

impl World {
    pub async fn with(pool: Value, client: Value) -> Self {
        let profile = json!({
            "name": "p", "region": "eu-central-1", "user": "u", "access_key_id": "SANDBOX222222222222", "secret_access_key": "pretend"
        });
        let client = json!({ "id": CLIENT, "name": "web", "secret": "the-secret-of-this-client", "settings": client });
        let pool = json!({ "id": POOL, "name": "lossless", "settings": pool, "clients": [client] });
        let scenario = json!({ "accounts": [{ "id": "222222222222", "profiles": [profile], "pools": [pool] }] });
        let sandbox = Sandbox::new(serde_json::from_value(scenario).unwrap()).unwrap();
        let sent = Sent::default();
        let account = opened::through(recording(&sandbox, &sent), &sandbox, Side::Destination, "p").await.unwrap();
        Self { sandbox, account, stop: Stop::new(), heard: Heard::default(), sent }
    }

    pub async fn pool(settings: Value) -> Self {
        Self::with(settings, json!({})).await
    }

    pub async fn client(settings: Value) -> Self {
        Self::with(json!({}), settings).await
    }

    pub fn trigger(&self) -> FieldEdit<'_> {
        self.edit(Target::Pool { id: POOL }, USER_MIGRATION)
    }

    pub fn flows(&self) -> FieldEdit<'_> {
        self.edit(Target::Client { pool: POOL, id: CLIENT }, EXPLICIT_AUTH_FLOWS)
    }

    fn edit<'a>(&'a self, target: Target<'a>, field: FieldPath) -> FieldEdit<'a> {
        FieldEdit { account: &self.account, target, field, progress: &self.heard, stop: &self.stop }
    }

    pub async fn describe_pool(&self) -> Value {
        document::without_clocks(document::describe_user_pool(&self.account, POOL).await.unwrap())
    }

    pub async fn describe_client(&self) -> Value {
        document::without_clocks(document::describe_user_pool_client(&self.account, POOL, CLIENT).await.unwrap())
    }

    /// Somebody else changes a member of the pool while this operation's next call is under way.
    pub fn somebody_else(&self, during: &str, client: bool, member: &str, value: Option<Value>) {
        let client = client.then(|| CLIENT.to_owned());
        let edit = ForeignEdit { pool: POOL.into(), client, member: member.into(), value };
        self.sandbox.expect_trouble(Service::CognitoIdp, during, Trouble::SomebodyElse(edit));
    }

    /// The bodies that an operation was sent.
    pub fn sent(&self, operation: &str) -> Vec<Value> {
        let sent = self.sent.lock().unwrap();
        sent.iter().filter(|(name, _)| name == operation).map(|(_, body)| body.clone()).collect()
    }

    pub fn heard(&self) -> Vec<String> {
        self.heard.0.lock().unwrap().clone()
    }
}

fn recording(sandbox: &Sandbox, sent: &Sent) -> SharedHttpClient {
    let (inner, sent) = (sandbox.http_client(), sent.clone());
    http_client_fn(move |settings, components| {
        SharedHttpConnector::new(Recording { inner: inner.http_connector(settings, components), sent: sent.clone() })
    })
}

#[derive(Debug)]
struct Recording {
    inner: SharedHttpConnector,
    sent: Sent,
}

impl HttpConnector for Recording {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
        let body = request.body().bytes().and_then(|bytes| serde_json::from_slice(bytes).ok()).unwrap_or_default();
        self.sent.lock().unwrap().push((operation, body));
        self.inner.call(request)
    }
}
