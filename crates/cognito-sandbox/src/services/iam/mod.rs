//! IAM: roles, their policies, and who may do what.

pub mod authorization;
mod call;
mod condition;
mod document;
mod elements;
mod managed_policies;
mod paging;
pub mod pattern;
pub mod policy;
mod principal;
mod role;
mod role_policies;
mod roles;
mod simulation;
mod tags;

use serde_json::Value;

use crate::core::caller::{Caller, CallerKind};
use crate::core::fault::Fault;
use crate::core::sandbox::Sandbox;
use crate::core::service::Service;
use call::Call;

/// One IAM call.
///
/// # Errors
/// IAM's own codes, `AccessDenied`, or 501.
pub fn handle(sandbox: &Sandbox, caller: &Caller, _region: &str, operation: &str, input: Value) -> Result<Value, Fault> {
    if caller.kind == CallerKind::Anonymous {
        return Err(Fault::unsigned(Service::Iam));
    }
    let call = Call { sandbox, caller, operation, moment: sandbox.moment() };
    match operation {
        "CreateRole" => roles::create(&call, input),
        "GetRole" => roles::get(&call, input),
        "UpdateRole" => roles::update(&call, input),
        "DeleteRole" => roles::delete(&call, input),
        "UpdateAssumeRolePolicy" => roles::update_trust(&call, input),
        "PutRolePermissionsBoundary" => roles::put_boundary(&call, input),
        "DeleteRolePermissionsBoundary" => roles::delete_boundary(&call, input),
        "TagRole" => tags::tag(&call, input),
        "UntagRole" => tags::untag(&call, input),
        "PutRolePolicy" => role_policies::put(&call, input),
        "GetRolePolicy" => role_policies::get(&call, input),
        "DeleteRolePolicy" => role_policies::delete(&call, input),
        "ListRolePolicies" => role_policies::list(&call, input),
        "AttachRolePolicy" => role_policies::attach(&call, input),
        "DetachRolePolicy" => role_policies::detach(&call, input),
        "SimulatePrincipalPolicy" => simulation::principal_policy(&call, input),
        "GetPolicy" => managed_policies::get(&call, input),
        "GetPolicyVersion" => managed_policies::get_version(&call, input),
        "ListAttachedRolePolicies" => role_policies::list_attached(&call, input),
        _ => Err(Fault::unknown_operation(Service::Iam, operation)),
    }
}
