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
    /// So many of the next reads find only a part of the events.
    #[serde(default)]
    pub late_reads: LateReads,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Event {
    /// Milliseconds since 1970, as everywhere in this service.
    pub timestamp: i64,
    pub message: String,
    pub ingested: Timestamp,
}

/// How slowly a stream's events appear: counted in reads, so that a test needs no clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LateReads {
    pub total: u32,
    pub left: u32,
}

impl LateReads {
    /// How many of `events` this read finds; the next one finds more.
    pub fn read(&mut self, events: usize) -> usize {
        if self.left == 0 {
            return events;
        }
        let seen = self.total.saturating_sub(self.left);
        self.left -= 1;
        events * seen as usize / self.total.max(1) as usize
    }
}
