//! What every operation of this service works with.

use serde_json::Value;

use super::authorization::{Context, authorize};
use super::document::check_role_name;
use crate::core::caller::Caller;
use crate::core::clock::Moment;
use crate::core::fault::Fault;
use crate::core::input;
use crate::core::sandbox::Sandbox;
use crate::core::service::Service;
use crate::core::state::iam::Role;

/// One call.
pub struct Call<'a> {
    pub sandbox: &'a Sandbox,
    pub caller: &'a Caller,
    pub operation: &'a str,
    pub moment: Moment,
}

impl Call<'_> {
    pub fn read<T: serde::de::DeserializeOwned>(&self, input: Value) -> Result<T, Fault> {
        input::read(Service::Iam, self.operation, input)
    }

    /// Checks this operation's action on a role, whether the role exists or not.
    pub fn authorize_on_role(&self, role_name: &str) -> Result<(), Fault> {
        check_role_name(role_name)?;
        let arn = self
            .sandbox
            .world()
            .account(&self.caller.account)
            .iam
            .role(role_name)
            .map_or_else(|| format!("arn:aws:iam::{}:role/{role_name}", self.caller.account), |role| role.arn.clone());
        self.authorize(&format!("iam:{}", self.operation), &arn)
    }

    pub fn authorize(&self, action: &str, resource: &str) -> Result<(), Fault> {
        authorize(self.sandbox, self.caller, action, resource, &Context::default())
    }

    /// Changes or reads an existing role of the caller's account.
    pub fn with_role<T>(&self, role_name: &str, act: impl FnOnce(&mut Role) -> Result<T, Fault>) -> Result<T, Fault> {
        let mut world = self.sandbox.world();
        let roles = &mut world.account(&self.caller.account).iam.roles;
        act(roles.get_mut(&role_name.to_lowercase()).ok_or_else(|| no_such_role(role_name))?)
    }
}

fn no_such_role(name: &str) -> Fault {
    Fault::new(404, "NoSuchEntity", format!("The role with name {name} cannot be found."))
}
