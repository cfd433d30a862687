//! CloudWatch Logs: groups, streams and events, as far as Lambda writes them and this program reads them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::clock::has_passed;
use super::iam::Moment;
use super::{Caller, CallerKind, Fault, Sandbox, Service, input};

mod reading;

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

/// The retentions that PutRetentionPolicy takes, in days.
const RETENTIONS: [i64; 23] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653, 36_500,
];

/// One Logs call.
///
/// # Errors
/// The service's own codes, `AccessDeniedException`, or 501.
pub fn handle(
    sandbox: &Sandbox,
    caller: &Caller,
    region: &str,
    operation: &str,
    input: Value,
) -> Result<Value, Fault> {
    if caller.kind == CallerKind::Anonymous {
        return Err(Fault::unsigned(Service::Logs));
    }
    let call = Call {
        sandbox,
        caller,
        region,
        operation,
        moment: Moment::of(sandbox),
    };
    match operation {
        "CreateLogGroup" => create_group(&call, input),
        "DeleteLogGroup" => delete_group(&call, input),
        "PutRetentionPolicy" => put_retention(&call, input),
        "DeleteRetentionPolicy" => delete_retention(&call, input),
        "CreateLogStream" => create_stream(&call, input),
        "PutLogEvents" => put_events(&call, input),
        "TagResource" => tag(&call, input),
        "UntagResource" => untag(&call, input),
        "ListTagsForResource" => list_tags(&call, input),
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
        format!(
            "arn:aws:logs:{}:{}:log-group:{group}",
            self.region, self.caller.account
        )
    }

    /// The resource of an action on a group ends in `:log-stream:`, so that policies with `GROUP:*` allow it.
    fn authorize(&self, group: &str, stream: &str) -> Result<(), Fault> {
        self.sandbox.authorize(
            self.caller,
            &format!("logs:{}", self.operation),
            &format!("{}:log-stream:{stream}", self.group_arn(group)),
        )
    }

    fn with_groups<T>(
        &self,
        act: impl FnOnce(&mut BTreeMap<String, Group>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut world = self.sandbox.world();
        act(&mut world.region(&self.caller.account, self.region).logs.groups)
    }

    fn with_group<T>(
        &self,
        name: &str,
        act: impl FnOnce(&mut Group) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.with_groups(|groups| act(groups.get_mut(name).ok_or_else(no_such_group)?))
    }

    /// Events are found only some time after they were written.
    fn is_readable(&self, event: &Event) -> bool {
        has_passed(
            event.ingested,
            self.moment.delays.log_ingestion,
            self.moment.now,
        )
    }
}

fn no_such_group() -> Fault {
    Fault::client(
        "ResourceNotFoundException",
        "The specified log group does not exist.",
    )
}

fn no_such_stream() -> Fault {
    Fault::client(
        "ResourceNotFoundException",
        "The specified log stream does not exist.",
    )
}

fn invalid(message: impl Into<String>) -> Fault {
    Fault::invalid(Service::Logs, message)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct CreateGroup {
    log_group_name: String,
    #[serde(default)]
    tags: BTreeMap<String, String>,
}

fn create_group(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: CreateGroup = call.read(input)?;
    let name = input.log_group_name;
    call.authorize(&name, "")?;
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "._/#-".contains(letter);
    if name.is_empty() || name.len() > 512 || !name.chars().all(allowed) || name.starts_with("aws/")
    {
        return Err(invalid(format!(
            "1 validation error detected: Value '{name}' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+"
        )));
    }
    let arn = call.group_arn(&name);
    call.with_groups(|groups| {
        if groups.contains_key(&name) {
            return Err(Fault::client(
                "ResourceAlreadyExistsException",
                "The specified log group already exists",
            ));
        }
        let group = Group {
            arn,
            created: call.moment.now,
            retention_days: None,
            tags: input.tags,
            streams: BTreeMap::new(),
        };
        groups.insert(name, group);
        Ok(json!({}))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct NamedGroup {
    log_group_name: String,
}

fn delete_group(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: NamedGroup = call.read(input)?;
    call.authorize(&input.log_group_name, "")?;
    call.with_groups(|groups| match groups.remove(&input.log_group_name) {
        Some(_) => Ok(json!({})),
        None => Err(no_such_group()),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PutRetention {
    log_group_name: String,
    retention_in_days: i64,
}

fn put_retention(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: PutRetention = call.read(input)?;
    call.authorize(&input.log_group_name, "")?;
    if !RETENTIONS.contains(&input.retention_in_days) {
        return Err(invalid(format!(
            "1 validation error detected: Value '{}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: {RETENTIONS:?}",
            input.retention_in_days
        )));
    }
    call.with_group(&input.log_group_name, |group| {
        group.retention_days = Some(input.retention_in_days);
        Ok(json!({}))
    })
}

fn delete_retention(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: NamedGroup = call.read(input)?;
    call.authorize(&input.log_group_name, "")?;
    call.with_group(&input.log_group_name, |group| {
        group.retention_days = None;
        Ok(json!({}))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct CreateStream {
    log_group_name: String,
    log_stream_name: String,
}

fn create_stream(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: CreateStream = call.read(input)?;
    call.authorize(&input.log_group_name, &input.log_stream_name)?;
    call.with_group(&input.log_group_name, |group| {
        if group.streams.contains_key(&input.log_stream_name) {
            return Err(Fault::client(
                "ResourceAlreadyExistsException",
                "The specified log stream already exists",
            ));
        }
        let stream = Stream {
            created: call.moment.now,
            events: Vec::new(),
        };
        group.streams.insert(input.log_stream_name, stream);
        Ok(json!({}))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PutEvents {
    log_group_name: String,
    log_stream_name: String,
    log_events: Vec<InputEvent>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InputEvent {
    timestamp: i64,
    message: String,
}

fn put_events(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: PutEvents = call.read(input)?;
    call.authorize(&input.log_group_name, &input.log_stream_name)?;
    call.with_group(&input.log_group_name, |group| {
        let stream = group
            .streams
            .get_mut(&input.log_stream_name)
            .ok_or_else(no_such_stream)?;
        stream
            .events
            .extend(input.log_events.into_iter().map(|event| Event {
                timestamp: event.timestamp,
                message: event.message,
                ingested: call.moment.now,
            }));
        Ok(json!({}))
    })
}

/// The group of `arn:aws:logs:REGION:ACCOUNT:log-group:NAME`, with or without `:*`.
fn group_of_arn(call: &Call<'_>, arn: &str) -> Result<String, Fault> {
    arn.strip_prefix(&call.group_arn(""))
        .map(|name| name.strip_suffix(":*").unwrap_or(name).to_owned())
        .ok_or_else(|| invalid(format!("The resource ARN is not valid: {arn}")))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Tag {
    resource_arn: String,
    tags: BTreeMap<String, String>,
}

fn tag(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: Tag = call.read(input)?;
    let group = group_of_arn(call, &input.resource_arn)?;
    call.authorize(&group, "")?;
    call.with_group(&group, |group| {
        group.tags.extend(input.tags);
        Ok(json!({}))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Untag {
    resource_arn: String,
    tag_keys: Vec<String>,
}

fn untag(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: Untag = call.read(input)?;
    let group = group_of_arn(call, &input.resource_arn)?;
    call.authorize(&group, "")?;
    call.with_group(&group, |group| {
        group.tags.retain(|key, _| !input.tag_keys.contains(key));
        Ok(json!({}))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Arn {
    resource_arn: String,
}

fn list_tags(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: Arn = call.read(input)?;
    let group = group_of_arn(call, &input.resource_arn)?;
    call.authorize(&group, "")?;
    call.with_group(&group, |group| Ok(json!({ "tags": group.tags })))
}
