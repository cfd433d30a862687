//! One Region's log groups, streams and events.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

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
