//! The connector under the AWS SDK clients: a request in, the sandbox's answer out, no socket between them.

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use serde_json::Value;

use super::message::{Call, Reply};
use super::{json, query, rest, s3};
use crate::core::fault::{Fault, NOT_IMPLEMENTED};
use crate::core::random;
use crate::core::request::{Broken, Request};
use crate::core::runtime::Endpoint as _;
use crate::core::sandbox::Sandbox;
use crate::core::service::Service;

/// An HTTP client whose every connector answers from `sandbox`.
pub fn http_client(sandbox: Sandbox) -> SharedHttpClient {
    http_client_fn(move |_settings, _components| http_connector(sandbox.clone()))
}

pub fn http_connector(sandbox: Sandbox) -> SharedHttpConnector {
    SharedHttpConnector::new(Connector { sandbox })
}

#[derive(Debug)]
struct Connector {
    sandbox: Sandbox,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let sandbox = self.sandbox.clone();
        HttpConnectorFuture::new(async move {
            tokio::time::sleep(sandbox.delays().call_latency).await;
            // A call can run JavaScript for seconds: not on the threads that drive the program.
            let (reply, date) = tokio::task::spawn_blocking(move || (answer(&sandbox, &request), sandbox.now()))
                .await
                .map_err(|error| ConnectorError::other(error.into(), None))?;
            let mut response = reply?.into_response()?;
            response.headers_mut().insert("date", date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string());
            Ok(response)
        })
    }
}

/// Where a request goes and who signed it.
struct Address {
    service: Service,
    region: String,
    access_key_id: Option<String>,
}

fn answer(sandbox: &Sandbox, request: &HttpRequest) -> Result<Reply, ConnectorError> {
    // Not from the scenario's seed: how often a program asks must not change which ids things get.
    let request_id = random::uuid(&mut None);
    let Some(Address { service, region, access_key_id }) = address(request) else {
        let fault = Fault::new(501, NOT_IMPLEMENTED, format!("the sandbox has no service at {}", request.uri()));
        return Ok(json::fault(&fault, &request_id));
    };
    let call = match service {
        Service::CognitoIdp | Service::Logs => json::read(service, request),
        Service::Iam | Service::Sts => query::read(service, request),
        Service::Lambda => rest::read(request),
        Service::S3 => Ok(s3::read(request)),
    };
    let Call { operation, input } = match call {
        Ok(call) => call,
        Err(fault) => return Ok(written(service, "", Err(fault), &request_id)),
    };
    let session_token = request.headers().get("x-amz-security-token").map(str::to_owned);
    let asked = Request { service, region, operation: operation.clone(), access_key_id, session_token, input };
    match sandbox.answer(asked) {
        Ok(result) => Ok(written(service, &operation, result, &request_id)),
        Err(Broken::NotConnected) => Err(broken("the sandbox was told not to connect")),
        Err(Broken::AnswerLost) => Err(broken("the sandbox was told to lose the answer")),
    }
}

fn broken(what: &str) -> ConnectorError {
    ConnectorError::io(what.to_owned().into())
}

fn written(service: Service, operation: &str, result: Result<Value, Fault>, request_id: &str) -> Reply {
    match (service, result) {
        (Service::CognitoIdp | Service::Logs, Ok(output)) => json::success(&output, request_id),
        (Service::CognitoIdp | Service::Logs, Err(fault)) => json::fault(&fault, request_id),
        (Service::Iam | Service::Sts, Ok(output)) => query::success(operation, &output, request_id),
        (Service::Iam | Service::Sts, Err(fault)) => query::fault(&fault, request_id),
        (Service::S3, Ok(_)) => s3::success(request_id),
        (Service::S3, Err(fault)) => s3::fault(&fault, request_id),
        (Service::Lambda, Ok(output)) => rest::success(operation, output, request_id),
        (Service::Lambda, Err(fault)) => rest::fault(&fault, request_id),
    }
}

/// A signed request names key, Region and service in its credential scope; an unsigned one only in its host.
fn address(request: &HttpRequest) -> Option<Address> {
    if let Some(region) = s3::region(request) {
        // Whoever signs such a request is told so by the bucket.
        return Some(Address { service: Service::S3, region, access_key_id: None });
    }
    match request.headers().get("authorization") {
        Some(authorization) => {
            let scope = authorization.split("Credential=").nth(1)?;
            let mut parts = scope.split([',', ' ']).next()?.split('/');
            let access_key_id = parts.next()?.to_owned();
            let region = parts.nth(1)?.to_owned();
            let service = Service::from_name(parts.next()?)?;
            Some(Address { service, region, access_key_id: Some(access_key_id) })
        }
        None => {
            let host = request.uri().split("://").nth(1)?.split(['/', ':']).next()?;
            let mut labels = host.split('.');
            let service = Service::from_name(labels.next()?)?;
            let region = labels.next()?.to_owned();
            Some(Address { service, region, access_key_id: None })
        }
    }
}
