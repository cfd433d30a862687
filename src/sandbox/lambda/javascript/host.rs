//! What the engine is lent: calls into the sandbox, the log, the clocks, the deadline, and HMAC.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use rquickjs::{Ctx, Function, Object};
use serde_json::{Value, json};
use sha2::Sha256;

use super::passed;
use crate::sandbox::{Caller, Fault, Sandbox, Service, Trouble};

/// One line that the function wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    pub time: Timestamp,
    /// `INFO`, `ERROR` ...; empty for what went to standard output by itself.
    pub level: String,
    pub text: String,
}

/// The Rust side of one environment, shared with the closures inside the engine.
pub struct Host {
    /// Only during an invocation, so that an idle environment does not keep the accounts alive.
    sandbox: RefCell<Option<Sandbox>>,
    lines: RefCell<Vec<LogLine>>,
    deadline: Cell<Option<Instant>>,
    started: Instant,
}

impl Host {
    pub fn new() -> Rc<Self> {
        Rc::new(Self {
            sandbox: RefCell::new(None),
            lines: RefCell::new(Vec::new()),
            deadline: Cell::new(None),
            started: Instant::now(),
        })
    }

    pub fn begin(&self, sandbox: Sandbox, deadline: Instant) {
        self.sandbox.replace(Some(sandbox));
        self.deadline.set(Some(deadline));
    }

    /// Ends an invocation; what it logged.
    pub fn end(&self) -> Vec<LogLine> {
        self.sandbox.replace(None);
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
                    let request = Request { service, region, access_key_id, session_token, operation, input };
                    host.call(&request).to_string()
                },
            )?,
        )?;
        Ok(lent)
    }

    fn now(&self) -> Timestamp {
        self.sandbox.borrow().as_ref().map_or_else(Timestamp::now, Sandbox::now)
    }

    fn call(&self, request: &Request) -> Value {
        // Cloned, so that nothing is borrowed while the call runs.
        let sandbox = self.sandbox.borrow().clone();
        let answer = match sandbox {
            Some(sandbox) => {
                std::thread::sleep(sandbox.delays().call_latency.min(self.time_left()));
                request.send(&sandbox)
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

/// One SDK call of the function.
struct Request {
    service: String,
    region: String,
    access_key_id: String,
    session_token: String,
    operation: String,
    input: String,
}

impl Request {
    fn send(&self, sandbox: &Sandbox) -> Result<Value, Fault> {
        let service = Service::from_name(&self.service).ok_or_else(|| {
            Fault::new(501, crate::sandbox::fault::NOT_IMPLEMENTED, format!("the sandbox has no service {}", self.service))
        })?;
        let input =
            serde_json::from_str(&self.input).map_err(|error| Fault::client("SerializationException", error.to_string()))?;
        let token = Some(self.session_token.as_str()).filter(|token| !token.is_empty());
        let now = sandbox.now();
        let trouble = sandbox.take_trouble(service, &self.operation);
        match &trouble {
            Some(Trouble::Refusal(fault)) => return Err(fault.clone()),
            Some(Trouble::NoConnection) => return Err(broken()),
            Some(Trouble::LostAnswer | Trouble::SomebodyElse(_)) | None => {}
        }
        let caller = Caller::from_credentials(&sandbox.world(), now, service, &self.access_key_id, token)?;
        let answer = sandbox.call(&caller, &self.region, service, &self.operation, input);
        match &trouble {
            Some(Trouble::LostAnswer) => Err(broken()),
            Some(Trouble::SomebodyElse(edit)) => {
                edit.happen(sandbox);
                answer
            }
            _ => answer,
        }
    }
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
