//! One execution environment: a JavaScript engine that has loaded a function's code, and what it lends that code.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use rquickjs::loader::{BuiltinLoader, BuiltinResolver};
use rquickjs::{CatchResultExt as _, Context, Ctx, Function, Module, Object, Promise, Runtime, Value};
use serde_json::json;

use super::host::Host;
use crate::core::fault::NOT_IMPLEMENTED;
use crate::core::runtime::{Ended, Thrown};

const GLOBALS: &str = include_str!("globals.js");
const BUFFER: &str = include_str!("buffer.js");

/// The modules that Lambda's Node.js runtimes carry, as far as the sandbox has them.
const MODULES: [(&str, &str); 4] = [
    ("node:crypto", include_str!("node-crypto.js")),
    ("sandbox:sdk", include_str!("sdk.js")),
    ("@aws-sdk/client-sts", include_str!("client-sts.js")),
    ("@aws-sdk/client-cognito-identity-provider", include_str!("client-cognito-identity-provider.js")),
];

/// Where the globals keep what only this module uses.
const CONTROL: &str = "__cognitoFerrySandboxControl";
const HANDLER: &str = "__cognitoFerrySandboxHandler";

/// An ending that did not come from the function's own code.
fn ending(error_type: &str, error_message: String) -> Ended {
    Ended::Threw(Thrown {
        error_type: error_type.to_owned(),
        trace: vec![format!("{error_type}: {error_message}")],
        error_message,
    })
}

/// An engine with a function in it. Lives and dies on one thread.
pub struct Environment {
    // Before the runtime, so that it goes first.
    context: Context,
    runtime: Runtime,
    host: Rc<Host>,
}

impl Environment {
    /// Loads a package and finds its handler, e.g. `index.handler` in index.mjs.
    ///
    /// # Errors
    /// How loading ended, in Lambda's own words.
    pub fn load(
        files: &BTreeMap<String, String>,
        handler: &str,
        variables: &BTreeMap<String, String>,
        memory_megabytes: usize,
        host: Rc<Host>,
    ) -> Result<Self, Ended> {
        let (stem, export) =
            handler.rsplit_once('.').ok_or_else(|| ending("Runtime.MalformedHandlerName", format!("Bad handler {handler}")))?;
        let entry = format!("{stem}.mjs");
        if !files.contains_key(&entry) {
            return Err(missing_entry(files, stem));
        }
        let environment =
            Self::create(files, memory_megabytes, host).map_err(|error| ending("Runtime.Unknown", error.to_string()))?;
        environment.evaluate(&entry, &files[&entry], export, variables)?;
        Ok(environment)
    }

    fn create(files: &BTreeMap<String, String>, memory_megabytes: usize, host: Rc<Host>) -> rquickjs::Result<Self> {
        let runtime = Runtime::new()?;
        runtime.set_memory_limit(memory_megabytes * 1024 * 1024);
        let (mut resolver, mut loader) = (BuiltinResolver::default(), BuiltinLoader::default());
        for (name, source) in MODULES {
            resolver.add_module(name);
            loader.add_module(name, source);
        }
        for (path, source) in files {
            resolver.add_module(path.as_str());
            loader.add_module(path.as_str(), source.as_str());
        }
        runtime.set_loader(resolver, loader);
        let watch = host.clone();
        runtime.set_interrupt_handler(Some(Box::new(move || watch.is_late())));
        let context = Context::full(&runtime)?;
        Ok(Self { context, runtime, host })
    }

    fn evaluate(&self, entry: &str, source: &str, export: &str, variables: &BTreeMap<String, String>) -> Result<(), Ended> {
        self.context.with(|ctx| {
            let prepare = || -> rquickjs::Result<()> {
                let lent = self.host.lend(&ctx)?;
                let symbol: Function = ctx.eval("(host) => { globalThis[Symbol.for('cognito-ferry.sandbox')] = host; }")?;
                symbol.call::<_, ()>((lent.clone(),))?;
                let globals: Function = ctx.eval(GLOBALS)?;
                let variables = ctx.json_parse(json!(variables).to_string())?;
                let control: Object = globals.call((lent, variables))?;
                ctx.eval::<Function, _>(BUFFER)?.call::<_, ()>(())?;
                ctx.globals().set(CONTROL, control)
            };
            prepare().map_err(|error| ending("Runtime.Unknown", error.to_string()))
        })?;
        let loading = self.context.with(|ctx| {
            let declared = Module::declare(ctx.clone(), entry, source).and_then(Module::eval);
            match declared.catch(&ctx) {
                Ok((module, promise)) => ctx
                    .globals()
                    .set("__cognitoFerrySandboxLoading", promise)
                    .and_then(|()| ctx.globals().set("__cognitoFerrySandboxModule", module.namespace()?))
                    .map_err(|error| ending("Runtime.Unknown", error.to_string())),
                Err(error) => Err(self.load_error(&ctx, error)),
            }
        });
        loading?;
        self.drive(|ctx| {
            let promise: Promise = ctx.globals().get("__cognitoFerrySandboxLoading").ok()?;
            match promise.result::<Value>()?.catch(ctx) {
                Ok(_) => Some(Ok(())),
                Err(error) => Some(Err(self.load_error(ctx, error))),
            }
        })
        .unwrap_or_else(Err)?;
        self.context.with(|ctx| {
            let module: Object =
                ctx.globals().get("__cognitoFerrySandboxModule").map_err(|error| ending("Runtime.Unknown", error.to_string()))?;
            match module.get::<_, Function>(export) {
                Ok(handler) => ctx.globals().set(HANDLER, handler).map_err(|error| ending("Runtime.Unknown", error.to_string())),
                Err(_) => Err(ending("Runtime.HandlerNotFound", format!("{entry}: {export} is undefined or not exported"))),
            }
        })
    }

