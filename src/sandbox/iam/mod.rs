//! IAM: roles, their policies, and who may do what.

mod authorization;
mod condition;
mod document;
mod managed_policies;
mod policy;
mod principal;
mod propagation;
mod role;
mod role_policies;
mod roles;
mod simulation;
mod tags;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::clock::Delays;
use super::{Caller, CallerKind, Fault, Sandbox, Service};

pub use authorization::{assume_role, authorize, service_may_assume};
pub use policy::{condition_holds, matches_pattern};
pub use propagation::Propagating;
pub use role::Role;

/// One account's IAM.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Iam {
    /// By lower-cased name: names are unique without regard to case (facts §4.3).
    pub roles: BTreeMap<String, Role>,
    /// The account's customer managed policies by ARN: what a permissions boundary can be.
    pub managed_policies: BTreeMap<String, Value>,
}

/// What a condition can look at, beside what follows from caller and resource: `sts:ExternalId`, `iam:PassedToService`.
pub type Context = BTreeMap<&'static str, String>;

impl Iam {
    pub fn role(&self, name: &str) -> Option<&Role> {
        self.roles.get(&name.to_lowercase())
    }

    fn existing(&mut self, name: &str) -> Result<&mut Role, Fault> {
        self.roles.get_mut(&name.to_lowercase()).ok_or_else(|| no_such_role(name))
    }

    pub fn role_by_arn(&self, arn: &str) -> Option<&Role> {
        self.roles.values().find(|role| role.arn == arn)
    }
}

/// Time as policies see it during one call.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    pub now: Timestamp,
    pub delays: Delays,
}

impl Moment {
    pub fn of(sandbox: &Sandbox) -> Self {
        Self { now: sandbox.now(), delays: sandbox.delays() }
    }
}

fn no_such_role(name: &str) -> Fault {
    Fault::new(404, "NoSuchEntity", format!("The role with name {name} cannot be found."))
}

/// One IAM call.
///
/// # Errors
/// IAM's own codes, `AccessDenied`, or 501.
pub fn handle(sandbox: &Sandbox, caller: &Caller, _region: &str, operation: &str, input: Value) -> Result<Value, Fault> {
    if caller.kind == CallerKind::Anonymous {
        return Err(Fault::unsigned(Service::Iam));
    }
    let call = Call { sandbox, caller, operation, moment: Moment::of(sandbox) };
    match operation {
        "CreateRole" => roles::create(&call, input),
        "GetRole" => roles::get(&call, input),
        "UpdateRole" => roles::update(&call, input),
        "DeleteRole" => roles::delete(&call, input),
        "ListRoles" => roles::list(&call, input),
        "UpdateAssumeRolePolicy" => roles::update_trust(&call, input),
        "PutRolePermissionsBoundary" => roles::put_boundary(&call, input),
        "DeleteRolePermissionsBoundary" => roles::delete_boundary(&call, input),
        "TagRole" => tags::tag(&call, input),
        "UntagRole" => tags::untag(&call, input),
        "ListRoleTags" => tags::list(&call, input),
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

/// What every operation of this service works with.
struct Call<'a> {
    sandbox: &'a Sandbox,
    caller: &'a Caller,
    operation: &'a str,
    moment: Moment,
}

impl Call<'_> {
    fn read<T: serde::de::DeserializeOwned>(&self, input: Value) -> Result<T, Fault> {
        super::input::read(Service::Iam, self.operation, input)
    }

    /// Checks this operation's action on a role, whether the role exists or not.
    fn authorize_on_role(&self, role_name: &str) -> Result<(), Fault> {
        document::check_role_name(role_name)?;
        let arn = self
            .sandbox
            .world()
            .account(&self.caller.account)
            .iam
            .role(role_name)
            .map_or_else(|| format!("arn:aws:iam::{}:role/{role_name}", self.caller.account), |role| role.arn.clone());
        self.authorize(&format!("iam:{}", self.operation), &arn)
    }

    fn authorize(&self, action: &str, resource: &str) -> Result<(), Fault> {
        authorize(self.sandbox, self.caller, action, resource, &Context::default())
    }

    /// Changes or reads an existing role of the caller's account.
    fn with_role<T>(&self, role_name: &str, act: impl FnOnce(&mut Role) -> Result<T, Fault>) -> Result<T, Fault> {
        act(self.sandbox.world().account(&self.caller.account).iam.existing(role_name)?)
    }
}

/// One page of a sorted listing.
struct Page<T> {
    items: Vec<T>,
    marker: Option<String>,
}

/// Cuts a page: `marker` is what an earlier page gave, `max_items` 1 to 1000 (100 unless told).
fn page<T>(items: Vec<T>, marker: Option<&str>, max_items: Option<i64>) -> Result<Page<T>, Fault> {
    let max_items = max_items.unwrap_or(100);
    if !(1..=1000).contains(&max_items) {
        return Err(Fault::invalid(
            Service::Iam,
            format!(
                "1 validation error detected: Value '{max_items}' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000 and at least 1"
            ),
        ));
    }
    let start = match marker {
        None => 0,
        Some(marker) => marker
            .strip_prefix("after-")
            .and_then(|number| number.parse::<usize>().ok())
            .ok_or_else(|| Fault::invalid(Service::Iam, format!("Invalid Marker: {marker}")))?,
    };
    let total = items.len();
    let taken = usize::try_from(max_items).unwrap_or(100);
    let items: Vec<T> = items.into_iter().skip(start).take(taken).collect();
    let end = start + items.len();
    Ok(Page { items, marker: (end < total).then(|| format!("after-{end}")) })
}

impl<T: Serialize> Page<T> {
    fn output(self, member: &str) -> Value {
        let mut output = serde_json::Map::new();
        output.insert(member.to_owned(), serde_json::json!(self.items));
        output.insert("IsTruncated".to_owned(), self.marker.is_some().into());
        if let Some(marker) = self.marker {
            output.insert("Marker".to_owned(), marker.into());
        }
        Value::Object(output)
    }
}
