//! An HTTP client between the engine and the accounts that counts the calls, lets one that writes end in one of the ways in which a
//! call can end badly, and lets something happen right before a call.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use aws_smithy_runtime_api::client::http::{
    HttpClient as _, HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use cognito_ferry::aws::guard::is_read;
use tokio::sync::Notify;

/// How a call that writes ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The process dies before the call leaves it.
    DiesBefore,
    /// The call is carried out, and the process dies before it sees the answer.
    DiesAfter,
    /// The call is carried out and its answer gets lost; the process lives.
    AnswerLost,
}

/// Something that happens on this machine.
#[derive(Clone)]
struct Happening(Arc<dyn Fn() + Send + Sync>);

impl std::fmt::Debug for Happening {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Happening")
    }
}

/// The calls that write, counted from 1, and what happens to one of them.
#[derive(Debug, Clone)]
pub struct Interference {
    target: Option<(usize, End)>,
    happening: Option<(usize, Happening)>,
    calls: Arc<AtomicUsize>,
    writes: Arc<Mutex<Vec<String>>>,
    died: Arc<Notify>,
}

impl Interference {
    /// Only counts.
    pub fn none() -> Self {
        Self { target: None, happening: None, calls: Arc::default(), writes: Arc::default(), died: Arc::default() }
    }

    pub fn at(number: usize, end: End) -> Self {
        Self { target: Some((number, end)), ..Self::none() }
    }

    /// Lets something happen right before the call of this number, whatever call it is.
    pub fn with_happening(self, number: usize, act: impl Fn() + Send + Sync + 'static) -> Self {
        Self { happening: Some((number, Happening(Arc::new(act)))), ..self }
    }

    /// How many calls there were, the reading ones too.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    /// The calls that wrote, in order.
    pub fn writes(&self) -> Vec<String> {
        self.writes.lock().unwrap().clone()
    }

    pub fn client(&self, inner: SharedHttpClient) -> SharedHttpClient {
        let interference = self.clone();
        http_client_fn(move |settings, components| {
            let inner = inner.http_connector(settings, components);
            SharedHttpConnector::new(Connector { inner, interference: interference.clone() })
        })
    }

    /// Runs the work until it ends, or until the process would have died: then everything that it knew is gone.
    pub async fn outlive<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            done = work => Some(done),
            () = self.died.notified() => None,
        }
    }

    fn happen(&self) {
        let number = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        if let Some((_, Happening(act))) = self.happening.as_ref().filter(|(at, _)| *at == number) {
            act();
        }
    }

    fn count(&self, operation: String) -> Option<End> {
        let mut writes = self.writes.lock().unwrap();
        writes.push(operation);
        self.target.filter(|(number, _)| *number == writes.len()).map(|(_, end)| end)
    }
}

#[derive(Debug)]
struct Connector {
    inner: SharedHttpConnector,
    interference: Interference,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        self.interference.happen();
        let end = written(&request).and_then(|operation| self.interference.count(operation));
        let (inner, died) = (self.inner.clone(), Arc::clone(&self.interference.died));
        HttpConnectorFuture::new(async move {
            if end == Some(End::DiesBefore) {
                died.notify_one();
                return std::future::pending().await;
            }
            let answer = inner.call(request).await;
            match end {
                None | Some(End::DiesBefore) => answer,
                Some(End::AnswerLost) => Err(ConnectorError::io("the answer was lost on purpose".into())),
                Some(End::DiesAfter) => {
                    died.notify_one();
                    std::future::pending().await
                }
            }
        })
    }
}

/// The operation of a call that writes; none for one that only reads. An invocation changes nothing.
fn written(request: &HttpRequest) -> Option<String> {
    let (service, operation) = operation(request);
    (!is_read(service, &operation) && operation != "Invoke").then_some(operation)
}

/// The SDK's name of the service, and the operation as it stands in the request: a header, a form, or method and path.
fn operation(request: &HttpRequest) -> (&'static str, String) {
    if let Some((service, operation)) = request.headers().get("x-amz-target").and_then(|target| target.split_once('.')) {
        let service = if service.starts_with("Logs_") { "CloudWatch Logs" } else { "Cognito Identity Provider" };
        return (service, operation.to_owned());
    }
    let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned();
    if let Some(action) = body.strip_prefix("Action=") {
        let service = if request.uri().contains("://sts.") { "STS" } else { "IAM" };
        return (service, action.split('&').next().unwrap_or_default().to_owned());
    }
    let path = request.uri().split('?').next().unwrap_or_default().trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    match (request.method(), last) {
        // Everything that Lambda only reads is asked with GET; one name of the list of reads stands for all.
        ("GET", _) => ("Lambda", "GetFunction".to_owned()),
        ("POST", "invocations") => ("Lambda", "Invoke".to_owned()),
        (method, _) => ("Lambda", format!("{method} {last}")),
    }
}
