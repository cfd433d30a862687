//! Streams and the events that are put into them.

use serde::Deserialize;
use serde_json::{Value, json};

use super::call::Call;
use super::faults::no_such_stream;
use crate::core::fault::Fault;
use crate::core::state::logs::{Event, LateReads, Stream};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct CreateStream {
    log_group_name: String,
    log_stream_name: String,
}

pub fn create_stream(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: CreateStream = call.read(input)?;
    call.authorize(&input.log_group_name, &input.log_stream_name)?;
    call.with_group(&input.log_group_name, |group| {
        if group.streams.contains_key(&input.log_stream_name) {
            return Err(Fault::client("ResourceAlreadyExistsException", "The specified log stream already exists"));
        }
        let stream = Stream { created: call.moment.now, events: Vec::new(), late_reads: LateReads::default() };
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

pub fn put_events(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: PutEvents = call.read(input)?;
    call.authorize(&input.log_group_name, &input.log_stream_name)?;
    call.with_group(&input.log_group_name, |group| {
        let stream = group.streams.get_mut(&input.log_stream_name).ok_or_else(no_such_stream)?;
        stream.events.extend(input.log_events.into_iter().map(|event| Event {
            timestamp: event.timestamp,
            message: event.message,
            ingested: call.moment.now,
        }));
        Ok(json!({}))
    })
}
