//! The connector under the AWS SDK clients: a request in, the sandbox's answer out, no socket between them.

mod json;
mod percent;
mod query;
mod rest;

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use serde_json::Value;

pub use percent::encode as percent_encode;

use super::{Caller, Fault, Sandbox, Service, Trouble, random};

/// An HTTP client whose every connector answers from `sandbox`.
pub fn http_client(sandbox: Sandbox) -> SharedHttpClient {
    http_client_fn(move |_settings, _components| SharedHttpConnector::new(Connector { sandbox: sandbox.clone() }))
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

/// What a protocol module reads out of a request.
struct Call {
    operation: String,
    input: Value,
}

/// An HTTP answer before it takes the SDK's shape.
struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Reply {
    fn into_response(self) -> Result<HttpResponse, ConnectorError> {
        let status = StatusCode::try_from(self.status).map_err(|error| ConnectorError::other(error.into(), None))?;
        let mut response = HttpResponse::new(status, SdkBody::from(self.body));
        for (name, value) in self.headers {
            response.headers_mut().insert(name, value);
        }
        Ok(response)
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
    let Some(address) = address(request) else {
        let fault = Fault::new(501, super::fault::NOT_IMPLEMENTED, format!("the sandbox has no service at {}", request.uri()));
        return Ok(json::fault(&fault, &request_id));
    };
    let service = address.service;
    let call = match service {
        Service::CognitoIdp | Service::Logs => json::read(service, request),
        Service::Iam | Service::Sts => query::read(service, request),
        Service::Lambda => rest::read(request),
    };
    let operation = call.as_ref().map_or_else(|_| String::new(), |call| call.operation.clone());
    let trouble = sandbox.take_trouble(service, &operation);
    let result = match &trouble {
        Some(Trouble::NoConnection) => return Err(broken("the sandbox was told not to connect")),
        Some(Trouble::Refusal(fault)) => Err(fault.clone()),
        Some(Trouble::LostAnswer | Trouble::SomebodyElse(_)) | None => call.and_then(|call| {
            let caller = identify(sandbox, request, &address)?;
            sandbox.call(&caller, &address.region, service, &call.operation, call.input)
        }),
    };
    match &trouble {
        Some(Trouble::LostAnswer) => return Err(broken("the sandbox was told to lose the answer")),
        Some(Trouble::SomebodyElse(edit)) => edit.happen(sandbox),
        _ => {}
    }
    Ok(written(service, &operation, result, &request_id))
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
        (Service::Lambda, Ok(output)) => rest::success(operation, output, request_id),
        (Service::Lambda, Err(fault)) => rest::fault(&fault, request_id),
    }
}

fn identify(sandbox: &Sandbox, request: &HttpRequest, address: &Address) -> Result<Caller, Fault> {
    match &address.access_key_id {
        None => Ok(Caller::anonymous()),
        Some(access_key_id) => {
            let now = sandbox.now();
            Caller::from_credentials(
                &sandbox.world(),
                now,
                address.service,
                access_key_id,
                request.headers().get("x-amz-security-token"),
            )
        }
    }
}

/// A signed request names key, Region and service in its credential scope; an unsigned one only in its host.
fn address(request: &HttpRequest) -> Option<Address> {
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

fn body(request: &HttpRequest) -> &[u8] {
    // The SDK operations that the sandbox knows have bodies in memory; a streamed one has none here.
    request.body().bytes().unwrap_or_default()
}
