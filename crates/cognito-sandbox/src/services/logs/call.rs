//! What every operation of this service works with.

use std::collections::BTreeMap;

use serde_json::Value;

use super::faults::no_such_group;
use crate::core::caller::Caller;
use crate::core::clock::{Moment, has_passed};
use crate::core::fault::Fault;
use crate::core::input;
use crate::core::sandbox::Sandbox;
use crate::core::service::Service;
use crate::core::state::logs::{Event, Group};
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
        input::read(Service::Logs, self.operation, input)
    }

    pub fn group_arn(&self, group: &str) -> String {
        format!("arn:aws:logs:{}:{}:log-group:{group}", self.region, self.caller.account)
    }

    /// The resource of an action on a group ends in `:log-stream:`, so that policies with `GROUP:*` allow it.
    pub fn authorize(&self, group: &str, stream: &str) -> Result<(), Fault> {
        authorize(
            self.sandbox,
            self.caller,
            &format!("logs:{}", self.operation),
            &format!("{}:log-stream:{stream}", self.group_arn(group)),
            &Context::default(),
        )
    }

    pub fn with_groups<T>(&self, act: impl FnOnce(&mut BTreeMap<String, Group>) -> Result<T, Fault>) -> Result<T, Fault> {
        let mut world = self.sandbox.world();
        act(&mut world.region(&self.caller.account, self.region).logs.groups)
    }

    pub fn with_group<T>(&self, name: &str, act: impl FnOnce(&mut Group) -> Result<T, Fault>) -> Result<T, Fault> {
        self.with_groups(|groups| act(groups.get_mut(name).ok_or_else(no_such_group)?))
    }

    /// Events are found only some time after they were written.
    pub fn is_readable(&self, event: &Event) -> bool {
        has_passed(event.ingested, self.moment.delays.log_ingestion, self.moment.now)
    }
}
