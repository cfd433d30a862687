//! Lambda: functions, their states, resource policies and invocations.

mod configuration;
mod function;
mod functions;
mod invocation;
mod javascript;
mod listing;
mod permissions;
mod reserved;
mod tags;
mod worker;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::iam::Moment;
use super::{Caller, CallerKind, Fault, Sandbox, Service};

pub use function::Function;
pub use invocation::{InvocationFault, InvokedBy, invoke_by_service};
pub use worker::WarmFunctions;

/// One Region's functions.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Lambda {
    pub functions: BTreeMap<String, Function>,
}

/// One Lambda call.
///
/// # Errors
/// Lambda's own codes, `AccessDeniedException`, or 501.
pub fn handle(sandbox: &Sandbox, caller: &Caller, region: &str, operation: &str, input: Value) -> Result<Value, Fault> {
    if caller.kind == CallerKind::Anonymous {
        return Err(Fault::unsigned(Service::Lambda));
    }
    let call = Call { sandbox, caller, region, operation, moment: Moment::of(sandbox) };
    match operation {
        "CreateFunction" => functions::create(&call, input),
        "GetFunction" => functions::get(&call, input),
        "GetFunctionConfiguration" => functions::get_configuration(&call, input),
        "UpdateFunctionCode" => functions::update_code(&call, input),
        "UpdateFunctionConfiguration" => functions::update_configuration(&call, input),
        "DeleteFunction" => functions::delete(&call, input),
        "ListFunctions" => listing::list(&call, input),
        "GetAccountSettings" => listing::account_settings(&call, input),
        "AddPermission" => permissions::add(&call, input),
        "GetPolicy" => permissions::get(&call, input),
        "RemovePermission" => permissions::remove(&call, input),
        "Invoke" => invocation::invoke(&call, input),
        "TagResource" => tags::tag(&call, input),
        "UntagResource" => tags::untag(&call, input),
        "ListTags" => tags::list(&call, input),
        _ => Err(Fault::unknown_operation(Service::Lambda, operation)),
    }
}

/// What every operation of this service works with.
struct Call<'a> {
    sandbox: &'a Sandbox,
    caller: &'a Caller,
    region: &'a str,
    operation: &'a str,
    moment: Moment,
}

impl Call<'_> {
    fn read<T: serde::de::DeserializeOwned>(&self, input: Value) -> Result<T, Fault> {
        super::input::read(Service::Lambda, self.operation, input)
    }

    fn arn(&self, name: &str) -> String {
        format!("arn:aws:lambda:{}:{}:function:{name}", self.region, self.caller.account)
    }

    fn authorize(&self, name: &str) -> Result<(), Fault> {
        self.authorize_action(&format!("lambda:{}", self.operation), name)
    }

    fn authorize_action(&self, action: &str, name: &str) -> Result<(), Fault> {
        self.sandbox.authorize(self.caller, action, &self.arn(name))
    }

    /// The name in a name, a full ARN or a partial one. Versions and aliases do not exist here.
    fn function_name(&self, given: &str, qualifier: Option<&str>) -> Result<String, Fault> {
        let parts: Vec<&str> = given.split(':').collect();
        let (name, suffix) = match parts[..] {
            [name] => (name, None),
            ["arn", "aws", "lambda", region, account, "function", name]
                if region == self.region && account == self.caller.account =>
            {
                (name, None)
            }
            ["arn", "aws", "lambda", _, _, "function", name, suffix] => (name, Some(suffix)),
            [account, "function", name] if account == self.caller.account => (name, None),
            _ => return Err(missing(given)),
        };
        match suffix.or(qualifier) {
            None | Some("$LATEST") => {}
            Some(_) => {
                return Err(Fault::not_implemented(Service::Lambda, self.operation, "versions and aliases"));
            }
        }
        configuration::check_name(name)?;
        Ok(name.to_owned())
    }

    /// Reads or changes an existing function of the caller's account.
    fn with_function<T>(&self, name: &str, act: impl FnOnce(&mut Function) -> Result<T, Fault>) -> Result<T, Fault> {
        let mut world = self.sandbox.world();
        let functions = &mut world.region(&self.caller.account, self.region).lambda.functions;
        act(functions.get_mut(name).ok_or_else(|| missing(&self.arn(name)))?)
    }
}

fn missing(arn: &str) -> Fault {
    Fault::new(404, "ResourceNotFoundException", format!("Function not found: {arn}"))
}

fn invalid(message: impl Into<String>) -> Fault {
    Fault::invalid(Service::Lambda, message)
}
