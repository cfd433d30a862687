//! Finding groups and events. Every listing pages with `nextToken`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::call::Call;
use super::faults::invalid;
use crate::core::fault::Fault;
use crate::core::service::Service;
use crate::core::state::logs::Event;

/// The items after the token, at most `limit`; and the token of what is left.
fn page<T>(items: Vec<T>, token: Option<&str>, limit: Option<i64>, most: usize) -> Result<(Vec<T>, Option<String>), Fault> {
    let start = match token {
        None => 0,
        Some(token) => token
            .strip_prefix("after-")
            .and_then(|number| number.parse::<usize>().ok())
            .ok_or_else(|| invalid("The specified nextToken is invalid."))?,
    };
    let limit = match limit {
        None => most,
        Some(limit) => usize::try_from(limit)
            .ok()
            .filter(|limit| (1..=most).contains(limit))
            .ok_or_else(|| invalid(format!("1 validation error detected: Value '{limit}' at 'limit' failed to satisfy constraint: Member must have value between 1 and {most}")))?,
    };
    let total = items.len();
    let items: Vec<T> = items.into_iter().skip(start).take(limit).collect();
    let end = start + items.len();
    Ok((items, (end < total).then(|| format!("after-{end}"))))
}

fn output(member: &str, (items, token): (Vec<Value>, Option<String>)) -> Value {
    let mut output = json!({ member: items });
    if let Some(token) = token {
        output["nextToken"] = json!(token);
    }
    output
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct DescribeGroups {
    log_group_name_prefix: Option<String>,
    next_token: Option<String>,
    limit: Option<i64>,
}

pub fn describe_groups(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: DescribeGroups = call.read(input)?;
    call.authorize("", "")?;
    let prefix = input.log_group_name_prefix.unwrap_or_default();
    let found = call.with_groups(|groups| {
        Ok(groups
            .iter()
            .filter(|(name, _)| name.starts_with(&prefix))
            .map(|(name, group)| {
                let mut shown = json!({
                    "logGroupName": name,
                    "creationTime": group.created.as_millisecond(),
                    "metricFilterCount": 0,
                    "arn": format!("{}:*", group.arn),
                    "storedBytes": 0,
                    "logGroupClass": "STANDARD",
                    "logGroupArn": group.arn,
                });
                if let Some(days) = group.retention_days {
                    shown["retentionInDays"] = json!(days);
                }
                shown
            })
            .collect::<Vec<_>>())
    })?;
    Ok(output("logGroups", page(found, input.next_token.as_deref(), input.limit, 50)?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct DescribeStreams {
    log_group_name: String,
    log_stream_name_prefix: Option<String>,
    next_token: Option<String>,
    limit: Option<i64>,
}

pub fn describe_streams(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: DescribeStreams = call.read(input)?;
    call.authorize(&input.log_group_name, "")?;
    let prefix = input.log_stream_name_prefix.unwrap_or_default();
    let found = call.with_group(&input.log_group_name, |group| {
        let arn = &group.arn;
        let named = group.streams.iter().filter(|(name, _)| name.starts_with(&prefix));
        Ok(named
            .map(|(name, stream)| {
                json!({
                    "logStreamName": name,
                    "creationTime": stream.created.as_millisecond(),
                    "arn": format!("{arn}:log-stream:{name}"),
                    "storedBytes": 0,
                })
            })
            .collect::<Vec<_>>())
    })?;
    Ok(output("logStreams", page(found, input.next_token.as_deref(), input.limit, 50)?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct FilterEvents {
    log_group_name: String,
    log_stream_names: Option<Vec<String>>,
    log_stream_name_prefix: Option<String>,
    start_time: Option<i64>,
    end_time: Option<i64>,
    filter_pattern: Option<String>,
    next_token: Option<String>,
    limit: Option<i64>,
    start_from_head: Option<bool>,
}

pub fn filter_events(call: &Call<'_>, input: Value) -> Result<Value, Fault> {
    let input: FilterEvents = call.read(input)?;
    call.authorize(&input.log_group_name, "")?;
    if input.start_from_head == Some(false) {
        return Err(Fault::not_implemented(Service::Logs, call.operation, "startFromHead false"));
    }
    let words = words_of(call, input.filter_pattern.as_deref().unwrap_or_default())?;
    let prefix = input.log_stream_name_prefix.unwrap_or_default();
    let mut found = call.with_group(&input.log_group_name, |group| {
        let mut found = Vec::new();
        for (name, stream) in &mut group.streams {
            let named = input.log_stream_names.as_ref().is_none_or(|names| names.contains(name));
            if !named || !name.starts_with(&prefix) {
                continue;
            }
            let found_now = stream.late_reads.read(stream.events.len());
            for (index, event) in stream.events.iter().take(found_now).enumerate() {
                let wanted = call.is_readable(event)
                    && is_between(event, input.start_time, input.end_time)
                    && words.iter().all(|word| event.message.contains(word));
                if wanted {
                    found.push((
                        event.timestamp,
                        json!({
                            "logStreamName": name,
                            "timestamp": event.timestamp,
                            "message": event.message,
                            "ingestionTime": event.ingested.as_millisecond(),
                            "eventId": format!("{:020}{index:010}", event.timestamp),
                        }),
                    ));
                }
            }
        }
        Ok(found)
    })?;
    // Stable, so that the lines of one invocation stay in order.
    found.sort_by_key(|(timestamp, _)| *timestamp);
    let found = found.into_iter().map(|(_, event)| event).collect();
    let mut shown = output("events", page(found, input.next_token.as_deref(), input.limit, 10_000)?);
    shown["searchedLogStreams"] = json!([]);
    Ok(shown)
}

/// Words that must all be in a message. The rest of the pattern language is refused.
fn words_of(call: &Call<'_>, pattern: &str) -> Result<Vec<String>, Fault> {
    let phrase = pattern.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let simple = |text: &str| !text.contains(['"', '{', '[', '?', '%', '-', '\\', '*']);
    match phrase {
        Some(phrase) if !phrase.contains('"') => Ok(vec![phrase.to_owned()]),
        None if simple(pattern) => Ok(pattern.split_whitespace().map(str::to_owned).collect()),
        _ => Err(Fault::not_implemented(Service::Logs, call.operation, &format!("the filter pattern {pattern}"))),
    }
}

/// `startTime` is included, `endTime` is not.
fn is_between(event: &Event, start: Option<i64>, end: Option<i64>) -> bool {
    start.is_none_or(|start| event.timestamp >= start) && end.is_none_or(|end| event.timestamp < end)
}
