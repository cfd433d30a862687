//! An HTTP client that writes down every call, with when it began and ended.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

#[derive(Debug, Clone)]
pub struct Call {
    /// `cognito-idp DescribeUserPool`; for Lambda, which has no operation on the wire, `lambda GET /path`.
    pub name: String,
    pub began: Duration,
    pub ended: Duration,
}

#[derive(Debug, Clone)]
pub struct Recorder {
    inner: SharedHttpClient,
    started: Instant,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Recorder {
    pub fn around(inner: SharedHttpClient) -> Self {
        Self { inner, started: Instant::now(), calls: Arc::default() }
    }

    pub fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }

    /// The longest chain of calls of which each began after the one before had ended.
    pub fn depth(&self) -> usize {
        let mut calls = self.calls();
        calls.sort_by_key(|call| call.began);
        let mut depths: Vec<usize> = Vec::new();
        for (at, call) in calls.iter().enumerate() {
            let before = (0..at).filter(|earlier| calls[*earlier].ended <= call.began).map(|earlier| depths[earlier]).max();
            depths.push(before.unwrap_or(0) + 1);
        }
        depths.into_iter().max().unwrap_or(0)
    }
}

impl HttpClient for Recorder {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let connector = Connector { inner: self.inner.http_connector(settings, components), recorder: self.clone() };
        SharedHttpConnector::new(connector)
    }
}

#[derive(Debug)]
struct Connector {
    inner: SharedHttpConnector,
    recorder: Recorder,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let name = name(&request);
        let recorder = self.recorder.clone();
        let began = recorder.started.elapsed();
        let answer = self.inner.call(request);
        HttpConnectorFuture::new(async move {
            let answer = answer.await;
            let ended = recorder.started.elapsed();
            recorder.calls.lock().unwrap().push(Call { name, began, ended });
            answer
        })
    }
}

fn name(request: &HttpRequest) -> String {
    let authorization = request.headers().get("authorization").unwrap_or_default();
    let service = authorization.split('/').nth(3).unwrap_or("unsigned").to_owned();
    let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned();
    let target = request.headers().get("x-amz-target").and_then(|target| target.split('.').nth(1));
    let action = body.split('&').find_map(|pair| pair.strip_prefix("Action="));
    let operation = target.or(action).map(str::to_owned).unwrap_or_else(|| {
        let path = request.uri().split("://").nth(1).and_then(|rest| rest.find('/').map(|at| &rest[at..])).unwrap_or("/");
        format!("{} {}", request.method(), path.split('?').next().unwrap_or(path))
    });
    format!("{service} {operation}")
}
