//! What every operation of this service works with.

use serde_json::Value;

use super::configuration::check_name;
use super::faults::missing;
use crate::core::caller::Caller;
use crate::core::clock::Moment;
use crate::core::fault::Fault;
use crate::core::input;
use crate::core::sandbox::Sandbox;
use crate::core::service::Service;
use crate::core::state::lambda::Function;
use crate::services::iam::authorization::{Context, authorize};

/// One call.
pub struct Call<'a> {
    pub sandbox: &'a Sandbox,
    pub caller: &'a Caller,
    pub region: &'a str,
    pub operation: &'a str,
    pub moment: Moment,
}

impl Call<'_> {
    pub fn read<T: serde::de::DeserializeOwned>(&self, input: Value) -> Result<T, Fault> {
        input::read(Service::Lambda, self.operation, input)
    }

    pub fn arn(&self, name: &str) -> String {
        format!("arn:aws:lambda:{}:{}:function:{name}", self.region, self.caller.account)
    }

    pub fn authorize(&self, name: &str) -> Result<(), Fault> {
        self.authorize_action(&format!("lambda:{}", self.operation), name)
    }

    pub fn authorize_action(&self, action: &str, name: &str) -> Result<(), Fault> {
        authorize(self.sandbox, self.caller, action, &self.arn(name), &Context::default())
    }

    /// The name in a name, a full ARN or a partial one. Versions and aliases do not exist here.
    pub fn function_name(&self, given: &str, qualifier: Option<&str>) -> Result<String, Fault> {
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
        check_name(name)?;
        Ok(name.to_owned())
    }

    /// Reads or changes an existing function of the caller's account.
    pub fn with_function<T>(&self, name: &str, act: impl FnOnce(&mut Function) -> Result<T, Fault>) -> Result<T, Fault> {
        let mut world = self.sandbox.world();
        let functions = &mut world.region(&self.caller.account, self.region).lambda.functions;
        act(functions.get_mut(name).ok_or_else(|| missing(&self.arn(name)))?)
    }
}
