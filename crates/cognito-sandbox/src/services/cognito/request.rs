//! One call on its way through the service: who asks, for what, when; and the locked access to the pool that it names.

use serde_json::Value;

use super::faults::{client_not_found, pool_not_found};
use super::input::Members;
use crate::core::caller::{Caller, CallerKind};
use crate::core::clock::epoch_seconds;
use crate::core::fault::Fault;
use crate::core::sandbox::Sandbox;
use crate::core::service::Service;
use crate::core::state::cognito::{Cognito, Document, Pool};
use crate::services::iam::authorization::{Context, authorize};

/// One call.
#[derive(Debug)]
pub struct Request<'a> {
    pub sandbox: &'a Sandbox,
    pub caller: &'a Caller,
    pub region: &'a str,
    pub operation: &'a str,
    pub members: Members,
    /// Epoch seconds.
    pub now: f64,
}

/// Where a pool lives. Unsigned calls name only an app client, so the account comes from here, not from the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolAddress {
    pub account: String,
    pub pool_id: String,
}

impl<'a> Request<'a> {
    pub fn new(
        sandbox: &'a Sandbox,
        caller: &'a Caller,
        region: &'a str,
        operation: &'a str,
        input: Value,
    ) -> Result<Self, Fault> {
        Ok(Self { sandbox, caller, region, operation, members: Members::new(input)?, now: epoch_seconds(sandbox.now()) })
    }

    /// Refuses members outside `known`.
    pub fn only(&self, known: &[&str]) -> Result<(), Fault> {
        self.members.only(self.operation, known)
    }

    /// Checks that the caller may do this operation on `resource`.
    pub fn authorize(&self, resource: &str) -> Result<(), Fault> {
        if self.caller.kind == CallerKind::Anonymous {
            return Err(Fault::unsigned(Service::CognitoIdp));
        }
        let action = format!("cognito-idp:{}", self.operation);
        authorize(self.sandbox, self.caller, &action, resource, &Context::default())
    }

    pub fn pool_arn(&self, account: &str, pool_id: &str) -> String {
        format!("arn:aws:cognito-idp:{}:{account}:userpool/{pool_id}", self.region)
    }

    /// The signed way to a pool: the member `UserPoolId`, in the caller's account, after authorization.
    pub fn signed_pool(&self) -> Result<PoolAddress, Fault> {
        let pool_id = self.members.bounded_text("UserPoolId", 55)?.to_owned();
        let account = self.caller.account.clone();
        self.authorize(&self.pool_arn(&account, &pool_id))?;
        Ok(PoolAddress { account, pool_id })
    }

    /// The unsigned way to a pool: the app client in the member `ClientId`, whichever account it is in.
    pub fn pool_of_client(&self) -> Result<PoolAddress, Fault> {
        self.pool_of(self.members.bounded_text("ClientId", 128)?)
    }

    /// The pool of an app client, whichever account it is in.
    pub fn pool_of(&self, client_id: &str) -> Result<PoolAddress, Fault> {
        let world = self.sandbox.world();
        for account in world.accounts.values() {
            let pools = account.regions.get(self.region).map(|region| &region.cognito.pools);
            for (pool_id, pool) in pools.into_iter().flatten() {
                if pool.clients.contains_key(client_id) {
                    return Ok(PoolAddress { account: account.id.clone(), pool_id: pool_id.clone() });
                }
            }
        }
        Err(client_not_found(client_id))
    }

    /// Works on this Region's pools of the caller's account. The world is locked meanwhile: no calls inside.
    pub fn with_cognito<R>(&self, work: impl FnOnce(&mut Cognito) -> R) -> R {
        let mut world = self.sandbox.world();
        work(&mut world.region(&self.caller.account, self.region).cognito)
    }

    /// Works on one pool. The world is locked meanwhile: no calls inside.
    pub fn with_pool<R>(&self, address: &PoolAddress, work: impl FnOnce(&mut Pool) -> Result<R, Fault>) -> Result<R, Fault> {
        let mut world = self.sandbox.world();
        let pools = &mut world.region(&address.account, self.region).cognito.pools;
        let pool = pools.get_mut(&address.pool_id).ok_or_else(|| pool_not_found(&address.pool_id))?;
        work(pool)
    }

    /// `signed_pool` and `with_pool` in one.
    pub fn with_signed_pool<R>(&self, work: impl FnOnce(&mut Pool) -> Result<R, Fault>) -> Result<R, Fault> {
        let address = self.signed_pool()?;
        self.with_pool(&address, work)
    }

    pub fn uuid(&self) -> String {
        uuid(self.sandbox)
    }
}

/// A fresh UUID, as `sub` is one.
pub fn uuid(sandbox: &Sandbox) -> String {
    let digits = sandbox.random_id("0123456789abcdef", 30);
    let (first, rest) = digits.split_at(8);
    let (second, rest) = rest.split_at(4);
    let (third, rest) = rest.split_at(3);
    let (fourth, fifth) = rest.split_at(3);
    format!("{first}-{second}-4{third}-8{fourth}-{fifth}")
}

/// The client of `client_id` in a pool.
pub fn client<'p>(pool: &'p Pool, client_id: &str) -> Result<&'p Document, Fault> {
    pool.clients.get(client_id).ok_or_else(|| client_not_found(client_id))
}
