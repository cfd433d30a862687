//! What the engine is lent: calls into the sandbox, the log, the clocks, the deadline, and HMAC.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use rquickjs::{Ctx, Function, Object};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::core::fault::{Fault, NOT_IMPLEMENTED};
use crate::core::request::Request;
use crate::core::runtime::{Endpoint, LogLine};
use crate::core::service::Service;

/// The Rust side of one environment, shared with the closures inside the engine.
pub struct Host {
    /// Only during an invocation, so that an idle environment does not keep the accounts alive.
    endpoint: RefCell<Option<Arc<dyn Endpoint>>>,
    lines: RefCell<Vec<LogLine>>,
    deadline: Cell<Option<Instant>>,
    started: Instant,
}

impl Host {
    pub fn new() -> Rc<Self> {
        Rc::new(Self {
            endpoint: RefCell::new(None),
            lines: RefCell::new(Vec::new()),
            deadline: Cell::new(None),
            started: Instant::now(),
        })
    }

    pub fn begin(&self, endpoint: Arc<dyn Endpoint>, deadline: Instant) {
        self.endpoint.replace(Some(endpoint));
        self.deadline.set(Some(deadline));
    }

    /// Ends an invocation; what it logged.
    pub fn end(&self) -> Vec<LogLine> {
        self.endpoint.replace(None);
        self.deadline.set(None);
        self.lines.take()
    }

    pub fn is_late(&self) -> bool {
        passed(self.deadline.get())
    }

    pub fn time_left(&self) -> Duration {
        self.deadline.get().map_or(Duration::ZERO, |deadline| deadline.saturating_duration_since(Instant::now()))
    }

    /// The object that globals.js, sdk.js and node-crypto.js know as `host`.
    pub fn lend<'js>(self: &Rc<Self>, ctx: &Ctx<'js>) -> rquickjs::Result<Object<'js>> {
        let lent = Object::new(ctx.clone())?;
        let host = self.clone();
        lent.set("now", Function::new(ctx.clone(), move || host.now().as_millisecond() as f64)?)?;
        let host = self.clone();
        lent.set("monotonic", Function::new(ctx.clone(), move || host.started.elapsed().as_secs_f64() * 1000.0)?)?;
        let host = self.clone();
        lent.set(
            "log",
            Function::new(ctx.clone(), move |level: String, text: String| {
                let time = host.now();
                host.lines.borrow_mut().push(LogLine { time, level, text });
            })?,
        )?;
        lent.set("hmacSha256", Function::new(ctx.clone(), |key: String, text: String| hmac_sha256(&key, &text))?)?;
        let host = self.clone();
        lent.set(
            "call",
            Function::new(
                ctx.clone(),
                move |service: String,
                      region: String,
                      access_key_id: String,
                      session_token: String,
                      operation: String,
                      input: String| {
                    let call = SdkCall { service, region, access_key_id, session_token, operation, input };
                    host.call(call).to_string()
                },
            )?,
        )?;
        Ok(lent)
    }

    fn now(&self) -> Timestamp {
        self.endpoint.borrow().as_ref().map_or_else(Timestamp::now, |endpoint| endpoint.now())
    }

    fn call(&self, call: SdkCall) -> Value {
        // Cloned, so that nothing is borrowed while the call runs.
        let endpoint = self.endpoint.borrow().clone();
        let answer = match endpoint {
            Some(endpoint) => {
                std::thread::sleep(endpoint.latency().min(self.time_left()));
                call.send(&*endpoint)
            }
            None => Err(Fault::new(500, "InternalFailure", "no invocation is running")),
        };
        match answer {
            Ok(output) => json!({ "output": output }),
            Err(fault) => json!({
                "fault": { "code": fault.code, "message": fault.message, "status": fault.status },
            }),
        }
    }
}

/// One SDK call of the function, as sdk.js gives it.
struct SdkCall {
    service: String,
    region: String,
    access_key_id: String,
    session_token: String,
    operation: String,
    input: String,
}

impl SdkCall {
    fn send(self, endpoint: &dyn Endpoint) -> Result<Value, Fault> {
        let service = Service::from_name(&self.service)
            .ok_or_else(|| Fault::new(501, NOT_IMPLEMENTED, format!("the sandbox has no service {}", self.service)))?;
        let input =
            serde_json::from_str(&self.input).map_err(|error| Fault::client("SerializationException", error.to_string()))?;
        let request = Request {
            service,
            region: self.region,
            operation: self.operation,
            access_key_id: Some(self.access_key_id),
            session_token: Some(self.session_token).filter(|token| !token.is_empty()),
            input,
        };
        endpoint.answer(request).unwrap_or_else(|_| Err(broken()))
    }
}

/// Whether the moment has come.
fn passed(deadline: Option<Instant>) -> bool {
    deadline.is_some_and(|deadline| Instant::now() >= deadline)
}

/// In base64url, as node-crypto.js gives it out.
fn hmac_sha256(key: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

/// As Node.js names a connection that broke.
fn broken() -> Fault {
    Fault::new(500, "ECONNRESET", "the sandbox was told to break the connection")
}