    fn load_error<'js>(&self, ctx: &Ctx<'js>, error: rquickjs::CaughtError<'js>) -> Ended {
        if self.host.is_late() {
            return Ended::TimedOut;
        }
        let thrown = match error {
            rquickjs::CaughtError::Exception(exception) => self.describe(ctx, exception.into_value()),
            rquickjs::CaughtError::Value(value) => self.describe(ctx, value),
            rquickjs::CaughtError::Error(error) => {
                Thrown { error_type: "Error".to_owned(), error_message: error.to_string(), trace: Vec::new() }
            }
        };
        let error_type = match thrown.error_type.as_str() {
            "SyntaxError" => "Runtime.UserCodeSyntaxError",
            // The engine reports modules that it cannot resolve as plain reference errors.
            "ReferenceError" if thrown.error_message.contains("resolving") => "Runtime.ImportModuleError",
            other => other,
        };
        ending(error_type, thrown.error_message)
    }

    fn describe<'js>(&self, ctx: &Ctx<'js>, error: Value<'js>) -> Thrown {
        let text = ctx
            .globals()
            .get::<_, Object>(CONTROL)
            .and_then(|control| control.get::<_, Function>("describe"))
            .and_then(|describe| describe.call::<_, String>((error,)));
        text.ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    }

    /// Runs the handler once. `context` is the handler's second argument; `remaining` in it becomes its clock.
    pub fn invoke(&self, event: &serde_json::Value, context: &serde_json::Value) -> Ended {
        let begun = self.context.with(|ctx| {
            let begin = || -> rquickjs::Result<()> {
                let control: Object = ctx.globals().get(CONTROL)?;
                let handler: Function = ctx.globals().get(HANDLER)?;
                let event = ctx.json_parse(event.to_string())?;
                let context = ctx.json_parse(context.to_string())?;
                control.get::<_, Function>("invoke")?.call((handler, event, context))
            };
            begin().map_err(|error| ending("Runtime.Unknown", error.to_string()))
        });
        if let Err(ended) = begun {
            return ended;
        }
        let outcome = self.drive(|ctx| {
            let control: Object = ctx.globals().get(CONTROL).ok()?;
            let outcome: Function = control.get("outcome").ok()?;
            outcome.call::<_, Option<String>>(()).ok()?
        });
        let text = match outcome {
            Ok(text) => text,
            Err(ended) => return ended,
        };
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        enum Outcome {
            Returned(serde_json::Value),
            NotJson(String),
            Threw(Thrown),
        }
        match serde_json::from_str(&text) {
            Ok(Outcome::Returned(value)) => Ended::Returned(value),
            Ok(Outcome::Threw(thrown)) => Ended::Threw(thrown),
            Ok(Outcome::NotJson(why)) => Ended::NotJson(why),
            Err(error) => Ended::NotJson(error.to_string()),
        }
    }

    /// The event loop: jobs, then timers, until `finished` has an answer. Err is how it ended without one.
    fn drive<T>(&self, finished: impl Fn(&Ctx<'_>) -> Option<T>) -> Result<T, Ended> {
        loop {
            while !self.host.is_late() && matches!(self.runtime.execute_pending_job(), Ok(true)) {}
            if self.host.is_late() {
                return Err(Ended::TimedOut);
            }
            if let Some(answer) = self.context.with(|ctx| finished(&ctx)) {
                return Ok(answer);
            }
            let wait = self.context.with(|ctx| {
                let run = || -> rquickjs::Result<f64> {
                    let control: Object = ctx.globals().get(CONTROL)?;
                    control.get::<_, Function>("runTimers")?.call(())
                };
                run().catch(&ctx).map_err(|error| match error {
                    rquickjs::CaughtError::Exception(exception) => Ended::Threw(self.describe(&ctx, exception.into_value())),
                    other => ending("Error", other.to_string()),
                })
            })?;
            if self.runtime.is_job_pending() {
                continue;
            }
            if wait < 0.0 {
                // Nothing will ever happen any more: Lambda answers such an invocation with null.
                return Err(Ended::Returned(serde_json::Value::Null));
            }
            let wait = Duration::from_secs_f64(wait / 1000.0);
            std::thread::sleep(wait.min(self.host.time_left()));
        }
    }

    /// Megabytes, rounded up.
    pub fn memory_used(&self) -> i64 {
        self.runtime.memory_usage().memory_used_size / (1024 * 1024) + 1
    }
}

fn missing_entry(files: &BTreeMap<String, String>, stem: &str) -> Ended {
    if files.contains_key(&format!("{stem}.js")) || files.contains_key(&format!("{stem}.cjs")) {
        return ending(NOT_IMPLEMENTED, format!("the sandbox runs ES modules only: {stem}.mjs is not in the package"));
    }
    ending("Runtime.ImportModuleError", format!("Error: Cannot find module '{stem}'"))
}
