//! CloudWatch Logs: groups, streams and events, as far as Lambda writes them and this program reads them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::clock::has_passed;
use super::iam::Moment;
use super::{Caller, CallerKind, Fault, Sandbox, Service, input};

mod groups;
mod reading;
mod writing;

/// One Region's log groups.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Logs {
    pub groups: BTreeMap<String, Group>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Group {
    pub arn: String,
    pub created: Timestamp,
    pub retention_days: Option<i64>,
    pub tags: BTreeMap<String, String>,
    pub streams: BTreeMap<String, Stream>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Stream {
    pub created: Timestamp,
    pub events: Vec<Event>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Event {
    /// Milliseconds since 1970, as everywhere in this service.
    pub timestamp: i64,
    pub message: String,
    pub ingested: Timestamp,
}

/// One Logs call.
///
/// # Errors
/// The service's own codes, `AccessDeniedException`, or 501.
pub fn handle(sandbox: &Sandbox, caller: &Caller, region: &str, operation: &str, input: Value) -> Result<Value, Fault> {
    if caller.kind == CallerKind::Anonymous {
        return Err(Fault::unsigned(Service::Logs));
    }
    let call = Call { sandbox, caller, region, operation, moment: Moment::of(sandbox) };
    match operation {
        "CreateLogGroup" => groups::create_group(&call, input),
        "DeleteLogGroup" => groups::delete_group(&call, input),
        "PutRetentionPolicy" => groups::put_retention(&call, input),
        "DeleteRetentionPolicy" => groups::delete_retention(&call, input),
        "CreateLogStream" => writing::create_stream(&call, input),
        "PutLogEvents" => writing::put_events(&call, input),
        "TagResource" => groups::tag(&call, input),
        "UntagResource" => groups::untag(&call, input),
        "ListTagsForResource" => groups::list_tags(&call, input),
        "DescribeLogGroups" => reading::describe_groups(&call, input),
        "DescribeLogStreams" => reading::describe_streams(&call, input),
        "FilterLogEvents" => reading::filter_events(&call, input),
        "GetLogEvents" => reading::get_events(&call, input),
        _ => Err(Fault::unknown_operation(Service::Logs, operation)),
    }
}

struct Call<'a> {
    sandbox: &'a Sandbox,
    caller: &'a Caller,
    region: &'a str,
    operation: &'a str,
    moment: Moment,
}

impl Call<'_> {
    fn read<T: serde::de::DeserializeOwned>(&self, input: Value) -> Result<T, Fault> {
        input::read(Service::Logs, self.operation, input)
    }

    fn group_arn(&self, group: &str) -> String {
        format!("arn:aws:logs:{}:{}:log-group:{group}", self.region, self.caller.account)
    }

    /// The resource of an action on a group ends in `:log-stream:`, so that policies with `GROUP:*` allow it.
    fn authorize(&self, group: &str, stream: &str) -> Result<(), Fault> {
        self.sandbox.authorize(
            self.caller,
            &format!("logs:{}", self.operation),
            &format!("{}:log-stream:{stream}", self.group_arn(group)),
        )
    }

    fn with_groups<T>(&self, act: impl FnOnce(&mut BTreeMap<String, Group>) -> Result<T, Fault>) -> Result<T, Fault> {
        let mut world = self.sandbox.world();
        act(&mut world.region(&self.caller.account, self.region).logs.groups)
    }

    fn with_group<T>(&self, name: &str, act: impl FnOnce(&mut Group) -> Result<T, Fault>) -> Result<T, Fault> {
        self.with_groups(|groups| act(groups.get_mut(name).ok_or_else(no_such_group)?))
    }

    /// Events are found only some time after they were written.
    fn is_readable(&self, event: &Event) -> bool {
        has_passed(event.ingested, self.moment.delays.log_ingestion, self.moment.now)
    }
}

fn no_such_group() -> Fault {
    Fault::client("ResourceNotFoundException", "The specified log group does not exist.")
}

fn no_such_stream() -> Fault {
    Fault::client("ResourceNotFoundException", "The specified log stream does not exist.")
}

fn invalid(message: impl Into<String>) -> Fault {
    Fault::invalid(Service::Logs, message)
}
