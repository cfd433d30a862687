//! Lambda: functions, their states, resource policies and invocations.

mod account;
mod call;
mod configuration;
mod faults;
mod function;
mod functions;
pub mod invocation;
mod permissions;
mod record;
mod reserved;
mod tags;

use serde_json::Value;

use crate::core::caller::{Caller, CallerKind};
use crate::core::fault::Fault;
use crate::core::sandbox::Sandbox;
use crate::core::service::Service;
use call::Call;

/// One Lambda call.
///
/// # Errors
/// Lambda's own codes, `AccessDeniedException`, or 501.
pub fn handle(sandbox: &Sandbox, caller: &Caller, region: &str, operation: &str, input: Value) -> Result<Value, Fault> {
    if caller.kind == CallerKind::Anonymous {
        return Err(Fault::unsigned(Service::Lambda));
    }
    let call = Call { sandbox, caller, region, operation, moment: sandbox.moment() };
    match operation {
        "CreateFunction" => functions::create(&call, input),
        "GetFunction" => functions::get(&call, input),
        "GetFunctionConfiguration" => functions::get_configuration(&call, input),
        "UpdateFunctionCode" => functions::update_code(&call, input),
        "UpdateFunctionConfiguration" => functions::update_configuration(&call, input),
        "DeleteFunction" => functions::delete(&call, input),
        "GetAccountSettings" => account::settings(&call, input),
        "AddPermission" => permissions::add(&call, input),
        "GetPolicy" => permissions::get(&call, input),
        "RemovePermission" => permissions::remove(&call, input),
        "Invoke" => invocation::invoke(&call, input),
        "TagResource" => tags::tag(&call, input),
        "ListTags" => tags::list(&call, input),
        _ => Err(Fault::unknown_operation(Service::Lambda, operation)),
    }
}
