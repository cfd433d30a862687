//! AWS as these tests need it: a function from a request to a reply, behind the SDK's own HTTP seam; and AWS files to open profiles of.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_types::os_shim_internal::Env;
use cognito_ferry::aws::Side;
use cognito_ferry::aws::account::open::{Environment, OpenAccount, open_profile};
use cognito_ferry::aws::account::{Account, Origin, SandboxAccounts, SandboxProfile};
use cognito_ferry::problem::Problem;

/// One request, as far as tests look at it.
#[derive(Debug, Clone)]
pub struct Request {
    pub uri: String,
    pub authorization: String,
    pub user_agent: String,
    pub body: String,
}

/// What comes back.
#[derive(Debug, Clone)]
pub enum Reply {
    Answer {
        status: u16,
        headers: Vec<(String, String)>,
        body: String,
    },
    /// The connection fails with this cause.
    Broken(String),
    /// No answer, ever.
    Silence,
}

impl Reply {
    pub fn new(status: u16, body: impl Into<String>) -> Self {
        Self::Answer { status, headers: Vec::new(), body: body.into() }
    }

    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        if let Self::Answer { headers, .. } = &mut self {
            headers.push((name.to_owned(), value.into()));
        }
        self
    }

    /// An error in AWS JSON, as Cognito and CloudWatch Logs give it.
    pub fn json_error(code: &str, message: &str) -> Self {
        Self::new(400, serde_json::json!({"__type": code, "message": message}).to_string())
    }

    /// An error in REST JSON, as Lambda gives it.
    pub fn rest_error(status: u16, code: &str, message: &str) -> Self {
        Self::new(status, serde_json::json!({"Message": message}).to_string()).header("x-amzn-errortype", code)
    }

    /// An error in AWS query, as IAM and STS give it.
    pub fn query_error(status: u16, code: &str, message: &str) -> Self {
        Self::new(
            status,
            format!(
                "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>\
                 <RequestId>request-in-xml</RequestId></ErrorResponse>"
            ),
        )
    }
}

type Handler = dyn Fn(&Request) -> Reply + Send + Sync;

#[derive(Clone)]
pub struct FakeAws {
    handler: Arc<Handler>,
    seen: Arc<Mutex<Vec<Request>>>,
    /// Honoured as the SDK's own connector honours it.
    read_timeout: Option<Duration>,
}

impl std::fmt::Debug for FakeAws {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("FakeAws")
    }
}

impl FakeAws {
    pub fn new(handler: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self { handler: Arc::new(handler), seen: Arc::default(), read_timeout: None }
    }

    /// Answers GetCallerIdentity and AssumeRole; everything else with `other`.
    pub fn with(other: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::new(move |request| match request.body.as_str() {
            body if body.contains("Action=GetCallerIdentity") => identity("arn:aws:iam::111111111111:user/ann"),
            body if body.contains("Action=AssumeRole") => assumed_role(),
            _ => other(request),
        })
    }

    pub fn seen(&self) -> Vec<Request> {
        self.seen.lock().unwrap().clone()
    }

    pub fn http_client(&self) -> SharedHttpClient {
        SharedHttpClient::new(self.clone())
    }
}

impl HttpClient for FakeAws {
    fn http_connector(&self, settings: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(Self { read_timeout: settings.read_timeout(), ..self.clone() })
    }
}

impl HttpConnector for FakeAws {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let header = |name: &str| request.headers().get(name).unwrap_or_default().to_owned();
        let request = Request {
            uri: request.uri().to_owned(),
            authorization: header("authorization"),
            user_agent: header("x-amz-user-agent") + &header("user-agent"),
            body: String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned(),
        };
        let reply = (self.handler)(&request);
        let read_timeout = self.read_timeout;
        self.seen.lock().unwrap().push(request);
        HttpConnectorFuture::new(async move {
            match reply {
                Reply::Answer { status, headers, body } => {
                    let mut response = HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body));
                    for (name, value) in headers {
                        response.headers_mut().insert(name, value);
                    }
                    Ok(response)
                }
                Reply::Broken(cause) => Err(ConnectorError::io(cause.into())),
                Reply::Silence => {
                    let Some(limit) = read_timeout else { return std::future::pending().await };
                    // What the SDK's own HTTP client does with a service that is silent: it gives up after its limit.
                    tokio::time::sleep(limit).await;
                    Err(ConnectorError::timeout(format!("HTTP read timeout occurred after {limit:?}").into()))
                }
            }
        })
    }
}

pub fn identity(arn: &str) -> Reply {
    let account = arn.split(':').nth(4).unwrap();
    Reply::new(
        200,
        format!(
            "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>{arn}</Arn><UserId>AIDAEXAMPLE</UserId>\
             <Account>{account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
        ),
    )
}

pub fn assumed_role() -> Reply {
    Reply::new(
        200,
        "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAASSUMED</AccessKeyId>\
         <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>\
         </Credentials><AssumedRoleUser><Arn>arn:aws:sts::111111111111:assumed-role/r/s</Arn>\
         <AssumedRoleId>AROA:s</AssumedRoleId></AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>",
    )
}

/// An opened account whose calls `fake` answers; its profile is called old-account.
pub async fn account(fake: &FakeAws) -> Account {
    account_at(fake, Side::Source, "eu-west-1").await
}

pub async fn account_at(fake: &FakeAws, side: Side, region: &str) -> Account {
    let profile = SandboxProfile {
        name: "old-account".into(),
        region: region.into(),
        access_key_id: "AKIAPRETEND".into(),
        secret_access_key: "s".into(),
    };
    let origin = Origin::Sandbox(SandboxAccounts { http_client: fake.http_client(), profiles: vec![profile] });
    origin.open(&request_for(side, "old-account")).await.unwrap()
}

pub fn request_for(side: Side, profile: &str) -> OpenAccount {
    OpenAccount { side, profile: profile.into(), region: None, mfa_code: None }
}

pub fn request(profile: &str) -> OpenAccount {
    request_for(Side::Source, profile)
}

/// AWS files in a directory of their own, and an environment that points to them.
pub struct AwsFiles {
    pub directory: tempfile::TempDir,
    variables: Vec<(String, String)>,
}

impl AwsFiles {
    pub fn new(config: &str, credentials: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("config"), config).unwrap();
        std::fs::write(directory.path().join("credentials"), credentials).unwrap();
        let path = |name: &str| directory.path().join(name).display().to_string();
        let variables =
            vec![("AWS_CONFIG_FILE".to_owned(), path("config")), ("AWS_SHARED_CREDENTIALS_FILE".to_owned(), path("credentials"))];
        Self { directory, variables }
    }

    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub fn env(&self) -> Env {
        let variables: Vec<(&str, &str)> = self.variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        Env::from_slice(&variables)
    }

    pub fn environment(&self, fake: &FakeAws) -> Environment {
        Environment { env: self.env(), http_client: Some(fake.http_client()) }
    }

    pub async fn open(&self, fake: &FakeAws, request: &OpenAccount) -> Result<Account, Problem> {
        open_profile(&self.environment(fake), request).await
    }
}
