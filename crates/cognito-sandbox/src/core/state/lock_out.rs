//! The lock-out after failed password attempts (facts §2.3): from the fifth failure on a lock of one second that doubles with
//! each further failure up to fifteen minutes; attempts during a lock do not extend it; success or fifteen idle minutes
//! clear the count.

use serde::{Deserialize, Serialize};

const LONGEST_LOCK: f64 = 15.0 * 60.0;
const FORGOTTEN_AFTER: f64 = 15.0 * 60.0;
const FREE_FAILURES: u32 = 5;

/// One user's failed attempts. Times are epoch seconds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LockOut {
    failures: u32,
    last_failure: f64,
    locked_until: f64,
}

impl LockOut {
    pub fn is_locked(&self, now: f64) -> bool {
        now < self.locked_until
    }

    pub fn record_failure(&mut self, now: f64) {
        if now - self.last_failure >= FORGOTTEN_AFTER {
            self.failures = 0;
        }
        self.failures += 1;
        self.last_failure = now;
        if self.failures >= FREE_FAILURES {
            let doubling = 2_f64.powi((self.failures - FREE_FAILURES).min(16) as i32);
            self.locked_until = now + doubling.min(LONGEST_LOCK);
        }
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(times: u32) -> LockOut {
        let mut lock_out = LockOut::default();
        (0..times).for_each(|_| lock_out.record_failure(1000.0));
        lock_out
    }

    #[test]
    fn the_fifth_failure_locks_for_one_second() {
        assert!(!failed(4).is_locked(1000.0));
        assert!(failed(5).is_locked(1000.9));
        assert!(!failed(5).is_locked(1001.0));
    }

    #[test]
    fn each_further_failure_doubles_the_lock_up_to_fifteen_minutes() {
        assert!(failed(8).is_locked(1007.9) && !failed(8).is_locked(1008.0));
        assert!(failed(40).is_locked(1899.9) && !failed(40).is_locked(1900.0));
    }

    #[test]
    fn fifteen_idle_minutes_clear_the_count() {
        let mut lock_out = failed(6);
        lock_out.record_failure(1000.0 + FORGOTTEN_AFTER);
        assert_eq!(lock_out.failures, 1);
        assert!(!lock_out.is_locked(1000.0 + FORGOTTEN_AFTER));
    }
}
