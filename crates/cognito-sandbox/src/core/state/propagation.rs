//! IAM is eventually consistent: what is written takes effect after the propagation delay (facts §4.1).

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::core::clock::has_passed;

/// A value that readers see at once, and that decisions are made by only some time later.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Propagating<T> {
    pub current: T,
    previous: Option<T>,
    changed_at: Timestamp,
}

impl<T: Clone> Propagating<T> {
    pub fn new(value: T, now: Timestamp) -> Self {
        Self { current: value, previous: None, changed_at: now }
    }

    /// What decisions are made by: the earlier value, or nothing, until the delay has passed.
    pub fn effective(&self, now: Timestamp, delay: Duration) -> Option<&T> {
        if has_passed(self.changed_at, delay, now) { Some(&self.current) } else { self.previous.as_ref() }
    }

    pub fn change(&mut self, value: T, now: Timestamp, delay: Duration) {
        self.previous = self.effective(now, delay).cloned();
        self.current = value;
        self.changed_at = now;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_change_takes_effect_only_after_the_delay_and_the_old_value_rules_until_then() {
        let delay = Duration::from_secs(10);
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut value = Propagating::new("old", at(0));
        assert_eq!(value.effective(at(9), delay), None);
        assert_eq!(value.effective(at(10), delay), Some(&"old"));
        value.change("new", at(20), delay);
        assert_eq!(value.current, "new");
        assert_eq!(value.effective(at(29), delay), Some(&"old"));
        assert_eq!(value.effective(at(30), delay), Some(&"new"));
    }
}
