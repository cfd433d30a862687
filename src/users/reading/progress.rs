//! How far reading is: users, users a second, and the time left once that is worth saying.

use std::time::Duration;

/// What is known while a pool is read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    pub users: u64,
    /// EstimatedNumberOfUsers of the pool: an estimate, never a proof (facts §14.5).
    pub estimated: Option<u64>,
    pub elapsed: Duration,
    /// Calls a second at the moment, where the service asked to go slower.
    pub slowed_to: Option<u32>,
}

/// Before this much time has passed a rate says little.
const STABLE_AFTER: Duration = Duration::from_secs(10);

impl Progress {
    pub fn per_second(&self) -> f64 {
        self.users as f64 / self.elapsed.as_secs_f64().max(0.001)
    }

    /// By users seen, not by pages: pages are often short.
    pub fn time_left(&self) -> Option<Duration> {
        let left = self.estimated?.checked_sub(self.users).filter(|left| *left > 0)?;
        let is_stable = self.elapsed >= STABLE_AFTER && self.users > 0;
        is_stable.then(|| Duration::from_secs_f64(left as f64 / self.per_second()))
    }

    pub fn words(&self) -> String {
        let mut words = format!("{} users, {:.0} a second", thousands(self.users), self.per_second());
        if let Some(left) = self.time_left() {
            words += &format!(", about {} left", duration(left));
        }
        if let Some(pace) = self.slowed_to {
            words += &format!("; the service is busy, so {pace} pages a second");
        }
        words
    }
}

/// `41,200`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `40 s`, `12 min`, `3 h 20 min`.
pub fn duration(duration: Duration) -> String {
    match duration.as_secs() {
        seconds @ 0..90 => format!("{seconds} s"),
        seconds @ 90..5400 => format!("{} min", (seconds + 30) / 60),
        seconds => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_said_once_the_rate_is_worth_something() {
        let progress =
            |users, seconds| Progress { users, estimated: Some(100_000), elapsed: Duration::from_secs(seconds), slowed_to: None };
        assert_eq!(progress(4_000, 5).words(), "4,000 users, 800 a second");
        assert_eq!(progress(20_000, 25).words(), "20,000 users, 800 a second, about 2 min left");
        assert_eq!(progress(130_000, 160).words(), "130,000 users, 812 a second");
        assert_eq!(Progress { estimated: None, ..progress(20_000, 25) }.time_left(), None);
    }

    #[test]
    fn numbers_and_durations_read_well() {
        assert_eq!([0, 999, 1_000, 41_200, 1_234_567].map(thousands), ["0", "999", "1,000", "41,200", "1,234,567"]);
        assert_eq!(
            [40, 89, 90, 720, 12_000].map(|seconds| duration(Duration::from_secs(seconds))),
            ["40 s", "89 s", "2 min", "12 min", "3 h 20 min"]
        );
    }
}
