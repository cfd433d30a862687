//! The sandbox's time: how far its clock is shifted, and how long the pretend services take.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How long things take in the pretend accounts. Scenarios give milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Delays {
    /// Until a new role or policy is known everywhere (facts §4.1).
    #[serde(with = "milliseconds")]
    pub role_propagation: Duration,
    /// From CreateFunction to `State: Active`.
    #[serde(with = "milliseconds")]
    pub function_pending: Duration,
    /// From UpdateFunction* to `LastUpdateStatus: Successful`.
    #[serde(with = "milliseconds")]
    pub function_updating: Duration,
    /// What every call over the wire takes.
    #[serde(with = "milliseconds")]
    pub call_latency: Duration,
    /// Until a log event can be read.
    #[serde(with = "milliseconds")]
    pub log_ingestion: Duration,
    /// From StartUserImportJob until the first row.
    #[serde(with = "milliseconds")]
    pub import_pending: Duration,
    /// What each row of an import takes.
    #[serde(with = "milliseconds")]
    pub import_row: Duration,
}

/// Time as one call sees it.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    pub now: jiff::Timestamp,
    pub delays: Delays,
}

/// Whether `delay` has passed between `since` and `now`.
pub fn has_passed(since: jiff::Timestamp, delay: Duration, now: jiff::Timestamp) -> bool {
    let waited = now.as_millisecond().saturating_sub(since.as_millisecond());
    waited >= i64::try_from(delay.as_millis()).unwrap_or(i64::MAX)
}

/// The way JSON and REST services write a time: seconds since 1970, with milliseconds as a fraction.
pub fn epoch_seconds(time: jiff::Timestamp) -> f64 {
    time.as_millisecond() as f64 / 1000.0
}

mod milliseconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(value: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(value.as_millis()).unwrap_or(u64::MAX))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_millis)
    }
}
